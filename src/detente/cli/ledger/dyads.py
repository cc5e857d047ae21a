"""``detente ledger dyads``: what each party did to each other."""

from __future__ import annotations

import datetime as dt

import click

from detente.cli._days import DAY
from detente.cli.ledger._common import (
    Format,
    as_of_option,
    db_option,
    format_option,
    open_ledger,
    print_records,
    to_day,
)

__all__ = ["dyads_command"]


@click.command("dyads")
@click.option("--since", metavar="DATE", type=DAY, help="First day of the events counted.")
@click.option("--until", metavar="DATE", type=DAY, help="Last day of the events counted.")
@as_of_option
@format_option
@db_option
@click.pass_context
def dyads_command(
    ctx: click.Context,
    /,
    *,
    since: dt.datetime | None,
    until: dt.datetime | None,
    as_of: dt.datetime | None,
    format_: Format,
) -> None:
    """Show what each party did to each other.

    The most frequent pair first. Counted are events that happened: verbal and material cooperation, verbal
    and material conflict.
    """
    from detente.ledger import Dyad

    dyads = open_ledger(ctx).dyads(since=to_day(since), until=to_day(until), as_of=to_day(as_of))
    columns = {
        "who": lambda d: d.actor,
        "whom": lambda d: d.recipient,
        "events": lambda d: d.events,
        "v coop": lambda d: d.verbal_cooperation,
        "m coop": lambda d: d.material_cooperation,
        "v conf": lambda d: d.verbal_conflict,
        "m conf": lambda d: d.material_conflict,
        "intensity": lambda d: f"{d.intensity:+.1f}",
        "rung": lambda d: f"{d.rung} {d.rung_name}",
        "last": lambda d: d.last_day,
    }
    print_records(dyads, format_, columns, kind=Dyad)
