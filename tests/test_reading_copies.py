"""A reading can be copied and pickled; coders may give their events in any way; dates are days."""

import copy
import datetime as dt
import pickle
from pathlib import Path

import pytest

import detente
from detente.coding import Coder
from detente.errors import UsageError
from detente.reports import parse_html, parse_text
from detente.reports.report import Report

EXAMPLE = Path(__file__).parents[1] / "examples" / "report.txt"


@pytest.fixture(scope="module")
def reading():
    return detente.read(EXAMPLE)


def test_a_reading_is_pickled_without_its_coder(reading) -> None:
    back = pickle.loads(pickle.dumps(reading))
    assert back == reading
    assert (back.read_from, str(back), back.to_html()) == (reading.read_from, str(reading), reading.to_html())
    with pytest.raises(UsageError, match="without its coder"):
        back.explain()


def test_a_reading_is_copied(reading) -> None:
    assert copy.deepcopy(reading) == copy.copy(reading) == reading
    assert copy.deepcopy([reading])[0].explain() == reading.explain()


@pytest.mark.parametrize("give", [list, iter, tuple], ids=["list", "one by one", "tuple"])
def test_events_in_any_way(reading, give) -> None:
    class Mine:
        def code(self, report):
            return give(reading.events)

    found = detente.read(EXAMPLE, coder=Mine())
    assert found.events == reading.events
    assert isinstance(hash(found), int)
    assert repr(found) == repr(reading)
    assert found.to_html() == reading.to_html()


def test_a_moment_is_its_day() -> None:
    moment = dt.datetime(2024, 8, 6, 21, 30, tzinfo=dt.UTC)
    assert type(parse_text("Talks failed.", published=moment).published) is dt.date
    assert type(Report("Talks failed.", published=moment).published) is dt.date
    assert parse_text("Talks failed.", published="2025-03-12").published == dt.date(2025, 3, 12)
    page = "<html><body><p>Talks failed in Doha on Monday, and both sides left the town.</p></body></html>"
    assert parse_html(page, published="2025-03-12").published == dt.date(2025, 3, 12)
    with pytest.raises(UsageError, match="no date"):
        parse_text("Talks failed.", published="soon")


@pytest.mark.parametrize("wrong", [{"min_score": 5}, {"min_score": -0.1}, {"threads": -1}, {"threads": 0}])
def test_a_coder_refuses_what_is_no_setting(wrong) -> None:
    with pytest.raises(UsageError, match="is no"):
        Coder.load(**wrong)
