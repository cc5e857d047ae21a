"""Base rates: how often, in a history, one kind of event was followed by another.

A case begins with a trigger from one party to another. Triggers of the same pair within the horizon of a case
belong to it, so that no outcome is counted twice: the declustering of extreme value statistics (Ferro and
Segers, "Inference for clusters of extreme values", Journal of the Royal Statistical Society B 65(2), 2003,
doi:10.1111/1467-9868.00401). Cases of the same two parties still resemble each other; cases and hits are
therefore divided by the design effect (Rao and Scott, "A simple method for the analysis of clustered binary
data", Biometrics 48(2), 1992, doi:10.2307/2532311) before the Wilson interval is taken.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from detente.errors import OutlookError
from detente.outlook._calibration import wilson_interval
from detente.outlook._cases import BaseRate, BaseRateQuery, Case
from detente.outlook._history import History, to_date, to_number
from detente.outlook._modes import parse_kinds, split_mode
from detente.outlook._neighbours import are_neighbours, is_state

__all__ = ["find_base_rate"]

Pair = tuple[int, int]
Happening = tuple[int, int]
"""Day and index of the type."""


def find_base_rate(
    history: History, query: BaseRateQuery | None = None, *, until: dt.date | None = None
) -> BaseRate:
    """Return how often, in a history, a trigger was followed by an outcome.

    Events of one day have no order: the condition looks at days before, the outcome at days after.

    Args:
        history: Its types are PLOVER types, with modes ("THREATEN:violence") where the query asks for them;
            see `read_history` with `modes`.
        query: What is asked; None for threats of violence by a state against a neighbour after a clash.
        until: First day that is not known; None for the day after the last event.

    Raises:
        LeakageError: The history has events on or after `until`.
        OutlookError: The query asks for modes, states or parties that the history does not have.

    Example:
        >>> rows = [
        ...     (dt.date(2020, 1, 5), "ECU", "ASSAULT", "PER"),
        ...     (dt.date(2020, 2, 1), "PER", "THREATEN:violence", "ECU"),
        ...     (dt.date(2020, 2, 9), "PER", "ASSAULT", "ECU"),
        ...     (dt.date(2020, 6, 1), "ECU", "CONSULT", "PER"),
        ... ]
        >>> history = History.from_rows(rows, types={row[2] for row in rows})
        >>> rate = find_base_rate(history, BaseRateQuery(after_days=30))
        >>> rate.hits, len(rate.cases), round(rate.low, 2), rate.cases[0].outcome_day
        (1, 1, 0.21, datetime.date(2020, 2, 9))
    """
    query = query or BaseRateQuery()
    if not len(history):
        return _sum_up(history, query, [], _Tally(), {}, 0)
    until = until or to_date(int(history.day[-1]) + 1)
    history.check_before(until)
    last = to_number(until) - 1
    _check_modes(history, query)
    fits = _choose_pairs(history, query)
    triggers = _gather(history, query.trigger, fits)
    outcomes = _gather(history, query.outcome)
    before = _gather(history, query.after) if query.after is not None else None
    tally, cases = _Tally(), []
    for pair in sorted(triggers):
        outcome = _between(outcomes, pair, query.direction)
        condition = _between(before, pair, query.after_direction) if before is not None else None
        cases += _follow(history, query, pair, triggers[pair], condition, outcome, tally, last)
    cases.sort(key=lambda case: (case.day, case.actor, case.recipient))
    return _sum_up(history, query, cases, tally, outcomes, last)


@dataclass(slots=True)
class _Tally:
    triggers: int = 0
    unmet: int = 0
    early: int = 0
    censored: int = 0
    censored_hits: int = 0


def _check_modes(history: History, query: BaseRateQuery) -> None:
    asked = [k for text in (query.trigger, query.outcome, query.after) if text for k in parse_kinds(text)]
    told = {split_mode(name)[0] for name in history.types if ":" in name}
    for type_, mode in asked:
        if mode and type_ in history.types and type_ not in told:
            raise OutlookError(
                f"the history tells no modes of {type_}, so that {type_}:{mode} can't be told from others",
                hint="ask for the type alone; from Python, read_history(..., modes=True)",
            )


def _choose_pairs(history: History, query: BaseRateQuery) -> Callable[[str, str], bool]:
    """Return which ordered pairs are asked for."""
    for text in (query.actors, query.recipients):
        if text in ("states", "neighbours") and not any(is_state(name) for name in history.parties):
            raise OutlookError(
                "no party of the history has the code of a state",
                hint="ISO 3166 alpha-3 codes are wanted; name parties by their codes, or ask for any",
            )
        if text not in ("any", "states", "neighbours"):
            missing = [name for name in _codes(text) if history.index(name) is None]
            if missing:
                raise OutlookError("the history knows nothing of this party", where=missing[0])

    def fits(actor: str, recipient: str) -> bool:
        if actor == recipient or not _is_among(actor, query.actors):
            return False
        if query.recipients == "neighbours":
            return are_neighbours(actor, recipient)
        return _is_among(recipient, query.recipients)

    return fits


def _codes(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _is_among(party: str, text: str) -> bool:
    return text == "any" or (is_state(party) if text == "states" else party in _codes(text))


def _gather(
    history: History, kinds: str, fits: Callable[[str, str], bool] | None = None
) -> dict[Pair, list[Happening]]:
    """Return day and type of the events of some kinds, for each ordered pair, by day."""
    asked = parse_kinds(kinds)
    named = [split_mode(name) for name in history.types]
    among = np.array([any(t == type_ and m in (None, mode) for t, m in asked) for type_, mode in named], bool)
    keep = np.flatnonzero(among[history.type]) if len(among) else np.zeros(0, np.int64)
    columns = (history.actor[keep], history.recipient[keep], history.day[keep], history.type[keep])
    found: dict[Pair, list[Happening]] = defaultdict(list)
    wanted: dict[Pair, bool] = {}
    for actor, recipient, day, type_ in zip(*(column.tolist() for column in columns), strict=True):
        pair = (actor, recipient)
        if fits is not None and pair not in wanted:
            wanted[pair] = fits(history.parties[actor], history.parties[recipient])
        if fits is None or wanted[pair]:
            found[pair].append((day, type_))
    return dict(found)


def _between(found: dict[Pair, list[Happening]], pair: Pair, direction: str) -> list[tuple[int, int, int]]:
    """Return day, type and actor of what happened between two parties, by day."""
    ways = {"same": [pair], "reverse": [pair[::-1]], "either": [pair, pair[::-1]]}[direction]
    return sorted((day, type_, way[0]) for way in ways for day, type_ in found.get(way, ()))


def _follow(
    history: History,
    query: BaseRateQuery,
    pair: Pair,
    triggers: Sequence[Happening],
    condition: Sequence[tuple[int, int, int]] | None,
    outcomes: Sequence[tuple[int, int, int]],
    tally: _Tally,
    last: int,
) -> list[Case]:
    """Return the cases of an ordered pair; what is set aside is added to the tally."""
    cases: list[Case] = []
    first = int(history.day[0])
    first_type = dict(reversed(triggers))
    days = sorted(first_type)
    tally.triggers += len(days)
    outcome_days = [day for day, _, _ in outcomes]
    met_days = None if condition is None else [day for day, _, _ in condition]
    over = first - 1
    for day in days:
        if day <= over:
            continue
        met = None
        if met_days is not None:
            upto = bisect_left(met_days, day)
            since = bisect_left(met_days, day - query.after_days)
            if upto - since < query.after_least:
                # What lies before the history could have met the condition.
                if day - query.after_days < first:
                    tally.early += 1
                else:
                    tally.unmet += 1
                continue
            met = met_days[upto - 1]
        over = day + query.within_days
        at = bisect_right(outcome_days, day)
        came = outcomes[at] if at < len(outcomes) and outcomes[at][0] <= over else None
        if over > last:
            tally.censored += 1
            tally.censored_hits += came is not None
            break
        cases.append(
            Case(
                day=to_date(day),
                actor=history.parties[pair[0]],
                trigger=history.types[first_type[day]],
                recipient=history.parties[pair[1]],
                triggers=bisect_right(days, over) - bisect_left(days, day),
                before=None if met is None else to_date(met),
                followed=came is not None,
                outcome_day=to_date(came[0]) if came else None,
                outcome=history.types[came[1]] if came else None,
                outcome_actor=history.parties[came[2]] if came else None,
            )
        )
    return cases


def _sum_up(
    history: History,
    query: BaseRateQuery,
    cases: list[Case],
    tally: _Tally,
    outcomes: dict[Pair, list[Happening]],
    last: int,
) -> BaseRate:
    hits, effect = sum(case.followed for case in cases), find_design_effect(cases)
    prob = hits / len(cases) if cases else None
    low, high = wilson_interval(hits / effect, len(cases) / effect)
    pairs = sorted({(case.actor, case.recipient) for case in cases})
    usual_hits, usual_cases = _count_usual(history, query, pairs, outcomes, last)
    return BaseRate(
        query=query,
        first_day=history.first_day,
        last_day=to_date(last) if len(history) else None,
        cases=tuple(cases),
        hits=hits,
        prob=prob,
        low=None if prob is None else min(low, prob),
        high=None if prob is None else max(high, prob),
        pairs=len({frozenset(pair) for pair in pairs}),
        design_effect=effect,
        triggers=tally.triggers,
        unmet=tally.unmet,
        early=tally.early,
        censored=tally.censored,
        censored_hits=tally.censored_hits,
        usual_hits=usual_hits,
        usual_cases=usual_cases,
    )


def find_design_effect(cases: Sequence[Case]) -> float:
    """Return by how much the variance of the share grows, as cases of one pair are alike; at least 1.

    Rao and Scott (1992), with the two parties of a case, whichever acts, as its cluster. With one pair, or a
    share of 0 or 1, nothing tells, and the effect is 1.
    """
    sizes: dict[frozenset[str], list[int]] = defaultdict(lambda: [0, 0])
    for case in cases:
        cluster = sizes[frozenset((case.actor, case.recipient))]
        cluster[0] += 1
        cluster[1] += case.followed
    n, hits = len(cases), sum(case.followed for case in cases)
    if len(sizes) < 2 or hits in (0, n):
        return 1.0
    share, m = hits / n, len(sizes)
    spread = sum((followed - size * share) ** 2 for size, followed in sizes.values())
    variance = m / (m - 1) * spread / n**2
    return max(1.0, variance / (share * (1 - share) / n))


def _count_usual(
    history: History,
    query: BaseRateQuery,
    pairs: Iterable[tuple[str, str]],
    outcomes: dict[Pair, list[Happening]],
    last: int,
) -> tuple[int, int]:
    """Return how often the outcome came between some pairs in spans laid end to end, and their number."""
    hits = cases = 0
    for actor, recipient in pairs:
        pair = (history.index(actor) or 0, history.index(recipient) or 0)
        first = int(history.day[0])
        spans = (last - first + 1) // query.within_days
        came = {(day - first) // query.within_days for day, _, _ in _between(outcomes, pair, query.direction)}
        hits += sum(span < spans for span in came)
        cases += spans
    return hits, cases
