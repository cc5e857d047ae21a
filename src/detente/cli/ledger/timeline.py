"""``detente ledger timeline``: what happened, day by day."""

from __future__ import annotations

import datetime as dt
from functools import partial
from itertools import groupby
from typing import Any

import click

from detente.cli._ledger_options import tell_strangers
from detente.cli._output import make_console
from detente.cli.ledger._common import (
    Format,
    db_option,
    describe,
    event_options,
    open_ledger,
    print_events,
    to_day,
)

__all__ = ["timeline_command"]


@click.command("timeline")
@event_options
@db_option
@click.pass_context
def timeline_command(
    ctx: click.Context,
    /,
    *,
    since: dt.datetime | None,
    until: dt.datetime | None,
    as_of: dt.datetime | None,
    format_: Format,
    **wanted: Any,
) -> None:
    """Show what happened, day by day.

    With the words that first told of it. Events without a day are left out.
    """
    ledger = open_ledger(ctx)
    found = ledger.events(since=to_day(since), until=to_day(until), as_of=to_day(as_of), **wanted)
    if not found:
        tell_strangers(ledger, *wanted["parties"], wanted["actor"], wanted["recipient"])
    events = [event for event in found if event.day is not None]
    if format_ != "table":
        print_events(events, format_)
        return
    if not events:
        click.echo("nothing", err=True)
    indent = " " * 12
    wrap = partial(
        click.wrap_text, width=make_console().width, initial_indent=indent, subsequent_indent=indent
    )
    for day, group in groupby(events, key=lambda event: event.day):
        click.echo(str(day))
        for event in group:
            click.echo(f"  {event.id[:8]}  {describe(event)} [{event.status}, {event.grade}]")
            click.echo(wrap(event.words))
