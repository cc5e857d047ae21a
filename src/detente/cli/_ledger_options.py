"""The --db option of commands that stand outside ``detente ledger``."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from detente.ledger import Ledger

__all__ = ["db_option", "open_db"]

Command = TypeVar("Command", bound=Callable[..., Any])


def db_option(command: Command) -> Command:
    """Return a command that takes ``--db FILE|ADDRESS``."""
    option = click.option(
        "--db",
        metavar="FILE|ADDRESS",
        required=True,
        envvar="DETENTE_LEDGER",
        help="The ledger: a file, made when absent, or a PostgreSQL address. Also DETENTE_LEDGER.",
    )
    return option(command)


def open_db(ctx: click.Context, db: str) -> Ledger:
    """Return the ledger that --db names; it is closed when the command ends."""
    from detente.ledger import Ledger

    return ctx.with_resource(Ledger(db))
