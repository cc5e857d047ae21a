"""What is known of who acts with whom, day by day, for ranking: decayed counts of many kinds, found by key.

Every event is seen from both ends: (subject, relation, object) and, with the relation turned, (object,
relation +
R, subject), so that one question, "with whom?", serves for both directions.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from detente.outlook._history import History

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]

__all__ = ["Graph", "Table", "both_ways", "split_days"]

_LONG: Final = (1.5, 5.0, 15.0, 45.0, 150.0, 1e9)
_SOME: Final = (5.0, 30.0, 1e9)
_TWO: Final = (20.0, 1e9)
_LIVES: Final = {
    "triple": _LONG,
    "pair": _LONG,
    "relation_object": _LONG,
    "subject_relation": _LONG,
    "object": _SOME,
    "subject": _SOME,
    "country_relation_object": _TWO,
    "country_relation_country": _TWO,
    "role_relation_role": _TWO,
    "subject_relation_country": _TWO,
    "subject_relation_role": _TWO,
    "subject_role": _TWO,
    "relation_country": _TWO,
}
"""Half-lives in days of the counts of each kind."""
FLOOR: Final = 0.02
_NEVER: Final = -10_000
_PAIR_WEIGHTS: Final = np.array([4, 2, 1, 0.5, 0.2, 0.05], np.float32)
_OBJECT_WEIGHTS: Final = np.array([0, 1, 1, 1, 1, 0.2], np.float32)
_ACTIVITY_WEIGHTS: Final = np.array([3, 1, 0.1], np.float32)
_BRACKET: Final = re.compile(r"^(.*?)\s*\(([^()]*)\)\s*$")


class Table:
    """Decayed counts by key.

    Args:
        keys: The keys that may come, in any order.
        half_lives: In days.
    """

    def __init__(self, keys: Ints, half_lives: tuple[float, ...]) -> None:
        self.keys = np.unique(keys)
        # The last row is that of keys that are not there.
        self.counts: Floats = np.zeros((len(self.keys) + 1, len(half_lives)), np.float32)
        self.last = np.full(len(self.keys) + 1, _NEVER, np.int32)
        self._decay = (0.5 ** (1 / np.asarray(half_lives))).astype(np.float32)

    def find(self, keys: Ints) -> Ints:
        """Return the row of each key."""
        at = np.searchsorted(self.keys, keys)
        at[at == len(self.keys)] = 0
        return np.where(self.keys[at] == keys, at, len(self.keys))

    def fill(self, keys: Ints, days: Ints, before: int) -> None:
        """Count keys on the days given, all before one, as it stands before that day; forget all else."""
        self.counts[:] = 0
        self.last[:] = _NEVER
        rows, age = self.find(keys), (before - 1 - days).astype(np.float64)
        for life, decay in enumerate(self._decay.astype(np.float64)):
            self.counts[:, life] = np.bincount(rows, decay**age, len(self.counts))
        np.maximum.at(self.last, rows, days.astype(np.int32))

    def decay(self) -> None:
        """Let a day pass."""
        self.counts *= self._decay

    def add(self, keys: Ints, day: int) -> None:
        """Count some keys on a day."""
        rows = self.find(keys)
        np.add.at(self.counts, rows, np.float32(1))
        self.last[rows] = day


def both_ways(history: History) -> Ints:
    """Return the facts from both ends, each once: rows of (subject, relation, object, day), by day."""
    facts = np.stack([history.actor, history.type, history.recipient, history.day], axis=1).astype(np.int64)
    facts = np.unique(facts, axis=0)
    turned = facts[:, [2, 1, 0, 3]]
    turned[:, 1] += len(history.types)
    found = np.concatenate([facts, turned])
    return found[np.argsort(found[:, 3], kind="stable")]


def split_days(facts: Ints) -> list[Ints]:
    """Return the facts of each day."""
    return np.split(facts, np.flatnonzero(np.diff(facts[:, 3])) + 1) if len(facts) else []


class Graph:
    """Counts as they stand before a day.

    Args:
        history: Events whose parties, relations and keys there are; none is counted before it is added.
    """

    def __init__(self, history: History) -> None:
        self.parties, self.relations = len(history.parties), 2 * len(history.types)
        self.half, self.types = len(history.types), history.types
        self.facts = both_ways(history)
        self.day = int(self.facts[0, 3]) if len(self.facts) else 0
        self._name_parties(history.parties)
        subject, relation, object_ = self.facts[:, 0], self.facts[:, 1], self.facts[:, 2]
        keys = self.keys(subject, relation, object_)
        self.tables = {name: Table(keys[name], lives) for name, lives in _LIVES.items()}
        near = np.unique(subject * self.parties + object_)
        one, other = near // self.parties, near % self.parties
        gives = self.tables["pair"].find(one * self.parties + other)
        gets = self.tables["pair"].find((self.parties + one) * self.parties + other)
        self._near = (one, other, gives, gets)

    def _name_parties(self, names: tuple[str, ...]) -> None:
        """Set country and role of each party, from names such as "Police (Chad)"."""
        parts = [_BRACKET.match(name.replace("_", " ")) for name in names]
        countries = {part[2] for part in parts if part}
        country_at: dict[str, int] = {"": 0}
        role_at: dict[str, int] = {"": 0, "state": 1}
        self.country, self.role = np.zeros(len(names), np.int64), np.zeros(len(names), np.int64)
        for at, (name, part) in enumerate(zip(names, parts, strict=True)):
            bare = name.replace("_", " ")
            country = part[2] if part else bare if bare in countries else ""
            role = part[1] if part else "state" if country else ""
            self.country[at] = country_at.setdefault(country, len(country_at))
            self.role[at] = role_at.setdefault(role, len(role_at))
        self.countries, self.roles = len(country_at), len(role_at)

    def keys(self, subject: Ints, relation: Ints, object_: Ints) -> dict[str, Ints]:
        """Return the key of each kind of count."""
        n, r = self.parties, self.relations
        turned = (relation >= self.half).astype(np.int64)
        of, to = self.country[subject], self.country[object_]
        mine, theirs = self.role[subject], self.role[object_]
        same = ((of == to) & (of > 0)).astype(np.int64)
        both = subject * r + relation
        return {
            "triple": both * n + object_,
            "pair": (turned * n + subject) * n + object_,
            "relation_object": relation * n + object_,
            "subject_relation": both,
            "object": turned * n + object_,
            "subject": turned * n + subject,
            "country_relation_object": (of * r + relation) * n + object_,
            "country_relation_country": (of * r + relation) * self.countries + to,
            "role_relation_role": ((mine * r + relation) * self.roles + theirs) * 2 + same,
            "subject_relation_country": both * self.countries + to,
            "subject_relation_role": (both * self.roles + theirs) * 2 + same,
            "subject_role": (subject * self.roles + theirs) * 2 + same,
            "relation_country": relation * self.countries + to,
        }

    def advance(self, facts: Ints | None, day: int) -> None:
        """Go from one day to the next, with the day's facts counted; None when they are not known."""
        while self.day <= day:
            for table in self.tables.values():
                table.decay()
            self.day += 1
        if facts is not None and len(facts):
            keys = self.keys(facts[:, 0], facts[:, 1], facts[:, 2])
            for name, table in self.tables.items():
                table.add(keys[name], day)

    def jump(self, day: int, *, since: int | None = None) -> None:
        """Go to a day, with all facts before it counted; with `since`, those from that day on alone."""
        low, high = np.searchsorted(self.facts[:, 3], [-(10**9) if since is None else since, day])
        facts = self.facts[low:high]
        keys = self.keys(facts[:, 0], facts[:, 1], facts[:, 2])
        for name, table in self.tables.items():
            table.fill(keys[name], facts[:, 3], day)
        self.day = day

    def activity(self) -> Floats:
        """Return how active each party has been, shape (parties,)."""
        table, all_ = self.tables["object"], np.arange(self.parties)
        both = table.counts[table.find(all_)] + table.counts[table.find(all_ + self.parties)]
        return (both @ _ACTIVITY_WEIGHTS).astype(np.float32)

    def candidates(
        self, subject: Ints, relation: Ints, *, near: int = 150, usual: int = 60, home: int = 25
    ) -> tuple[Ints, Ints]:
        """Return candidate objects of each query: (query, object), sorted and each once.

        Args:
            subject: Subjects of the queries.
            relation: Their relations.
            near: The most parties with which the subject has had to do.
            usual: The most usual objects of the relation.
            home: The most active parties of the subject's country.
        """
        n = self.parties
        found = [_spread(*self._neighbours(subject, near), subject, n)]
        triples = self.tables["triple"]
        base: Ints = (subject * self.relations + relation) * n
        low, high = np.searchsorted(triples.keys, base), np.searchsorted(triples.keys, base + n)
        query, at = _ranges(low, high)
        seen = triples.counts[at, -1] > 0
        found.append((query * n + triples.keys[at] % n)[seen])
        objects = self.tables["relation_object"]
        top = _top(objects.keys // n, objects.counts[:-1] @ _OBJECT_WEIGHTS, usual)
        found.append(_spread(objects.keys[top] // n, objects.keys[top] % n, relation, n, self.relations))
        top = _top(self.country, self.activity() * (self.country > 0), home)
        of = self.country[subject]
        found.append(_spread(self.country[top], top, of, n, self.countries))
        keys = np.unique(np.concatenate(found))
        return keys // n, keys % n

    def _neighbours(self, subject: Ints, limit: int) -> tuple[Ints, Ints]:
        one, other, gives, gets = self._near
        asked = np.zeros(self.parties, bool)
        asked[subject] = True
        rows = np.flatnonzero(asked[one])
        counts = self.tables["pair"].counts
        score = counts[gives[rows]] @ _PAIR_WEIGHTS + counts[gets[rows]] @ _PAIR_WEIGHTS
        top = rows[_top(one[rows], score, limit)]
        return one[top], other[top]

    def features(self, subject: Ints, relation: Ints, object_: Ints, day: int) -> Floats:
        """Return what is known of each (subject, relation, object), shape (rows, features)."""
        keys = self.keys(subject, relation, object_)
        turned = relation >= self.half
        back = (relation + self.half) % self.relations
        parts: list[Floats] = []

        def put(name: str, key: Ints, *, recency: bool = False, some: Any = slice(None)) -> None:
            table = self.tables[name]
            rows = table.find(key)
            parts.append(np.log(table.counts[rows][:, some] + np.float32(FLOOR)))
            if recency:
                age = np.minimum(day - table.last[rows], 400)
                parts.append(np.log1p(age.astype(np.float32))[:, None])

        put("triple", keys["triple"], recency=True)
        put("pair", keys["pair"], recency=True)
        put("pair", ((1 - turned) * self.parties + subject) * self.parties + object_, recency=True)
        put("triple", (subject * self.relations + back) * self.parties + object_, some=[1, 3, 5])
        put("relation_object", keys["relation_object"], recency=True)
        put("object", keys["object"], recency=True)
        put("object", (1 - turned) * self.parties + object_)
        for name in list(_LIVES)[3:4] + list(_LIVES)[5:]:
            put(name, keys[name])
        of, to = self.country[subject], self.country[object_]
        state = self.role == 1
        flags = ((of == to) & (of > 0), state[object_], state[subject], to == 0, subject == object_)
        parts.append(np.stack(flags, axis=1).astype(np.float32))
        return np.concatenate(parts, axis=1)


def _top(group: Ints, score: Floats, limit: int) -> Ints:
    """Return where the best rows of each group are, by group and score; those of score 0 are left out."""
    rows = np.flatnonzero(score > 0)
    rows = rows[np.lexsort((-score[rows], group[rows]))]
    sorted_ = group[rows]
    place = np.arange(len(rows)) - np.searchsorted(sorted_, sorted_)
    return rows[place < limit]


def _ranges(low: Ints, high: Ints) -> tuple[Ints, Ints]:
    """Return query and position for each position from low to high of each query."""
    size = high - low
    query = np.repeat(np.arange(len(size)), size)
    return query, np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size) + np.repeat(low, size)


def _spread(group: Ints, member: Ints, wanted: Ints, n: int, groups: int | None = None) -> Ints:
    """Return query times n plus member, for each query the members of the group that it wants."""
    starts = np.searchsorted(group, np.arange((groups or n) + 1))
    query, at = _ranges(starts[wanted], starts[wanted + 1])
    return query * n + member[at]
