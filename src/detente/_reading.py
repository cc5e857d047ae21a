"""The front door: `read` takes a report through all rooms and returns a `Reading`."""

from __future__ import annotations

import datetime as dt
import io
import os
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from detente.errors import LanguageError, UsageError
from detente.reports import read_report

if TYPE_CHECKING:
    from rich.console import RenderableType

    from detente.coding import CoderLike, Explanation
    from detente.records import EventMention
    from detente.reports import Report, Sentence

__all__ = ["Reading", "read"]

TEXT_WIDTH_COLUMNS = 80


@dataclass(frozen=True, slots=True, repr=False)
class Reading:
    """A report and the events that were read from it.

    It can be copied, pickled and sent to other processes; in the last two cases its coder stays behind, so
    that it can't `explain` any more.

    It shows itself: as a table in a terminal (``print(reading)``, or with rich in colour), as a marked
    text in a notebook, as a page or as rows of data through the ``to_`` methods.

    Attributes:
        report: The report.
        events: Its events, in the order of the text; empty when no sentence tells of one.
        read_from: The path or address that `read` was given, "standard input" for "-"; "" when not known.
    """

    report: Report
    events: tuple[EventMention, ...]
    _coder: CoderLike | None = field(default=None, compare=False)
    read_from: str = field(default="", compare=False)

    def __reduce__(self) -> tuple[type[Reading], tuple[Report, tuple[EventMention, ...], None, str]]:
        # A coder holds a session of the network, which no pickle can.
        return Reading, (self.report, self.events, None, self.read_from)

    def __copy__(self) -> Reading:
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> Reading:
        # Nothing in it can change.
        return self

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """The report's sentences; the headline, where there is one, comes first."""
        return self.report.sentences

    def explain(self) -> tuple[Explanation, ...]:
        """Return, for each event in order, the words that decided it and the types it nearly was.

        The model is asked anew with each word of the sentence hidden in turn, so this takes about a
        second for ten events.

        Raises:
            UsageError: The reading was coded by something other than Détente's own coder, or has come from a
                pickle, without its coder.
        """
        from detente.coding import Coder

        if self._coder is None:
            raise UsageError("the reading is without its coder", hint="read the report anew to explain it")
        if not isinstance(self._coder, Coder):
            raise UsageError("only Détente's own coder can say why it coded an event")
        return self._coder.explain(self.report, self.events)

    def to_html(self) -> str:
        """Return one self-contained HTML page: the marked text, the records, who acts on whom."""
        from detente.desk import render_page

        return render_page(self.report, self.events)

    def to_jsonl(self) -> str:
        """Return the events as JSON, one a line, as `detente.to_json` writes them."""
        from detente.desk import write_jsonl

        stream = io.BytesIO()
        write_jsonl(self.events, stream)
        return stream.getvalue().decode()

    def to_csv(self) -> str:
        """Return the events as CSV with a header, one event a row."""
        from detente.desk import write_csv

        stream = io.BytesIO()
        write_csv(self.report, self.events, stream, read_from=self.read_from)
        return stream.getvalue().decode()

    def __rich__(self) -> RenderableType:
        from detente.desk import render_table

        return render_table(self.report, self.events)

    def __str__(self) -> str:
        from rich.console import Console

        console = Console(file=io.StringIO(), width=TEXT_WIDTH_COLUMNS, color_system=None)
        with console.capture() as capture:
            console.print(self)
        return "\n".join(line.rstrip() for line in capture.get().splitlines())

    def __repr__(self) -> str:
        title = self.report.headline or self.report.text[:60]
        return f"<Reading of {title!r}: {len(self.events)} events in {len(self.sentences)} sentences>"

    def _repr_html_(self) -> str:
        from detente.desk import render_fragment

        return render_fragment(self.report, self.events)


def read(
    source: str | os.PathLike[str],
    *,
    published: dt.date | str | None = None,
    outlet: str | None = None,
    min_score: float | None = None,
    actors: str | os.PathLike[str] | None = None,
    coder: CoderLike | None = None,
) -> Reading:
    """Return the reading of one report: its sentences and its coded events.

    Args:
        source: Path of a text or HTML file, an http(s) address, or "-" for standard input.
        published: Day of publication (a date, or text such as "2025-03-12"), against which "on Wednesday" is
            resolved; None takes what the page itself says, if anything.
        outlet: Name of the outlet; None takes what the page itself says.
        min_score: Leave out events that the coder holds less likely than this, 0 to 1; None takes the
            coder's own threshold.
        actors: A file of your own actors, read on top of the built-in list; only for Détente's own coder.
        coder: What codes the report; None loads Détente's own coder, once for all calls.

    Raises:
        ReportError: The report could not be read.
        LanguageError: Its text is in a language that the coder does not read.
        ModelError: The coder's model is missing or damaged.
        ActorsError: The actors file can't be read. Entries in it that are faulty are left out:
            `detente.actors.check_file` names them.
        UsageError: `published` is no date, or `min_score` is outside 0 to 1.

    Example:
        >>> reading = read("examples/report.txt", published="2025-03-12")  # doctest: +SKIP
        >>> [(event.type, event.trigger) for event in reading.events][:1]  # doctest: +SKIP
        [('REQUEST', 'Presses')]
    """
    if min_score is not None and not 0 <= min_score <= 1:
        raise UsageError(f"{min_score} is no score", where="min_score", hint="give a number from 0 to 1")
    report = read_report(source, published=published, outlet=outlet)
    read_from = "standard input" if os.fspath(source) == "-" else os.fspath(source)
    if coder is None:
        path = Path(actors) if actors is not None else None
        coder = _load_coder(min_score, path, path.stat().st_mtime_ns if path and path.exists() else 0)
    try:
        events = tuple(coder.code(report))
    except LanguageError as error:
        raise LanguageError(error.what, where=read_from, hint=error.hint) from error
    if min_score is not None:
        events = tuple(event for event in events if event.score >= min_score)
    return Reading(report, events, coder, read_from)


@lru_cache(maxsize=1)
def _load_coder(min_score: float | None, actors: Path | None, changed: int) -> CoderLike:
    # `changed`, when the actors file was, makes that a changed file is read again.
    # Kept, since a loop over a thousand reports would otherwise load the model a thousand times.
    from detente.coding import Coder

    return Coder.load(min_score=min_score, actors=actors)
