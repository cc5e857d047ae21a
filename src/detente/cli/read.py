"""``detente read``: from reports to coded events."""

from __future__ import annotations

import datetime as dt
import gc
import sys
from typing import TYPE_CHECKING, Final, Literal

import click

from detente.cli import EXIT_PARTIAL
from detente.cli._days import DAY
from detente.cli._output import make_console, print_rich
from detente.cli._own_actors import own_actors, warn_of_faults
from detente.cli._sources import expand_sources
from detente.errors import DetenteError

if TYPE_CHECKING:
    from pathlib import Path

    from detente._reading import Reading
    from detente.coding import CoderLike

__all__ = ["read_command"]

Format = Literal["table", "jsonl", "csv", "html"]
FORMATS: Final = ("table", "jsonl", "csv", "html")


@click.command("read")
@click.argument("sources", metavar="PATH|URL|-...", nargs=-1, required=True)
@click.option(
    "--published",
    metavar="DATE",
    type=DAY,
    help="Day of publication, year-month-day, to date “on Tuesday” by. Default: as the page says.",
)
@click.option("--outlet", metavar="NAME", help="Name of the outlet. Default: as the page says.")
@own_actors
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    default="table",
    show_default=True,
    help="table for reading, jsonl or csv for other programs, html for one self-contained page.",
)
@click.option(
    "--min-score",
    metavar="SCORE",
    type=click.FloatRange(0, 1),
    help="Leave out events less likely than this, 0 to 1. Default: the coder's own threshold.",
)
@click.option(
    "--explain", is_flag=True, help="Say for each event which words decided it, and what it nearly was."
)
@click.pass_context
def read_command(
    ctx: click.Context,
    /,
    *,
    sources: tuple[str, ...],
    published: dt.datetime | None,
    outlet: str | None,
    actors: Path | None,
    format_: Format,
    min_score: float | None,
    explain: bool,
) -> None:
    """Read news reports and print their events.

    A report is a text file, a saved HTML page, an http(s) address, or - for standard input; a folder stands
    for the text and HTML files in it and below. The exit code is 0 when all were read (even if none tells of
    an event), 1 when none could be, 3 when some could not.
    """
    from detente._reading import read

    paths = expand_sources(sources)
    if format_ == "html" and len(paths) > 1:
        raise click.UsageError("--format html makes one page of one report; run it once for each.")
    if explain and format_ != "table":
        raise click.UsageError("--explain goes with --format table.")
    warn_of_faults(actors)
    # Tests and programs that embed the command line give a coder of their own.
    coder: CoderLike | None = ctx.obj
    printed = failed = 0
    collecting = coder is None and gc.isenabled()
    if collecting:
        gc.disable()
    for source in paths:
        try:
            reading = read(
                source,
                published=published.date() if published else None,
                outlet=outlet,
                actors=actors,
                min_score=min_score,
                coder=coder,
            )
        except DetenteError as error:
            click.echo(f"detente: {error}", err=True)
            failed += 1
            continue
        finally:
            if collecting and not gc.isenabled():
                _keep_loaded()
        _print_reading(reading, format_, first=not printed, several=len(paths) > 1)
        if explain:
            _print_explanations(reading)
        printed += 1
    if failed:
        ctx.exit(EXIT_PARTIAL if printed else 1)


def _keep_loaded() -> None:
    """Collect garbage again, but not among what the first reading has loaded.

    Those are over 100,000 objects that stay till the end; to search them takes a tenth of a reading's time.
    """
    gc.freeze()
    gc.enable()


def _print_reading(reading: Reading, format_: Format, *, first: bool, several: bool) -> None:
    if format_ == "table":
        _print_table(reading, first=first, several=several)
        return
    from detente.desk import render_page, write_csv, write_jsonl

    # Data is UTF-8 whatever the terminal's encoding.
    stream = sys.stdout.buffer
    if format_ == "jsonl":
        write_jsonl(reading.events, stream)
    elif format_ == "csv":
        write_csv(reading.report, reading.events, stream, header=first, read_from=reading.read_from)
    else:
        stream.write(render_page(reading.report, reading.events).encode())
    stream.flush()


def _print_table(reading: Reading, *, first: bool, several: bool) -> None:
    console = make_console()
    if not first:
        console.print()
        console.rule(style="dim", characters="-" if console.options.ascii_only else "─")
        console.print()
    if several:
        # A file's name may hold what moves a terminal's cursor.
        name = "".join(char if char.isprintable() else "\ufffd" for char in reading.read_from)
        console.print(name, style="dim", soft_wrap=True)
    print_rich(reading, console)


def _print_explanations(reading: Reading) -> None:
    from detente.desk import describe_explanations

    click.echo()
    click.echo("\n".join(describe_explanations(reading.events, reading.explain())))
