"""``detente ledger list``: events by day."""

from __future__ import annotations

import datetime as dt
from typing import Any

import click

from detente.cli._ledger_options import tell_strangers
from detente.cli.ledger._common import (
    Format,
    db_option,
    event_options,
    open_ledger,
    print_events,
    to_day,
)

__all__ = ["list_command"]


@click.command("list")
@event_options
@db_option
@click.pass_context
def list_command(
    ctx: click.Context,
    /,
    *,
    since: dt.datetime | None,
    until: dt.datetime | None,
    as_of: dt.datetime | None,
    format_: Format,
    **wanted: Any,
) -> None:
    """List events by their day.

    A day with ~ is that of the first report, since none names the day. “word of” is the number of
    independent witnesses and of reports.
    """
    ledger = open_ledger(ctx)
    events = ledger.events(since=to_day(since), until=to_day(until), as_of=to_day(as_of), **wanted)
    if not events:
        tell_strangers(ledger, *wanted["parties"], wanted["actor"], wanted["recipient"])
    print_events(events, format_)
