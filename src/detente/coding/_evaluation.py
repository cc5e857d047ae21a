"""The evaluation harness: code the sentences of a gold file, write and score what was coded."""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from detente._files import FileKind
from detente.coding._coder import Coder
from detente.coding._scoring import Scores, Sentences, score_events
from detente.coding._work import CodedSentence, Passage
from detente.errors import GoldError
from detente.records import EventMention, Party, Source

__all__ = ["Evaluation", "GoldSentence", "as_gold_row", "code_gold", "evaluate", "load_gold", "select_scored"]

_KIND: Final = FileKind(
    error=GoldError,
    name="gold file",
    holds="gold sentences",
    directory="give one gold file",
    encoding="give JSON Lines in UTF-8",
)


@dataclass(frozen=True, slots=True)
class GoldSentence:
    """One line of a gold file.

    Attributes:
        doc: Document's name.
        sent: Sentence's number in it.
        text: The sentence.
        events: Its events, dictionaries in the gold set's layout.
        split: "train", "check" or None.
        date: Day of publication, or None.
        outlet: Outlet, or "".
        headline: The report's headline, or "".
        coded: Whether `events` are given; a line where they are null is context, and not scored.
    """

    doc: str
    sent: int
    text: str
    events: tuple[dict[str, Any], ...]
    split: str | None = None
    date: dt.date | None = None
    outlet: str = ""
    headline: str = ""
    coded: bool = True


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The outcome of `evaluate`.

    Attributes:
        scores: The scores.
        sentences: Sentences read, context included.
        coded: Events coded in the sentences that are scored.
        seconds: Time for the whole pipeline over all sentences, model loading apart.
        coded_rows: What was coded, one row a sentence in the gold set's layout.
    """

    scores: Scores
    sentences: int
    coded: int
    seconds: float
    coded_rows: tuple[dict[str, Any], ...]


def load_gold(path: Path, split: str | None = None) -> list[GoldSentence]:
    """Return the sentences of a gold file, or those of one split.

    Raises:
        GoldError: The file can't be read, a line is not in the layout, or nothing is in the split.
    """
    lines = _KIND.read_text(path).split("\n")
    found = [_parse_line(line, f"{path}:{number}") for number, line in enumerate(lines, 1) if line.strip()]
    rows = [r for r in found if split is None or r.split == split]
    if not rows:
        what = f"no sentence is in the split {split!r}" if split else "the gold file holds no sentence"
        raise GoldError(what, where=str(path), hint="see docs/evaluation.md for the layout")
    return rows


def _describe(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"it is no JSON from column {error.colno} on"
    return f"it has no {error}" if isinstance(error, KeyError) else str(error)


def _parse_line(line: str, where: str) -> GoldSentence:
    try:
        row = json.loads(line)
        if not isinstance(row, dict):
            raise GoldError("the line is no JSON object", where=where, hint="see docs/evaluation.md")
        events = tuple(row.get("events") or ())
        for e in events:
            if not isinstance(e, dict):
                raise TypeError("an event is no JSON object")
            if not isinstance(e["type"], str):
                raise TypeError("an event's type is no text")
        date = dt.date.fromisoformat(row["date"]) if row.get("date") else None
        return GoldSentence(
            str(row["doc"]),
            int(row["sent"]),
            str(row["text"]),
            events,
            row.get("split"),
            date,
            row.get("outlet") or "",
            row.get("headline") or "",
            row.get("events", ()) is not None,
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise GoldError(
            f"the line is not in the gold set's layout: {_describe(error)}",
            where=where,
            hint="see docs/evaluation.md",
        ) from error


def to_passages(sentences: Iterable[GoldSentence]) -> list[Passage]:
    """Return one passage a document: its headline (as context only) and its sentences in order."""
    documents: dict[str, list[GoldSentence]] = {}
    for s in sentences:
        documents.setdefault(s.doc, []).append(s)
    passages = []
    for doc, rows in documents.items():
        rows.sort(key=lambda r: r.sent)
        head = [CodedSentence(-1, rows[0].headline)] if rows[0].headline else []
        body = [CodedSentence(r.sent, r.text) for r in rows]
        passages.append(Passage(doc, (*head, *body), rows[0].date, rows[0].outlet))
    return passages


def as_gold_row(mention: EventMention) -> dict[str, Any]:
    """Return a mention as an event of the gold set's layout, with its score besides."""

    def party(p: Party) -> dict[str, str]:
        return {"text": p.text, "who": p.who, "sector": p.sector}

    def source(s: Source | None) -> dict[str, str] | None:
        return None if s is None else {"text": s.text, "who": s.who, "kind": s.kind}

    return {
        "type": mention.type,
        "trigger": mention.trigger,
        "actor": [party(p) for p in mention.actor],
        "recipient": [party(p) for p in mention.recipient],
        "via": [party(p) for p in mention.via],
        "said_by": source(mention.said_by),
        "status": mention.status,
        "hedged": mention.hedged,
        "mode": mention.mode,
        "place": mention.place.text if mention.place else None,
        "score": mention.score,
    }


def code_gold(sentences: Sequence[GoldSentence], coder: Coder) -> list[dict[str, Any]]:
    """Return what the coder codes for gold sentences, one row a sentence, in the order given."""
    passages = to_passages(sentences)
    events: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for passage, mentions in zip(passages, coder.code_many(passages), strict=True):
        for m in mentions:
            events.setdefault((passage.id, m.sentence_index), []).append(as_gold_row(m))
    return [{"doc": s.doc, "sent": s.sent, "events": events.get((s.doc, s.sent), [])} for s in sentences]


def select_scored(
    sentences: Iterable[GoldSentence], rows: Iterable[Mapping[str, Any]]
) -> tuple[Sentences, Sentences]:
    """Return gold and coded events by document and sentence number, without the lines that are context."""
    gold = {(s.doc, s.sent): s.events for s in sentences if s.coded}
    return gold, {key: r["events"] for r in rows if (key := (r["doc"], r["sent"])) in gold}


def evaluate(path: Path | str, *, split: str | None = None, coder: Coder | None = None) -> Evaluation:
    """Return the scores of the coder on a gold file.

    Args:
        path: A file in the gold set's layout, one JSON object a line.
        split: Only sentences of this split; None for all.
        coder: The coder; None loads the package's own.

    Raises:
        GoldError: The file is not in the layout.
    """
    sentences = load_gold(Path(path), split)
    coder = coder or Coder.load()
    started = time.perf_counter()
    rows = code_gold(sentences, coder)
    seconds = time.perf_counter() - started
    gold, coded = select_scored(sentences, rows)
    n = sum(map(len, coded.values()))
    return Evaluation(score_events(gold, coded), len(sentences), n, seconds, tuple(rows))
