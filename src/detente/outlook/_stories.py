"""Single runs told in a few sentences."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from detente.ledger import RUNGS
from detente.ontology import EVENT_TYPES
from detente.outlook._words import say_act, say_list

if TYPE_CHECKING:
    from detente.outlook._simulation import Simulation

__all__ = ["Story", "choose_stories"]

MAX_ACTS: Final = 4
MAX_DAYS: Final = 4
Act = tuple[str, str, str]
"""Actor, type, recipient."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One run, told without and with what is supposed.

    Attributes:
        run: Number of the run, from 0.
        why: Why it is told.
        without: What happens in it without what is supposed.
        with_it: What happens with it.
    """

    run: int
    why: str
    without: str
    with_it: str


def choose_stories(without: Simulation, with_it: Simulation) -> tuple[Story, ...]:
    """Return the most telling runs: the most usual one, and those that the supposition changes most."""
    before, after = without.tension(), with_it.tension()
    off = np.abs(after - np.median(after, axis=0)).mean(axis=1)
    off = off + np.abs(before - np.median(before, axis=0)).mean(axis=1)
    change = (after - before).mean(axis=1)
    chosen = {int(np.argmin(off)): "nearest to the middle of all runs"}
    for at, why in (
        (int(np.argmin(change)), "where it calms the crisis most"),
        (int(np.argmax(change)), "where it inflames the crisis most"),
    ):
        if abs(change[at]) >= 0.5 and (change[at] < 0) == ("calms" in why):
            chosen.setdefault(at, why)
    return tuple(
        Story(
            run=run,
            why=why,
            without=tell_run(without, run, before[run], other=with_it),
            with_it=tell_run(with_it, run, after[run], other=without),
        )
        for run, why in chosen.items()
    )


def tell_run(
    simulation: Simulation, run: int, tension: Sequence[float], other: Simulation | None = None
) -> str:
    """Return a run in a few sentences: its gravest acts, those that `other` does not have first."""
    acts, elsewhere = _gather(simulation, run), _gather(other, run) if other is not None else {}
    grave = [
        act for act in acts if EVENT_TYPES[act[1]].quad_class.startswith("material") or act[1] == "THREATEN"
    ]

    def weigh(act: Act) -> tuple[bool, float, Act]:
        weight = abs(EVENT_TYPES[act[1]].intensity) * float(np.sqrt(sum(acts[act].values())))
        return acts[act] == elsewhere.get(act), -weight, act

    told = sorted(sorted(grave, key=weigh)[:MAX_ACTS], key=lambda act: (min(acts[act]), act))
    sentences = [f"{say_act(*act)} {_say_days(acts[act])}" for act in told]
    left = len(grave) - len(told)
    if not sentences:
        sentences = ["No deed and no threat"]
    elif left:
        sentences.append(f"{left} more such act{'s' if left > 1 else ''}")
    peak = int(np.argmax(tension))
    day = simulation.origin + dt.timedelta(days=peak)
    rung = int(simulation.rung()[run].max())
    end = f"Tension at most {tension[peak]:.0f}, on {_say_day(day)}, and {tension[-1]:.0f} at the end; "
    return "; ".join(sentences) + ". " + end + (f"highest rung: {RUNGS[rung]}." if rung else "no conflict.")


def _gather(simulation: Simulation, run: int) -> dict[Act, Mapping[dt.date, int]]:
    found: dict[Act, dict[dt.date, int]] = defaultdict(lambda: defaultdict(int))
    for day, actor, type_, recipient in simulation.rows(run):
        found[actor, type_, recipient][day] += 1
    return dict(found)


def _say_day(day: dt.date) -> str:
    return f"{day.day} {day:%B}"


def _say_days(days: Mapping[dt.date, int]) -> str:
    """Return the days of an act: "on 12, 14 and 17 March (5 times)"."""
    ordered = sorted(days)
    times = sum(days.values())
    if len(ordered) > MAX_DAYS:
        return f"{times} times from {_say_day(ordered[0])} to {_say_day(ordered[-1])}"
    by_month: dict[tuple[int, int], list[dt.date]] = defaultdict(list)
    for day in ordered:
        by_month[day.year, day.month].append(day)
    parts = [f"{say_list([str(d.day) for d in month], 'and')} {month[0]:%B}" for month in by_month.values()]
    more = f" ({times} times)" if times > len(ordered) else ""
    return f"on {say_list(parts, 'and')}{more}"
