"""The session and the picture of a reading in README.md, made anew: ``python -m tools.readme``.

The session is the beginning of what ``detente read`` prints of the example report, up to its second
sentence; the picture is the page that ``--format html`` writes, seen by a headless Chromium.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
COMMAND: Final = ["read", "examples/report.txt", "--published", "2025-03-12"]
OUTLET: Final = "The Meridian Courier"
PICTURE: Final = ROOT / "docs" / "img" / "reading.png"
_SESSION: Final = re.compile(r"<!-- session -->\n.*?<!-- /session -->", re.S)
_SECOND: Final = re.compile(r"^ +[2·]  ", re.M)


def run_detente(*more: str) -> str:
    """Return what a command prints, at 80 columns."""
    command = [sys.executable, "-m", "detente", *COMMAND, "--outlet", OUTLET, *more]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout


def write_session(readme: Path) -> None:
    """Put the beginning of the example's reading into the page."""
    printed = run_detente()
    found = _SECOND.search(printed)
    shown = printed[: found.start()] if found else printed
    said = " ".join(COMMAND) + f' --outlet "{OUTLET}"'
    block = f"<!-- session -->\n```console\n$ detente {said}\n{shown.rstrip()}\n\n...\n```\n<!-- /session -->"
    readme.write_text(_SESSION.sub(lambda _: block, readme.read_text("utf-8")), encoding="utf-8")


def take_picture() -> None:
    """Write the picture of the example's page; needs Chromium."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        raise SystemExit("Chromium is not installed")
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "reading.html"
        page.write_text(run_detente("--format", "html"), encoding="utf-8")
        options = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            "--window-size=1280,860",
        ]
        options += ["--window-size=1280,860", f"--screenshot={PICTURE}"]
        subprocess.run([chromium, *options, page.as_uri()], check=True, capture_output=True)


if __name__ == "__main__":
    write_session(ROOT / "README.md")
    take_picture()
