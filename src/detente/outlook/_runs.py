"""Simulations made in parts, so that work can be followed and stopped without losing what is done."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from detente.errors import OutlookError
from detente.outlook._asking import check_number

if TYPE_CHECKING:
    from detente.outlook._history import History
    from detente.outlook._model import Outlook
    from detente.outlook._simulation import Simulation

__all__ = ["Progress", "join_simulations", "never", "simulate_in_parts"]

PART_RUNS: Final = 100
Progress = Callable[[int, int], None]
"""Is told how many runs are done, and of how many."""


def never() -> bool:
    """Return False: the work is not to be stopped."""
    return False


def simulate_in_parts(
    model: Outlook,
    history: History,
    plans: Sequence[dict[str, Any]],
    *,
    runs: int,
    seed: int,
    progress: Progress | None = None,
    should_stop: Callable[[], bool] = never,
    **options: Any,
) -> tuple[Simulation, ...]:
    """Return a simulation for each plan, run for run by the same chances.

    Args:
        model: A fitted model.
        history: What is known.
        plans: For each simulation, the arguments of `Outlook.simulate` in which it differs from the others.
        runs: Number of runs of each.
        seed: Seed of the chance.
        progress: Is told of each part done.
        should_stop: Is asked after each part; when it says so, the runs done so far are returned.
        options: Arguments of `Outlook.simulate` that all have in common.

    Raises:
        OutlookError: It was stopped before the first part was done.
    """
    check_number(seed, "seed")
    parts: list[list[Simulation]] = [[] for _ in plans]
    for number, size in enumerate(_sizes(runs)):
        if should_stop():
            break
        for plan, done in zip(plans, parts, strict=True):
            chance = np.random.default_rng([seed, number])
            done.append(model.simulate(history, runs=size, rng=chance, **options, **plan))
        if progress is not None:
            progress(min(runs, (number + 1) * PART_RUNS), runs)
    if not parts[0]:
        raise OutlookError("stopped before the first runs were done", hint="there is nothing to show")
    return tuple(join_simulations(done) for done in parts)


def _sizes(runs: int) -> Iterator[int]:
    for begin in range(0, max(runs, 1), PART_RUNS):
        # A number of runs that makes no sense is left to the model to refuse.
        yield min(PART_RUNS, runs - begin)


def join_simulations(parts: Sequence[Simulation]) -> Simulation:
    """Return the runs of several simulations of one question as one simulation."""
    offsets = np.cumsum([0, *(part.runs for part in parts)])
    columns: dict[str, Any] = {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in ("day", "actor", "type", "recipient", "count")
    }
    run = np.concatenate([part.run + offset for part, offset in zip(parts, offsets[:-1], strict=True)])
    return dataclasses.replace(parts[0], runs=int(offsets[-1]), run=run, **columns)
