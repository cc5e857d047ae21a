"""Take the README's pictures of the desk: ``python -m tools.screenshots``.

The demonstration crisis (`examples/crisis`) is read into a new ledger, or ``--db`` names one that holds it; a
file that is absent is made. Needs Playwright and a Chromium.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import urllib.request
from pathlib import Path

from benchmarks.desk_fuzz import serving
from detente.ledger import Ledger

OUT = Path(__file__).parents[1] / "docs" / "img"
CRISIS = Path(__file__).parents[1] / "examples" / "crisis"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-sync",
]
WHAT_IF = "/whatif?add=2021-03-12+PER+ASSAULT+ECU&block=ECU+ASSAULT+PER&horizon=30"


def read_crisis(ledger: Ledger) -> None:
    """Add the reports of the demonstration crisis."""
    import detente
    from detente.coding import Coder

    coder = Coder.load()
    for path in sorted(CRISIS.glob("*.*")):
        if path.suffix in {".html", ".txt"}:
            reading = detente.read(path, coder=coder)
            ledger.add(reading.report, reading.events)


def main() -> None:
    """Serve the ledger and take the pictures."""
    from playwright.sync_api import sync_playwright

    from detente.desk.web import create_app

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--db", type=Path, help="The ledger; none for one that is thrown away.")
    parser.add_argument("--model", type=Path, help="The outlook's parameters; none for those of the package.")
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        Ledger(options.db or Path(folder) / "crisis.db") as ledger,
        serving(create_app(ledger, model=options.model)) as address,
        sync_playwright() as playwright,
    ):
        if not ledger.size.reports:
            read_crisis(ledger)
        with urllib.request.urlopen(f"{address}/api/events?type=ASSAULT&limit=500", timeout=120) as answer:
            events = json.load(answer)["items"]
        # One between two parties, told by many and denied by some, shows most of the page.
        told = max(
            events, key=lambda e: (e["disputed"], e["actor"] != e["recipient"], e["mentions"], e["id"])
        )
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        context = browser.new_context(viewport={"width": 1280, "height": 860})
        context.set_default_timeout(180_000)
        page = context.new_page()
        for name, at in (("situation", "/"), ("event", f"/event/{told['id']}"), ("whatif", WHAT_IF)):
            page.goto(address + at)
            page.locator("[data-waiting]").first.wait_for(state="detached", timeout=180_000)
            path = OUT / f"{name}.png"
            page.screenshot(path=path, clip={"x": 0, "y": 0, "width": 1280, "height": 860})
            print(f"{path} {path.stat().st_size / 1000:.0f} kB")
        browser.close()


if __name__ == "__main__":
    main()
