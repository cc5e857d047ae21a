"""The sessions in docs/ledger.md and docs/outlook.md, played anew and put in their place.

python -m tools.walkthrough             # writes both pages
python -m tools.walkthrough --check     # fails where a page is not what the commands print
python -m tools.walkthrough --page docs/outlook.md

In the ledger's page, in the section "A walk through a crisis", each indented block whose first line begins
with "$ detente" is a command and what it printed. The commands are run in their order, on a new ledger,
from the root of the repository. Where the page leaves lines out by "...", the same parts are kept: those
between the headings that stand there. The name of an event in a `show` is that of the last event that was
listed, since another model may name it otherwise. In the outlook's page it is each fenced block that begins
with a command on `crisis.db`, the demonstration crisis; messages are left out. What the pages say between
the blocks is for a person to look over.
"""

from __future__ import annotations

import argparse
import difflib
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

SECTION: Final = "## A walk through a crisis"
INDENT: Final = "    "
WIDTH_COLUMNS: Final = {"show": 110}
ADDING: Final = "detente ledger --db crisis.db add examples/crisis"
_BLOCK: Final = re.compile(r"```text\n\$ (detente \w+ --db crisis\.db.*)\n(?s:.*?)```")
_EVENT: Final = re.compile(r"\s\d{4}-\d\d-\d\d~?\s+([0-9a-f]{8})\s")


def play_session(page: str) -> str:
    """Return the page with the outputs of its session as the commands print them now.

    Args:
        page: The text of the page.

    Raises:
        ValueError: The page has no such section, or a command fails.
    """
    start = page.index(SECTION)
    following = page.find("\n## ", start)
    end = following if following >= 0 else len(page)
    lines = page[start:end].split("\n")
    with tempfile.TemporaryDirectory() as folder:
        played = _play_lines(lines, Path(folder))
    return page[:start] + "\n".join(played) + page[end:]


def play_blocks(page: str) -> str:
    """Return the page with what the commands of its fenced blocks print now, on the demonstration crisis.

    Args:
        page: The text of the page.

    Raises:
        ValueError: A command fails.
    """
    with tempfile.TemporaryDirectory() as folder:
        _run(ADDING, Path(folder))
        return _BLOCK.sub(
            lambda block: f"```text\n$ {block[1]}\n{_run(block[1], Path(folder), errors=False)}```", page
        )


PAGES: Final[dict[Path, Callable[[str], str]]] = {
    Path("docs/ledger.md"): play_session,
    Path("docs/outlook.md"): play_blocks,
}


def _play_lines(lines: list[str], folder: Path) -> list[str]:
    played: list[str] = []
    named = ""
    at = 0
    while at < len(lines):
        line = lines[at]
        if not line.startswith(f"{INDENT}$ detente "):
            played.append(line)
            at += 1
            continue
        block = [line]
        while at + 1 < len(lines) and (lines[at + 1].startswith(INDENT) or _goes_on(lines, at + 1)):
            at += 1
            block.append(lines[at])
        at += 1
        command = line.removeprefix(f"{INDENT}$ ")
        if named:
            command = re.sub(r"(ledger --db \S+ show )[0-9a-f]+", rf"\g<1>{named[:4]}", command)
        printed = _run(command, folder)
        if found := _EVENT.findall(printed):
            named = found[-1]
        kept = _keep_parts(printed.strip("\n").split("\n"), [part[len(INDENT) :] for part in block[1:]])
        played += [f"{INDENT}$ {command}", *((INDENT + part).rstrip() for part in kept)]
    return played


def _goes_on(lines: list[str], at: int) -> bool:
    """Return whether an empty line stands inside a block: what follows is indented, and is no new command."""
    rest = [line for line in lines[at:] if line.strip()]
    return (
        not lines[at].strip()
        and bool(rest)
        and rest[0].startswith(INDENT)
        and not rest[0].startswith(f"{INDENT}$ ")
    )


def _run(command: str, folder: Path, *, errors: bool = True) -> str:
    """Return what a command prints, messages too unless told, run in a shell as it stands on the page."""
    width = next((str(wide) for name, wide in WIDTH_COLUMNS.items() if f" {name} " in command), "80")
    ours = rf"{shlex.quote(sys.executable)} -m detente \1 --db {shlex.quote(str(folder / 'crisis.db'))}"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", re.sub(r"detente (\w+) --db crisis\.db", ours, command)],
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT if errors else subprocess.PIPE,
        text=True,
        env=os.environ | {"COLUMNS": width, "TERM": "dumb"},
    )
    # `| head -1` closes the pipe before all is printed.
    if done.returncode and "| head" not in command:
        raise ValueError(f"{command}: exit code {done.returncode}: {done.stdout.strip()[-300:]}")
    return done.stdout


def _keep_parts(printed: list[str], shown: list[str]) -> list[str]:
    """Return what was printed, shortened by "..." as the page was: only the parts whose headings it shows."""
    if "..." not in (line.strip() for line in shown):
        return printed
    headings = [line for line in shown if re.fullmatch(r"[A-Z]\w+", line)]
    parts: list[list[str]] = [[]]
    for line in printed:
        if re.fullmatch(r"[A-Z]\w+", line):
            parts.append([])
        parts[-1].append(line)
    kept: list[str] = []
    for part in parts:
        if part and part[0] in headings:
            kept += part
        elif not kept or kept[-1] != "...":
            while kept and not kept[-1].strip():
                kept.pop()
            kept.append("...")
    return kept


def main() -> int:
    """Play the session; return 1 where `--check` finds the page to be another."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--page", type=Path, choices=list(PAGES), help="this page alone")
    parser.add_argument("--check", action="store_true", help="change nothing; fail where a page differs")
    options = parser.parse_args()
    differ = False
    for page, play in PAGES.items():
        if options.page not in {None, page}:
            continue
        before = page.read_text(encoding="utf-8")
        after = play(before)
        differ |= before != after
        if options.check:
            sys.stdout.writelines(
                difflib.unified_diff(before.splitlines(True), after.splitlines(True), str(page), "now")
            )
        else:
            page.write_text(after, encoding="utf-8")
    return int(options.check and differ)


if __name__ == "__main__":
    sys.exit(main())
