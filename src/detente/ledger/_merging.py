"""Merging new mentions into what a ledger holds: which of its mentions must be settled anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Connection, and_, or_, select

from detente.ledger._clustering import Assignment, cluster_tail, link_pairs
from detente.ledger._features import Feature, block_keys, feature_of_row
from detente.ledger._tables import DECISIONS, KEYS, MENTIONS

__all__ = ["Merge", "batches", "merge_mentions", "resolve_events", "settle_component"]

Item = TypeVar("Item")
BATCH_ROWS = 400
# Two days that both are said may differ by one: reports are written in different time zones.
_SLACK_DAYS = 1


@dataclass(slots=True)
class Merge:
    """What merging changes.

    Attributes:
        assigned: Cluster of each mention that was settled, by mention.
        component: Component of each new mention, by mention.
        renamed: Components that became part of another, by their old name.
    """

    assigned: dict[str, Assignment] = field(default_factory=dict)
    component: dict[str, str] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)


class _Union:
    """Disjoint sets of names; a set's name is its smallest."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def find(self, name: str) -> str:
        root = name
        while (parent := self._parent.setdefault(root, root)) != root:
            root = parent
        while self._parent[name] != root:
            self._parent[name], name = root, self._parent[name]
        return root

    def unite(self, one: str, other: str) -> None:
        first, second = sorted((self.find(one), self.find(other)))
        self._parent[second] = first


def batches(items: Iterable[Item], size: int = BATCH_ROWS) -> Iterator[list[Item]]:
    """Yield items in lists of at most a size that both databases take as parameters."""
    batch: list[Item] = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def merge_mentions(connection: Connection, new: Sequence[Feature], shift: float) -> Merge:
    """Return how new mentions, not yet in the ledger, change its clusters.

    Args:
        connection: A connection in a write transaction.
        new: The mentions, in any order.
        shift: As in `detente.ledger._likeness.liken`.
    """
    merge, sets = Merge(), _Union()
    component = {feature.id: feature.id for feature in new}
    blocks: dict[str, list[Feature]] = defaultdict(list)
    for feature in new:
        for key in block_keys(feature):
            blocks[key].append(feature)
    for key, features in sorted(blocks.items()):
        rivals = _load_block(connection, key, features)
        for row in rivals:
            component.setdefault(row.id, row.component)
        for one, other in link_pairs(features, [*map(feature_of_row, rivals), *features], shift):
            sets.unite(component[one], component[other])
    touched: dict[str, list[Feature]] = defaultdict(list)
    for feature in new:
        merge.component[feature.id] = sets.find(feature.id)
        touched[merge.component[feature.id]].append(feature)
    old_names = set(component.values()) - {feature.id for feature in new}
    parts: dict[str, list[str]] = defaultdict(list)
    for name in sorted(old_names):
        root = sets.find(name)
        parts[root].append(name)
        if root != name:
            merge.renamed[name] = root
    apart = load_apart(connection, sorted(old_names))
    for root, features in sorted(touched.items()):
        merge.assigned |= _settle(connection, parts.get(root, []), features, apart, shift)
    return merge


def settle_component(connection: Connection, names: Sequence[str], shift: float) -> dict[str, Assignment]:
    """Return where each mention of some components belongs, all settled from the first on."""
    rows = connection.execute(select(MENTIONS).where(MENTIONS.c.component.in_(names))).all()
    tail = sorted(map(feature_of_row, rows), key=lambda feature: feature.order)
    return cluster_tail({}, tail, load_apart(connection, names), shift)


def load_apart(connection: Connection, names: Sequence[str]) -> frozenset[tuple[str, str]]:
    """Return the pairs of mentions of some components that people set apart; there may be many of others."""
    query = (
        select(DECISIONS.c.first, DECISIONS.c.second)
        .join(MENTIONS, MENTIONS.c.id == DECISIONS.c.first)
        .where(DECISIONS.c.kind == "apart")
    )
    return frozenset(
        (row.first, row.second)
        for some in batches(names)
        for row in connection.execute(query.where(MENTIONS.c.component.in_(some)))
    )


def resolve_events(connection: Connection, clusters: Iterable[str]) -> dict[str, str]:
    """Return the event of each cluster, and of those that people have put together with it.

    Mentions must already stand in the ledger with their new clusters. An event bears the identifier of its
    first mention.
    """
    pairs = connection.execute(
        select(DECISIONS.c.first, DECISIONS.c.second).where(DECISIONS.c.kind == "same")
    ).all()
    home: dict[str, str] = {}
    for ids in batches({id_ for pair in pairs for id_ in (pair.first, pair.second)}):
        rows = connection.execute(select(MENTIONS.c.id, MENTIONS.c.cluster).where(MENTIONS.c.id.in_(ids)))
        home |= {row.id: row.cluster for row in rows}
    sets = _Union()
    for pair in pairs:
        sets.unite(home[pair.first], home[pair.second])
    groups: dict[str, list[str]] = defaultdict(list)
    for cluster in sorted(set(home.values())):
        groups[sets.find(cluster)].append(cluster)
    events: dict[str, str] = {}
    for cluster in clusters:
        group = groups.get(sets.find(cluster), [cluster])
        # A cluster bears the identifier of its first mention.
        head = group[0] if len(group) == 1 else _first_of(connection, group)
        events |= dict.fromkeys(group, head)
        events.setdefault(cluster, head)
    return events


def _first_of(connection: Connection, ids: Sequence[str]) -> str:
    rows = [
        feature_of_row(row)
        for some in batches(ids)
        for row in connection.execute(select(MENTIONS).where(MENTIONS.c.id.in_(some)))
    ]
    return min(rows, key=lambda feature: feature.order).id


def _load_block(connection: Connection, key: str, features: Sequence[Feature]) -> Sequence[Any]:
    low = min(feature.first_day for feature in features) - _SLACK_DAYS
    high = max(feature.last_day for feature in features) + _SLACK_DAYS
    query = (
        select(MENTIONS)
        .join(KEYS, KEYS.c.mention_id == MENTIONS.c.id)
        .where(KEYS.c.key == key, KEYS.c.first_day <= high, KEYS.c.last_day >= low)
    )
    return connection.execute(query).all()


def _settle(
    connection: Connection,
    names: Sequence[str],
    new: Sequence[Feature],
    apart: frozenset[tuple[str, str]],
    shift: float,
) -> dict[str, Assignment]:
    """Return where the new mentions of one component belong, and the old ones that come after any of them."""
    if not names:
        return cluster_tail({}, sorted(new, key=lambda feature: feature.order), apart, shift)
    begin = min(feature.order for feature in new)
    inside = MENTIONS.c.component.in_(names)
    later = connection.execute(select(MENTIONS).where(inside, MENTIONS.c.known >= begin[0])).all()
    loaded = {row.id: row for row in later}
    tail = [feature for feature in map(feature_of_row, later) if feature.order > begin] + list(new)
    low = min(feature.first_day for feature in tail) - _SLACK_DAYS
    high = max(feature.last_day for feature in tail) + _SLACK_DAYS
    before = and_(inside, MENTIONS.c.known <= begin[0])
    reach = and_(MENTIONS.c.first_day <= high, MENTIONS.c.last_day >= low)
    # Whole clusters are needed, since a mention is weighed against each mention of a cluster.
    near = select(MENTIONS.c.cluster).where(before, reach)
    rows = connection.execute(select(MENTIONS).where(before, or_(reach, MENTIONS.c.cluster.in_(near)))).all()
    loaded |= {row.id: row for row in rows}
    settled: dict[str, list[Feature]] = defaultdict(list)
    for row in loaded.values():
        feature = feature_of_row(row)
        if feature.order < begin:
            settled[row.cluster].append(feature)
    tail.sort(key=lambda feature: feature.order)
    return cluster_tail(settled, tail, apart, shift)
