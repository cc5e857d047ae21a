"""The scores of coreference against examples worked by hand in the literature."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.coreference import assign, b_cubed, ceaf_e, muc, pairs, score_clusters

# Bagga and Baldwin 1998, and Luo 2005, table 1: the key and four answers.
KEY = [set("12345"), set("67"), set("89ABC")]
ANSWERS = {
    "a": [set("12345"), set("6789ABC")],
    "b": [set("1234589ABC"), set("67")],
    "c": [set("123456789ABC")],
    "d": [{mention} for mention in "123456789ABC"],
}
LUO = {
    "a": (0.947, 0.865, 0.733),
    "b": (0.947, 0.737, 0.667),
    "c": (0.900, 0.545, 0.294),
    "d": (0, 0.400, 0.178),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_as_in_luo_2005(name):
    score = score_clusters(KEY, ANSWERS[name])
    assert (score.muc.f1, score.b_cubed.f1, score.ceaf_e.f1) == pytest.approx(LUO[name], abs=5e-4)


def test_as_in_bagga_and_baldwin_1998():
    assert b_cubed(KEY, ANSWERS["a"]).precision == pytest.approx(16 / 21)
    assert b_cubed(KEY, ANSWERS["b"]).precision == pytest.approx(7 / 12)
    assert muc(KEY, ANSWERS["a"]).precision == pytest.approx(9 / 10)
    assert b_cubed(KEY, ANSWERS["a"]).recall == 1.0


def test_as_in_vilain_1995():
    rates = muc([set("ABCD")], [set("AB"), set("CD")])
    assert (rates.precision, rates.recall) == pytest.approx((1, 2 / 3))


def test_mentions_of_one_side_alone_as_in_pradhan_2014():
    key, answer = [set("abc"), set("defg")], [set("ab"), set("cd"), set("fghi")]
    assert (muc(key, answer).recall, muc(key, answer).precision) == pytest.approx((0.4, 0.4))
    assert (b_cubed(key, answer).recall, b_cubed(key, answer).precision) == pytest.approx((5 / 12, 0.5))
    assert (ceaf_e(key, answer).recall, ceaf_e(key, answer).precision) == pytest.approx((0.65, 1.3 / 3))


def test_pairs_do_not_reward_leaving_all_apart():
    assert (pairs(KEY, ANSWERS["d"]).precision, pairs(KEY, ANSWERS["d"]).recall) == (0, 0)
    assert pairs(KEY, ANSWERS["b"]).precision == pytest.approx(21 / 46)


@given(
    st.integers(1, 4).flatmap(
        lambda columns: st.lists(
            st.lists(st.integers(0, 9), min_size=columns, max_size=columns), min_size=1, max_size=5
        )
    )
)
def test_the_best_assignment_is_that_of_brute_force(weights):
    found = assign(weights)
    rows, columns = range(len(weights)), range(len(weights[0]))
    if len(rows) <= len(columns):
        best = max(
            sum(weights[r][c] for r, c in zip(rows, some, strict=True))
            for some in permutations(columns, len(rows))
        )
    else:
        best = max(
            sum(weights[r][c] for r, c in zip(some, columns, strict=True))
            for some in permutations(rows, len(columns))
        )
    assert sum(weights[row][column] for row, column in found) == best
    assert len({row for row, _ in found}) == len({column for _, column in found}) == len(found)


@given(st.lists(st.integers(0, 4), min_size=1, max_size=12))
def test_the_gold_standard_scores_one_against_itself(homes):
    clusters = [{at for at, home in enumerate(homes) if home == one} for one in set(homes)]
    score = score_clusters(clusters, clusters)
    assert (score.b_cubed.f1, score.ceaf_e.f1) == pytest.approx((1, 1))
    assert score.muc.f1 == (1 if any(len(cluster) > 1 for cluster in clusters) else 0)
