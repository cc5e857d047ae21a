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

__all__ = ["BLOCKS", "FEATURES", "HALF_LIVES_DAYS", "MARGIN_LIVES", "QUADS", "Pairs", "State", "feature_names"]

HALF_LIVES_DAYS: Final = (1.5, 5.0, 15.0, 60.0)
"""Half-lives over which counts decay."""
MARGIN_LIVES: Final = (1, 3)
"""Which of them are summed for each party over all others."""
QUADS: Final = 4
FLOOR: Final = 0.3
"""Added to a count before its logarithm is taken."""
PRIOR_DAYS: Final = 60.0
"""Days of its parties' usual conduct that a pair's own record is pooled with."""
_PAIR: Final = len(HALF_LIVES_DAYS) * QUADS
_MARGIN: Final = len(MARGIN_LIVES) * QUADS
BLOCKS: Final[dict[str, slice]] = {}
"""Name of a block of features to where it is."""
_at = 0
for _name, _size in (
    ("own", _PAIR),
    ("reverse", _PAIR),
    ("actor_gives", _MARGIN),
    ("actor_gets", _MARGIN),
    ("recipient_gives", _MARGIN),
    ("recipient_gets", _MARGIN),
    ("base", QUADS),
    ("reverse_base", QUADS),
    ("world", QUADS),
    ("weekday", 7),
):
    BLOCKS[_name] = slice(_at, _at + _size)
    _at += _size
FEATURES: Final = _at
"""Number of features."""


def feature_names() -> list[str]:
    """Return the names of the features, in order."""
    return [f"{name}{at}" for name, where in BLOCKS.items() for at in range(where.stop - where.start)]


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
    def of(cls, actor: Ints, recipient: Ints, parties: int) -> Pairs:
        """Return the pairs given and their reverses, each once; a party with itself is left out."""
        one, other = np.asarray(actor, np.int64), np.asarray(recipient, np.int64)
        keys = np.unique(np.r_[one * parties + other, other * parties + one])
        keys = keys[keys // max(parties, 1) != keys % max(parties, 1)]
        a, b = keys // max(parties, 1), keys % max(parties, 1)
        return cls(a, b, np.searchsorted(keys, b * parties + a), parties)

    def find(self, actor: Ints, recipient: Ints) -> Ints:
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
        outside: What the parties give and get outside the pairs, shape (2, margin half-lives, 4, parties, 1).
        total: All events so far of each quad class, shape (4, pairs).
        days: Days observed so far.
    """

    def __init__(self, pairs: Pairs, runs: int = 1) -> None:
        self.pairs = pairs
        self.counts: Floats = np.zeros((len(HALF_LIVES_DAYS), QUADS, len(pairs), runs), np.float32)
        self.outside: Floats = np.zeros((2, len(MARGIN_LIVES), QUADS, pairs.parties, 1), np.float32)
        self.total: Floats = np.zeros((QUADS, len(pairs)), np.float32)
        self.days = 0.0
        self._decay = np.array([0.5 ** (1 / life) for life in HALF_LIVES_DAYS], np.float32)
        self._starts = np.flatnonzero(np.r_[True, np.diff(pairs.actor) > 0]) if len(pairs) else np.zeros(0, int)

    def repeat(self, runs: int) -> State:
        """Return a copy for many runs."""
        copy = State(self.pairs, 0)
        copy.counts = np.repeat(self.counts, runs, axis=3)
        copy.outside, copy.total, copy.days = self.outside.copy(), self.total.copy(), self.days
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
        """Return what each party gives and gets, decayed, each of shape (margin half-lives, 4, parties, runs)."""
        mine = self.counts[list(MARGIN_LIVES)]
        shape = (*mine.shape[:2], self.pairs.parties, mine.shape[3])
        gives, gets = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
        if len(self.pairs):
            rows = self.pairs.actor[self._starts]
            gives[:, :, rows] = np.add.reduceat(mine, self._starts, axis=2)
            gets[:, :, rows] = np.add.reduceat(mine[:, :, self.pairs.reverse], self._starts, axis=2)
        return gives + self.outside[0], gets + self.outside[1]

    def base(self) -> Floats:
        """Return the logarithm of each pair's usual daily rate, pooled with its parties', shape (4, pairs)."""
        n, pairs = self.pairs.parties, self.pairs
        total = np.stack([np.bincount(pairs.actor, row, n) for row in self.total])
        gets = np.stack([np.bincount(pairs.recipient, row, n) for row in self.total])
        everything = self.total.sum(1)[:, None] + 1e-9
        days = max(self.days, 1.0)
        expected = total[:, pairs.actor] * gets[:, pairs.recipient] / everything / days
        pooled = (self.total + PRIOR_DAYS * expected) / (days + PRIOR_DAYS)
        return np.log(pooled + 1e-4).astype(np.float32)

    def world(self) -> Floats:
        """Return how lively the last days were against the usual, a logarithm of shape (4, runs)."""
        fast, slow = self.counts[1].sum(1), self.counts[3].sum(1)
        seen = [1 - self._decay[at] ** max(self.days, 1.0) for at in (1, 3)]
        rates = [
            (sums + 1.0) * (1 - self._decay[at]) / share
            for sums, at, share in zip((fast, slow), (1, 3), seen, strict=True)
        ]
        ratio: Floats = np.log(rates[0] / rates[1]).astype(np.float32)
        return ratio

    def features(self, day: int, run: int = 0) -> Floats:
        """Return the features of each pair on a day, shape (features, pairs), for one run."""
        pairs = self.pairs
        logs = np.log(self.counts[..., run] + FLOOR).reshape(_PAIR, -1)
        gives, gets = (np.log(m[..., run] + FLOOR).reshape(_MARGIN, -1) for m in self.margins())
        base = self.base()
        found = np.empty((FEATURES, len(pairs)), np.float32)
        for name, values in (
            ("own", logs),
            ("reverse", logs[:, pairs.reverse]),
            ("actor_gives", gives[:, pairs.actor]),
            ("actor_gets", gets[:, pairs.actor]),
            ("recipient_gives", gives[:, pairs.recipient]),
            ("recipient_gets", gets[:, pairs.recipient]),
            ("base", base),
            ("reverse_base", base[:, pairs.reverse]),
            ("world", np.repeat(self.world()[:, run : run + 1], len(pairs), axis=1)),
            ("weekday", np.repeat(np.eye(7, dtype=np.float32)[weekday_of(day)][:, None], len(pairs), axis=1)),
        ):
            found[BLOCKS[name]] = values
        return found


def weekday_of(day: int) -> int:
    """Return the weekday of a day's number, 0 for Monday."""
    return to_date(day).weekday()


def count_day(history: History, pairs: Pairs) -> Floats:
    """Return a day's events of each quad class and pair, shape (4, pairs); those of other pairs are left out."""
    at = pairs.find(history.actor, history.recipient)
    keep = at >= 0
    flat = np.bincount(history.quad[keep] * len(pairs) + at[keep], minlength=QUADS * len(pairs))
    return flat.reshape(QUADS, len(pairs)).astype(np.float32)
