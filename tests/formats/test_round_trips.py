"""What is written is read back as it was; what a format can't hold is left out by number, or named here."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings

from detente.errors import FormatError, UsageError
from detente.formats import WRITERS, Fault, import_events, read_events, write_events
from detente.ledger import CodedEvent, CodedParty, Ledger
from detente.ontology import EVENT_TYPES
from tests.formats.making import coded_events
from tests.ledger.telling import act, tell

WHOLE = ("jsonl", "csv", "parquet")
TEMPLATE = CodedEvent(
    dataset="GDELT", id="1", day=dt.date(2024, 8, 1), known_on=dt.date(2024, 8, 2), type="AID", code="AID"
)


def there_and_back(events: Sequence[CodedEvent], format_: str, folder) -> tuple[list[CodedEvent], int]:
    """Return the events read from the file that they are written to, and how many were left out."""
    if format_ == "parquet":
        pytest.importorskip("pyarrow", reason="pyarrow is not installed here (detente[parquet])")
    path = folder / "events"
    with path.open("wb") as stream:
        written, left_out = write_events(events, stream, format_)
    rows = list(read_events(path, format={"cameo": "icews"}.get(format_, format_)))
    assert not [str(row) for row in rows if isinstance(row, Fault)]
    assert written == len(rows) == len(events) - left_out
    return rows, left_out


@pytest.mark.parametrize("format_", WHOLE)
@settings(max_examples=40)
@given(event=coded_events())
def test_formats_that_hold_all(format_, tmp_path_factory, event):
    assert there_and_back([event], format_, tmp_path_factory.mktemp("trip")) == ([event], 0)


@settings(max_examples=40)
@given(event=coded_events())
def test_plover_holds_all_that_has_a_day(tmp_path_factory, event):
    found, left_out = there_and_back([event], "plover", tmp_path_factory.mktemp("trip"))
    if event.day is None:
        assert (found, left_out) == ([], 1)
    else:
        assert found == [event]


@settings(max_examples=40)
@given(event=coded_events())
def test_cameo_rows_hold_this_much(tmp_path_factory, event):
    found, left_out = there_and_back([event], "cameo", tmp_path_factory.mktemp("trip"))
    if event.day is None or event.status != "happened":
        assert (found, left_out) == ([], 1)
        return
    (back,) = found
    for name in ("dataset", "day", "known_on", "type", "lat", "lon", "country"):
        assert getattr(back, name) == getattr(event, name)
    assert back.mode in {event.mode, None}
    assert [p.who for p in back.actor] == [p.who for p in event.actor]
    assert [p.sector for p in back.recipient] == [p.sector for p in event.recipient]


def test_cameo_rows_of_cameo_events_come_back_whole(tmp_path):
    event = replace(
        TEMPLATE,
        type="ASSAULT",
        mode="aerial",
        scheme="cameo",
        code="195",
        scale=-10.0,
        actor=(CodedParty("ISR", "MIL", "", "ISRAEL"),),
        recipient=(CodedParty("HEZBOLLAH", "REB"), CodedParty("LBN", "GOV", "", "Lebanon")),
        place="Tyre",
        country="LBN",
        lat=33.2733,
        lon=35.1939,
        publisher="The Courier",
        words="strikes",
    )
    assert there_and_back([event], "cameo", tmp_path) == ([event], 0)


def test_modes_that_cameo_has_no_code_for_are_lost_and_no_others():
    from detente.formats._tables import cameo_of, kinds_of_cameo

    lost = {
        f"{type_} {mode}"
        for type_, found in EVENT_TYPES.items()
        for mode in found.modes
        if kinds_of_cameo()[cameo_of(type_, mode)] != (type_, mode)
    }
    assert lost == set(
        """CONSULT multilateral
        RETREAT resign
        THREATEN arrest
        PROTEST strike
        PROTEST vandalize
        SANCTION convict
        MOBILIZE weapons
        MOBILIZE militia
        COERCE withhold
        COERCE censor
        COERCE misinformation
        ASSAULT primitive""".replace("        ", "").splitlines()
    )
    assert all(kinds_of_cameo()[cameo_of(type_, None)] == (type_, None) for type_ in EVENT_TYPES)


@pytest.mark.parametrize("format_", [*WHOLE, "plover"])
def test_from_ledger_to_ledger(format_, tmp_path):
    if format_ == "parquet":
        pytest.importorskip("pyarrow", reason="pyarrow is not installed here (detente[parquet])")
    path = tmp_path / "events"
    with Ledger(tmp_path / "one.db") as one, Ledger(tmp_path / "other.db") as other:
        one.add(
            *tell(
                "Courier",
                "2024-08-03",
                ("Iran struck Israel.", act("ASSAULT", "struck", "IRN", "ISR", mode="aerial")),
                ("Turkey will not help Israel.", act("AID", "help", "TUR", "ISR", status="negated")),
            )
        )
        one.add_coded([TEMPLATE, replace(TEMPLATE, id="2", actor=(CodedParty("USA", "GOV"),))])
        with path.open("wb") as stream:
            assert write_events(one.coded_events(), stream, format_) == (4, 0)
        done = import_events(other, path)
        assert (done.addition.added, done.broken) == (4, 0)
        assert list(other.coded_events()) == list(one.coded_events())
        assert other.dyads() == one.dyads()
        # The ledger that it came from knows all of it.
        assert import_events(one, path).addition.repeated == 4


@pytest.mark.parametrize("format_", [*WHOLE, "plover"])
def test_an_event_without_a_code_comes_back_without_one(format_, tmp_path):
    assert there_and_back([replace(TEMPLATE, code="")], format_, tmp_path) == (
        [replace(TEMPLATE, code="")],
        0,
    )


@pytest.mark.parametrize("format_", WRITERS)
def test_signs_that_no_file_takes_are_the_ledgers_everywhere(format_, tmp_path):
    if format_ == "parquet":
        pytest.importorskip("pyarrow", reason="pyarrow is not installed here (detente[parquet])")
    event = replace(
        TEMPLATE, words="a\ud800b\0c", actor=(CodedParty("USA", name="x\udfff"),), lat=1.0, lon=2.0, place="P"
    )
    out = io.BytesIO()
    assert write_events([event, TEMPLATE], out, format_)[0] >= 1
    if format_ == "geojson":
        assert "a\ufffdb\ufffdc".encode() in out.getvalue()
        return
    path = tmp_path / "events"
    path.write_bytes(out.getvalue())
    found, _ = read_events(path, format={"cameo": "icews"}.get(format_, format_))
    assert (found.words, found.actor[0].name) == ("a\ufffdb\ufffdc", "x\ufffd")


def test_csv_is_safe_for_spreadsheets():
    event = replace(TEMPLATE, words="=1+1", place="@home", actor=(CodedParty("USA", "GOV", "+1", "-x;=y"),))
    out = io.BytesIO()
    write_events([event], out, "csv")
    for cell in ("'=1+1", "'@home", "'+1", "'-x\\;=y"):
        assert f'"{cell}"'.encode() in out.getvalue()


def test_nothing_is_a_file_too():
    for format_ in WRITERS:
        if format_ == "parquet":
            pytest.importorskip("pyarrow", reason="pyarrow is not installed here (detente[parquet])")
        out = io.BytesIO()
        assert write_events([], out, format_) == (0, 0)


def test_an_unknown_format_is_refused():
    with pytest.raises(UsageError, match="no format"):
        write_events([], io.BytesIO(), "xlsx")


def test_parquet_without_its_library(monkeypatch, tmp_path):
    import sys

    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(FormatError, match="pyarrow"):
        write_events([], io.BytesIO(), "parquet")
    (tmp_path / "x").write_bytes(b"PAR1 and so on")
    with pytest.raises(FormatError, match="pyarrow"):
        list(read_events(tmp_path / "x"))
