"""``detente ledger``: many reports, one account of the crisis. One command a file."""

from __future__ import annotations

from typing import Final

import click

from detente.cli._lazy import LazyGroup
from detente.cli.ledger._common import DB

__all__ = ["COMMANDS", "ledger_command"]

COMMANDS: Final[dict[str, str]] = {
    name: f"detente.cli.ledger.{name}:{name}_command"
    for name in (
        "add",
        "list",
        "show",
        "timeline",
        "dyads",
        "docket",
        "measures",
        "merge",
        "split",
        "export",
    )
} | {
    # "import" is no name for a module.
    "import": "detente.cli.ledger.import_:import_command",
}


@click.group("ledger", cls=LazyGroup, lazy=COMMANDS)
@click.option(
    "--db",
    metavar="FILE|ADDRESS",
    envvar="DETENTE_LEDGER",
    help="The ledger: a file, made when absent, or a PostgreSQL address. Also DETENTE_LEDGER.",
)
@click.pass_context
def ledger_command(ctx: click.Context, db: str | None) -> None:
    """Keep one account of a crisis, made of many reports.

    What happened, on whose word, how sure, what is still open. With --as-of, commands answer with what
    was known on that day.
    """
    # Only a command needs it: the help of each is shown without.
    ctx.meta[DB] = db
