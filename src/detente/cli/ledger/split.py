"""``detente ledger split``: mentions out of an event."""

from __future__ import annotations

import click

from detente.cli.ledger._common import open_ledger, print_events

__all__ = ["split_command"]


@click.command("split")
@click.argument("event")
@click.argument("mentions", nargs=-1, required=True)
@click.option("--by", metavar="NAME", default="", help="Who decides; kept with the decision.")
@click.pass_context
def split_command(ctx: click.Context, event: str, mentions: tuple[str, ...], by: str) -> None:
    """Take MENTIONS out of EVENT into one of their own, for good, and show both."""
    print_events(open_ledger(ctx, write=True).split(event, *mentions, by=by), "table")
