"""From the network's numbers to candidates and spans, in plain numpy."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

import msgspec
import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Candidate",
    "Found",
    "decode_pointer",
    "decode_roles",
    "find_candidates",
    "inside_probs",
    "mix_types",
    "softmax",
    "to_log_odds",
    "to_party_words",
    "to_words",
]

Floats = NDArray[np.float32]

_INSIDE = "-'’"
_LOOSE = ',;:"“”'
_WORD = re.compile(r"\S+")
_NOT_FIRST = frozenset(
    {"and", "as", "at", "but", "by", "for", "from", "in", "of", "on", "or", "that", "to", "with", ",", ";"}
)
_NOT_LAST = _NOT_FIRST | {"a", "an", "the"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A run of tokens that may carry an event.

    Attributes:
        start: First token of the run.
        stop: Token after the last.
        probs: Probability of each tag (none first) at the run's strongest token.
    """

    start: int
    stop: int
    probs: Floats


class Found(msgspec.Struct, frozen=True, gc=False):
    """A decoded argument: half-open token range and mean probability."""

    start: int
    stop: int
    prob: float


def softmax(logits: Floats) -> Floats:
    """Return the softmax over the last axis."""
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    result: Floats = shifted / shifted.sum(axis=-1, keepdims=True)
    return result


def to_log_odds(prob: float) -> float:
    """Return the log odds of a probability, which is taken for 0.001 to 0.999."""
    prob = min(0.999, max(0.001, prob))
    return math.log(prob / (1.0 - prob))


def mix_types(tags: Floats, types: Floats, weight: float) -> Floats:
    """Return the normalised geometric mean of two type distributions; `weight` is that of the first."""
    mixed = tags**weight * types ** (1.0 - weight)
    result: Floats = mixed / mixed.sum()
    return result


def find_candidates(probs: Floats, size: int, limit: float) -> list[Candidate]:
    """Return the candidate triggers of a sentence.

    Args:
        probs: Tag probabilities (tokens, tags), "none" first.
        size: Number of tokens that are no padding, the special first and last included.
        limit: A token belongs to a candidate when its probability of any event is over this.

    A run is cut where the likeliest type changes and both sides are sure of theirs.
    """
    p_event = 1.0 - probs[:size, 0]
    best = probs[:size, 1:].argmax(axis=-1)
    candidates: list[Candidate] = []
    start: int | None = None
    for t in range(1, size):
        inside = t < size - 1 and p_event[t] > limit
        changed = (
            start is not None and inside and best[t] != best[t - 1] and min(p_event[t], p_event[t - 1]) > 0.5
        )
        if start is not None and (not inside or changed):
            strongest = start + int(p_event[start:t].argmax())
            candidates.append(Candidate(start, t, probs[strongest]))
            start = None
        if inside and start is None:
            start = t
    return candidates


def inside_probs(logits: Floats, size: int) -> tuple[Floats, NDArray[np.bool_]]:
    """Return (probability that a token belongs to an argument, whether it begins one), (tokens, roles) each.

    Args:
        logits: Outside, begin and inside logits (tokens, roles, 3).
        size: Number of tokens that are no padding.
    """
    logits = logits[:size]
    # A softmax written out for three numbers, which is twice as quick as along an axis.
    exps = np.exp(logits - np.maximum(np.maximum(logits[..., 0], logits[..., 1]), logits[..., 2])[..., None])
    probs = exps / (exps[..., 0] + exps[..., 1] + exps[..., 2])[..., None]
    inside = probs[..., 1] + probs[..., 2]
    # The special first and last tokens are no words.
    inside[0] = inside[-1] = 0.0
    return inside, probs[..., 1] > probs[..., 2]


def decode_roles(inside: Floats, begins: NDArray[np.bool_], limit: float = 0.5) -> list[list[Found]]:
    """Return, for each role, the argument spans of a sentence in order.

    Args:
        inside: Probability that a token belongs to an argument (tokens, roles), as `inside_probs` gives it.
        begins: Whether it begins one (tokens, roles).
        limit: A token belongs to an argument when its probability is over this.
    """
    roles: list[list[tuple[int, int]]] = [[] for _ in range(inside.shape[1])]
    for t, role in np.argwhere(inside > limit).tolist():
        spans = roles[role]
        if spans and spans[-1][1] == t and not begins[t, role]:
            spans[-1] = spans[-1][0], t + 1
        else:
            spans.append((t, t + 1))
    return [
        [
            # Most spans are one token, which is its own mean.
            Found(
                start,
                stop,
                float(inside[start:stop, role].mean() if stop - start > 1 else inside[start, role]),
            )
            for start, stop in spans
        ]
        for role, spans in enumerate(roles)
    ]


def decode_pointer(probs: Floats, floor: float = 0.02) -> list[Found]:
    """Return the runs of words that one role's pointer points at, in order.

    Args:
        probs: Probability of each position, "nobody" first (positions).
        floor: Least probability of a word of a run.

    Positions of the runs count from the sentence's first token; `prob` is the run's whole probability.
    """
    runs: list[Found] = []
    for t in np.flatnonzero(probs[1:] > floor).tolist():
        prob = float(probs[t + 1])
        if runs and runs[-1].stop == t:
            runs[-1] = Found(runs[-1].start, t + 1, runs[-1].prob + prob)
        else:
            runs.append(Found(t, t + 1, prob))
    return runs


def _joins(text: str, i: int) -> bool:
    """Return whether no word ends between characters i - 1 and i ("al-Nusra" is one word)."""
    if not 0 < i < len(text):
        return False
    left, right = text[i - 1], text[i]
    if left.isalnum() and right.isalnum():
        return True
    if right in _INSIDE:
        return left.isalnum() and i + 1 < len(text) and text[i + 1].isalnum()
    return left in _INSIDE and right.isalnum() and i > 1 and text[i - 2].isalnum()


def to_words(text: str, start: int, stop: int) -> tuple[int, int]:
    """Return the character range widened to whole words and stripped of space and loose marks."""
    while start < stop and (text[start].isspace() or text[start] in _LOOSE):
        start += 1
    while stop > start and (text[stop - 1].isspace() or text[stop - 1] in _LOOSE):
        stop -= 1
    if start < stop:
        while _joins(text, start):
            start -= 1
        while _joins(text, stop):
            stop += 1
    return start, stop


def to_party_words(text: str, start: int, stop: int) -> tuple[int, int] | None:
    """Return the character range of a party: whole words, without the small words at its edges.

    None when nothing is left but small words ("and", "of the").
    """
    start, stop = to_words(text, start, stop)
    words = [(m.start() + start, m.end() + start, m[0].lower()) for m in _WORD.finditer(text[start:stop])]
    while words and words[0][2] in _NOT_FIRST:
        words.pop(0)
    while words and words[-1][2] in _NOT_LAST:
        words.pop()
    if not words or not any(c.isalpha() for _, _, word in words for c in word):
        return None
    return words[0][0], words[-1][1]
