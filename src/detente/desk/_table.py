"""A reading in a terminal: sentence by sentence, each event with its parties, source, status and doubt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from detente.desk._words import (
    QUAD_GLYPHS,
    clean,
    count,
    describe_place,
    describe_report,
    describe_source,
    describe_when,
    label_party,
    place_sentence,
    qualify_party,
    shorten,
)
from detente.ontology import describe_event

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult

    from detente.records import EventMention, Party
    from detente.reports import Report

__all__ = ["render_table"]

# From this width on, the sentence stands left of its records; under NARROW a record has one column only.
WIDE_COLUMNS: Final = 124
NARROW_COLUMNS: Final = 62
QUAD_STYLES: Final = {
    "verbal cooperation": "cyan",
    "material cooperation": "bold cyan",
    "verbal conflict": "yellow",
    "material conflict": "bold yellow",
}


def render_table(report: Report, events: Sequence[EventMention]) -> RenderableType:
    """Return a reading as a rich renderable that fits the width it is printed at.

    Each sentence that tells of an event is shown with its triggers marked (underlined in a terminal, in
    brackets in plain text) and numbered where it has several; under it, or beside it from 124 columns
    on, stand the records. Sentences without events are counted, not shown.

    Args:
        report: The report.
        events: Its events; may be empty.
    """
    return _ReportTable(report, tuple(events))


@dataclass(frozen=True, slots=True)
class _ReportTable:
    report: Report
    events: tuple[EventMention, ...]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        look = _Look.of(console, options, self.events)
        yield from _render_header(self.report, self.events, look)
        if not self.events:
            yield Text("No events found.", style="bold")
            yield Text("No sentence tells of an act that is surely enough one of the 16 PLOVER types.")
            return
        yield _render_sentences(self.report, self.events, look)
        coders = " ".join(sorted({clean(event.coder) for event in self.events}))
        yield Text(f"{_explain_signs(look)}Coded by {coders}.", style="dim")


@dataclass(frozen=True, slots=True)
class _Look:
    """How much a console can show, and what the column of types needs; widths in columns."""

    width: int
    plain: bool
    ascii: bool
    what_width: int

    @classmethod
    def of(cls, console: Console, options: ConsoleOptions, events: Sequence[EventMention]) -> _Look:
        plain = console.color_system is None and not (console.is_terminal and not console.is_dumb_terminal)
        words = [describe_event(event.type, event.mode) for event in events]
        words += [f"{event.status}{' · in doubt' if event.hedged else ''} · 0.00" for event in events]
        what = 2 + max(map(len, words), default=0)
        return cls(options.max_width, plain, options.ascii_only, min(what, 30))

    def symbol(self, fine: str, simple: str) -> str:
        return simple if self.ascii else fine


def _explain_signs(look: _Look) -> str:
    """Return what the signs and the number of a record mean."""
    signs = "" if look.ascii else ", ".join(f"{sign} {quad}" for quad, sign in QUAD_GLYPHS.items()) + ". "
    return f"{signs}The number: how sure, 0 to 1.\n"


def _render_header(report: Report, events: Sequence[EventMention], look: _Look) -> Iterable[Text]:
    if report.headline:
        yield Text(shorten(report.headline, 400), style="bold")
    dot = look.symbol(" · ", ", ")
    yield Text(dot.join(describe_report(report, events)), style="dim")
    yield Text("")


def _render_sentences(report: Report, events: Sequence[EventMention], look: _Look) -> Table:
    wide = look.width >= WIDE_COLUMNS
    grid = Table.grid(padding=(0, 2, 0, 0), expand=wide, pad_edge=False)
    grid.add_column(
        justify="right", style="dim", no_wrap=True, width=8 if look.width >= NARROW_COLUMNS else 3
    )
    if wide:
        grid.add_column(ratio=10)
    grid.add_column(ratio=11 if wide else None)
    skipped = 0
    by_sentence: dict[int, list[EventMention]] = {}
    for event in events:
        by_sentence.setdefault(event.sentence_index, []).append(event)
    for sentence in report.sentences:
        told = by_sentence.get(sentence.index, [])
        if not told:
            skipped += 1
            continue
        _add_gap(grid, skipped, look)
        skipped = 0
        number = place_sentence(sentence.index)
        words = _mark_sentence(sentence.text, sentence.span.start, told, look)
        records = _render_records(told, look)
        if wide:
            grid.add_row(number, words, Padding(records, (0, 0, 1, 0)))
        else:
            if look.width < NARROW_COLUMNS and number == "headline":
                number = "H"
            grid.add_row(number, Group(words, Padding(records, (0, 0, 1, 0))))
    _add_gap(grid, skipped, look)
    return grid


def _add_gap(grid: Table, skipped: int, look: _Look) -> None:
    if skipped:
        note = Text(f"({count(skipped, 'sentence')} without an event)", style="dim")
        grid.add_row(look.symbol("·", "."), Padding(note, (0, 0, 1, 0)))


def _mark_sentence(text: str, offset: int, events: Sequence[EventMention], look: _Look) -> Text:
    """Return the sentence with its triggers marked, and numbered where there are several."""
    shown = Text()
    at = 0
    for start, end, numbers in _group_triggers(text, offset, events):
        style = QUAD_STYLES.get(events[numbers[0] - 1].quad_class, "")
        shown.append(clean(text[at:start]))
        words = clean(text[start:end])
        shown.append(f"[{words}]" if look.plain else words, style=f"bold underline {style}")
        if len(events) > 1:
            label = ",".join(map(str, numbers))
            shown.append(f"({label})" if look.ascii else label.translate(_SUPERSCRIPTS), style=style)
        at = end
    shown.append(clean(text[at:]))
    return shown


_SUPERSCRIPTS = str.maketrans("0123456789,", "⁰¹²³⁴⁵⁶⁷⁸⁹·")


def _group_triggers(
    text: str, offset: int, events: Sequence[EventMention]
) -> list[tuple[int, int, list[int]]]:
    """Return start, end and numbers of the triggers in a sentence; those that overlap become one."""
    spans = sorted(
        (max(0, event.trigger_span.start - offset), min(len(text), event.trigger_span.end - offset), number)
        for number, event in enumerate(events, 1)
    )
    groups: list[tuple[int, int, list[int]]] = []
    for start, end, number in spans:
        if start >= end:
            continue
        if groups and start < groups[-1][1]:
            first, last, numbers = groups[-1]
            groups[-1] = (first, max(last, end), [*numbers, number])
        else:
            groups.append((start, end, [number]))
    return groups


def _render_records(events: Sequence[EventMention], look: _Look) -> Table:
    narrow = look.width < NARROW_COLUMNS
    grid = Table.grid(padding=(0, 1, 0, 0), pad_edge=False)
    grid.add_column(justify="right", no_wrap=True, min_width=1)
    if not narrow:
        grid.add_column(width=look.what_width + 1)
    grid.add_column()
    for number, event in enumerate(events, 1):
        style = QUAD_STYLES.get(event.quad_class, "")
        mark = Text(str(number) if len(events) > 1 else "", style=style)
        what = Group(Text(_describe_what(event, look), style=style), _render_status(event, look))
        lines = [_render_parties(event, look), *_render_details(event, look)]
        if narrow:
            grid.add_row(mark, Group(what, *lines))
        else:
            grid.add_row(mark, what, Group(*lines))
    return grid


def _describe_what(event: EventMention, look: _Look) -> str:
    glyph = "" if look.ascii else QUAD_GLYPHS.get(event.quad_class, "") + " "
    return glyph + describe_event(event.type, event.mode)


def _render_status(event: EventMention, look: _Look) -> Text:
    dot = look.symbol(" · ", ", ")
    shown = Text("" if look.ascii else "  ")
    shown.append(event.status, style="dim" if event.status == "actual" else "bold")
    if event.hedged:
        shown.append(dot, style="dim").append("in doubt", style="bold")
    return shown.append(f"{dot}{event.score:.2f}", style="dim")


def _render_parties(event: EventMention, look: _Look) -> Text:
    shown = _join_parties(event.actor) if event.actor else Text("unknown")
    if event.recipient:
        shown.append(look.symbol(" → ", " -> "), style="bold")
        shown.append_text(_join_parties(event.recipient))
    return shown


def _join_parties(parties: Sequence[Party]) -> Text:
    shown = Text()
    for index, party in enumerate(parties):
        if index:
            shown.append(" and " if index == len(parties) - 1 else ", ")
        shown.append(label_party(party), style="bold")
        qualifier = qualify_party(party)
        if qualifier:
            shown.append(f" ({qualifier})")
    return shown


def _render_details(event: EventMention, look: _Look) -> Iterable[Text]:
    if event.via:
        yield Text("via ", style="dim").append_text(_undim(_join_parties(event.via)))
    if event.said_by is not None:
        source = Text(describe_source(event.said_by), style="not dim")
        yield Text("on the word of ", style="dim").append_text(source)
    place = [describe_place(event.place)] if event.place is not None else []
    when = [describe_when(event)] if event.date is not None or event.date_text else []
    if place or when:
        yield Text(look.symbol(" · ", ", ").join(place + when))


def _undim(text: Text) -> Text:
    text.style = "not dim"
    return text
