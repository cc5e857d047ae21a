"""Clustering weighs alike mentions once, and comes out as when each pair is weighed by itself."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from detente.ledger import LINK_SCORE, _matching
from detente.ledger._clustering import Assignment, cluster_tail, link_pairs
from detente.ledger._features import Feature
from detente.ledger._likeness import liken, unpack_vectors
from detente.ledger._matching import contradict, explain_pair, score_pair
from tests.ledger.telling import act, tell

Apart = frozenset[tuple[str, str]]


@st.composite
def features(draw: st.DrawFn) -> list[Feature]:
    """Draw mentions, many of them alike, in merging order."""
    found = []
    for number in range(draw(st.integers(2, 14))):
        first = draw(st.integers(10, 12))
        place = draw(st.sampled_from([None, (31.5, 34.4), (31.3, 34.2)]))
        found.append(
            Feature(
                id=f"{number:02d}",
                report_id=f"r{draw(st.integers(0, 5))}",
                sentence=draw(st.integers(-1, 2)),
                start=number,
                known=draw(st.integers(11, 13)),
                type=draw(st.sampled_from(["ASSAULT", "COERCE", "CONSULT"])),
                mode=draw(st.sampled_from([None, "aerial", "arrest"])),
                status=draw(st.sampled_from(["actual", "future", "negated"])),
                trigger=draw(st.sampled_from(["struck", "strike", "met"])),
                actor=draw(st.sampled_from([frozenset(), frozenset({"ISR"}), frozenset({"USA", "ISR"})])),
                recipient=draw(st.sampled_from([frozenset(), frozenset({"PSE"}), frozenset({"IRN"})])),
                first_day=first,
                last_day=first + draw(st.integers(0, 2)),
                day_said=draw(st.booleans()),
                place=None,
                country=draw(st.sampled_from([None, "PSE"])),
                lat=place[0] if place else None,
                lon=place[1] if place else None,
                vector=bytes(draw(st.lists(st.sampled_from([0, 9, 90]), min_size=4, max_size=4))),
            )
        )
    return sorted(found, key=lambda feature: feature.order)


def join_by_pairs(
    feature: Feature, before: Sequence[Feature], likeness: Sequence[float], home: dict[str, str], apart: Apart
) -> Assignment:
    """Return where a mention belongs, each pair weighed by itself: the rules as docs/ledger.md has them."""
    links: dict[str, list[tuple[float, Feature, float]]] = {}
    for other, words in zip(before, likeness, strict=True):
        score = score_pair(feature, other, words)
        if score is not None and score >= LINK_SCORE:
            links.setdefault(home[other.id], []).append((score, other, words))
    best = None
    for name, linked in sorted(links.items()):
        members = [other for other in before if home[other.id] == name]
        reasons = [contradict(feature, other) for other in members]
        if any((feature.id, m.id) in apart or (m.id, feature.id) in apart for m in members):
            continue
        if len(linked) < 0.5 * len(members) or "same sentence" in reasons:
            continue
        mean = sum(score for score, _, _ in linked) / len(linked)
        if len(reasons) - reasons.count(None) <= 0.2 * len(members) and (best is None or mean > best[0]):
            best = mean, name
    if best is None:
        return Assignment(feature.id)
    score, other, words = min(links[best[1]], key=lambda link: (-link[0], link[1].order))
    return Assignment(best[1], other.id, round(score, 3), explain_pair(feature, other, words))


@settings(max_examples=150, deadline=None)
@given(features(), st.data())
def test_clusters_are_those_of_each_pair_weighed_by_itself(found, data):
    ids = [feature.id for feature in found]
    pairs = st.tuples(st.sampled_from(ids), st.sampled_from(ids)).filter(lambda pair: pair[0] < pair[1])
    apart = frozenset(data.draw(st.lists(pairs, max_size=3)))
    vectors = unpack_vectors([feature.vector for feature in found])
    likeness = liken(vectors, vectors).tolist()
    home: dict[str, str] = {}
    expected = {}
    for number, feature in enumerate(found):
        expected[feature.id] = join_by_pairs(feature, found[:number], likeness[number][:number], home, apart)
        home[feature.id] = expected[feature.id].cluster
    assert cluster_tail({}, found, apart, 0.0) == expected
    # What is settled already changes nothing for those that come after.
    cut = data.draw(st.integers(0, len(found) - 1))
    settled: dict[str, list[Feature]] = {}
    for feature in found[:cut]:
        settled.setdefault(home[feature.id], []).append(feature)
    rest = {id_: expected[id_] for id_ in ids[cut:]}
    assert cluster_tail(settled, found[cut:], apart, 0.0) == rest
    assert set(link_pairs(found, found, 0.0)) == {
        (one.id, other.id)
        for one, row in zip(found, likeness, strict=True)
        for other, words in zip(found, row, strict=True)
        if one.id != other.id and (score_pair(one, other, words) or 0.0) >= LINK_SCORE
    }


def test_a_much_told_event_is_not_weighed_pair_by_pair(ledger, monkeypatch):
    weighed = []
    plain = _matching._agreements
    monkeypatch.setattr(_matching, "_agreements", lambda *pair: weighed.append(pair) or plain(*pair))
    struck = ("Israel struck a school in Gaza City.", act("ASSAULT", "struck", "ISR", "PSE", mode="aerial"))
    number = 60
    words = [[f"Word{i * 7 + k} was said there by somebody{i}." for k in range(6)] for i in range(number)]
    ledger.add_many(tell(f"Outlet {i}", "2024-08-10", struck, *words[i]) for i in range(number))
    assert [event.mentions for event in ledger.events()] == [number]
    # Once to be explained, and a few times for the kind; there are 1,770 pairs.
    assert len(weighed) < 3 * number


def test_what_was_set_apart_elsewhere_is_not_read(ledger):
    from detente.ledger._merging import load_apart
    from detente.ledger._tables import MENTIONS

    for pair in ("ISR PSE", "PER ECU"):
        one, other = pair.split()
        for number in range(2):
            line = (f"{one} struck {other} at dawn.", act("ASSAULT", "struck", one, other))
            ledger.add(*tell(f"Outlet {number}", "2024-08-10", line))
    for event in ledger.events():
        ledger.split(event.id, ledger.account(event.id).mentions[1].id)
    with ledger._reading() as connection:
        names = sorted(set(connection.scalars(MENTIONS.select().with_only_columns(MENTIONS.c.component))))
        assert [len(load_apart(connection, [name])) for name in names] == [1, 1]
        assert len(load_apart(connection, names)) == 2
