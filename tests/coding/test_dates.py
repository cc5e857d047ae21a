import datetime as dt
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.coding import _dates
from detente.coding._dates import ResolvedDate, dated_status, resolve_date

TUESDAY = dt.date(2024, 8, 6)


@pytest.mark.parametrize(
    ("words", "day", "precision"),
    [
        ("on Wednesday", "2024-07-31", "day"),
        ("late Monday", "2024-08-05", "day"),
        ("on Tuesday", "2024-08-06", "day"),
        ("early Tuesday morning", "2024-08-06", "day"),
        ("yesterday", "2024-08-05", "day"),
        ("today", "2024-08-06", "day"),
        ("two weeks ago", "2024-07-23", "day"),
        ("last month", "2024-07-01", "month"),
        ("last year", "2023-01-01", "year"),
        ("in 2014", "2014-01-01", "year"),
        ("in March 2011", "2011-03-01", "month"),
        ("in November", "2023-11-01", "month"),
        ("on 7 October", "2023-10-07", "day"),
        ("on October 7, 2023", "2023-10-07", "day"),
        ("July 31", "2024-07-31", "day"),
    ],
)
def test_words_resolve_against_the_publication_day(words: str, day: str, precision: str) -> None:
    found = resolve_date(words, TUESDAY)
    assert found is not None
    assert (found.day.isoformat(), found.precision) == (day, precision)


@pytest.mark.parametrize(
    ("words", "day"),
    [("on Friday", "2024-08-09"), ("next week", "2024-08-13"), ("in November", "2024-11-01")],
)
def test_words_about_the_future_look_ahead(words: str, day: str) -> None:
    found = resolve_date(words, TUESDAY, future=True)
    assert found is not None
    assert found.day.isoformat() == day


@pytest.mark.parametrize(
    "words", ["after the speech", "soon", "", "at the summit", "again", "in recent years"]
)
def test_no_day_is_invented(words: str) -> None:
    assert resolve_date(words, TUESDAY) is None


def test_relative_words_need_a_publication_day() -> None:
    assert resolve_date("on Wednesday", None) is None
    assert resolve_date("last month", None) is None
    found = resolve_date("in 2014", None)
    assert found is not None
    assert found.day.year == 2014


@given(st.text(max_size=40))
def test_any_words_give_a_day_or_none(words: str) -> None:
    found = resolve_date(words, TUESDAY)
    assert found is None or isinstance(found.day, dt.date)


@pytest.mark.parametrize("future", [False, True])
@pytest.mark.parametrize("base", [None, dt.date(2024, 3, 12), dt.date(2023, 12, 31), dt.date(2024, 2, 29)])
@pytest.mark.parametrize(
    "text",
    [
        *("12 march", "march 12", "march 07", "1 january", "31 december", "29 february", "31 april", "0 may"),
        *("12 march 2024", "march 5, 1998", "29 february 2023", "2014-07-17", "2023-02-29", "2014-13-01"),
        *("yesterday", "tomorrow", "a day ago", "two weeks ago", "10 days ago", "0 days ago"),
    ],
)
def test_plain_dates_are_as_the_library_reads_them(text: str, base: dt.date | None, future: bool) -> None:
    plain = _dates._resolve_plain(text, base, future)
    assert plain is None or plain == _dates._parse(text, base, future)


def test_plain_dates_need_no_library() -> None:
    code = (
        "import sys, datetime as dt; from detente.coding._dates import resolve_date as r; "
        "assert r('on March 12', dt.date(2025, 3, 20)).day == dt.date(2025, 3, 12); "
        "assert 'dateparser' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    ("words", "before", "expected"),
    [
        ("2019", "the deal of ", "historical"),
        ("June", "strikes in ", "historical"),
        ("July", "in ", "actual"),
        ("on Tuesday", "", "actual"),
        ("last year", "", "historical"),
        # What began long ago may go on.
        ("2019", "held since ", None),
        ("since 2019", "held ", None),
        # A month or year that is not over, or that says nothing of when in it.
        ("August", "in ", None),
        ("2024", "in ", None),
        ("the summit", "after ", None),
    ],
)
def test_the_date_says_what_is_history(words: str, before: str, expected: str | None) -> None:
    published = dt.date(2024, 8, 9)
    found = resolve_date(words, published)
    assert dated_status(found, published, words=words, before=before) == expected
    assert dated_status(found, None, words=words, before=before) is None


@given(st.dates(dt.date(1990, 1, 1), dt.date(2030, 1, 1)), st.integers(0, 3000))
def test_a_day_is_history_after_a_month(published: dt.date, age_days: int) -> None:
    found = ResolvedDate(published - dt.timedelta(days=age_days), "day")
    expected = "historical" if age_days > 31 else "actual"
    assert dated_status(found, published) == expected
