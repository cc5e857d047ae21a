"""The session in docs/ledger.md, played anew and put in its place.

python -m tools.walkthrough             # writes docs/ledger.md
python -m tools.walkthrough --check     # fails where the page is not what the commands print
python -m tools.walkthrough --print     # prints the session alone

In the section "A walk through a crisis" each indented block whose first line begins with "$ detente" is a
command and what it printed. The commands are run in their order, on a new ledger, from the root of the
repository. Where the page leaves lines out by "...", the same parts are kept: those between the headings that
stand there. The name of an event in a `show` is that of the last event that was listed, since another model
may name it otherwise. What the page says between the blocks is for a person to look over.
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
from pathlib import Path
from typing import Final

PAGE: Final = Path("docs/ledger.md")
SECTION: Final = "## A walk through a crisis"
INDENT: Final = "    "
WIDTH_COLUMNS: Final = {"show": 110}
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


def _run(command: str, folder: Path) -> str:
    """Return what a command prints on both streams, run in a shell as it stands on the page."""
    width = next((str(wide) for name, wide in WIDTH_COLUMNS.items() if f" {name} " in command), "80")
    ours = f"{shlex.quote(sys.executable)} -m detente ledger --db {shlex.quote(str(folder / 'crisis.db'))}"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command.replace("detente ledger --db crisis.db", ours)],
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
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
    parser.add_argument("--page", type=Path, default=PAGE)
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--check", action="store_true", help="change nothing; fail where the page differs")
    how.add_argument("--print", action="store_true", help="change nothing; print the section")
    options = parser.parse_args()
    before = options.page.read_text(encoding="utf-8")
    after = play_session(before)
    if options.print:
        sys.stdout.write(after[after.index(SECTION) :].split("\n## ")[0] + "\n")
    elif options.check:
        sys.stdout.writelines(
            difflib.unified_diff(before.splitlines(True), after.splitlines(True), "page", "now")
        )
        return int(before != after)
    else:
        options.page.write_text(after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
