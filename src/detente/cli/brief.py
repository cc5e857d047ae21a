"""``detente brief``: two printed sides on a whole ledger."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import click

from detente.cli._days import DAY
from detente.cli._ledger_options import check_codes, db_option, open_db, tell_strangers
from detente.cli._own_actors import own_actors, warn_of_faults
from detente.errors import UsageError

__all__ = ["brief_command"]


@click.command("brief")
@db_option
@click.option(
    "--out",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write: .html, .pdf or .md by its ending. Default: Markdown on standard output.",
)
@click.option("--as-of", metavar="DATE", type=DAY, help="Tell what was known on this day, year-month-day.")
@click.option(
    "--days",
    metavar="N",
    type=click.IntRange(1, 3660),
    default=14,
    show_default=True,
    help="How many days back it tells of.",
)
@click.option(
    "--party",
    "parties",
    metavar="CODE",
    multiple=True,
    callback=check_codes,
    help="Acts or is acted on; may be repeated. With two, tension is that of the pair.",
)
@own_actors
@click.pass_context
def brief_command(
    ctx: click.Context,
    /,
    *,
    db: str,
    out: Path | None,
    as_of: dt.datetime | None,
    days: int,
    parties: tuple[str, ...],
    actors: Path | None,
) -> None:
    """Write a brief of two printed sides on a crisis.

    What happened, on whose word, what is open, how near the brink, with the sentences of the reports as
    footnotes. The HTML page loads nothing; PDF needs the extra: pip install 'detente[pdf]'.
    """
    from detente.desk import BRIEF_FORMS, render_brief

    ending = out.suffix.lower().removeprefix(".") if out is not None else "md"
    form = {"htm": "html", "markdown": "md"}.get(ending, ending)
    if form not in BRIEF_FORMS:
        hint = "end it in .html, .pdf or .md"
        raise UsageError("the file's ending says no form that is known", where=str(out), hint=hint)
    warn_of_faults(actors)
    ledger = open_db(ctx, db)
    tell_strangers(ledger, *parties)
    data = render_brief(
        ledger,
        form,
        as_of=as_of.date() if as_of else None,
        days=days,
        parties=parties,
        actors=actors,
    )
    if out is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    out.write_bytes(data)
    click.echo(f"wrote {out}", err=True)
