"""``detente ledger measures``: the crisis by day."""

from __future__ import annotations

import datetime as dt

import click

from detente.cli._days import DAY
from detente.cli._ledger_options import tell_strangers
from detente.cli.ledger._common import (
    Format,
    as_of_option,
    db_option,
    format_option,
    open_ledger,
    print_records,
    to_day,
)

__all__ = ["measures_command"]


@click.command("measures")
@click.option(
    "--pair", "pairs", metavar="CODE CODE", nargs=2, multiple=True, help="Two parties; may be repeated."
)
@click.option("--since", metavar="DATE", type=DAY, help="First day to show.")
@click.option("--until", metavar="DATE", type=DAY, help="Last day to show.")
@as_of_option
@format_option
@db_option
@click.pass_context
def measures_command(
    ctx: click.Context,
    /,
    *,
    pairs: tuple[tuple[str, str], ...],
    since: dt.datetime | None,
    until: dt.datetime | None,
    as_of: dt.datetime | None,
    format_: Format,
) -> None:
    """Show counts, intensity, tension and rung for each day.

    Tension is 0 to 100. Of the whole crisis, or of each --pair in both directions.
    """
    from detente.ledger import DayMeasure

    ledger = open_ledger(ctx)
    measures = ledger.measures(
        *((one.upper(), other.upper()) for one, other in pairs),
        since=to_day(since),
        until=to_day(until),
        as_of=to_day(as_of),
    )
    if not measures:
        tell_strangers(ledger, *(code.upper() for pair in pairs for code in pair))
    columns = {
        "pair": lambda m: "all" if m.one == m.other == "*" else f"{m.one} {m.other}",
        "day": lambda m: m.day,
        "v coop": lambda m: m.verbal_cooperation or "",
        "m coop": lambda m: m.material_cooperation or "",
        "v conf": lambda m: m.verbal_conflict or "",
        "m conf": lambda m: m.material_conflict or "",
        "intensity": lambda m: f"{m.intensity:+.1f}",
        "tension": lambda m: f"{m.tension:.1f}",
        "rung": lambda m: f"{m.rung} {m.rung_name}" if m.rung else "",
    }
    print_records(measures, format_, columns, kind=DayMeasure)
