"""The records that pass between the rooms: spans, parties, sources, places and event mentions.

All are immutable and typed; `to_json` and `mention_schema` are the one way in which they are written.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

__all__ = [
    "EventMention",
    "Party",
    "Place",
    "Precision",
    "Source",
    "SourceKind",
    "Span",
    "Status",
    "mention_schema",
    "to_json",
]

Status = Literal["actual", "historical", "future", "hypothetical", "negated"]
Precision = Literal["day", "month", "year"]
SourceKind = Literal["named", "institution", "anonymous", "media", "document"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of character offsets into the report's text.

    Attributes:
        start: Offset of the first character, counted in Unicode code points from 0.
        end: Offset after the last character; ``report.text[start:end]`` are the words.
    """

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who acts, is acted on, or carries for another.

    Attributes:
        text: The words in the event's sentence that stand for the party; "" when the sentence has none.
        who: ISO 3166 alpha-3 code of the state, or name of the group or body in capitals, or "UNK".
        sector: GOV MIL LEG JUD PTY OPP REB COP SPY CVL IGO NGO MED JRN BUS REL or UNK.
        span: Where the words stand in the report (of `text`, or for "" of the earlier words that the
            party was read from); None when nothing names it.
        name: Canonical name of the person or organ where known, else None.
        rule: The rule that resolved it, for example "gazetteer" or "surname"; "" when unresolved.
    """

    text: str
    who: str = "UNK"
    sector: str = "UNK"
    span: Span | None = None
    name: str | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """On whose word the reader has an event.

    Attributes:
        text: The words that name the source; "" when an earlier sentence names it.
        who: As in `Party`.
        kind: named (a person), institution, anonymous, media or document.
        span: As in `Party`.
        name: As in `Party`.
        rule: As in `Party`.
    """

    text: str
    who: str = "UNK"
    kind: SourceKind = "anonymous"
    span: Span | None = None
    name: str | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an event takes place.

    Attributes:
        text: The words as written.
        span: Where they stand in the report.
        country: ISO 3166 alpha-3 code, or None when not known.
        name: The place's usual name, or None.
        lat: Degrees north, or None.
        lon: Degrees east, or None.
    """

    text: str
    span: Span | None = None
    country: str | None = None
    name: str | None = None
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventMention:
    """One event as one sentence tells it.

    Attributes:
        type: One of the 16 PLOVER types.
        mode: The type's mode, or None when not clear.
        trigger: The words that carry the event.
        trigger_span: Where they stand in the report.
        actor: Who initiates.
        recipient: Whom it is done to, asked of, said against.
        via: Who carries it for the actor.
        said_by: On whose word, when not the reporter's own; else None.
        status: actual, historical, future, hypothetical or negated.
        hedged: True where the sentence marks doubt about the event.
        date: Day of the event (UTC), first day of the month or year where no finer is known; None when
            nothing says so.
        date_precision: day, month or year; None where `date` is None.
        date_text: The time words as written, also where no day was read from them; None when there are
            none.
        place: Where, or None.
        quad_class: verbal or material, cooperation or conflict.
        intensity: PLOVER intensity, -10 (worst) to 10.
        cameo: Nearest CAMEO root code, "01" to "20".
        score: The model's confidence that the mention is right, 0 to 1.
        sentence: The sentence's text.
        sentence_index: Its number in the report, from 0; the headline is -1.
        sentence_span: Where it stands in the report.
        report_id: Identifier of the report.
        coder: Name and version of the coder, "detente-mini 0.9.0" for example.
    """

    type: str
    mode: str | None
    trigger: str
    trigger_span: Span
    actor: tuple[Party, ...]
    recipient: tuple[Party, ...]
    via: tuple[Party, ...] = ()
    said_by: Source | None = None
    status: Status = "actual"
    hedged: bool = False
    date: dt.date | None = None
    date_precision: Precision | None = None
    date_text: str | None = None
    place: Place | None = None
    quad_class: str
    intensity: float
    cameo: str
    score: float
    sentence: str
    sentence_index: int
    sentence_span: Span
    report_id: str
    coder: str


def to_json(record: object) -> bytes:
    """Return a record as one line of JSON (UTF-8, no newline).

    Example:
        >>> to_json(Span(0, 4))
        b'{"start":0,"end":4}'
    """
    return msgspec.json.encode(record)


def mention_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of an `EventMention` as `to_json` writes it."""
    schema = msgspec.json.schema(EventMention)
    for record in schema["$defs"].values():
        _describe_fields(record)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _describe_fields(record: dict[str, Any]) -> None:
    """Put what a record's docstring says of each attribute beside that attribute's schema."""
    import inspect
    import re

    summary, _, attributes = inspect.cleandoc(record.get("description", "")).partition("\n\nAttributes:\n")
    record["description"] = " ".join(summary.split())
    for name, words in re.findall(r"^    (\w+): (.*(?:\n {8}.*)*)", attributes, re.M):
        record["properties"][name]["description"] = " ".join(words.split())
