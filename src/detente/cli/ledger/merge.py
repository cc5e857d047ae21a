"""``detente ledger merge``: one event of several."""

from __future__ import annotations

import click

from detente.cli.ledger._common import db_option, open_ledger, print_events

__all__ = ["merge_command"]


@click.command("merge")
@click.argument("event")
@click.argument("others", nargs=-1, required=True)
@click.option("--by", metavar="NAME", default="", help="Who decides; kept with the decision.")
@db_option
@click.pass_context
def merge_command(ctx: click.Context, event: str, others: tuple[str, ...], by: str) -> None:
    """Make one event of EVENT and OTHERS, for good, and show it.

    Names may be shortened to their first four or more signs.
    """
    print_events([open_ledger(ctx, write=True).merge(event, *others, by=by)], "table")
