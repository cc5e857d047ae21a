"""Whether two mentions may be of one event, how surely, and why.

Two mentions contradict each other by sentence, family, days, parties or place; if they do not, their words
and what they agree on make a score. All of it depends on the two mentions alone.
"""

from __future__ import annotations

import math
from typing import Final

from detente.ledger._features import FAMILIES, SYMMETRIC, Feature
from detente.ledger._likeness import stem

__all__ = ["LINK_SCORE", "WORDS_FLOOR", "Weigher", "explain_pair", "score_pair"]

LINK_SCORE: Final = 0.56
"""Least score of two mentions that are taken to be of one event."""

# Each point of agreement and what it adds; settled on the development half of tests/gold/coreference.txt and
# on tests/ledger/test_merging.py, those of one report on the demonstration crisis too (docs/evaluation.md).
_PARTY: Final = 0.18
_SELDOM: Final = 0.10
_REFERS: Final = 0.12
_SAME_REPORT: Final = 0.15
_HEADLINE: Final = 0.15
_PLACE: Final = 0.10
_SAME_DAY: Final = 0.08
_NEXT_DAY: Final = -0.12
_SAME_MODE: Final = 0.05
_OTHER_MODE: Final = -0.15
_OTHER_TYPE: Final = -0.15
_OTHER_TENSE: Final = -0.05
_TRIGGER: Final = 0.05
_NO_PARTY: Final = -0.20
_PAST: Final = -0.10

_AGREED: Final = _PLACE + _SAME_DAY + _SAME_MODE + _TRIGGER
WORDS_FLOOR: Final = LINK_SCORE - (2 * _PARTY + _SELDOM + _REFERS + _SAME_REPORT + _HEADLINE + _AGREED)
"""Two mentions whose words are less alike than this can't reach `LINK_SCORE`, whatever they agree on."""

# What two parties seldom do twice within some days; attacks, arrests, blame, requests and meetings are many.
_SELDOM_TYPES: Final = frozenset(
    {"AGREE", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REJECT", "THREATEN", "SANCTION", "MOBILIZE"}
)
_NEAR_KM: Final = 10.0
_FAR_KM: Final = 25.0
# Ways of saying one attack: a bomb from a drone is "explosives", "drone", "aerial" and "targeted".
_ALIKE_MODES: Final = frozenset({"aerial", "drone", "explosives", "heavy-weapons", "targeted", "destroy"})
_TALKED_OF: Final = frozenset({"future", "hypothetical"})


def contradict(one: Feature, other: Feature) -> str | None:
    """Return why two mentions can't be of one event, or None."""
    if one.report_id == other.report_id and one.sentence == other.sentence:
        return "same sentence"
    return _clash(one, other)


def _clash(one: Feature, other: Feature) -> str | None:
    """Return why two mentions of different sentences can't be of one event, or None."""
    if FAMILIES.get(one.type, one.type) != FAMILIES.get(other.type, other.type):
        return "type"
    slack = 1 if one.day_said and other.day_said else 0
    if one.first_day > other.last_day + slack or other.first_day > one.last_day + slack:
        return "days"
    if _parties_clash(one, other):
        return "parties"
    if one.country and other.country and one.country != other.country:
        return "place"
    distance = _distance_km(one, other)
    return "place" if distance is not None and distance > _FAR_KM else None


def score_pair(one: Feature, other: Feature, words: float) -> float | None:
    """Return how surely two mentions are of one event, about 0 to 1.5; None when they can't be.

    Args:
        one: A mention.
        other: Another.
        words: Likeness of their words, -1 to 1.
    """
    if contradict(one, other) is not None:
        return None
    return words + sum(points for _, points in _agreements(one, other))


def explain_pair(one: Feature, other: Feature, words: float) -> str:
    """Return what two mentions agree and differ on, with the points for each."""
    parts = [f"words {words:.2f}", *(f"{name} {points:+.2f}" for name, points in _agreements(one, other))]
    return ", ".join(parts)


class Weigher:
    """Scores pairs of mentions as `score_pair` does, weighing what two of them agree on once for all alike.

    A much told event has hundreds of mentions that differ in their words and reports alone: they are of one
    kind, and so are what they agree on with those of another kind.
    """

    def __init__(self) -> None:
        self._kinds: dict[tuple[object, ...], int] = {}
        self._first: list[Feature] = []
        self._points: dict[tuple[int, int], float | None] = {}
        self._clashes: dict[tuple[int, int], bool] = {}

    def kind_of(self, feature: Feature) -> int:
        """Return the number of a mention's kind: the same for all that the rules can't tell apart."""
        key = (
            feature.type,
            feature.mode,
            feature.status,
            feature.trigger,
            feature.actor,
            feature.recipient,
            feature.first_day,
            feature.last_day,
            feature.day_said,
            feature.refers,
            feature.country,
            feature.lat,
            feature.lon,
        )
        kind = self._kinds.setdefault(key, len(self._first))
        if kind == len(self._first):
            self._first.append(feature)
        return kind

    def clash(self, kind: int, other: int) -> bool:
        """Return whether mentions of two kinds, in different sentences, can't be of one event."""
        pair = (kind, other)
        if pair not in self._clashes:
            self._clashes[pair] = _clash(self._first[kind], self._first[other]) is not None
        return self._clashes[pair]

    def score(self, one: Feature, kind: int, other: Feature, other_kind: int, words: float) -> float | None:
        """Return the score of two mentions of these kinds, as `score_pair` does."""
        if one.report_id == other.report_id:
            # Headline and sentences of one report count too.
            return score_pair(one, other, words)
        pair = (kind, other_kind)
        if pair not in self._points:
            self._points[pair] = score_pair(one, other, 0.0)
        points = self._points[pair]
        return None if points is None else words + points


def _agreements(one: Feature, other: Feature) -> list[tuple[str, float]]:
    found: list[tuple[str, float]] = []
    shared = (
        sorted(one.parties & other.parties)[:2]
        if one.type in SYMMETRIC and other.type in SYMMETRIC
        else [*sorted(one.actor & other.actor)[:1], *sorted(one.recipient & other.recipient)[:1]]
    )
    found.extend((party, _PARTY) for party in shared)
    if not shared:
        found.append(("no party in common", _NO_PARTY))
    if len(shared) == 2 and one.type == other.type and one.type in _SELDOM_TYPES:
        found.append(("seldom twice", _SELDOM))
    if shared and (one.refers or other.refers):
        found.append(("refers back", _REFERS))
    distance = _distance_km(one, other)
    if distance is not None and distance <= _NEAR_KM:
        found.append(("place", _PLACE))
    if one.day_said and other.day_said:
        found.append(("day", _SAME_DAY) if one.first_day == other.first_day else ("next day", _NEXT_DAY))
    if one.type != other.type:
        found.append(("type differs", _OTHER_TYPE))
    elif one.mode and other.mode:
        if one.mode == other.mode:
            found.append(("mode", _SAME_MODE))
        elif not {one.mode, other.mode} <= _ALIKE_MODES:
            found.append(("mode differs", _OTHER_MODE))
    if (one.status in _TALKED_OF) != (other.status in _TALKED_OF):
        found.append(("tense differs", _OTHER_TENSE))
    if "historical" in {one.status, other.status} and not (one.day_said and other.day_said):
        found.append(("past, undated", _PAST))
    if one.report_id == other.report_id:
        if -1 in {one.sentence, other.sentence}:
            found.append(("headline", _HEADLINE))
        if max(one, other, key=lambda feature: feature.sentence).refers:
            found.append(("same report", _SAME_REPORT))
    if stem(one.trigger.split(" ")[0]) == stem(other.trigger.split(" ")[0]):
        found.append(("trigger", _TRIGGER))
    return found


def _parties_clash(one: Feature, other: Feature) -> bool:
    if one.type in SYMMETRIC and other.type in SYMMETRIC:
        shared, fewer = one.parties & other.parties, min(len(one.parties), len(other.parties))
        return len(shared) < min(fewer, 2)
    return any(
        mine and theirs and not mine & theirs
        for mine, theirs in ((one.actor, other.actor), (one.recipient, other.recipient))
    )


def _distance_km(one: Feature, other: Feature) -> float | None:
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return None
    north, south = math.radians(one.lat), math.radians(other.lat)
    half = math.radians(other.lon - one.lon) / 2
    chord = math.sin((south - north) / 2) ** 2 + math.cos(north) * math.cos(south) * math.sin(half) ** 2
    # The Earth's mean diameter in km.
    return 12742.0 * math.asin(min(1.0, math.sqrt(chord)))
