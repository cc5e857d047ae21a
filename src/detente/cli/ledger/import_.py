"""``detente ledger import``: events of data sets into the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from detente.cli import EXIT_PARTIAL
from detente.cli._output import say_number
from detente.cli.ledger._common import db_option, open_ledger
from detente.errors import DetenteError, LedgerError, UsageError

if TYPE_CHECKING:
    from detente.formats import Imported

__all__ = ["import_command"]

FORMATS: Final = ("gdelt", "icews", "polecat", "ucdp", "keds", "plover", "jsonl", "csv", "parquet")
SHOWN_CODES: Final = 5


@click.command("import")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option("--from", "format_", type=click.Choice(FORMATS), help="Format. Default: by the file's content.")
@click.option("--dataset", metavar="NAME", default="", help="Name of the data set, where the rows have none.")
@click.option("--replace", is_flag=True, help="Put events in the place of those with their id that differ.")
@click.option(
    "--faults",
    "most_faults",
    metavar="N",
    type=click.IntRange(min=0),
    default=20,
    show_default=True,
    help="The most broken rows of a file to name; all are counted.",
)
@db_option
@click.pass_context
def import_command(
    ctx: click.Context,
    /,
    *,
    paths: tuple[str, ...],
    format_: str | None,
    dataset: str,
    replace: bool,
    most_faults: int,
) -> None:
    """Read coded events of data sets into the ledger.

    Each with its origin. Files of GDELT, ICEWS, POLECAT, UCDP GED and KEDS, PLOVER records, and what
    `export` wrote; gzipped or zipped too. An event that is there already, by data set and id, changes
    nothing. Broken rows are named and left out (exit code 3); codes without a PLOVER type, such as
    statements, are counted.
    """
    from rich.console import Console

    from detente.formats import import_events

    ledger = open_ledger(ctx, make=True, write=True)
    err = Console(stderr=True)
    failed = broken = 0
    for path in paths:
        with err.status(f"{path}: reading") as status:

            def show(rows: int, path: str = path) -> None:
                status.update(f"{path}: {rows:,} rows")

            try:
                done = import_events(
                    ledger,
                    path,
                    format=format_,
                    dataset=dataset,
                    replace=replace,
                    most_faults=most_faults,
                    on_rows=show if err.is_terminal else None,
                )
            except (LedgerError, UsageError):
                raise
            except DetenteError as error:
                click.echo(f"detente: {error}", err=True)
                failed += 1
                continue
        broken += done.broken
        _tell(path, done)
    if failed or broken:
        ctx.exit(1 if failed == len(paths) else EXIT_PARTIAL)


def _tell(path: str, done: Imported) -> None:
    for fault in done.faults:
        click.echo(f"detente: {fault}", err=True)
    if done.broken > len(done.faults):
        click.echo(
            f"detente: {path}: {say_number(done.broken - len(done.faults), 'more broken row')}", err=True
        )
    added = done.addition
    parts = [f"{say_number(added.added, 'event')} added", f"{added.repeated:,} there already"]
    if added.replaced:
        parts.append(f"{added.replaced:,} replaced")
    elif added.differing:
        parts.append(f"{added.differing:,} there with other values (--replace takes the new ones)")
    if done.set_aside:
        codes = [f"{code} {count}×" for code, count in list(done.set_aside.items())[:SHOWN_CODES]]
        more = ", …" if len(done.set_aside) > SHOWN_CODES else ""
        parts.append(f"{sum(done.set_aside.values()):,} without a PLOVER type ({', '.join(codes)}{more})")
    parts.append(f"{done.broken:,} broken")
    click.echo(f"{path}: {say_number(done.rows, 'row')}: " + ", ".join(parts), err=True)
