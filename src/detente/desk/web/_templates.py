"""The templates: all text is escaped, and cleaned of signs that could make it read as another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from importlib import metadata
from typing import Any, Final
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from detente.desk._markup import QUAD_CSS
from detente.desk._words import QUAD_GLYPHS, clean, count, shorten, write_day
from detente.ledger import GRADES, RUNGS, Event
from detente.ontology import EVENT_TYPES, QUAD_CLASSES, SECTORS, SOURCE_KINDS, STATUSES, describe_event
from detente.records import EventMention

__all__ = ["EVENT_STATUSES", "environment", "render"]

EVENT_STATUSES: Final = ("happened", "announced", "expected", "hypothetical", "denied", "retracted")
_GRADE_WORDS: Final = {
    "confirmed": "three independent witnesses, or two with the actor's own word",
    "corroborated": "two independent witnesses, or the actor's own word",
    "reported": "one witness",
    "unconfirmed": "only hedged or anonymous",
    "contested": "asserted and denied, or only denied",
    "retracted": "no claim stands",
}


def _final(value: object) -> object:
    # Control characters and direction overrides of reports never reach a page, wherever text is put into it.
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _safe_url(url: str) -> str:
    """Return an address that may stand in a link; "" for any scheme but http and https."""
    shown = clean(url).strip()
    return shown if shown.lower().startswith(("http://", "https://")) else ""


def _day(day: dt.date | str | None) -> str:
    if not day:
        return "day unknown"
    return write_day(dt.date.fromisoformat(day[:10]) if isinstance(day, str) else day)


def _short_day(day: dt.date | None) -> str:
    return f"{day.day} {day:%b}" if day else "?"


def _query(given: Mapping[str, Any], **changes: Any) -> str:
    """Return a query string with some values changed; None or "" takes one out."""
    values = {**given, **changes}
    kept = {name: value for name, value in values.items() if value not in (None, "", [], ())}
    return "?" + urlencode(kept, doseq=True) if kept else "?"


def _signed(value: float, digits: int = 1) -> str:
    return f"{value:+.{digits}f}".replace("-", "−")


def _describe(event: Event | EventMention) -> str:
    """Return the act in words that follow its actors: "Peru agrees", "Ecuador and Peru agree"."""
    words = describe_event(event.type, event.mode)
    if len(event.actor) < 2:
        return words
    verb, *rest = words.split(" ")
    return " ".join((verb.removesuffix("s"), *rest))


def _mark_code(text: str) -> Markup:
    """Return text whose parts between backticks are set as code."""
    parts = [escape(clean(part)) for part in text.split("`")]
    return Markup("").join(Markup("<code>{}</code>").format(p) if n % 2 else p for n, p in enumerate(parts))


def _percent(prob: float) -> str:
    from detente.outlook import say_percent

    return say_percent(prob)


def _points(difference: float) -> str:
    from detente.outlook import say_points

    return say_points(difference).replace("-", "−")


@cache
def environment() -> Environment:
    """Return the environment of the templates."""
    found = Environment(
        loader=PackageLoader("detente.desk.web"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        finalize=_final,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= {
        "day": _day,
        "short_day": _short_day,
        "shorten": shorten,
        "safe_url": _safe_url,
        "signed": _signed,
        "describe": _describe,
        "act": lambda event: describe_event(event.type, event.mode),
        "minus": lambda text: text.replace(" -", " −"),
        "code": _mark_code,
    }
    found.globals |= {
        "say_percent": _percent,
        "say_points": _points,
        "version": metadata.version("detente"),
        "count": count,
        "glyphs": QUAD_GLYPHS,
        "quad_css": QUAD_CSS,
        "quad_classes": QUAD_CLASSES,
        "event_types": EVENT_TYPES,
        "statuses": EVENT_STATUSES,
        "mention_statuses": STATUSES,
        "source_kinds": SOURCE_KINDS,
        "sectors": SECTORS,
        "grades": GRADES,
        "grade_words": _GRADE_WORDS,
        "rungs": RUNGS,
        "query": _query,
        "escape": escape,
        "nav": (
            ("/", "Situation"),
            ("/timeline", "Timeline"),
            ("/outlook", "Outlook"),
            ("/whatif", "What if"),
            ("/review", "Review"),
            ("/add", "Add"),
        ),
    }
    return found


def render(template: str, **values: Any) -> str:
    """Return a page."""
    defaults = {"as_of": None, "page": "", "known": None, "name": lambda code: code, "mark": ""}
    return environment().get_template(template).render(**{**defaults, **values})
