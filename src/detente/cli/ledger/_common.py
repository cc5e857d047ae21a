"""What the ledger's commands share: opening, options, output."""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import click

from detente.cli._days import DAY
from detente.cli._ledger_options import check_codes, open_db
from detente.cli._output import make_console, print_rich
from detente.errors import LedgerError

if TYPE_CHECKING:
    from detente.ledger import Event, Ledger

Format = Literal["table", "jsonl", "csv"]
Command = Callable[..., Any]
DB: Final = "detente.ledger"
"""Where in a context's `meta` the ledger's name is kept."""
_SHORT_COLUMNS: Final = 12
_GAP_COLUMNS: Final = 2


def _note_db(ctx: click.Context, parameter: click.Parameter, given: str | None) -> None:
    if given is not None:
        ctx.meta[DB] = given


db_option = click.option(
    "--db",
    metavar="FILE|ADDRESS",
    expose_value=False,
    callback=_note_db,
    help="The ledger; here, or before the command.",
)
as_of_option = click.option(
    "--as-of", metavar="DATE", type=DAY, help="Answer with what was known on this day, year-month-day."
)
format_option = click.option(
    "--format",
    "format_",
    type=click.Choice(("table", "jsonl", "csv")),
    default="table",
    show_default=True,
    help="table for reading, jsonl or csv for other programs.",
)


def event_options(command: Command) -> Command:
    """Add the options that say which events are asked for."""
    options = (
        click.option(
            "--type",
            "types",
            metavar="TYPE",
            multiple=True,
            callback=check_types,
            help="PLOVER type; may be repeated.",
        ),
        click.option(
            "--party",
            "parties",
            metavar="CODE",
            multiple=True,
            callback=check_codes,
            help="Acts or is acted on; may be repeated.",
        ),
        click.option("--actor", metavar="CODE", callback=check_codes, help="Who acts."),
        click.option("--recipient", metavar="CODE", callback=check_codes, help="On whom."),
        click.option("--since", metavar="DATE", type=DAY, help="First day of the event."),
        click.option("--until", metavar="DATE", type=DAY, help="Last day of the event."),
        click.option(
            "--status",
            "statuses",
            multiple=True,
            type=click.Choice(("hypothetical", "expected", "announced", "happened", "denied", "retracted")),
            help="May be repeated.",
        ),
        click.option("--limit", metavar="N", type=click.IntRange(min=1), help="The most to show."),
        as_of_option,
        format_option,
    )
    for option in reversed(options):
        command = option(command)
    return command


def open_ledger(ctx: click.Context, *, make: bool = False, write: bool = False) -> Ledger:
    """Return the ledger that --db names; it is closed when the command ends.

    Args:
        ctx: The command's context.
        make: Whether a file that is absent is made; what only asks should not make one of a misspelt name.
        write: Whether the command writes.

    Raises:
        UsageError: Neither --db nor DETENTE_LEDGER names one.
        LedgerError: There is no such file, or it may not be written.
    """
    name: str | None = ctx.meta.get(DB)
    if not name:
        raise click.UsageError("Missing option '--db': which ledger? DETENTE_LEDGER can say it too.", ctx)
    ledger = open_db(ctx, name, make=make)
    if write and not ledger.writable:
        raise LedgerError(
            "the ledger can't be written",
            where=name,
            hint="the file or its folder is read-only: copy it to where you may write",
        )
    return ledger


def is_to_be_made(ctx: click.Context) -> bool:
    """Return whether --db names a file that is not there yet, in a folder where it can be made."""
    name: str = ctx.meta.get(DB) or ""
    if not name or "://" in name or Path(name).exists():
        return False
    return Path(name).parent.is_dir() and os.access(Path(name).parent, os.W_OK)


def check_types(ctx: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    from detente.ontology import EVENT_TYPES

    types = tuple(name.upper() for name in given)
    for name in types:
        if name not in EVENT_TYPES:
            raise click.BadParameter(f"{name!r} is no PLOVER type; give one of {', '.join(EVENT_TYPES)}.")
    return types


def to_day(given: dt.datetime | None) -> dt.date | None:
    """Return the day of an option's moment."""
    return given.date() if given else None


def print_events(events: Sequence[Event], format_: Format) -> None:
    """Print events as the format says."""
    from detente.ledger import Event

    columns = {
        "day": lambda e: f"{e.day or '?'}{'' if e.day_said or not e.day else '~'}",
        "event": lambda e: e.id[:8],
        "what": describe,
        "status": lambda e: (
            e.status + (", disputed" if e.disputed else "") + (", hedged" if e.hedged else "")
        ),
        "grade": lambda e: e.grade,
        "word of": lambda e: f"{e.witnesses}/{e.reports}",
        "place": lambda e: e.place or "",
    }
    print_records(events, format_, columns, kind=Event)


def describe(event: Event) -> str:
    """Return an event in words: who does what to whom."""
    from detente.ontology import describe_event

    who, whom = " ".join(event.actor) or "somebody", " ".join(event.recipient)
    # "(heavy weapons)": in a narrow table words are parted at blanks only.
    mode = event.mode.replace("-", " ") if event.mode else None
    return " ".join(part for part in (who, describe_event(event.type, mode), whom) if part)


def print_records(
    records: Iterable[Any],
    format_: Format,
    columns: dict[str, Callable[[Any], object]],
    title: str = "",
    *,
    kind: type | None = None,
) -> None:
    """Print records: the columns given as a table, all fields as JSON lines or as CSV.

    Args:
        records: The records, dataclasses of one kind.
        format_: How.
        columns: Heading of each column of a table, and what stands in it.
        title: Heading of the table.
        kind: Class of the records, for the first line of a CSV without any.
    """
    if format_ == "table":
        _print_table(records, columns, title)
        return
    # Data is UTF-8 whatever the terminal's encoding.
    stream = sys.stdout.buffer
    if format_ == "jsonl":
        from detente.records import to_json

        for record in records:
            stream.write(to_json(record) + b"\n")
    else:
        stream.write(_write_csv(list(records), kind).encode(errors="replace"))
    stream.flush()


def _print_table(records: Iterable[Any], columns: dict[str, Callable[[Any], object]], title: str) -> None:
    from rich import box
    from rich.table import Table

    rows = [[str(value(record)) for value in columns.values()] for record in records]
    if not rows:
        click.echo(f"{title + ': ' if title else ''}nothing", err=True)
        return
    console = make_console()
    table = Table(
        box=box.SIMPLE_HEAD,
        title=title or None,
        title_justify="left",
        pad_edge=False,
        show_edge=False,
        collapse_padding=True,
    )
    for head, width, short in _lay_out(list(columns), rows, console.width):
        table.add_column(head, overflow="fold", no_wrap=short, width=width)
    for row in rows:
        table.add_row(*row)
    if title:
        click.echo()
    print_rich(table, console)


def _lay_out(
    names: Sequence[str], rows: Sequence[Sequence[str]], room: int
) -> Iterator[tuple[str, int | None, bool]]:
    """Yield heading and width of each column, and whether it is short.

    Days, names and numbers stay whole; in a narrow terminal it is the words that are wrapped, and between
    words, where there is room for the longest. Where there is none, widths are None: rich's to choose.
    """
    from rich.cells import cell_len

    whole, least, heads, short = [], [], [], []
    for name, cells in zip(names, zip(*rows, strict=True), strict=True):
        longest = max(map(cell_len, cells))
        short.append(longest <= _SHORT_COLUMNS)
        heads.append(name.replace(" ", "\n") if short[-1] else name)
        broad = max(map(cell_len, heads[-1].split("\n")))
        word = max((cell_len(word) for cell in (*cells, name) for word in cell.split()), default=0)
        whole.append(max(longest, broad))
        least.append(whole[-1] if short[-1] else word)
    spare = room - sum(least) - _GAP_COLUMNS * (len(names) - 1)
    wanted = sum(whole) - sum(least)
    for head, most, few, stays in zip(heads, whole, least, short, strict=True):
        more = (most - few) * min(spare, wanted) // max(wanted, 1)
        yield head, few + more if spare >= 0 else None, stays


def _write_csv(records: Sequence[Any], kind: type | None) -> str:
    from detente.formats import csv_cell

    out = io.StringIO()
    if records or kind:
        names = [field.name for field in fields(records[0] if records else kind)]  # type: ignore[arg-type]
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(names)
        writer.writerows([csv_cell(getattr(record, name)) for name in names] for record in records)
    return out.getvalue()
