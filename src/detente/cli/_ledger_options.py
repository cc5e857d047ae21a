"""What commands share that ask a ledger: the --db option, codes of parties, codes that no event names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from detente.errors import LedgerError

if TYPE_CHECKING:
    from detente.ledger import Ledger

__all__ = ["check_codes", "db_option", "open_db", "tell_strangers"]

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


def check_codes(
    ctx: click.Context, parameter: click.Parameter, given: str | tuple[str, ...] | None
) -> str | tuple[str, ...] | None:
    """Return codes of parties in capitals, as the ledger has them; one that is empty is refused."""
    codes = (given,) if isinstance(given, str) else given or ()
    if not all(code.strip() for code in codes):
        raise click.BadParameter("a code is empty; give one such as IRN.")
    capitals = tuple(code.strip().upper() for code in codes)
    return capitals[0] if isinstance(given, str) else None if given is None else capitals


def tell_strangers(ledger: Ledger, *codes: str | None) -> None:
    """Say on standard error which codes no event names, and whom may be meant: "Peru" is PER."""
    from detente.actors import Gazetteer

    strange = [code for code in dict.fromkeys(codes) if code and not ledger.events(parties=[code], limit=1)]
    gazetteer = Gazetteer.load() if strange else None
    for code in strange:
        meant = {entry.who: None for entry in gazetteer.search(code)} if gazetteer else {}
        guess = f": is {' or '.join(list(meant)[:3])} meant?" if meant and code not in meant else ""
        click.echo(f"no event names the party {code}{guess}", err=True)
