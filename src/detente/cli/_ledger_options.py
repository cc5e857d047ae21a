"""The --db option of commands that stand outside ``detente ledger``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from detente.errors import LedgerError

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
        help="The ledger: a file, or a PostgreSQL address. Also DETENTE_LEDGER.",
    )
    return option(command)


def open_db(ctx: click.Context, db: str, *, make: bool = False) -> Ledger:
    """Return the ledger that --db names; it is closed when the command ends.

    Args:
        ctx: The command's context.
        db: The file or address.
        make: Whether a file that is absent is made; what only asks should not make one of a misspelt name.

    Raises:
        LedgerError: There is no such file, or it is a directory or empty.
    """
    from detente.ledger import Ledger

    hint = "check --db; `detente ledger add` makes one"
    if "://" not in db:
        file = Path(db)
        if file.is_dir():
            raise LedgerError("it is a directory, no ledger", where=db, hint="give a file")
        if not make and not file.exists():
            raise LedgerError("there is no such ledger", where=db, hint=hint)
        # SQLite takes an empty file for an empty database, and writes its tables into it.
        if not make and file.is_file() and not file.stat().st_size:
            raise LedgerError("the file is empty, no ledger", where=db, hint=hint)
    return ctx.with_resource(Ledger(db))
