"""Why an event was coded, in lines for a reader."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from detente.desk._words import clean, place_sentence

if TYPE_CHECKING:
    from detente.coding import Explanation
    from detente.records import EventMention

__all__ = ["describe_explanations"]

VALUES: Final = {
    "recent": "lately",
    "border": "about a month ago",
    "old": "long ago",
    "ancient": "over a year ago",
    "ahead": "ahead",
    "unsure": "some time ago",
    "none": "none",
    "#y": "a year",
    "#n": "a number",
}
BESIDE: Final = "time words beside it: {}"
BEFORE: Final = "“{}” before it"
CLUES: Final = {
    "kn": "a known event, {}",
    **dict.fromkeys(("mem", "memk", "memo", "memko"), "told before, {}"),
    "own": "dated {}",
    **dict.fromkeys(("near", "nx", "nax", "nk"), BESIDE),
    **dict.fromkeys(("d", "has"), "time words: {}"),
    "prev": "time words in the sentence before: {}",
    **dict.fromkeys(("fr", "fra", "nfr", "nfra"), "time words last told: {}"),
    "hl": "the headline has it",
    "pos": "its place in the report",
    "opinion": "a piece of opinion",
    "type": "events of type {}",
    "mode": "events of mode {}",
    **dict.fromkeys(("pair", "pt"), "events of {}"),
    "a": "events by {}",
    "rp": "events against {}",
    **dict.fromkeys(("ax", "det", "dett", "l", "L"), BEFORE),
    "to": "“{} to” before it",
    **dict.fromkeys(("r", "R"), "“{}” after it"),
    "s": "“{}” in the sentence",
}
"""What the clues of `detente.coding` say, by how they begin; all others are the trigger's words."""


def describe_explanations(events: Sequence[EventMention], explanations: Sequence[Explanation]) -> list[str]:
    """Return the lines that say why each event was coded.

    Lines of an event: the words that decided it, each with the part of the probability that goes when it is
    hidden; the types next in line; and, where it did not simply happen lately, what its status rests on. Both
    sequences are in the same order.
    """
    if not events:
        return []
    lines = ["Why: words with the probability lost when each is hidden; types next in line", ""]
    for event, why in zip(events, explanations, strict=True):
        words = ", ".join(f"{clean(w.word)} {w.weight:.2f}" for w in why.words) or "no single word"
        others = ", ".join(
            f"{name.lower() if name == 'none' else name} {p:.2f}" for name, p in why.runners_up
        )
        where = place_sentence(event.sentence_index)
        lines.append(f"{where}: {event.type} “{clean(event.trigger)}” ({event.score:.2f})")
        lines.append(f"    decided by {words}")
        lines.append(f"    next {others}")
        if event.status != "actual" and why.verdict:
            lines.append(f"    {event.status} by {_describe_status(event, why)}")
    return lines


def _describe_status(event: EventMention, why: Explanation) -> str:
    """Return what a status rests on: the reader, the event's date, and clues."""
    parts = [f"reader {dict(why.verdict)[event.status]:.2f}"]
    if why.dated == event.status:
        parts.append(f"date “{clean(event.date_text or '')}”")
    told: dict[str, float] = {}
    for clue, odds in why.status_clues:
        if not any(c.isalnum() for c in clue.rpartition("=")[2]):
            # A mark beside the trigger tells a reader nothing.
            continue
        words = _name_clue(clue)
        told[words] = told.get(words, 0.0) + odds
    strongest = sorted(told.items(), key=lambda pair: -pair[1])[:4]
    return ", ".join([*parts, *(f"{clean(words)} {odds:.2f}" for words, odds in strongest)])


def _name_clue(clue: str) -> str:
    """Return a clue in words: "a known event, long ago" for "kn=old|ASSAULT"."""
    name, _, value = clue.partition("=")
    value = value.partition("|")[0].rstrip("~")
    value = VALUES.get(value, VALUES.get(value.removeprefix("k"), value))
    return CLUES.get(name.rstrip("0123456789"), "the trigger's words").format(value)
