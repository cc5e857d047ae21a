"""Take the README's pictures of the desk: ``python -m tools.screenshots --db crisis.db``.

The ledger is that of the demonstration crisis (``detente ledger --db crisis.db add examples/crisis``). Needs
Playwright and a Chromium.
"""

from __future__ import annotations

import argparse
import json
import shutil
import urllib.request
from pathlib import Path

from benchmarks.desk_fuzz import serving

OUT = Path(__file__).parents[1] / "docs" / "img"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-sync",
]
WHAT_IF = "/whatif?add=2021-03-12+PER+ASSAULT+ECU&block=ECU+ASSAULT+PER&horizon=30"


def main() -> None:
    """Serve the ledger and take the pictures."""
    from playwright.sync_api import sync_playwright

    from detente.desk.web import create_app
    from detente.ledger import Ledger

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--db", required=True)
    parser.add_argument("--model", type=Path, help="The outlook's parameters; none for those of the package.")
    options = parser.parse_args()
    with (
        Ledger(options.db) as ledger,
        serving(create_app(ledger, model=options.model)) as address,
        sync_playwright() as playwright,
    ):
        with urllib.request.urlopen(f"{address}/api/events?type=ASSAULT&limit=500", timeout=120) as answer:
            events = json.load(answer)["items"]
        told = max(events, key=lambda e: (e["disputed"], e["mentions"], e["id"]))
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        context = browser.new_context(viewport={"width": 1280, "height": 860})
        context.set_default_timeout(180_000)
        page = context.new_page()
        for name, path in (("situation", "/"), ("event", f"/event/{told['id']}"), ("whatif", WHAT_IF)):
            page.goto(address + path)
            page.locator("[data-waiting]").first.wait_for(state="detached", timeout=180_000)
            page.screenshot(path=OUT / f"{name}.png", clip={"x": 0, "y": 0, "width": 1280, "height": 860})
        browser.close()


if __name__ == "__main__":
    main()
