import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from detente.coding._decode import (
    decode_pointer,
    decode_roles,
    find_candidates,
    inside_probs,
    softmax,
    to_party_words,
    to_words,
)


def tags(*rows: tuple[float, float, float]) -> np.ndarray:
    return np.array(rows, dtype=np.float32)


def test_runs_of_likely_tokens_are_candidates() -> None:
    probs = tags((1, 0, 0), (0.1, 0.8, 0.1), (0.3, 0.6, 0.1), (0.95, 0.05, 0), (0.4, 0.1, 0.5), (1, 0, 0))
    found = find_candidates(probs, 6, 0.2)
    assert [(c.start, c.stop) for c in found] == [(1, 3), (4, 5)]
    assert found[0].probs[1] == np.float32(0.8)


def test_a_run_is_cut_where_a_sure_type_changes() -> None:
    probs = tags((1, 0, 0), (0.1, 0.9, 0), (0.1, 0, 0.9), (1, 0, 0))
    assert [(c.start, c.stop) for c in find_candidates(probs, 4, 0.2)] == [(1, 2), (2, 3)]


def test_first_and_last_token_never_carry_an_event() -> None:
    probs = tags((0, 1, 0), (0, 1, 0), (0, 1, 0))
    assert [(c.start, c.stop) for c in find_candidates(probs, 3, 0.2)] == [(1, 2)]


def test_roles_are_cut_at_a_new_beginning() -> None:
    outside, begin, inside = (5.0, 0.0, 0.0), (0.0, 5.0, 0.0), (0.0, 0.0, 5.0)
    logits = np.array([[outside], [begin], [inside], [begin], [outside], [outside]], dtype=np.float32)
    assert [(f.start, f.stop) for f in decode_roles(*inside_probs(logits, 6))[0]] == [(1, 3), (3, 4)]


def test_pointed_words_are_runs_with_their_whole_probability() -> None:
    probs = np.array([0.1, 0.0, 0.3, 0.2, 0.0, 0.4, 0.0], dtype=np.float32)
    runs = decode_pointer(probs)
    assert [(f.start, f.stop) for f in runs] == [(1, 3), (4, 5)]
    assert [round(f.prob, 3) for f in runs] == [0.5, 0.4]
    assert decode_pointer(np.array([1.0, 0.0, 0.0], dtype=np.float32)) == []


@given(hnp.arrays(np.float32, 12, elements=st.floats(0, 1, width=32)))
def test_pointed_runs_hold_every_likely_word_once(probs: np.ndarray) -> None:
    runs = decode_pointer(probs)
    words = [t for f in runs for t in range(f.start, f.stop)]
    assert words == [t for t in range(11) if probs[t + 1] > np.float32(0.02)]
    assert all(x.stop < y.start for x, y in itertools.pairwise(runs))


def test_character_ranges_widen_to_whole_words() -> None:
    text = "the Israelis, said"
    assert text[slice(*to_words(text, 4, 9))] == "Israelis"
    assert text[slice(*to_words(text, 3, 13))] == "Israelis"


@given(hnp.arrays(np.float32, (7, 4), elements=st.floats(-20, 20, width=32)))
def test_softmax_is_a_distribution(logits: np.ndarray) -> None:
    probs = softmax(logits)
    assert np.allclose(probs.sum(axis=-1), 1.0, atol=1e-5)
    assert (probs >= 0).all()


@given(hnp.arrays(np.float32, (9, 3, 3), elements=st.floats(-6, 6, width=32)), st.integers(2, 9))
def test_role_spans_are_ordered_and_inside(logits: np.ndarray, size: int) -> None:
    for spans in decode_roles(*inside_probs(logits, size)):
        ends = [(f.start, f.stop) for f in spans]
        assert all(1 <= a < b <= size - 1 for a, b in ends)
        assert all(x[1] <= y[0] for x, y in itertools.pairwise(ends))
        assert all(0.0 <= f.prob <= 1.0 for f in spans)


def test_hyphens_join_words() -> None:
    text = "with Jabhat al-Nusra’s men"
    assert text[slice(*to_words(text, 15, 20))] == "al-Nusra’s"


def test_party_words_lose_small_words_at_their_edges() -> None:
    text = "members of the Congress and the"
    assert to_party_words(text, 8, 27) == (11, 23)
    assert to_party_words(text, 24, 31) is None
