"""The --db option of commands that stand outside ``detente ledger``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from detente.ledger import Ledger

__all__ = ["db_option", "open_db"]

db_option = click.option(
    "--db",
    metavar="FILE|ADDRESS",
    required=True,
    envvar="DETENTE_LEDGER",
    help="The ledger: a file, made when absent, or a PostgreSQL address. Also DETENTE_LEDGER.",
)


def open_db(ctx: click.Context, db: str) -> Ledger:
    """Return the ledger that --db names; it is closed when the command ends."""
    from detente.ledger import Ledger

    return ctx.with_resource(Ledger(db))
