"""``detente ledger``: many reports, one account of the crisis. One command a file."""

from __future__ import annotations

import importlib
from typing import Final

import click

__all__ = ["COMMANDS", "ledger_command"]

COMMANDS: Final[dict[str, str]] = {
    name: f"detente.cli.ledger.{name}:{name}_command"
    for name in ("add", "list", "show", "timeline", "dyads", "docket", "measures", "merge", "split")
}


class LedgerGroup(click.Group):
    """A group that loads a command's file when needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands in the order of `COMMANDS`."""
        # The module `list` of this package hides the type.
        return [*COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by name, or None."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command


@click.group("ledger", cls=LedgerGroup)
@click.option(
    "--db",
    metavar="FILE|ADDRESS",
    required=True,
    envvar="DETENTE_LEDGER",
    help="The ledger: a file, made when absent, or a PostgreSQL address. Also DETENTE_LEDGER.",
)
@click.pass_context
def ledger_command(ctx: click.Context, db: str) -> None:
    """Keep one account of a crisis, made of many reports.

    What happened, on whose word, how sure, what is still open. With --as-of, commands answer with what
    was known on that day.
    """
    ctx.meta["detente.ledger"] = db
