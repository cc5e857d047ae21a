"""A report's text as HTML with the words of its events marked; shared by the page and the notebook."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from importlib import resources
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from detente.desk._words import (
    QUAD_GLYPHS,
    clean,
    describe_place,
    describe_source,
    describe_when,
    label_party,
    qualify_party,
    shorten,
)
from detente.ontology import QUAD_CLASSES, describe_event

if TYPE_CHECKING:
    from detente.records import EventMention, Party, Span

__all__ = [
    "QUAD_CSS",
    "Mark",
    "collect_marks",
    "mark_text",
    "read_asset",
    "render_legend",
    "render_record",
    "safe",
    "split_paragraphs",
]

# Class names of the quad classes: word or deed, cooperation or conflict.
QUAD_CSS: Final = dict(zip(QUAD_CLASSES, ("vcp", "mcp", "vcf", "mcf"), strict=True))


@dataclass(frozen=True, slots=True)
class Mark:
    """Words of the report that belong to an event.

    Attributes:
        start: Offset of the first character in the report.
        end: Offset after the last.
        event: Number of the event in the list of events, from 0.
        role: "trigger", "actor", "recipient", "via", "said by" or "place".
    """

    start: int
    end: int
    event: int
    role: str


def safe(text: str) -> str:
    """Return text for HTML: escaped, on one line, without control characters.

    Example:
        >>> safe("<b> & co.")
        '&lt;b&gt; &amp; co.'
    """
    return escape(clean(text), quote=True)


def read_asset(name: str) -> str:
    """Return one of the desk's own style sheets or scripts."""
    return resources.files("detente.desk").joinpath("data", name).read_text(encoding="utf-8")


def collect_marks(events: Sequence[EventMention]) -> list[Mark]:
    """Return the marks of all events, in the order of the text."""
    marks = []
    for number, event in enumerate(events):
        spans: list[tuple[Span | None, str]] = [(event.trigger_span, "trigger")]
        spans += [(party.span, "actor") for party in event.actor]
        spans += [(party.span, "recipient") for party in event.recipient]
        spans += [(party.span, "via") for party in event.via]
        spans.append((event.said_by.span if event.said_by else None, "said by"))
        spans.append((event.place.span if event.place else None, "place"))
        marks += [Mark(span.start, span.end, number, role) for span, role in spans if span is not None]
    return sorted((mark for mark in marks if mark.start < mark.end), key=lambda mark: (mark.start, mark.end))


def split_paragraphs(text: str) -> Iterator[tuple[int, int]]:
    r"""Yield start and end of the paragraphs of a report's text, each on a line of its own.

    Example:
        >>> list(split_paragraphs("ab\n\ncd"))
        [(0, 2), (4, 6)]
    """
    at = 0
    for gap in [*re.finditer(r"\s*\n\s*", text), None]:
        end = gap.start() if gap else len(text)
        if text[at:end].strip():
            yield at, end
        at = gap.end() if gap else end


def mark_text(
    text: str,
    start: int,
    end: int,
    marks: Sequence[Mark],
    events: Sequence[EventMention],
    *,
    linked: bool,
) -> str:
    """Return a range of the report as HTML with its marks.

    Marks may overlap in any way: the text is cut where one begins or ends, so the markup always nests.

    Args:
        text: The whole report.
        start: First offset of the range.
        end: Offset after its last character.
        marks: Marks of the report, as `collect_marks` gives them.
        events: The events that the marks number.
        linked: True makes triggers links to their records, with anchors (for the page).
    """
    # Marks are sorted by start: those from `stop` on begin after the range.
    stop = bisect_left(marks, end, key=lambda mark: mark.start)
    inside = [mark for mark in marks[:stop] if mark.end > start]
    cuts = {start, end}
    for mark in inside:
        cuts.update((max(start, mark.start), min(end, mark.end)))
    edges = sorted(cuts)
    pieces = []
    for left, right in pairwise(edges):
        here = [mark for mark in inside if mark.start <= left and mark.end >= right]
        pieces.append(_mark_piece(text[left:right], left, here, events, linked))
    return "".join(pieces)


def _mark_piece(
    words: str, at: int, marks: Sequence[Mark], events: Sequence[EventMention], linked: bool
) -> str:
    shown = safe(words)
    if not marks:
        return shown
    triggers = [mark for mark in marks if mark.role == "trigger"]
    links = " ".join(dict.fromkeys(f"{mark.event}:{mark.role.replace(' ', '-')}" for mark in marks))
    if not triggers:
        return f'<span class="p" data-m="{links}">{shown}</span>'
    event = events[triggers[0].event]
    title = "; ".join(
        safe(describe_event(events[mark.event].type, events[mark.event].mode)) for mark in triggers
    )
    kind = f'class="t {QUAD_CSS.get(event.quad_class, "")}" data-m="{links}" title="{title}"'
    if not linked:
        return f"<span {kind}>{shown}</span>"
    anchors = "".join(f'<i id="w{mark.event}"></i>' for mark in triggers if mark.start == at)
    return f'{anchors}<a {kind} href="#e{triggers[0].event}">{shown}</a>'


def render_record(event: EventMention, number: int, *, linked: bool) -> str:
    """Return one event as HTML: what, who to whom, and the details that are known.

    Args:
        event: The event.
        number: Its number in the list of events, from 0.
        linked: True gives the record an address and a link to its words (for the page).
    """
    glyph = f'<span class="g" aria-hidden="true">{QUAD_GLYPHS.get(event.quad_class, "")}</span>'
    what = f"{glyph} {safe(describe_event(event.type, event.mode))}"
    what = f'<a class="what" href="#w{number}">{what}</a>' if linked else f'<span class="what">{what}</span>'
    arrow = '<span class="arrow" role="img" aria-label="to">→</span>'
    sides = [_render_parties(event.actor) or '<span class="party"><b>unknown</b></span>']
    if event.recipient:
        sides.append(_render_parties(event.recipient))
    rows = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in _detail_rows(event))
    code = f"{event.type} {event.mode or ''}".strip()
    numbers = f"intensity {event.intensity:+g}, CAMEO {event.cameo}".replace("-", "−")
    score = f'<span class="score" title="the coder’s confidence">{event.score:.2f}</span>'
    attributes = f' id="e{number}" data-e="{number}"' if linked else ""
    return (
        f'<li class="rec {QUAD_CSS.get(event.quad_class, "")}"{attributes}>'
        f'<p class="head">{what}{score}</p>'
        f'<p class="who">{f" {arrow} ".join(sides)}</p><dl>{rows}</dl>'
        f'<p class="code">{safe(code)} · {safe(event.quad_class)} · {safe(numbers)}</p></li>'
    )


def _detail_rows(event: EventMention) -> Iterable[tuple[str, str]]:
    if event.via:
        yield "via", _render_parties(event.via)
    if event.said_by is not None:
        yield "on the word of", safe(describe_source(event.said_by))
    doubt = ' · <b class="doubt">in doubt</b>' if event.hedged else ""
    yield "status", f'<span class="status {event.status}">{event.status}</span>{doubt}'
    if event.place is not None:
        yield "where", safe(describe_place(event.place))
    when = describe_when(event)
    if when:
        yield "when", safe(when)
    yield "read from", f"“{safe(shorten(event.trigger, 80))}”"


def _render_parties(parties: Sequence[Party]) -> str:
    shown = []
    for party in parties:
        qualifier = qualify_party(party)
        small = f" <small>{safe(qualifier)}</small>" if qualifier else ""
        words = f' title="read from “{safe(shorten(party.text, 120))}”"' if party.text else ""
        shown.append(f'<span class="party"{words}><b>{safe(label_party(party))}</b>{small}</span>')
    return ", ".join(shown)


def render_legend() -> str:
    """Return the list of quad classes with their signs."""
    items = "".join(
        f'<li><span class="t {css}"><span class="g" aria-hidden="true">{glyph}</span> {quad}</span></li>'
        for (quad, css), glyph in zip(QUAD_CSS.items(), QUAD_GLYPHS.values(), strict=True)
    )
    return f'<ul class="legend" aria-label="kinds of events">{items}</ul>'
