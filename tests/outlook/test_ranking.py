from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from detente.errors import LeakageError, OutlookError, UsageError
from detente.outlook import History, PartyRanker
from detente.outlook._graph import Graph, both_ways
from detente.outlook._ranking import _rank_candidates

SHARED = Path(__file__).parents[3] / "shared" / "events"


def make_world(days=40, seed=0):
    """Return events in which each party of a country deals with one party of its own, in turn."""
    rng = np.random.default_rng(seed)
    names = [f"{role} ({country})" for country in "PQRS" for role in ("Army", "Crowd", "Court")]
    rows = []
    for day in range(days):
        for actor in range(len(names)):
            if rng.random() < 0.5:
                partner = (actor // 3) * 3 + (actor + 1) % 3
                rows.append(
                    (
                        day,
                        actor,
                        int(rng.integers(2)),
                        partner if rng.random() < 0.8 else int(rng.integers(12)),
                    )
                )
    day, actor, type_, recipient = zip(*rows, strict=True)
    return History.from_columns(day, actor, type_, recipient, parties=names, types=("praises", "fights"))


@pytest.fixture(scope="module")
def world():
    return make_world()


@pytest.fixture(scope="module")
def ranker(world):
    return PartyRanker(days=25, epochs=4).fit(world.before_number(32))


def test_it_learns_who_deals_with_whom(world, ranker):
    ranks = np.concatenate([day.filtered for day in ranker.rank_days(world, since=32)])
    assert np.mean(1 / ranks) > 0.7
    assert len(ranks) == 2 * (len(world) - len(world.before_number(32)))


def test_ranks_are_within_bounds_and_the_filter_never_hurts(world, ranker):
    for day in ranker.rank_days(world, since=32):
        assert (day.filtered >= 1).all()
        assert (day.filtered <= day.raw).all()
        assert (day.raw <= len(world.parties)).all()


def test_the_future_reaches_no_rank(world, ranker):
    short = world.before_number(36)
    later = make_world(seed=9)
    keep = later.day >= 36
    columns = [
        np.r_[getattr(short, n), getattr(later, n)[keep]] for n in ("day", "actor", "type", "recipient")
    ]
    other = History.from_columns(*columns, parties=world.parties, types=world.types)
    mine = {day.day: day.filtered for day in ranker.rank_days(short, since=32)}
    theirs = {day.day: day.filtered for day in ranker.rank_days(other, since=32)}
    assert all(np.array_equal(mine[day], theirs[day]) for day in mine)


def test_many_steps_know_less_than_single_ones(world, ranker):
    first = [
        next(iter(ranker.rank_days(world, since=32, single_step=single))).filtered for single in (True, False)
    ]
    assert np.array_equal(*first)
    last = [
        list(ranker.rank_days(world, since=32, single_step=single))[-1].filtered for single in (True, False)
    ]
    assert len(last[0]) == len(last[1])


def test_days_that_the_fit_saw_are_refused(world, ranker):
    with pytest.raises(LeakageError, match="fitted to days before"):
        next(ranker.rank_days(world, since=20))


def test_a_question_is_answered_with_shares(world, ranker):
    found = ranker.rank(world, "Army (P)", "fights", limit=3)
    assert found[0][0] == "Crowd (P)"
    assert 0 < sum(share for _, share in found) <= 1
    back = ranker.rank(world, "Army (P)", "fights", backwards=True, limit=12)
    assert [share for _, share in back] == sorted((share for _, share in back), reverse=True)
    with pytest.raises(OutlookError, match="nothing is known"):
        ranker.rank(world, "Nobody", "fights")
    with pytest.raises(UsageError, match="hugs"):
        ranker.rank(world, "Army (P)", "hugs")


def test_too_few_days_are_an_error(world):
    with pytest.raises(OutlookError, match="days"):
        PartyRanker().fit(world.before_number(2))


def test_same_seed_same_network(world):
    one, other = (PartyRanker(days=10, epochs=1).fit(world.before_number(20)) for _ in range(2))
    assert all(
        one.network_.weights[name].tobytes() == other.network_.weights[name].tobytes()
        for name in one.network_.weights
    )


def test_ties_are_ranked_at_their_mean_and_other_answers_taken_out():
    query, object_ = np.zeros(5, int), np.arange(5)
    scores = np.array([9, 5, 5, 5, 1], np.float32)
    # 0 and 2 are answers: 2 is tied with 1 and 3, and below 0.
    raw, filtered = _rank_candidates(query, object_, scores, np.array([0, 2]), np.array([0, 2, 7]), 10)
    assert raw[:2].tolist() == [1.0, 3.0]
    assert filtered[:2].tolist() == [1.0, 2.0]
    assert np.isnan(raw[2])


def test_ranks_of_candidates_and_others_agree_with_sorting_all(world, ranker):
    """Against a plain reckoning: candidates by score, all others behind them."""
    graph = Graph(world)
    facts = both_ways(world)
    for day in range(32):
        graph.advance(facts[facts[:, 3] == day], day)
    today = facts[facts[:, 3] == 32]
    low, high = np.searchsorted(world.day, [32, 33])
    lines = np.stack([world.actor, world.type, world.recipient, world.day], axis=1).astype(np.int64)[low:high]
    found = ranker._rank_day(graph, lines, today)
    for subject, relation, answer, rank in zip(
        found.subject, found.relation, found.object, found.filtered, strict=True
    ):
        one = np.array([subject])
        query, object_ = graph.candidates(one, np.array([relation]))
        score = np.full(len(world.parties), -np.inf)
        score[object_] = ranker._score(graph, one, np.array([relation]), query, object_, 32)
        if not np.isfinite(score[answer]):
            continue
        right = today[(today[:, 0] == subject) & (today[:, 1] == relation), 2]
        others = np.setdiff1d(np.arange(len(score)), right)
        wanted = 1 + (score[others] > score[answer]).sum() + (score[others] == score[answer]).sum() / 2
        # Scores of rows in other batches may differ in the last digit.
        assert rank == pytest.approx(wanted, abs=0.51)


class FrequencyRule:
    """Decayed frequency of the triple, then of the pair: what a learned ranker has to beat."""

    def score(self, features, relation):
        rows = features.astype(np.float32)
        return rows[:, 3] + 0.5 * rows[:, 2] + 0.1 * rows[:, 5] + 0.01 * rows[:, 10] + 0.02 * rows[:, 31]


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is not there")
def test_a_small_fit_beats_the_frequency_rule_on_icews14():
    from detente.outlook import read_graph

    whole = read_graph(SHARED / "icews14", parts=["train"])
    whole = whole.before_number(int(whole.day[0]) + 150)
    since = int(whole.day[-1])
    ranker = PartyRanker(days=60, queries=9000, epochs=4).fit(whole.before_number(since))
    found = []
    for network in (ranker.network_, FrequencyRule()):
        ranker.network_ = network
        ranks = np.concatenate([day.filtered for day in ranker.rank_days(whole, since=since)])
        found.append(np.mean(1 / ranks))
    assert found[0] > found[1] + 0.01
