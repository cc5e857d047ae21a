"""``detente ledger export``: events for other programs."""

from __future__ import annotations

import datetime as dt
import errno
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, cast

import click

from detente.cli._days import DAY
from detente.cli._ledger_options import check_codes
from detente.cli.ledger._common import (
    as_of_option,
    check_types,
    db_option,
    open_ledger,
    to_day,
)
from detente.errors import UsageError

if TYPE_CHECKING:
    from detente.ledger import Dyad

__all__ = ["export_command"]

FORMATS: Final = ("jsonl", "csv", "parquet", "plover", "cameo", "geojson", "graphml")


@click.command("export")
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    default="jsonl",
    show_default=True,
    help="What to write.",
)
@click.option("--out", metavar="FILE", default="-", help="Where to. Default: standard output.")
@click.option(
    "--party",
    "parties",
    metavar="CODE",
    multiple=True,
    callback=check_codes,
    help="Acts or is acted on; may be repeated.",
)
@click.option(
    "--type",
    "types",
    metavar="TYPE",
    multiple=True,
    callback=check_types,
    help="PLOVER type; may be repeated.",
)
@click.option("--dataset", metavar="NAME", help="Only of this data set; detente for those made of reports.")
@click.option("--since", metavar="DATE", type=DAY, help="First day of the event.")
@click.option("--until", metavar="DATE", type=DAY, help="Last day of the event.")
@as_of_option
@db_option
@click.pass_context
def export_command(
    ctx: click.Context,
    /,
    *,
    format_: str,
    out: str,
    parties: tuple[str, ...],
    types: tuple[str, ...],
    dataset: str | None,
    since: dt.datetime | None,
    until: dt.datetime | None,
    as_of: dt.datetime | None,
) -> None:
    """Write events for other programs.

    jsonl, csv and parquet hold all that `import` takes back; plover is PLOVER's JSON records; cameo has the
    columns of ICEWS; geojson has events with a place on the map; graphml the parties, and what each did to
    another. docs/formats.md tells what each can't hold.
    """
    from detente.formats import write_events, write_graphml

    if format_ == "graphml" and (types or dataset):
        raise UsageError("graphml counts all events that happened", hint="leave --type and --dataset out")
    if format_ == "parquet" and out == "-" and sys.stdout.isatty():
        raise UsageError("Parquet is nothing to look at", hint="give --out FILE")
    ledger = open_ledger(ctx)
    first, last, known = to_day(since), to_day(until), to_day(as_of)
    with _writing_to(out) as stream:
        if format_ == "graphml":
            dyads = ledger.dyads(since=first, until=last, as_of=known)
            edges = write_graphml((dyad for dyad in dyads if _takes_part(dyad, parties)), stream)
            message = f"{edges} pairs written"
        else:
            events = ledger.coded_events(
                types=types, parties=parties, since=first, until=last, dataset=dataset, as_of=known
            )
            written, left_out = write_events(events, stream, format_)
            message = f"{written} events written" + (
                f", {left_out} left out that {format_} can't hold" if left_out else ""
            )
    click.echo(message, err=True)


def _takes_part(dyad: Dyad, parties: tuple[str, ...]) -> bool:
    return not parties or dyad.actor in parties or dyad.recipient in parties


@contextmanager
def _writing_to(out: str) -> Iterator[BinaryIO]:
    """Give a stream; a file is there as a whole or, when writing fails, as it was before."""
    if out == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    path = Path(out).resolve()
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "it is a folder", out)
    if path.exists() and not path.is_file():
        # A pipe or a device is written to, not put away.
        with path.open("wb") as stream:
            yield stream
        return
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        # Named as the user knows it.
        raise OSError(error.errno, error.strerror, out) from None
    try:
        with os.fdopen(handle, "wb") as stream:
            yield cast("BinaryIO", stream)
        os.chmod(name, 0o666 & ~_umask())
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
