import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.coding._days import age_of, find_days

FRIDAY = dt.date(2024, 8, 9)


@pytest.mark.parametrize(
    ("words", "age", "lead"),
    [
        ("on August 2", "recent", ""),
        ("on 7 October", "old", ""),
        ("on October 7, 2019", "ancient", ""),
        ("on the 7th of October 2023", "old", ""),
        ("since October 7", "old", "since"),
        ("in March 2011", "ancient", ""),
        ("since May", "old", "since"),
        ("since March 2011", "ancient", "since"),
        ("last Wednesday", "recent", ""),
        ("next Friday", "ahead", ""),
        ("two weeks ago", "recent", ""),
        ("more than 20 years ago", "ancient", ""),
        ("a couple of months ago", "old", ""),
        ("decades ago", "ancient", ""),
        ("last month", "unsure", ""),
        ("last year", "old", ""),
        ("earlier this year", "unsure", ""),
        ("this week", "recent", ""),
        ("next month", "ahead", ""),
        ("yesterday", "recent", ""),
        ("tomorrow", "ahead", ""),
        ("in the 1990s", "ancient", ""),
        ("after 2014", "ancient", "after"),
        ("in 2024", "unsure", ""),
        ("by 2030", "ahead", "by"),
        ("on 20 June", "old", ""),
        ("on July 6", "border", ""),
    ],
)
def test_time_words_have_an_age(words: str, age: str, lead: str) -> None:
    text = f"The army struck {words}, it said."
    (found,) = find_days(text, FRIDAY)
    assert (found.age, found.lead) == (age, lead)
    assert text[found.start : found.stop] in words or words in text[found.start : found.stop]


@pytest.mark.parametrize(
    "text",
    [
        "They may act, and march to Kyiv by might.",
        "It fired 2,000 rockets and 1,945 shells.",
        "On February 31 nothing happened.",
        "A 20-year-old was hurt.",
        "",
    ],
)
def test_what_names_no_day_has_none(text: str) -> None:
    assert find_days(text, FRIDAY) == ()


def test_without_a_day_of_publication_nothing_has_an_age() -> None:
    assert find_days("It began in 2014.", None) == ()


@given(st.text(max_size=60), st.dates())
def test_any_text_and_day_are_read(text: str, published: dt.date) -> None:
    for found in find_days(text + " last year, in January, on 29 February, next week", published):
        assert found.start < found.stop


@given(st.integers(-500, 4000), st.integers(0, 4000))
def test_an_age_is_that_of_the_whole_span(least: int, more: int) -> None:
    age = age_of(least, least + more)
    assert (age == "recent") == (least <= 31 and 0 <= least + more <= 31)
    assert (age == "ahead") == (least + more < 0)
    assert (age in ("old", "ancient")) == (least > 45)
