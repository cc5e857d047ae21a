"""What the outlook's commands share: where events come from, runs that can be stopped, output."""

from __future__ import annotations

import csv
import datetime as dt
import io
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import click

from detente.cli._days import DAY
from detente.cli._output import print_rich
from detente.errors import OutlookError

if TYPE_CHECKING:
    from detente.outlook import Known, Outlook, Progress

Command = Callable[..., Any]
Format = Literal["text", "json", "jsonl", "csv"]
EXIT_STOPPED: Final = 130


def source_options(command: Command) -> Command:
    """Add the options that say what is known."""
    options = (
        click.option(
            "--db",
            metavar="PATH|ADDRESS",
            required=True,
            envvar="DETENTE_LEDGER",
            help="A ledger, or a file or folder of events (ICEWS, KEDS, CSV). Also DETENTE_LEDGER.",
        ),
        click.option(
            "--as-of",
            metavar="DATE",
            type=DAY,
            help="Last day that is known. Default: that of the last report or event.",
        ),
        click.option(
            "--states/--as-named",
            default=None,
            help="Put parties together as states, or take them as they are named. Default: states for ICEWS.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def run_options(command: Command) -> Command:
    """Add the options of what is simulated."""
    options = (
        click.option(
            "--pair", "pairs", metavar="CODE CODE", nargs=2, multiple=True, help="Actor and recipient."
        ),
        click.option(
            "--party",
            "parties",
            metavar="CODE",
            multiple=True,
            help="Only these act. Default: the 20 most active.",
        ),
        click.option(
            "--what",
            "whats",
            metavar="KIND",
            multiple=True,
            default=("material conflict",),
            show_default=True,
            help="PLOVER type, quad class or any; may be repeated.",
        ),
        click.option(
            "--runs", type=click.IntRange(min=1), default=1000, show_default=True, help="Number of runs."
        ),
        click.option(
            "--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Seed of the chance."
        ),
        click.option("--model", metavar="FILE", help="A model of your own, from detente fit."),
        click.option(
            "--chart",
            "charts",
            metavar="FILE",
            multiple=True,
            help="Draw to FILE: .png, .svg, or .json for Vega-Lite; may be repeated.",
        ),
        format_option,
    )
    for option in reversed(options):
        command = option(command)
    return command


format_option = click.option(
    "--format",
    "format_",
    type=click.Choice(("text", "json", "jsonl", "csv")),
    default="text",
    show_default=True,
    help="text for reading, the others for programs.",
)


def know_source(
    db: str, as_of: dt.datetime | None, states: bool | None, *, modes: bool = False, quiet: bool = False
) -> Known:
    """Return what is known of the events that --db names; what to know of it goes to standard error."""
    from detente.outlook import know

    # Events of days to come can't have happened, whatever a report's date says.
    today = dt.datetime.now(dt.UTC).date()
    known = know(db, as_of=as_of.date() if as_of else None, states=states, modes=modes, today=today)
    if not quiet:
        for note in known.notes:
            click.echo(note, err=True)
    return known


def load_model(path: str | None) -> Outlook:
    """Return the model that --model names, or the one that ships with the package."""
    from detente.outlook import Outlook

    return Outlook.load(path)


def check_charts(paths: Sequence[str]) -> None:
    """Raise before the work begins when a chart could not be drawn after it."""
    from detente.outlook import check_chart_path

    for path in paths:
        check_chart_path(path)


@contextmanager
def follow_runs() -> Iterator[tuple[Progress, Callable[[], bool]]]:
    """Give what shows progress on standard error and what says whether Ctrl-C was pressed.

    The first Ctrl-C lets the part under way be finished, so that what is done is shown; the second ends it.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    stopped = threading.Event()

    def stop(number: int, frame: object) -> None:
        if stopped.is_set():
            raise KeyboardInterrupt
        stopped.set()
        click.echo("stopping; once more to end at once", err=True)

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    in_main = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGINT, stop) if in_main else None
    try:
        with Bar(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
            task = bar.add_task("runs", total=None)
            yield lambda done, total: bar.update(task, completed=done, total=total), stopped.is_set
    except OutlookError as error:
        if not stopped.is_set():
            raise
        click.echo(f"detente: {error}", err=True)
        raise click.exceptions.Exit(EXIT_STOPPED) from error
    finally:
        if in_main:
            signal.signal(signal.SIGINT, before)


def end_stopped(ctx: click.Context, runs: int, asked: int) -> None:
    """Say that the work was stopped, and end with 130; nothing when all runs were done."""
    if runs < asked:
        click.echo(f"stopped: this rests on {runs:,} of {asked:,} runs", err=True)
        ctx.exit(EXIT_STOPPED)


def print_whole(record: Any) -> None:
    """Print a record as one JSON object."""
    from detente.records import to_json

    sys.stdout.buffer.write(to_json(record) + b"\n")
    sys.stdout.buffer.flush()


def print_rows(groups: Mapping[str, Sequence[Any]], format_: Format) -> None:
    """Print records of several kinds as JSON lines or as CSV; `record` says which kind a row is."""
    from detente.formats import csv_cell
    from detente.records import to_json

    stream = sys.stdout.buffer
    rows = [{"record": kind, **_flatten(record)} for kind, records in groups.items() for record in records]
    if format_ == "jsonl":
        for row in rows:
            stream.write(to_json(row) + b"\n")
    else:
        names = list(dict.fromkeys(name for row in rows for name in row))
        out = io.StringIO()
        writer = csv.DictWriter(out, names, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: csv_cell(value) for name, value in row.items()} for row in rows)
        stream.write(out.getvalue().encode())
    stream.flush()


def _flatten(record: Any) -> dict[str, Any]:
    """Return the fields of a record, those of records in it with the name of their field before."""
    found: dict[str, Any] = {}
    for field in fields(record):
        value = getattr(record, field.name)
        if is_dataclass(value):
            found.update({f"{field.name}_{name}": inner for name, inner in _flatten(value).items()})
        else:
            found[field.name] = value
    return found


def print_table(columns: Sequence[str], rows: Sequence[Sequence[str]], *, title: str, left: int = 1) -> None:
    """Print a table; all but the first columns are numbers and stand to the right."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left", title_style="bold", pad_edge=False)
    for number, name in enumerate(columns):
        table.add_column(name, justify="left" if number < left else "right", overflow="fold")
    for row in rows:
        table.add_row(*row)
    print_rich(table)


def print_paragraph(text: str, *, indent: int = 0) -> None:
    """Print words, wrapped to the width of the terminal, at most 100 columns."""
    from detente.cli._output import make_console

    width = min(make_console().width, 100)
    click.echo(
        click.wrap_text(text, width=width, initial_indent=" " * indent, subsequent_indent=" " * indent)
    )
