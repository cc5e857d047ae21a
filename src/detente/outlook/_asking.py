"""What a question to the outlook is about: parties, pairs, mix of types, what is added and blocked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from detente.errors import OutlookError, UsageError
from detente.ledger import follow_tension, level_days
from detente.ontology import EVENT_TYPES, QUAD_CLASSES
from detente.outlook._history import PLOVER_TYPES, History, is_whole, parse_what, to_date, to_number
from detente.outlook._simulating import Plan
from detente.outlook._state import Pairs, State
from detente.outlook.records import Added, Blocked

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "MAX_HORIZON_DAYS",
    "QUAD_OF_TYPE",
    "active_pairs",
    "check_horizon",
    "check_number",
    "check_pair",
    "check_parties",
    "choose_origin",
    "choose_parties",
    "count_between",
    "day_after",
    "make_generator",
    "make_plan",
    "pairs_among",
    "pool_shares",
    "sort_horizons",
    "spread_usual",
    "tension_before",
    "tension_by_day",
]

MAX_HORIZON_DAYS: Final = 90
"""The longest horizon; the record of odds goes to 30 days."""
MAX_PARTIES: Final = 20
"""The most parties that a simulation takes of itself."""
SHARE_PRIOR: Final = 8.0
"""Events of the usual mix of types with which a pair's own mix is pooled."""
QUAD_OF_TYPE: Final = np.array([QUAD_CLASSES.index(EVENT_TYPES[name].quad_class) for name in PLOVER_TYPES])
"""Quad class of each PLOVER type, as an index."""


def day_after(history: History) -> dt.date:
    """Return the day after the last event.

    Raises:
        OutlookError: There is no event, or no day after it.
    """
    if history.last_day is None:
        raise OutlookError(
            "the history has no events, so there is nothing to go by",
            hint="add reports of events that happened, with their day and both parties",
        )
    if history.last_day == dt.date.max:
        raise OutlookError("the last event is of the last day there is", hint="check the days of the events")
    return history.last_day + dt.timedelta(days=1)


def choose_origin(history: History, origin: dt.date | None, horizon_days: int = 0) -> dt.date:
    """Return the first day that is not known: the one given, or else the day after the last event.

    Raises:
        LeakageError: The history has events on or after it.
        OutlookError: The history has no events.
        UsageError: It is no day, or the horizon would end after the last day there is.
    """
    origin = day_after(history) if origin is None or not len(history) else origin
    history.check_before(origin)
    if (dt.date.max - origin).days < horizon_days:
        raise UsageError(
            f"the horizon from {origin} on goes beyond the last day there is", hint="give an earlier day"
        )
    return origin


def check_horizon(days: int) -> None:
    """Raise where a horizon is too short or too long, or no whole number."""
    if not is_whole(days) or not 1 <= days <= MAX_HORIZON_DAYS:
        raise UsageError(f"no horizon of {days!r} days", hint=f"give 1 to {MAX_HORIZON_DAYS} whole days")


def sort_horizons(horizons_days: Iterable[int]) -> list[int]:
    """Return horizons in order, each once.

    Raises:
        UsageError: There is none, or one does not fit.
    """
    horizons = list(horizons_days)
    if not horizons:
        raise UsageError("no horizon is given")
    for horizon in horizons:
        check_horizon(horizon)
    return sorted(set(horizons))


def check_number(number: int | None, what: str, least: int = 0) -> None:
    """Raise where a setting is no whole number from the least on; None is fine."""
    if number is not None and (not is_whole(number) or number < least):
        raise UsageError(f"{what} can't be {number!r}", hint=f"give a whole number from {least}")


def make_generator(rng: int | np.random.Generator) -> np.random.Generator:
    """Return a generator, made from a seed where that is given.

    Raises:
        UsageError: It is neither.
    """
    if isinstance(rng, np.random.Generator):
        return rng
    check_number(rng, "rng")
    return np.random.default_rng(rng)


def check_pair(actor: str, recipient: str) -> None:
    """Raise where a pair is one party."""
    if actor == recipient:
        raise UsageError("odds are between two parties, not one and itself", where=actor)


def check_parties(history: History, parties: Collection[str]) -> None:
    """Raise where a history knows nothing of a party, or nothing at all."""
    if not len(history):
        day_after(history)
    seen = np.zeros(len(history.parties), bool)
    seen[history.actor] = seen[history.recipient] = True
    for party in sorted(parties):
        at = history.index(party)
        if at is None or not seen[at]:
            raise OutlookError(
                "nothing is known of this party",
                where=party,
                hint="at least one dated event that it takes part in is needed",
            )


def active_pairs(history: History, limit: int = 10, days: int = 90) -> list[tuple[str, str]]:
    """Return the ordered pairs with the most events in the last days, the busiest first."""
    if not len(history):
        day_after(history)
    recent = history.since(to_date(int(history.day[-1]) - days + 1))
    keys = recent.actor.astype(np.int64) * len(history.parties) + recent.recipient
    keys = keys[recent.actor != recent.recipient]
    found, counts = np.unique(keys, return_counts=True)
    order = np.lexsort((found, -counts))[:limit]
    n = len(history.parties)
    return [(history.parties[key // n], history.parties[key % n]) for key in found[order]]


def choose_parties(history: History, named: Collection[str], limit: int = MAX_PARTIES) -> tuple[str, ...]:
    """Return the parties named and the most active others of late, up to a number."""
    if not len(history):
        day_after(history)
    weight: NDArray[np.float64] = 0.5 ** ((int(history.day[-1]) - history.day) / 60.0)
    n = len(history.parties)
    activity: NDArray[Any] = np.bincount(history.actor, weight, n)
    activity = activity + np.bincount(history.recipient, weight, n)
    if named:
        # Those nearest to the parties named matter more than the busiest of the world.
        of = np.array([name in named for name in history.parties], bool)
        near = of[history.actor] | of[history.recipient]
        weight = weight * near
        activity = (
            1e-6 * activity
            + np.bincount(history.actor, weight, n)
            + np.bincount(history.recipient, weight, n)
        )
    order = np.lexsort((np.arange(n), -activity))
    others = [history.parties[at] for at in order if activity[at] > 0 and history.parties[at] not in named]
    return tuple(sorted({*named, *others[: max(0, limit - len(named))]}))


def pairs_among(history: History, parties: Collection[str]) -> Pairs:
    """Return all ordered pairs of some parties."""
    at = np.array([index for name in sorted(parties) if (index := history.index(name)) is not None], np.int64)
    return Pairs.of(np.repeat(at, len(at)), np.tile(at, len(at)), len(history.parties))


def count_between(history: History, one: str, other: str) -> int:
    """Return the number of events between two parties, in both directions."""
    a, b = history.index(one), history.index(other)
    there = (history.actor == a) & (history.recipient == b)
    back = (history.actor == b) & (history.recipient == a)
    return int((there | back).sum())


def pool_shares(history: History, pairs: Pairs, usual: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return each type's share in its quad class by pair, pooled with the usual, (pairs, types)."""
    types = len(PLOVER_TYPES)
    where = pairs.find(history.actor, history.recipient)
    keep = where >= 0
    flat = np.bincount(where[keep] * types + history.type[keep], minlength=len(pairs) * types)
    counts = flat.reshape(len(pairs), types) + SHARE_PRIOR * usual
    for quad in range(len(QUAD_CLASSES)):
        of = quad == QUAD_OF_TYPE
        counts[:, of] /= counts[:, of].sum(axis=1, keepdims=True)
    return counts.astype(np.float32)


def spread_usual(
    state: State,
    pairs: Pairs,
    shares: NDArray[np.float32],
    local: NDArray[np.int64],
    parties: int,
) -> NDArray[np.float32]:
    """Return what odds are corrected by for each pair and type, shape (parties, parties, types, 3)."""
    found = np.zeros((parties, parties, shares.shape[1], 3), np.float32)
    context = state.context()[QUAD_OF_TYPE].transpose(1, 0, 2).copy()
    context[..., :2] *= shares[..., None]
    found[local[pairs.actor], local[pairs.recipient]] = context
    return found


def make_plan(
    history: History,
    pairs: Pairs,
    origin: dt.date,
    days: int,
    added: Sequence[Added],
    blocked: Sequence[Blocked],
) -> Plan:
    """Return what is added from the origin on and what is taken out, in numbers; see `check_supposed`."""
    events: list[tuple[int, int, int, int]] = []
    for a in added:
        offset = (a.day - origin).days
        if offset >= 0:
            one, other = (np.array([history.index(party)]) for party in (a.actor, a.recipient))
            at = int(pairs.find(one, other)[0])
            events.append((offset, at, PLOVER_TYPES.index(a.type), a.count))
    if not blocked:
        return Plan(events, None)
    open_ = np.ones((days, len(pairs), len(PLOVER_TYPES)), bool)
    for b in blocked:
        begin = max(0, (b.since - origin).days if b.since else 0)
        end = min(days, (b.until - origin).days + 1 if b.until else days)
        types = np.array([name in parse_what(b.what) for name in PLOVER_TYPES], bool)
        of = np.ones(len(pairs), bool)
        for party, column in ((b.actor, pairs.actor), (b.recipient, pairs.recipient)):
            if party is not None:
                of &= column == history.index(party)
        if end > begin:
            open_[begin:end] &= ~(of[:, None] & types)
    return Plan(events, open_)


def tension_by_day(history: History, parties: Collection[str], origin: dt.date) -> NDArray[np.float64]:
    """Return the index of tension of some parties, 0 to 100, from their first event to before the origin.

    By types alone, without modes, as the model has it; the ledger's own measures know the modes.
    """
    among = history.select(parties=set(parties))
    if not len(among):
        return np.zeros(0)
    first = int(among.day[0])
    size, at = to_number(origin) - first, among.day.astype(np.int64) - first
    weight = np.array([EVENT_TYPES[name].intensity for name in among.types])[among.type] / 10
    bad, good = np.maximum(-weight, 0), np.maximum(weight, 0)
    tops = [np.zeros(size), np.zeros(size)]
    for top, values in zip(tops, (bad, good), strict=True):
        np.maximum.at(top, at, values)
    levels = level_days(np.bincount(at, bad, size), np.bincount(at, good, size), tops[0], tops[1])
    return follow_tension(levels)


def tension_before(history: History, parties: Collection[str], origin: dt.date) -> float:
    """Return the index of tension of some parties at the end of the day before the origin, 0 to 100."""
    days = tension_by_day(history, parties, origin)
    return float(days[-1]) if len(days) else 0.0
