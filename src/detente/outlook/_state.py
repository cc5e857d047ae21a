"""What a day's rates depend on: decayed counts of what each pair and each party did, and their logarithms.

The same state serves fitting (one run) and simulation (many runs side by side, on the last axis).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from detente.outlook._history import History, to_date

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]
    Indices = NDArray[np.int32] | NDArray[np.int64]

__all__ = [
    "BLOCKS",
    "HALF_LIVES_DAYS",
    "LINEAR",
    "QUADS",
    "SHIFTS",
    "Pairs",
    "State",
    "count_day",
    "weekday_of",
]

HALF_LIVES_DAYS: Final = (1.5, 5.0, 15.0, 60.0)
"""Half-lives over which counts decay."""
QUADS: Final = 4
PRIOR_DAYS: Final = 240.0
"""Days of its parties' usual conduct that a pair's own record is pooled with."""
MAX_SHIFT: Final = 1.5
"""The most by which the last days may differ from the usual, as a logarithm, before it is cut."""
_FAST, _RECENT, _SLOW = 1, 2, 3
_PAIR: Final = len(HALF_LIVES_DAYS) * QUADS
BLOCKS: Final = {
    "own": slice(0, _PAIR),
    "reverse": slice(_PAIR, 2 * _PAIR),
    "others": slice(2 * _PAIR, 2 * _PAIR + QUADS),
    "base": slice(2 * _PAIR + QUADS, 2 * _PAIR + 2 * QUADS),
    "reverse_base": slice(2 * _PAIR + 2 * QUADS, 2 * _PAIR + 3 * QUADS),
}
"""Where each block of the rates that are summed stands."""
LINEAR: Final = 2 * _PAIR + 3 * QUADS
"""Number of rates that are summed."""
SHIFTS: Final = 2 * QUADS
"""Number of shifts that multiply: of the pair and of its reverse."""


@dataclass(frozen=True)
class Pairs:
    """Ordered pairs of parties, each with its reverse, sorted by actor and then recipient.

    Attributes:
        actor: Index of who acts, shape (pairs,).
        recipient: Index of whom it is done to, shape (pairs,).
        reverse: Where the reverse of a pair stands, shape (pairs,).
        parties: Number of parties.
    """

    actor: Ints
    recipient: Ints
    reverse: Ints
    parties: int

    @classmethod
    def of(cls, actor: Indices, recipient: Indices, parties: int) -> Pairs:
        """Return the pairs given and their reverses, each once; a party with itself is left out."""
        one, other = np.asarray(actor, np.int64), np.asarray(recipient, np.int64)
        keys = np.unique(np.r_[one * parties + other, other * parties + one])
        keys = keys[keys // max(parties, 1) != keys % max(parties, 1)]
        a, b = keys // max(parties, 1), keys % max(parties, 1)
        return cls(a, b, np.searchsorted(keys, b * parties + a), parties)

    def find(self, actor: Indices, recipient: Indices) -> Ints:
        """Return where pairs stand, -1 for those that are not there."""
        keys = self.actor * self.parties + self.recipient
        wanted = np.asarray(actor, np.int64) * self.parties + np.asarray(recipient, np.int64)
        if not len(keys):
            return np.full(len(wanted), -1, np.int64)
        at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        return np.where(keys[at] == wanted, at, -1)

    def __len__(self) -> int:
        return len(self.actor)


class State:
    """Decayed counts as they stand before a day.

    Args:
        pairs: The pairs.
        runs: Number of runs side by side.

    Attributes:
        counts: Decayed counts, shape (half-lives, 4, pairs, runs).
        outside: What the parties give and get outside the pairs, shape (2, 4, parties, 1).
        total: All events so far of each quad class, shape (4, pairs).
        outside_total: What the parties gave, got, and all did outside the pairs so far, shape (3, 4,
        parties).
        days: Days observed so far.
        marks: How likely the parties of each pair are each other's marks, see `Marks.share_out`, shape
        (2, 4, pairs); None to go by what each gives and gets on the whole.
    """

    def __init__(self, pairs: Pairs, runs: int = 1) -> None:
        self.pairs = pairs
        self.counts: Floats = np.zeros((len(HALF_LIVES_DAYS), QUADS, len(pairs), runs), np.float32)
        self.outside: Floats = np.zeros((2, QUADS, pairs.parties, 1), np.float32)
        self.total: Floats = np.zeros((QUADS, len(pairs)), np.float32)
        self.outside_total: Floats = np.zeros((3, QUADS, pairs.parties), np.float32)
        self.days = 0.0
        self.marks: Floats | None = None
        self._decay = np.array([0.5 ** (1 / life) for life in HALF_LIVES_DAYS], np.float32)
        # Multiplied by this, a decayed count is a daily rate.
        self.scale: Floats = (1 - self._decay).astype(np.float32)
        self._starts = (
            np.flatnonzero(np.r_[True, np.diff(pairs.actor) > 0]) if len(pairs) else np.zeros(0, int)
        )

    @classmethod
    def at(cls, history: History, pairs: Pairs, day: int) -> State:
        """Return the state before a day, from a history that ends before it.

        What the pairs' parties give to and get from others is kept as it stands.
        """
        state = cls(pairs)
        if not len(history):
            return state
        where = pairs.find(history.actor, history.recipient)
        quad, inside = history.quad.astype(np.int64), where >= 0
        age = (day - 1 - history.day).astype(np.float64)
        size = QUADS * len(pairs)
        flat = quad[inside] * len(pairs) + where[inside]
        for number, decay in enumerate(state._decay.astype(np.float64)):
            row = np.bincount(flat, decay ** age[inside], size)
            state.counts[number, :, :, 0] = row.reshape(QUADS, -1)
        state.total[:] = np.bincount(flat, minlength=size).reshape(QUADS, -1)
        state.days = float(day - int(history.day[0]))
        outer, weights = ~inside, float(state._decay[_RECENT]) ** age
        for number, party in enumerate((history.actor, history.recipient)):
            flat = quad[outer] * pairs.parties + party[outer]
            recent = np.bincount(flat, weights[outer], QUADS * pairs.parties)
            state.outside[number, :, :, 0] = recent.reshape(QUADS, -1)
            ever = np.bincount(flat, minlength=QUADS * pairs.parties)
            state.outside_total[number] = ever.reshape(QUADS, -1)
        # Each event outside is counted once in all, under whoever acts.
        state.outside_total[2] = state.outside_total[0]
        return state

    def repeat(self, runs: int) -> State:
        """Return a copy for many runs."""
        copy = State(self.pairs, 0)
        copy.counts = np.repeat(self.counts, runs, axis=3)
        copy.outside, copy.total, copy.days = self.outside.copy(), self.total.copy(), self.days
        copy.outside_total, copy.marks = self.outside_total.copy(), self.marks
        return copy

    def clear(self) -> None:
        """Forget everything."""
        self.counts[:] = 0
        self.total[:] = 0
        self.days = 0.0

    def step(self, events: Floats) -> None:
        """Go to the next day, given the day's events of shape (4, pairs, runs)."""
        self.counts *= self._decay[:, None, None, None]
        self.counts += events[None]
        self.days += 1.0

    def skip(self, days: int) -> None:
        """Go on for some days without events."""
        self.counts *= (self._decay**days)[:, None, None, None]
        self.days += days

    def margins(self) -> tuple[Floats, Floats]:
        """Return what each party gave and got of late per day, each of shape (4, parties, runs)."""
        mine = self.counts[_RECENT]
        shape = (QUADS, self.pairs.parties, mine.shape[2])
        gives, gets = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
        if len(self.pairs):
            rows = self.pairs.actor[self._starts]
            gives[:, rows] = np.add.reduceat(mine, self._starts, axis=1)
            gets[:, rows] = np.add.reduceat(mine[:, self.pairs.reverse], self._starts, axis=1)
        return (gives + self.outside[0]) * self.scale[_RECENT], (gets + self.outside[1]) * self.scale[_RECENT]

    def others(self) -> Floats:
        """Return the rate that what both did of late to all would give, shape (4, pairs, runs).

        That is what the actor gave of late times the chance that the recipient is its mark, and what the
        recipient got times the chance that the actor is, half of each.
        """
        gives, gets = self.margins()
        one, other = gives[:, self.pairs.actor], gets[:, self.pairs.recipient]
        if self.marks is not None:
            one *= self.marks[0, ..., None] / 2
            other *= self.marks[1, ..., None] / 2
            one += other
            return one
        # Half a day's event keeps a world without events from dividing by nothing.
        one /= gives.sum(1, keepdims=True) + np.float32(0.5)
        one *= other
        return one

    def base(self) -> Floats:
        """Return each pair's usual daily rate, pooled with that of its parties, shape (4, pairs).

        What is pooled with is a marked process: what the actor gives a day times the chance that the
        recipient is its mark, and what the recipient gets times the chance that the actor is, half of each.
        """
        n, pairs = self.pairs.parties, self.pairs
        gives = np.stack([np.bincount(pairs.actor, row, n) for row in self.total])
        gets = np.stack([np.bincount(pairs.recipient, row, n) for row in self.total])
        gives, gets = gives + self.outside_total[0], gets + self.outside_total[1]
        days = max(self.days, 1.0)
        one, other = gives[:, pairs.actor], gets[:, pairs.recipient]
        if self.marks is None:
            everything = self.total.sum(1)[:, None] + self.outside_total[2].sum(1)[:, None] + 1e-9
            expected = one * other / everything / days
        else:
            expected = (one * self.marks[0] + other * self.marks[1]) / 2 / days
        pooled: Floats = ((self.total + PRIOR_DAYS * expected) / (days + PRIOR_DAYS) + 1e-6).astype(
            np.float32
        )
        return pooled

    def context(self) -> Floats:
        """Return what odds are corrected by, shape (4, pairs, 3).

        That is the pair's usual daily rate, its decayed count over the slowest half-life, and the same of all
        that both did to each other.
        """
        slow = self.counts[_SLOW, :, :, 0]
        both = slow.sum(axis=0) + slow[:, self.pairs.reverse].sum(axis=0)
        return np.stack([self.base(), slow, np.broadcast_to(both, slow.shape)], axis=-1)

    def shifts(self) -> Floats:
        """Return how the last days differ from the usual, logarithms within ±1.5, shape (4, pairs, runs)."""
        ratio = self.scale[_SLOW] / self.scale[_FAST]
        found: Floats = np.log1p(self.counts[_FAST]) - np.log1p(self.counts[_SLOW] * ratio)
        np.clip(found, -MAX_SHIFT, MAX_SHIFT, out=found)
        return found

    def features(self, run: int = 0) -> tuple[Floats, Floats]:
        """Return the rates that are summed, (LINEAR, pairs), and the shifts, (SHIFTS, pairs), of one run."""
        pairs = self.pairs
        mine = (self.counts[..., run] * self.scale[:, None, None]).reshape(_PAIR, -1)
        base, shifts = self.base(), self.shifts()[..., run]
        linear = (mine, mine[:, pairs.reverse], self.others()[..., run], base, base[:, pairs.reverse])
        return np.concatenate(linear), np.concatenate([shifts, shifts[:, pairs.reverse]])


def weekday_of(day: int) -> int:
    """Return the weekday of a day's number, 0 for Monday."""
    return to_date(day).weekday()


def count_day(history: History, pairs: Pairs) -> Floats:
    """Return a day's events of each quad class and pair, shape (4, pairs); others are left out."""
    at = pairs.find(history.actor, history.recipient)
    keep = at >= 0
    flat = np.bincount(history.quad[keep] * len(pairs) + at[keep], minlength=QUADS * len(pairs))
    return flat.reshape(QUADS, len(pairs)).astype(np.float32)
