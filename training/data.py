"""Training documents: gold train split, pool annotations, own corpus, as one list of `Document`.

A document is an ordered list of sentences with events whose triggers and arguments have character
spans. Arguments without words in their sentence keep their ``who``; `place_implicit` finds the earlier
words that the model shall point at.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from training import corpus_format as fmt

ROLES = ("actor", "recipient", "via", "said_by", "place", "time")
CONTEXT_ROLES = ("actor", "recipient", "said_by")
PARTY_ROLES = CONTEXT_ROLES
"""Roles whose party the reader points at wherever it is named, in the sentence or before."""
HEADLINE = -1
"""Number of the headline among the sentences of a standoff record, where the headline is coded."""
DEFAULTS: dict[str, Any] = {
    "mode": None,
    "status": "actual",
    "hedged": False,
    "actor": [],
    "recipient": [],
    "via": [],
    "said_by": None,
}
"""What a standoff record leaves out."""


@dataclass
class Argument:
    """One argument: its role, party and character span in its sentence (None: not in this sentence)."""

    role: str
    who: str | None
    span: tuple[int, int] | None
    text: str = ""


@dataclass
class Event:
    """One event of a sentence; `mode` "" when none; `time_known` False where the source marks no times."""

    type: str
    mode: str
    status: str
    hedged: bool
    span: tuple[int, int]
    arguments: list[Argument]
    time_known: bool = True


@dataclass
class Sentence:
    """A sentence, its events, and whether it stands right after the one before it in the report."""

    text: str
    events: list[Event] = field(default_factory=list)
    labelled: bool = True


@dataclass
class Document:
    """Sentences in order; `headline` is None when the source gives none; `weight` scales its loss."""

    name: str
    source: str
    sentences: list[Sentence]
    headline: Sentence | None = None
    weight: float = 1.0
    date: str | None = None


def find_span(text: str, words: str, near: int | None = None) -> tuple[int, int] | None:
    """Return the span of `words` in `text` on word boundaries if it can, nearest to offset `near`."""
    if not words:
        return None
    spots = []
    at = text.find(words)
    while at >= 0:
        end = at + len(words)
        clean = not (at and text[at - 1].isalnum() and words[0].isalnum()) and not (
            end < len(text) and text[end].isalnum() and words[-1].isalnum()
        )
        spots.append((not clean, abs(at - near) if near is not None else at, at))
        at = text.find(words, at + 1)
    if not spots:
        return None
    start = min(spots)[2]
    return start, start + len(words)


def event_from_gold(text: str, row: dict[str, Any], used: set[tuple[int, int]]) -> Event | None:
    """Return an event of the gold layout with spans found, or None when its trigger is not in the text."""
    span = row.get("span") or find_span(text, row["trigger"])
    if span and tuple(span) in used:
        again = find_span(text[span[1] :], row["trigger"])
        if again:
            span = (span[1] + again[0], span[1] + again[1])
    if span is None:
        return None
    used.add(tuple(span))
    arguments = []
    for role in ("actor", "recipient", "via"):
        for party in row.get(role) or []:
            where = party.get("span") or find_span(text, party["text"], span[0])
            arguments.append(Argument(role, party["who"], tuple(where) if where else None, party["text"]))
    if row.get("said_by"):
        s = row["said_by"]
        where = s.get("span") or find_span(text, s["text"], span[0])
        arguments.append(Argument("said_by", s["who"], tuple(where) if where else None, s["text"]))
    for role in ("place", "time"):
        if row.get(role):
            where = row.get(f"{role}_span") or find_span(text, row[role], span[0])
            if where:
                arguments.append(Argument(role, None, tuple(where), row[role]))
    return Event(
        row["type"], row["mode"] or "", row["status"], bool(row["hedged"]), tuple(span), arguments,
        time_known="time" in row,
    )  # fmt: skip


def sentence_from_rows(text: str, rows: list[dict[str, Any]]) -> Sentence:
    """Return a labelled sentence of a text and its rows in the gold layout."""
    used: set[tuple[int, int]] = set()
    events = [e for row in rows if (e := event_from_gold(text, row, used)) is not None]
    return Sentence(text, events)


def load_gold(path: Path, split: str) -> list[Document]:
    """Return the documents of one split of a file in the gold set's layout."""
    documents: dict[str, Document] = {}
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row.get("split") != split:
                continue
            document = documents.setdefault(
                row["doc"],
                Document(row["doc"], "gold", [], Sentence(row["headline"], labelled=False), date=row["date"]),
            )
            document.sentences.append(sentence_from_rows(row["text"], row["events"]))
    return list(documents.values())


def load_inline(folder: Path) -> list[Document]:
    """Return the documents of all inline corpus files of a folder; errors raise ValueError."""
    documents = []
    for path in sorted(folder.glob("*.txt")):
        passages, errors = fmt.parse_inline(path.read_text(encoding="utf-8").splitlines())
        if errors:
            raise ValueError(f"{path}: {errors[0]} (and {len(errors) - 1} more)")
        for p in passages:
            head = sentence_from_rows(p.headline["text"], p.headline["events"]) if p.headline else None
            body = [sentence_from_rows(s["text"], s["events"]) for s in p.sentences]
            if not body and head:
                head, body = None, [head]
            documents.append(Document(f"{path.stem}:{p.line}", "own", body, head, date=p.date))
    return documents


def read_standoff(folder: Path, name: str = "pool") -> Iterator[dict[str, Any]]:
    """Yield the rows of a folder's ``NAME-*.jsonl``: document, and codes by sentence number.

    "pool" is what networks are trained on, "after" what was coded after the shipped one was trained.
    """
    for path in sorted(folder.glob(f"{name}-*.jsonl")):
        with path.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def load_standoff(folder: Path, pool: Path) -> list[Document]:
    """Return the pool documents coded in a folder's standoff files (no text in them, see README.md)."""
    texts = {}
    with pool.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            texts[row["doc"]] = row
    documents = []
    for row in read_standoff(folder):
        source = texts[row["doc"]]
        sentences, headline = [], Sentence(source["headline"], labelled=False)
        for number, rows in row["sentences"]:
            text = source["headline"] if number == HEADLINE else source["sents"][number]
            sentence = sentence_from_rows(text, [restore(text, e) for e in rows])
            if number == HEADLINE:
                headline = sentence
            else:
                sentences.append(sentence)
        documents.append(Document(row["doc"], "pool", sentences, headline, date=source["date"]))
    return documents


def restore(text: str, row: dict[str, Any]) -> dict[str, Any]:
    """Return a standoff event with its words put back from the sentence's text."""

    def words(span: list[int] | None) -> str:
        return text[span[0] : span[1]] if span else ""

    event = DEFAULTS | row
    event["trigger"] = words(row["span"])
    for role in ("actor", "recipient", "via"):
        event[role] = [p | {"text": words(p["span"])} for p in event[role]]
    if event["said_by"]:
        event["said_by"] = event["said_by"] | {"text": words(event["said_by"]["span"])}
    event["place"] = words(row.get("place_span")) or None
    event["time"] = words(row.get("time_span")) or None
    return event
