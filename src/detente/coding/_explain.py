"""Why a record: the words that decided it and the types it nearly was.

Occlusion (Zeiler and Fergus 2014, doi:10.1007/978-3-319-10590-1_53): each word of the sentence is hidden in
turn, and the fall of the record's raw probability is that word's weight. It asks the model itself, so it
can't tell a prettier story than the model knows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from detente.coding._decode import mix_types
from detente.coding._network import Network, Trigger
from detente.records import Status

if TYPE_CHECKING:
    from detente.coding._work import TriggerWork
    from detente.records import Span

__all__ = ["Explanation", "WordWeight", "explain_trigger"]

_WORD: Final = re.compile(r"\w+(?:[-'’]\w+)*")
_HIDDEN: Final = "[MASK]"


@dataclass(frozen=True, slots=True)
class WordWeight:
    """A word and how much of the record's probability goes when it is hidden (-1 to 1)."""

    word: str
    start: int
    weight: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a record was coded.

    Attributes:
        trigger_span: The record's trigger in the report.
        type: The record's type.
        words: Words of the sentence by falling weight, those of at least 0.02, at most eight; `start` is
            an offset into the report's text.
        runners_up: The next likeliest types and their probability, "none" among them, likeliest first.
        verdict: The network's probability of each status, before date and clues are weighed in.
        dated: The status that the event's own time words say, or None.
        status_clues: The clues that speak most for the record's status, with their log odds over the mean of
            all statuses, strongest first, at most six; docs/reading.md tells what they mean.
    """

    trigger_span: Span
    type: str
    words: tuple[WordWeight, ...]
    runners_up: tuple[tuple[str, float], ...]
    verdict: tuple[tuple[Status, float], ...] = ()
    dated: Status | None = None
    status_clues: tuple[tuple[str, float], ...] = ()


def explain_trigger(
    network: Network, work: TriggerWork, weight: float, offset: int, span: Span
) -> Explanation:
    """Return the explanation of a candidate.

    Args:
        network: The network that coded it.
        work: The candidate with its context and the network's verdict.
        weight: Weight of the tagger against the reader.
        offset: Where the sentence begins in the report.
        span: The trigger in the report.
    """
    trigger = work.trigger
    labels = network.labels.tags
    mixed = mix_types(work.tags, work.verdict.type, weight)
    best = int(mixed[1:].argmax()) + 1
    order = [int(i) for i in np.argsort(-mixed) if int(i) != best][:3]
    text = trigger.sentence.text
    words = list(_WORD.finditer(text))
    variants = [text[: m.start()] + _HIDDEN + text[m.end() :] for m in words]
    falls = _probabilities(network, trigger, variants, [m.start() for m in words], best, weight)
    weights = [
        WordWeight(m[0], offset + m.start(), round(float(mixed[best]) - p, 3))
        for m, p in zip(words, falls, strict=True)
    ]
    telling = sorted((w for w in weights if w.weight >= 0.02), key=lambda w: -w.weight)[:8]
    return Explanation(
        span, labels[best], tuple(telling), tuple((labels[i], round(float(mixed[i]), 3)) for i in order)
    )


def _probabilities(
    network: Network,
    trigger: Trigger,
    variants: Sequence[str],
    starts: Sequence[int],
    best: int,
    weight: float,
) -> list[float]:
    """Return the type's probability in each variant, read at the tokens where the trigger stands."""
    first = trigger.sentence.offsets[trigger.start][0]
    last = trigger.sentence.offsets[trigger.stop - 1][1]
    encoded = network.encode(variants)
    triggers, tags = [], []
    for sentence, variant, start in zip(encoded, variants, starts, strict=True):
        shift = len(variant) - len(trigger.sentence.text)
        a = first + (shift if start < first else 0)
        b = last + (shift if start < last else 0)
        hit = [n for n, (x, y) in enumerate(sentence.offsets) if x < y and x < b and y > a]
        begin, stop = (hit[0], hit[-1] + 1) if hit else (0, 1)
        triggers.append(Trigger(sentence, begin, stop, trigger.context))
        rows = sentence.tags[begin:stop]
        tags.append(rows[int((1.0 - rows[:, 0]).argmax())])
    verdicts = network.read(triggers)
    return [float(mix_types(t, v.type, weight)[best]) for t, v in zip(tags, verdicts, strict=True)]
