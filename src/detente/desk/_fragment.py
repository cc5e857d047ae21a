"""A reading in a notebook: an HTML fragment without script, whose styles touch nothing outside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from detente.desk._markup import collect_marks, mark_text, read_asset, render_legend, render_record, safe
from detente.desk._picture import draw_picture
from detente.desk._words import count, describe_report, place_sentence, shorten

if TYPE_CHECKING:
    from detente.records import EventMention
    from detente.reports import Report

__all__ = ["render_fragment"]


def render_fragment(report: Report, events: Sequence[EventMention]) -> str:
    """Return a reading as an HTML fragment for a notebook cell.

    Sentence by sentence, those that tell of events with their records under them; the picture of who
    acts on whom above. It has no script and no ids, so that a notebook may show many.

    Args:
        report: The report.
        events: Its events; may be empty.
    """
    style = read_asset("marks.css") + read_asset("fragment.css")
    headline = f'<p class="headline">{safe(shorten(report.headline, 400))}</p>' if report.headline else ""
    facts = " · ".join(safe(fact) for fact in describe_report(report, events))
    if not events:
        body = "<p>No events found: no sentence tells of an act of one of the 16 PLOVER types.</p>"
    else:
        body = render_legend() + draw_picture(events) + _render_sentences(report, events)
    head = f'<style>{style}</style>{headline}<p class="facts">{facts}</p>'
    return f'<div class="detente fragment">{head}{body}</div>'


def _render_sentences(report: Report, events: Sequence[EventMention]) -> str:
    marks = collect_marks(events)
    rows = []
    skipped = 0
    by_sentence: dict[int, list[tuple[int, EventMention]]] = {}
    for number, event in enumerate(events):
        by_sentence.setdefault(event.sentence_index, []).append((number, event))
    for sentence in report.sentences:
        told = by_sentence.get(sentence.index, [])
        if not told:
            skipped += 1
            continue
        numbers = {number for number, _ in told}
        own = [mark for mark in marks if mark.event in numbers]
        span = sentence.span
        words = mark_text(report.text, span.start, span.end, own, events, linked=False)
        records = "".join(render_record(event, number, linked=False) for number, event in told)
        name = place_sentence(sentence.index)
        rows.append(f'<p class="sentence"><span class="no">{name}</span> {words}</p><ol>{records}</ol>')
    rest = f'<p class="facts">{count(skipped, "sentence")} without an event</p>' if skipped else ""
    return "".join(rows) + rest
