"""``detente ledger docket``: open matters."""

from __future__ import annotations

import datetime as dt

import click

from detente.cli._ledger_options import check_codes, tell_strangers
from detente.cli.ledger._common import (
    Format,
    as_of_option,
    db_option,
    format_option,
    open_ledger,
    print_records,
    to_day,
)

__all__ = ["docket_command"]


@click.command("docket")
@click.option(
    "--party",
    "parties",
    metavar="CODE",
    multiple=True,
    callback=check_codes,
    help="Owes or is owed; may be repeated.",
)
@click.option("--open", "open_only", is_flag=True, help="Leave out what was answered or has lapsed.")
@as_of_option
@format_option
@db_option
@click.pass_context
def docket_command(
    ctx: click.Context,
    /,
    *,
    parties: tuple[str, ...],
    open_only: bool,
    as_of: dt.datetime | None,
    format_: Format,
) -> None:
    """Show what was asked, threatened or promised.

    Requests, demands, threats, ultimatums, promises and offers, and what came of them.
    """
    from detente.ledger import Matter

    ledger = open_ledger(ctx)
    matters = ledger.docket(parties=parties, open_only=open_only, as_of=to_day(as_of))
    if not matters:
        tell_strangers(ledger, *parties)
    columns = {
        "since": lambda m: m.since,
        "event": lambda m: m.event[:8],
        "matter": lambda m: m.kind,
        "owed by": lambda m: " ".join(m.owed_by) or "?",
        "owed to": lambda m: " ".join(m.owed_to) or "?",
        "deadline": lambda m: m.deadline or "",
        "state": lambda m: m.state + (f" on {m.answered_on} ({m.rule.replace('-', ' ')})" if m.rule else ""),
        "words": lambda m: m.words,
    }
    print_records(matters, format_, columns, kind=Matter)
