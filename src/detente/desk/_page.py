"""A reading as one self-contained HTML page: the marked report, the records, who acts on whom."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from detente.desk._markup import (
    collect_marks,
    mark_text,
    read_asset,
    render_legend,
    render_record,
    safe,
    split_paragraphs,
)
from detente.desk._picture import draw_picture
from detente.desk._words import clean, describe_report, place_sentence, shorten

if TYPE_CHECKING:
    from detente.records import EventMention
    from detente.reports import Report

__all__ = ["render_page"]


def render_page(report: Report, events: Sequence[EventMention]) -> str:
    """Return one self-contained HTML page; it loads nothing and works without a network.

    The words of events are marked in the report, by quad class; hovering over a record or a word, or
    choosing it, shows what belongs together. All text of the report is escaped, and the page's content
    policy admits only its own style and script, by their digests.

    Args:
        report: The report.
        events: Its events; may be empty.
    """
    style = read_asset("marks.css") + read_asset("page.css")
    script = read_asset("page.js")
    title = shorten(report.headline or report.outlet or "A report", 200)
    policy = (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    return (
        f'<!doctype html>\n<html lang="{safe(report.language or "en")}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n<meta name="color-scheme" content="light dark">\n'
        f"<title>{safe(title)} · Détente</title>\n<style>{style}</style>\n</head>\n"
        f'<body class="detente">\n<main>\n{_render_report(report, events)}\n</main>\n'
        f"{_render_panel(events)}\n<script>{script}</script>\n</body>\n</html>\n"
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _render_report(report: Report, events: Sequence[EventMention]) -> str:
    marks = collect_marks(events)
    paragraphs = list(split_paragraphs(report.text))
    head = ""
    if report.headline and paragraphs:
        (start, end), *paragraphs = paragraphs
        head = f'<h1 dir="auto">{mark_text(report.text, start, end, marks, events, linked=True)}</h1>'
    facts = " · ".join(f"<span>{safe(fact)}</span>" for fact in describe_report(report, events))
    body = "\n".join(
        f'<p dir="auto">{mark_text(report.text, start, end, marks, events, linked=True)}</p>'
        for start, end in paragraphs
    )
    legend = render_legend() if events else ""
    address = _render_address(report)
    return f'{head}\n<p class="facts">{facts}{address}</p>\n{legend}\n<article>\n{body}\n</article>'


def _render_address(report: Report) -> str:
    url = clean(report.url or "").strip()
    # Any other scheme could run a script or name a file of the reader's.
    if not url.lower().startswith(("http://", "https://")):
        return ""
    return f' · <a href="{safe(url)}" rel="noopener noreferrer nofollow">the report at its outlet</a>'


def _render_panel(events: Sequence[EventMention]) -> str:
    if not events:
        note = (
            "No sentence of this report tells of an act that the coder takes for one of the 16 PLOVER types."
        )
        empty = f'<section class="records"><h2>No events found</h2><p>{note}</p></section>'
        return f'<aside class="panel">{empty}</aside>'
    picture = draw_picture(events)
    first = f'<section class="ties"><h2>Who acts on whom</h2>{picture}</section>' if picture else ""
    groups = []
    for index in dict.fromkeys(event.sentence_index for event in events):
        records = "".join(
            render_record(event, number, linked=True)
            for number, event in enumerate(events)
            if event.sentence_index == index
        )
        name = place_sentence(index)
        title = name.capitalize() if index < 0 else f"Sentence {name}"
        groups.append(f"<h3>{title}</h3><ol>{records}</ol>")
    coders = ", ".join(sorted({safe(event.coder) for event in events}))
    return (
        f'<aside class="panel">{first}<section class="records"><h2>Records</h2>{"".join(groups)}'
        f'<p class="coder">Coded by {coders}. Types and intensities: PLOVER 2.0.</p></section></aside>'
    )
