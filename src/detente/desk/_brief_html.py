"""The brief as one self-contained HTML page of two printed sides, and the same page as a PDF."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from typing import Final

from detente.desk._brief_records import Brief, Note, Remark, Section
from detente.desk._brief_tension import draw_ladder, draw_tension
from detente.desk._evidence import say_outlet
from detente.desk._markup import read_asset, safe
from detente.desk._words import QUAD_GLYPHS, shorten, write_day
from detente.errors import DetenteError

__all__ = ["KEY", "count_pages", "render_html", "render_pdf"]

NOTE_LENGTH: Final = 260
KEY: Final = (
    "Written by rule from reports that a program has coded; it errs, so read the note before you rely on a "
    "line. Confirmed: three independent witnesses, or two and the actor’s own word. Corroborated: two, or "
    "the actor’s own word. Reported: one. Unconfirmed: in doubtful words or from unnamed sources only. "
    "Contested: also, or only, denied. Retracted: no report stands by it. Tension, 0 to 100: how grave and "
    "how many the acts of conflict are, less the cooperation; it halves in seven quiet days."
)


def render_html(brief: Brief) -> str:
    """Return the brief as an HTML page without script that loads nothing; all text of reports is escaped."""
    style = read_asset("brief.css")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    title = safe(brief.title)
    as_of = f"as known on {write_day(brief.day)}" if brief.day else "an empty ledger"
    facts = " · ".join(f"<span>{safe(fact)}</span>" for fact in brief.facts)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n<meta name="color-scheme" content="light dark">\n'
        f"<title>{title}, {as_of} · Détente</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f'<header>\n<p class="kicker">Crisis brief, {as_of}</p>\n<h1 dir="auto">{title}</h1>\n'
        f'<p class="facts">{facts}</p>\n</header>\n<main>\n'
        f"{''.join(_render_section(section, brief) for section in brief.sections)}"
        f'{_render_notes(brief.notes)}</main>\n<footer><p class="key">{KEY}</p></footer>\n</body>\n</html>\n'
    )


def _render_section(section: Section, brief: Brief) -> str:
    lead = "".join(_render_lead(remark) for remark in section.lead if remark.aside)
    running = " ".join(f"{safe(r.text)}{_refs(r.notes)}" for r in section.lead if not r.aside)
    lead += f'<p dir="auto">{running}</p>\n' if running else ""
    items = "".join(_render_item(remark) for remark in section.items)
    items = f'<ol class="items">\n{items}</ol>\n' if items else ""
    pictures = _render_pictures(brief) if section.name == "brink" else ""
    return (
        f'<section class="{section.name}" aria-labelledby="h-{section.name}">\n'
        f'<h2 id="h-{section.name}">{safe(section.title)}</h2>\n{pictures}{lead}{items}</section>\n'
    )


def _render_lead(remark: Remark) -> str:
    return f'<p>{safe(remark.text)}{_refs(remark.notes)}</p>\n<p class="aside">{safe(remark.aside)}</p>\n'


def _render_item(remark: Remark) -> str:
    glyph = QUAD_GLYPHS.get(remark.quad_class, "")
    side = "conflict" if remark.quad_class.endswith("conflict") else "cooperation"
    sign = f'<span class="glyph {side}" title="{safe(remark.quad_class)}">{glyph}</span> ' if glyph else ""
    aside = f'<p class="aside" dir="auto">{safe(remark.aside)}</p>' if remark.aside else ""
    return (
        f'<li><span class="when">{safe(remark.when)}</span><div><p class="text" dir="auto">'
        f"{sign}{safe(remark.text)}{_refs(remark.notes)}</p>{aside}</div></li>\n"
    )


def _refs(notes: Sequence[int]) -> str:
    links = " ".join(f'<a href="#n{number}" aria-label="note {number}">{number}</a>' for number in notes)
    return f'<span class="ref">{links}</span>' if links else ""


def _render_pictures(brief: Brief) -> str:
    tension = draw_tension(brief.measures)
    if not tension:
        return ""
    pair = brief.measures[0].one != brief.measures[0].other
    what = "of the pair" if pair else "of the crisis"
    return (
        f'<div class="pictures"><figure class="tension">{tension}'
        f"<figcaption>Tension {what} by day, 0 to 100</figcaption></figure>"
        f'<figure class="ladder">{draw_ladder(brief.measures)}'
        "<figcaption>Highest rung in seven days</figcaption></figure></div>\n"
    )


def _render_notes(notes: Sequence[Note]) -> str:
    if not notes:
        return ""
    items = "".join(
        f'<li id="n{note.number}"><b>{note.number}</b><span>{safe(say_outlet(note.outlet))}, '
        f'{write_day(note.known_on)}: <q dir="auto">{safe(shorten(note.words, NOTE_LENGTH))}</q>'
        "</span></li>\n"
        for note in notes
    )
    return (
        '<section class="notes" aria-labelledby="h-notes">\n<h2 id="h-notes">Notes: the sentences on '
        f"which this rests</h2>\n<ol>\n{items}</ol>\n</section>\n"
    )


def render_pdf(brief: Brief) -> bytes:
    """Return the brief as a PDF: the same page, set by WeasyPrint.

    Raises:
        DetenteError: WeasyPrint, or the Pango library that it needs, is not installed.
    """
    document = _set(brief)
    pdf: bytes = document.write_pdf(uncompressed_pdf=False)
    return pdf


def count_pages(brief: Brief) -> int:
    """Return the number of printed sides; raises as `render_pdf` does."""
    return len(_set(brief).pages)


def _set(brief: Brief):  # type: ignore[no-untyped-def]
    try:
        import weasyprint
    except ModuleNotFoundError as error:
        raise DetenteError(f"{error.name} is not installed", hint="pip install 'detente[pdf]'") from None
    except OSError as error:
        hint = "apt install libpangoft2-1.0-0, brew install pango; or print the HTML from a browser"
        raise DetenteError(f"WeasyPrint finds no Pango: {error}", hint=hint) from None
    return weasyprint.HTML(string=render_html(brief), url_fetcher=_refuse).render()


def _refuse(url: str, *_: object) -> dict[str, object]:
    raise ValueError(f"a brief loads nothing, not {url}")
