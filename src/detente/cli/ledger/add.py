"""``detente ledger add``: code reports and add them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from detente.cli import EXIT_PARTIAL
from detente.cli._days import DAY
from detente.cli._output import say_number
from detente.cli._sources import expand_sources
from detente.cli.ledger._common import db_option, is_to_be_made, open_ledger, to_day
from detente.errors import DetenteError

if TYPE_CHECKING:
    from detente.coding import CoderLike

__all__ = ["add_command"]


@click.command("add")
@click.argument("sources", metavar="PATH|URL|-...", nargs=-1, required=True)
@click.option("--published", metavar="DATE", type=DAY, help="Day of publication. Default: as the page says.")
@click.option("--outlet", metavar="NAME", help="Name of the outlet. Default: as the page says.")
@click.option(
    "--known-on",
    metavar="DATE",
    type=DAY,
    help="Day from which it was known, for --as-of. Default: the day of publication.",
)
@db_option
@click.pass_context
def add_command(
    ctx: click.Context,
    /,
    *,
    sources: tuple[str, ...],
    published: dt.datetime | None,
    outlet: str | None,
    known_on: dt.datetime | None,
) -> None:
    """Read reports, code their events, and add them.

    A folder stands for the text and HTML files in it and below. A report that is there already changes
    nothing. Each report goes in as a whole or not at all: an interrupted run is simply started again.
    """
    from rich.console import Console
    from rich.progress import track

    from detente._reading import read

    # Tests and programs that embed the command line give a coder of their own.
    coder: CoderLike | None = ctx.find_root().obj
    # Before the ledger is made: where there is nothing to read, none is.
    paths = expand_sources(sources)
    ledger = None if is_to_be_made(ctx) else open_ledger(ctx, make=True, write=True)
    added = repeated = mentions = failed = 0
    err = Console(stderr=True)
    quiet = len(paths) < 2 or not err.is_terminal
    for source in track(paths, "reading", console=err, disable=quiet, transient=True):
        try:
            reading = read(source, published=to_day(published), outlet=outlet, coder=coder)
            # Only now: a ledger that no report could be put into should not be left behind.
            ledger = ledger or open_ledger(ctx, make=True, write=True)
            new = ledger.add(reading.report, reading.events, known_on=to_day(known_on))
        except DetenteError as error:
            click.echo(f"detente: {error}", err=True)
            failed += 1
            continue
        added, repeated = added + new, repeated + (not new)
        mentions += len(reading.events) if new else 0
    parts = [f"{added:,} added with {say_number(mentions, 'mention')}"]
    parts += [f"{repeated:,} there already", f"{failed:,} failed"]
    click.echo(f"{say_number(len(paths), 'report')}: " + ", ".join(parts), err=True)
    if failed:
        ctx.exit(EXIT_PARTIAL if failed < len(paths) else 1)
