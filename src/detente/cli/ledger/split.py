"""``detente ledger split``: mentions out of an event."""

from __future__ import annotations

import click

from detente.cli.ledger._common import db_option, open_ledger, print_events

__all__ = ["split_command"]


@click.command("split")
@click.argument("event")
@click.argument("mentions", nargs=-1, required=True)
@click.option("--by", metavar="NAME", default="", help="Who decides; kept with the decision.")
@db_option
@click.pass_context
def split_command(ctx: click.Context, event: str, mentions: tuple[str, ...], by: str) -> None:
    """Take MENTIONS out of EVENT, for good, and show both.

    They become an event of their own. Names may be shortened to their first four or more signs.
    """
    print_events(open_ledger(ctx, write=True).split(event, *mentions, by=by), "table")
