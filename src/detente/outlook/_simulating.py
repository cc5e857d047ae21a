"""Forward runs: each day's events are drawn from the rates, and change the rates of the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from detente.outlook._rates import MAX_RATE, Rates
from detente.outlook._state import BLOCKS, HALF_LIVES_DAYS, QUADS, State, weekday_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]

__all__ = ["Plan", "draw_in_chunks", "draw_runs"]

CHUNK: Final = 40_000
"""Pairs times runs that are drawn at once: what fits in a processor's cache."""
MAX_EVENTS: Final = 400
"""The most events of one quad class that a pair has in a day."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a simulation is to do beyond the model.

    Attributes:
        added: (day offset, pair, type, count) of events that are set.
        open_types: For each day and type, 0 where it is taken out: shape (days, pairs, types), or None.
    """

    added: Sequence[tuple[int, int, int, int]] = ()
    open_types: NDArray[np.bool_] | None = None


@dataclass(frozen=True, slots=True)
class Draws:
    """Events drawn, one row for each run, day, pair and type; sorted so."""

    run: Ints
    day: Ints
    pair: Ints
    type: Ints
    count: Ints


class Engine:
    """Runs side by side, from one state.

    Args:
        rates: Fitted rates.
        state: The state before the first day.
        first_day: Number of the first day.
        runs: Number of runs.
        spread: Standard deviation of each pair's lasting deviation from its rate, a logarithm, shape (4,).
        rng: Source of chance.
    """

    def __init__(
        self, rates: Rates, state: State, first_day: int, runs: int, spread: Floats, rng: np.random.Generator
    ) -> None:
        self.rates, self.first_day = rates, first_day
        self.state = state.repeat(runs)
        self.rng = rng
        base = state.base()
        w = rates.sums
        still = w[:, BLOCKS["base"]] @ base + w[:, BLOCKS["reverse_base"]] @ base[:, state.pairs.reverse]
        self._still: Floats = still[..., None].astype(np.float32)
        shape = (QUADS, len(state.pairs), runs)
        drift = rng.standard_normal(shape, dtype=np.float32) * spread[:, None, None]
        self._drift: Floats = np.exp(drift - spread[:, None, None] ** 2 / 2)
        # Coefficients of decayed counts, not of rates.
        scale = np.repeat(state.scale, QUADS)
        self._both: Floats = np.concatenate([w[:, BLOCKS["own"]] * scale, w[:, BLOCKS["reverse"]] * scale])

    def expect(self, day: int) -> Floats:
        """Return the expected counts of a day, shape (4, pairs, runs)."""
        stirred, steady, factor = self.parts(day)
        stirred += steady
        stirred *= factor
        return np.minimum(stirred, np.float32(MAX_RATE), out=stirred)

    def parts(self, day: int) -> tuple[Floats, Floats, Floats]:
        """Return what a day's expected counts are made of, each of shape (4, pairs, runs).

        That is what the counts of the pair and of its parties stir up, what is steady, and the factor on the
        sum of both.
        """
        state, rates, pairs = self.state, self.rates, self.state.pairs
        runs = state.counts.shape[3]
        both = (self._both @ state.counts.reshape(len(HALF_LIVES_DAYS) * QUADS, -1)).reshape(
            2 * QUADS, -1, runs
        )
        stirred: Floats = both[:QUADS]
        stirred += both[QUADS:, pairs.reverse]
        others = rates.sums[:, BLOCKS["others"]] @ state.others().reshape(QUADS, -1)
        stirred += others.reshape(stirred.shape)
        # What lasts is off by the run's drift; what is stirred up follows from it.
        steady = self._still * self._drift
        w = rates.shifts
        shifted = np.concatenate([w[:, :QUADS], w[:, QUADS:]]) @ state.shifts().reshape(QUADS, -1)
        shifted = shifted.reshape(2 * QUADS, -1, runs)
        shift = shifted[:QUADS]
        shift += shifted[QUADS:, pairs.reverse]
        factor = np.exp(shift, out=shift)
        factor *= rates.weekdays[:, weekday_of(day), None, None]
        return stirred, steady, factor

    def draw(self, day: int, share: Floats | None) -> Floats:
        """Return a day's events, shape (4, pairs, runs); `share` (4, pairs) thins the rates."""
        mean = self.expect(day)
        if share is not None:
            mean *= share[..., None]
        chance = self.rng.random(mean.shape, dtype=np.float32)
        size = self.rates.dispersion[:, None, None]
        return invert_counts(chance, mean, size)


def invert_counts(chance: Floats, mean: Floats, size: Floats) -> Floats:
    """Return negative binomial counts, by the inverse of their distribution."""
    first = np.exp(-size * np.log1p(mean / size))
    size = np.broadcast_to(size, mean.shape)
    counts = np.zeros(mean.shape, np.float32)
    left = np.flatnonzero(chance.ravel() > first.ravel())
    u: NDArray[np.float64] = chance.ravel()[left].astype(np.float64)
    k: NDArray[np.float64] = size.reshape(-1)[left].astype(np.float64)
    m: NDArray[np.float64] = mean.ravel()[left].astype(np.float64)
    odds = (m / k) / (1 + m / k)
    mass = np.exp(-k * np.log1p(m / k))
    below, flat = mass.copy(), counts.reshape(-1)
    for n in range(1, MAX_EVENTS + 1):
        if not len(left):
            break
        mass = mass * odds * (n - 1 + k) / n
        below = below + mass
        flat[left] = n
        more = (u > below) & (mass > 1e-12)
        left, u, k = left[more], u[more], k[more]
        odds, mass, below = odds[more], mass[more], below[more]
    return counts


def draw_runs(engine: Engine, days: int, shares: Floats, quad_of_type: Ints, plan: Plan) -> Draws:
    """Return the events of all runs over some days.

    Args:
        engine: The runs at their start; they are moved.
        days: Number of days.
        shares: Share of each type in its quad class for each pair, shape (pairs, types).
        quad_of_type: Quad class of each type, shape (types,).
        plan: What is added and taken out.
    """
    parts: list[tuple[Ints, ...]] = []
    pairs, runs = len(engine.state.pairs), engine.state.counts.shape[3]
    seed = int(engine.rng.integers(2**63))
    for offset in range(days):
        open_ = shares if plan.open_types is None else shares * plan.open_types[offset]
        thin = None
        if plan.open_types is not None:
            thin = np.stack([open_[:, quad_of_type == quad].sum(1) for quad in range(QUADS)]).astype(
                np.float32
            )
        events = engine.draw(engine.first_day + offset, thin)
        quad, pair, run = np.nonzero(events)
        times = events[quad, pair, run].astype(np.int64)
        first = np.repeat(np.cumsum(times) - times, times)
        quad, pair, run = (np.repeat(column, times) for column in (quad, pair, run))
        nth = np.arange(len(quad)) - first
        cell = ((offset * QUADS + quad) * max(pairs, 1) + pair) * runs + run
        chance = hash_chances(seed, cell * (MAX_EVENTS + 1) + nth)
        type_ = _choose_types(open_, quad_of_type, quad, pair, chance)
        parts.append((run, np.full(len(run), offset), pair, type_))
        for day, at, kind, count in plan.added:
            if day == offset:
                events[quad_of_type[kind], at] += count
                everyone = np.repeat(np.arange(runs), count)
                filled = [np.full(len(everyone), value) for value in (offset, at, kind)]
                parts.append((everyone, filled[0], filled[1], filled[2]))
        engine.state.step(events)
    columns = [np.concatenate([part[at] for part in parts]).astype(np.int64) for at in range(4)]
    types = len(quad_of_type)
    key = ((columns[0] * days + columns[1]) * max(pairs, 1) + columns[2]) * types + columns[3]
    keys, count = np.unique(key, return_counts=True)
    rest, type_ = keys // types, keys % types
    rest, pair = rest // max(pairs, 1), rest % max(pairs, 1)
    return Draws(rest // days, rest % days, pair, type_, count.astype(np.int64))


def draw_in_chunks(
    rates: Rates,
    spread: Floats,
    state: State,
    first_day: int,
    days: int,
    runs: int,
    *,
    shares: Floats,
    quad_of_type: Ints,
    plan: Plan,
    rng: np.random.Generator,
) -> Draws:
    """Return the events of many runs from one state, some runs at a time; see `Engine` and `draw_runs`."""
    size = max(8, CHUNK // max(1, len(state.pairs)))
    parts: list[Draws] = []
    for begin in range(0, runs, size):
        chunk = np.random.default_rng(rng.integers(2**63))
        engine = Engine(rates, state, first_day, min(size, runs - begin), spread, chunk)
        draws = draw_runs(engine, days, shares, quad_of_type, plan)
        parts.append(Draws(draws.run + begin, draws.day, draws.pair, draws.type, draws.count))
    columns = ("run", "day", "pair", "type", "count")
    return Draws(*(np.concatenate([getattr(part, name) for part in parts]) for name in columns))


def hash_chances(seed: int, numbers: Ints) -> Floats:
    """Return for each number a chance from 0 to below 1, the same for the same seed and number.

    So an event draws its type by the same chance in two simulations with one seed, whatever else happened in
    them. Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014,
    doi:10.1145/2660193.2660195 (its 64-bit mixing function).
    """
    with np.errstate(over="ignore"):
        x = np.uint64(seed) + (numbers.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        x = x ^ (x >> np.uint64(31))
    found: Floats = (x >> np.uint64(40)).astype(np.float32) / np.float32(1 << 24)
    return found


def _choose_types(shares: Floats, quad_of_type: Ints, quad: Ints, pair: Ints, chance: Floats) -> Ints:
    """Return a type for each event, by the shares of its pair within its quad class."""
    chosen = np.zeros(len(quad), np.int64)
    for which in range(QUADS):
        of = np.flatnonzero(quad == which)
        types = np.flatnonzero(quad_of_type == which)
        up_to = np.cumsum(shares[:, types], axis=1)
        level = chance[of] * up_to[pair[of], -1]
        chosen[of] = types[np.minimum((level[:, None] >= up_to[pair[of]]).sum(1), len(types) - 1)]
    return chosen
