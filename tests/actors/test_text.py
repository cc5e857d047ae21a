"""Words, folding and keys of names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.actors._text import find_quoted, fold, name_key, split_words


def test_abbreviations_are_one_word() -> None:
    assert split_words("The U.S. and the U.K. met").lower == ["the", "us", "and", "the", "uk", "met"]


def test_possessive_is_a_word_of_its_own() -> None:
    assert split_words("Iran’s army").forms == ["Iran", "'s", "army"]


def test_apostrophe_inside_a_name_vanishes() -> None:
    assert name_key("Sana’a")[0] == name_key("Sanaa")[0]


def test_hyphen_joins() -> None:
    words = split_words("Iran-backed")
    assert words.lower == ["iran", "backed"]
    assert words.glued == [False, True]


def test_accents_fold() -> None:
    assert name_key("Recep Tayyip Erdoğan") == name_key("Recep Tayyip Erdogan")


def test_span_of_covers_partial_words() -> None:
    words = split_words("the Kremlin said")
    assert words.span_of(4, 11) == (1, 2)
    assert words.span_of(4, 4) == (1, 1)


@given(st.text(max_size=200))
def test_fold_keeps_length(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text(max_size=200))
def test_words_lie_in_order_inside_the_text(text: str) -> None:
    words = split_words(text)
    ends = [0, *words.ends]
    for start, end, before in zip(words.starts, words.ends, ends, strict=False):
        assert before <= start < end <= len(text)
    assert all(words.forms)


@given(st.text(max_size=40))
def test_key_of_a_form_is_the_key(text: str) -> None:
    key, form = name_key(text)
    assert key == form.lower() or not text.isascii()


def test_contractions_are_parted() -> None:
    assert split_words("We’ve said he'd go, O'Dell").lower == [
        "we",
        "'ve",
        "said",
        "he",
        "'d",
        "go",
        ",",
        "odell",
    ]


@pytest.mark.parametrize(
    ("text", "opened", "quoted", "stays_open"),
    [
        ('He said: "Stop it."', False, ["Stop", "it", "."], False),
        ("“Stop,” he said. “Now", False, ["Stop", ",", "Now"], True),
        ("more of it", True, ["more", "of", "it"], True),
        ("enough,” he said", True, ["enough", ","], False),
        ("no mark", False, [], False),
    ],
)
def test_quotations(text: str, opened: bool, quoted: list[str], stays_open: bool) -> None:
    words = split_words(text)
    flags, still = find_quoted(words, opened=opened)
    assert [form for form, flag in zip(words.forms, flags, strict=False) if flag] == quoted
    assert still is stays_open
