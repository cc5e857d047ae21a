"""``detente watch``: the situation in a terminal, drawn again when the ledger changes."""

from __future__ import annotations

import datetime as dt
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from detente.cli._days import DAY
from detente.cli._ledger_options import check_codes, db_option, open_db, tell_strangers
from detente.cli._output import make_console, print_rich
from detente.cli._own_actors import own_actors, warn_of_faults

if TYPE_CHECKING:
    from rich.console import Console

    from detente.desk import Watcher

__all__ = ["watch_command"]

KEY_WAIT_S: Final = 0.25
SNAPSHOT_LINES: Final = 40


@click.command("watch")
@db_option
@click.option("--as-of", metavar="DATE", type=DAY, help="Show what was known on this day, year-month-day.")
@click.option(
    "--days",
    metavar="N",
    type=click.IntRange(1, 3660),
    default=14,
    show_default=True,
    help="How many days back.",
)
@click.option(
    "--party",
    "parties",
    metavar="CODE",
    multiple=True,
    callback=check_codes,
    help="Acts or is acted on; may be repeated.",
)
@click.option(
    "--every",
    "every_s",
    metavar="SECONDS",
    type=click.FloatRange(0.5, 3600),
    default=2.0,
    show_default=True,
    help="How often to look whether the ledger has changed.",
)
@own_actors
@click.pass_context
def watch_command(
    ctx: click.Context,
    /,
    *,
    db: str,
    as_of: dt.datetime | None,
    days: int,
    parties: tuple[str, ...],
    every_s: float,
    actors: Path | None,
) -> None:
    """Watch a crisis in the terminal.

    Tension, the latest events and open matters. It is drawn again when the ledger changes, by whatever
    program; q or Ctrl-C ends it. In a pipe or a file it is printed once.
    """
    from detente.desk import Watcher

    warn_of_faults(actors)
    ledger, day = open_db(ctx, db), as_of.date() if as_of else None
    tell_strangers(ledger, *parties)
    watcher = Watcher(ledger, as_of=day, days=days, parties=parties, actors=actors)
    ctx.call_on_close(watcher.close)
    console = make_console()
    if not console.is_terminal:
        print_rich(watcher.render(console.width, SNAPSHOT_LINES), console)
        return
    with suppress(KeyboardInterrupt):
        _watch(watcher, console, every_s)


def _watch(watcher: Watcher, console: Console, every_s: float) -> None:
    from rich.live import Live

    with _keys() as pressed, Live(console=console, screen=True, auto_refresh=False) as live:
        size, looked = None, 0.0
        while True:
            if size != console.size or time.monotonic() - looked >= every_s:
                changed = watcher.look()
                looked = time.monotonic()
                if changed or size != console.size:
                    size = console.size
                    foot = f"q ends · drawn at {dt.datetime.now(dt.UTC):%H:%M:%S} UTC"
                    live.update(watcher.render(size.width, size.height, foot), refresh=True)
            if pressed() in {"q", "Q", "\x03", "\x1b"}:
                return


@contextmanager
def _keys() -> Iterator[Callable[[], str]]:
    """Give a function that waits a moment for a key; it returns "" when none was pressed."""
    if not sys.stdin.isatty():
        yield _no_key
        return
    try:
        import termios
        import tty
    except ImportError:
        yield _windows_key
        return
    number = sys.stdin.fileno()
    before = termios.tcgetattr(number)
    tty.setcbreak(number)
    try:
        yield _unix_key
    finally:
        termios.tcsetattr(number, termios.TCSADRAIN, before)


def _no_key() -> str:
    time.sleep(KEY_WAIT_S)
    return ""


def _unix_key() -> str:
    import os
    import select

    number = sys.stdin.fileno()
    ready, _, _ = select.select([number], [], [], KEY_WAIT_S)
    return os.read(number, 1).decode(errors="replace") if ready else ""


def _windows_key() -> str:
    import msvcrt

    time.sleep(KEY_WAIT_S)
    pressed: str = msvcrt.getwch() if msvcrt.kbhit() else ""  # type: ignore[attr-defined, unused-ignore]
    return pressed
