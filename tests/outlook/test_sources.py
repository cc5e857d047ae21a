from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from detente.errors import OutlookError
from detente.ledger import Ledger
from detente.outlook import know

DAY = dt.date(2024, 8, 1)


@pytest.fixture
def table(tmp_path):
    def write(*rows: tuple[object, ...], name: str = "events.csv") -> Path:
        path = tmp_path / name
        lines = ["day,actor,type,recipient", *(",".join(map(str, row)) for row in rows)]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write


def test_the_origin_is_the_day_after_the_last_event_or_after_the_day_asked_for(table):
    path = table(("2024-08-01", "IRN", "THREATEN", "ISR"), ("2024-08-05", "ISR", "ASSAULT", "IRN"))
    known = know(path)
    assert (known.origin, len(known.history), known.later) == (dt.date(2024, 8, 6), 2, 0)
    known = know(path, as_of=dt.date(2024, 8, 2))
    assert (known.origin, len(known.history), known.later) == (dt.date(2024, 8, 3), 1, 1)
    assert "1 event is dated 2024-08-03 or later" in " ".join(known.notes)
    known = know(path, as_of=dt.date(2024, 9, 1))
    assert known.origin == dt.date(2024, 9, 2)
    assert "the 27 days since are taken to have been quiet" in " ".join(known.notes)


def test_what_is_dated_after_today_is_not_known(table):
    path = table(("2024-08-01", "IRN", "THREATEN", "ISR"), ("2054-08-05", "ISR", "ASSAULT", "IRN"))
    known = know(path, today=dt.date(2024, 8, 10))
    assert (known.origin, known.later) == (dt.date(2024, 8, 11), 1)


def test_one_event_is_little_to_go_by(table):
    known = know(table(("2024-08-01", "IRN", "THREATEN", "ISR")))
    assert "There is little to go by: one event." in " ".join(known.notes)


def test_all_events_in_the_future(table):
    path = table(("2024-08-01", "IRN", "THREATEN", "ISR"), ("2024-08-05", "ISR", "ASSAULT", "IRN"))
    with pytest.raises(
        OutlookError, match="all 2 events are on 2024-07-02 or later, the first of them on 2024-08-01"
    ):
        know(path, as_of=dt.date(2024, 7, 1))
    with pytest.raises(OutlookError, match="nothing is known yet"):
        know(path, today=dt.date(2024, 7, 1))


def test_nothing_to_go_by(table, tmp_path):
    with pytest.raises(OutlookError, match="there are no events"):
        know(table())
    with pytest.raises(
        OutlookError, match="none of 2 events happened, on a known day, between two known parties"
    ):
        know(table(("", "IRN", "THREATEN", "ISR"), ("2024-08-01", "IRN", "SHOUT", "ISR")))
    with pytest.raises(OutlookError, match="no such file"):
        know(tmp_path / "none.db")
    with Ledger(tmp_path / "empty.db"):
        pass
    with pytest.raises(OutlookError, match="there are no events") as error:
        know(tmp_path / "empty.db")
    assert "needed are reports" in error.value.hint


def test_how_records_became_events_can_be_reconciled(tmp_path):
    path = tmp_path / "events.csv"
    rows = [
        "2024-08-01,IRN;SYR,THREATEN,ISR;LBN,",
        "2024-08-02,IRN,ASSAULT,ISR,denied",
        "2024-08-02,IRN,AID,LBN,",
    ]
    path.write_text("day,actor,type,recipient,status\n" + "\n".join(rows) + "\n", encoding="utf-8")
    assert know(path).notes[0] == (
        "Of 3 records, 2 give 5 events (one for each pair of actor and recipient); 1 is set aside: without a "
        "type, a day or two parties, or of what did not happen."
    )
    assert know(path, as_of=dt.date(2024, 8, 1)).notes[:2] == (
        know(path).notes[0],
        "1 event is dated 2024-08-02 or later and set aside: not yet known.",
    )


def test_icews_tables_name_parties_in_words(tmp_path):
    path = tmp_path / "icews.tab"
    columns = ["Event ID", "Event Date", "Source Name", "CAMEO Code", "Target Name"]
    rows = [
        ["1", "2018-01-02", "Military (Chad)", "190", "Niger"],
        ["2", "2018-01-03", "Chad", "040", "Citizen (Chad)"],
        ["3", "2018-01-04", "Hezbollah the Unheard Of", "190", "Niger"],
    ]
    path.write_text("\n".join("\t".join(row) for row in [columns, *rows]) + "\n", encoding="utf-8")
    known = know(path)
    assert next(known.history.rows())[1:] == ("TCD", "ASSAULT", "NER")
    assert "1 of 3 events are between two of them" in known.notes[0]
    assert "Military (Chad)" in know(path, states=False).history.parties
