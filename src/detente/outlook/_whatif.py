"""What if: the days to come with and without what the analyst supposes, run for run by the same chances."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from detente.errors import UsageError
from detente.ledger import RUNGS, rung_of
from detente.outlook._ahead import check_horizons, check_pairs, find_bands, follow_past
from detente.outlook._asking import active_pairs, choose_origin, choose_parties
from detente.outlook._differences import Difference, TensionShift, WhatIf
from detente.outlook._history import History, parse_what
from detente.outlook._model import Outlook
from detente.outlook._paired import paired_interval
from detente.outlook._rungs import MODEL_RUNGS, find_rung, pool_rung, rungs_by_day
from detente.outlook._runs import Progress, never, simulate_in_parts
from detente.outlook._stories import choose_stories
from detente.outlook._supposing import check_supposed
from detente.outlook.records import Added, Blocked, Odds

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from detente.outlook._simulation import Simulation

__all__ = ["compare"]

MAX_PAIRS: Final = 8
_Z: Final = 1.96


def compare(
    model: Outlook,
    history: History,
    *,
    added: Sequence[Added] = (),
    blocked: Sequence[Blocked] = (),
    origin: dt.date | None = None,
    horizon_days: int = 30,
    pairs: Sequence[tuple[str, str]] = (),
    parties: Sequence[str] = (),
    whats: Sequence[str] = ("material conflict",),
    runs: int = 1000,
    seed: int = 0,
    progress: Progress | None = None,
    should_stop: Callable[[], bool] = never,
) -> WhatIf:
    """Return the days to come with and without what is supposed.

    This is what the model expects given such reports. It learned what follows what, not what causes what:
    that both come of a third thing is not ruled out.

    Args:
        model: A fitted model.
        history: What is known.
        added: Events supposed: before the origin as known, after it as coming in every run.
        blocked: Events taken out.
        origin: First day that is not known; None for the day after the last event.
        horizon_days: Number of days, 1 to 90.
        pairs: (actor, recipient) to give odds for, besides those that the supposition names.
        parties: The parties of the crisis; none for the 20 most active of late.
        whats: Kinds of event, as `parse_what` takes them.
        runs: Number of runs of each.
        seed: Seed of the chance; the same seed gives the same answer.
        progress: Is told how many runs are done.
        should_stop: Is asked now and then; when it says so, the answer rests on the runs done so far.

    Raises:
        LeakageError: The history has events on or after the origin.
        OutlookError: The history is empty, knows nothing of a party, pair or horizon, or was stopped at once.
        UsageError: Nothing is supposed, or a day or a kind of event does not fit.
    """
    if not added and not blocked:
        raise UsageError("nothing is supposed", hint="add an event, or block some")
    check_horizons([horizon_days])
    origin = choose_origin(history, origin, horizon_days)
    check_supposed(added, blocked, origin, horizon_days)
    supposed = _pairs_supposed(added, blocked)
    check_pairs(history, [*supposed, *pairs])
    chosen = _choose_actors(history, [*supposed, *pairs], blocked, parties)
    without, with_it = simulate_in_parts(
        model,
        history,
        [{}, {"added": tuple(added), "blocked": tuple(blocked)}],
        runs=runs,
        seed=seed,
        progress=progress,
        should_stop=should_stop,
        parties=chosen,
        horizon_days=horizon_days,
        origin=origin,
    )
    asked = _choose_pairs(history, chosen, [*supposed, *pairs])
    suppositions = (tuple(added), tuple(blocked))
    differences = [
        _compare_pair(without, with_it, odds, suppositions)
        for what in whats
        for odds in model.predict(history, asked, what=what, horizons_days=[horizon_days], origin=origin)
    ]
    rung, reached = find_rung(history, chosen, origin), rungs_by_day(history, chosen, origin)
    return WhatIf(
        origin=origin,
        horizon_days=horizon_days,
        runs=without.runs,
        runs_asked=runs,
        parties=chosen,
        added=tuple(added),
        blocked=tuple(blocked),
        rung=rung,
        differences=(*differences, *_compare_rungs(without, with_it, suppositions, reached)),
        past=follow_past(history, chosen, origin),
        tension=_compare_tension(without, with_it),
        stories=choose_stories(without, with_it),
        learned_from=model.fitted_on_,
    )


def _choose_actors(
    history: History, pairs: Sequence[tuple[str, str]], blocked: Sequence[Blocked], parties: Sequence[str]
) -> tuple[str, ...]:
    """Return who acts in the runs: `parties`, or the most active, and all that are named."""
    named = {p for pair in pairs for p in pair} | set(parties)
    named |= {p for b in blocked for p in (b.actor, b.recipient) if p is not None}
    return tuple(sorted(named)) if parties else choose_parties(history, named)


def _pairs_supposed(added: Sequence[Added], blocked: Sequence[Blocked]) -> list[tuple[str, str]]:
    pairs = [(a.actor, a.recipient) for a in added]
    pairs += [(b.actor, b.recipient) for b in blocked if b.actor is not None and b.recipient is not None]
    return list(dict.fromkeys(pairs))


def _choose_pairs(
    history: History, parties: Sequence[str], named: Sequence[tuple[str, str]]
) -> list[tuple[str, str]]:
    """Return the pairs named, both ways, and the most active others of the crisis."""
    both = [way for pair in named for way in (pair, pair[::-1])]
    among = history.select(parties=set(parties))
    others = active_pairs(among, limit=MAX_PAIRS) if len(among) else []
    room = max(0, MAX_PAIRS - len(dict.fromkeys(both)))
    found = dict.fromkeys(both)
    for pair in others:
        if room and pair not in found:
            found[pair] = None
            room -= 1
    return [(one, other) for one, other in found]


def _compare_pair(
    without: Simulation,
    with_it: Simulation,
    odds: Odds,
    suppositions: tuple[Sequence[Added], Sequence[Blocked]],
) -> Difference:
    """Return what a supposition changes in the odds of a pair.

    The odds without it are those that the model gives; what lies between them and the share of runs, a shift
    of log odds, holds for the share of runs with it too.
    """
    pair, what = (odds.actor, odds.recipient), odds.what
    happened = [s.counts(pair[0], what, pair[1]).sum(axis=1) > 0 for s in (without, with_it)]
    shares = [float(flags.mean()) for flags in happened]
    correct = _shift_odds(odds.prob, shares[0], without.runs)
    set_to = _find_supposed(pair, what, with_it, suppositions)
    probs = (odds.prob, correct(shares[1]) if set_to is None else set_to)
    low, high = paired_interval(happened[0], happened[1], correct=correct, probs=probs)
    return Difference(
        actor=pair[0],
        recipient=pair[1],
        what=what,
        horizon_days=odds.horizon_days,
        without=probs[0],
        with_it=probs[1],
        difference=probs[1] - probs[0],
        low=low,
        high=high,
        supposed=set_to is not None,
    )


def _shift_odds(prob: float, share: float, runs: int) -> Callable[[float], float]:
    """Return what shifts log odds of shares of runs so that one share becomes a probability; 0 stays 0."""
    least = 0.5 / runs
    shift = _log_odds(prob, 1e-6) - _log_odds(share, least)

    def correct(other: float) -> float:
        return float(1 / (1 + np.exp(-_log_odds(other, least) - shift))) if other > 0 else 0.0

    return correct


def _log_odds(prob: float, least: float) -> float:
    inner = min(max(prob, least), 1 - least)
    return float(np.log(inner / (1 - inner)))


def _find_supposed(
    pair: tuple[str, str],
    what: str,
    simulation: Simulation,
    suppositions: tuple[Sequence[Added], Sequence[Blocked]],
) -> float | None:
    """Return 1 for what is added, 0 for what is taken out on all days, None for all else."""
    added, blocked = suppositions
    asked, first = parse_what(what), simulation.origin
    last = first + dt.timedelta(days=simulation.horizon_days - 1)
    if any((a.actor, a.recipient) == pair and a.type in asked and first <= a.day <= last for a in added):
        return 1.0
    out = set().union(
        *(
            parse_what(b.what)
            for b in blocked
            if b.actor in (None, pair[0])
            and b.recipient in (None, pair[1])
            and (b.since is None or b.since <= first)
            and (b.until is None or b.until >= last)
        )
    )
    return 0.0 if asked <= out else None


def _compare_rungs(
    without: Simulation,
    with_it: Simulation,
    suppositions: tuple[Sequence[Added], Sequence[Blocked]],
    reached: NDArray[np.int64],
) -> list[Difference]:
    """Return what a supposition changes in the odds of rungs; `reached` as for `find_rung_odds`.

    As for pairs, the odds without it are those of the outlook, and their shift from the share of runs, in log
    odds, holds for the share of runs with it too.
    """
    days = without.horizon_days
    highest = [s.rung().max(axis=1) for s in (without, with_it)]
    found = []
    for rung in MODEL_RUNGS:
        flags = [top >= rung for top in highest]
        shares = [float(each.mean()) for each in flags]
        prob = float(pool_rung(shares[0], reached, rung, days))
        correct = _shift_odds(prob, shares[0], without.runs)
        set_to = _find_supposed_rung(rung, with_it, suppositions)
        probs = (prob, correct(shares[1]) if set_to is None else set_to)
        low, high = paired_interval(flags[0], flags[1], correct=correct, probs=probs)
        found.append(
            Difference(
                actor=None,
                recipient=None,
                what=f"rung {rung}, {RUNGS[rung]}",
                horizon_days=days,
                without=probs[0],
                with_it=probs[1],
                difference=probs[1] - probs[0],
                low=low,
                high=high,
                supposed=set_to is not None,
            )
        )
    return found


def _find_supposed_rung(
    rung: int, simulation: Simulation, suppositions: tuple[Sequence[Added], Sequence[Blocked]]
) -> float | None:
    """Return 1 where what is added is on the rung or above, 0 where all such is taken out, else None."""
    added, blocked = suppositions
    if any(a.day >= simulation.origin and rung_of(a.type) >= rung for a in added):
        return 1.0
    kinds = [name for name in simulation.types if rung_of(name) >= rung]
    anybody = ("*", "*")
    out = all(_find_supposed(anybody, kind, simulation, ((), blocked)) == 0.0 for kind in kinds)
    return 0.0 if out else None


def _compare_tension(without: Simulation, with_it: Simulation) -> tuple[TensionShift, ...]:
    # Of the runs as they are: what bands are widened for, rates that are off, both have in common.
    gap = with_it.tension() - without.tension()
    mean = gap.mean(axis=0)
    half = _Z * gap.std(axis=0, ddof=1) / np.sqrt(len(gap)) if len(gap) > 1 else np.full(len(mean), np.inf)
    bands = zip(find_bands(without), find_bands(with_it), strict=True)
    return tuple(
        TensionShift(
            day=one.day,
            without=one,
            with_it=other,
            difference=float(mean[day]),
            low=float(max(mean[day] - half[day], -100)),
            high=float(min(mean[day] + half[day], 100)),
        )
        for day, (one, other) in enumerate(bands)
    )
