from __future__ import annotations

import csv
import io
import json

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.desk import CSV_COLUMNS, write_csv, write_jsonl
from detente.formats import guard_cell
from detente.records import mention_schema, to_json


def rows_of(report, events, **options):
    stream = io.BytesIO()
    assert write_csv(report, events, stream, **options) == len(events)
    return list(csv.reader(io.StringIO(stream.getvalue().decode(), newline="")))


def test_jsonl_is_to_json_line_by_line_and_fits_the_schema(events):
    stream = io.BytesIO()
    assert write_jsonl(events, stream) == len(events)
    lines = stream.getvalue().split(b"\n")
    assert lines.pop() == b""
    assert lines == [to_json(event) for event in events]
    validator = jsonschema.Draft202012Validator(mention_schema())
    for line in lines:
        validator.validate(json.loads(line))


def test_schema_refuses_what_is_no_event(events):
    validator = jsonschema.Draft202012Validator(mention_schema())
    wrong = {**json.loads(to_json(events[0])), "status": "perhaps"}
    assert not validator.is_valid(wrong)


def test_csv_has_one_event_a_row(report, events):
    header, *rows = rows_of(report, events)
    assert tuple(header) == CSV_COLUMNS
    assert len(rows) == len(events)
    assert {len(row) for row in rows} == {len(CSV_COLUMNS)}
    visit = dict(zip(header, rows[5], strict=True))
    assert visit["type"] == "CONSULT"
    assert (visit["date"], visit["place"], visit["place_country"]) == ("2025-03-11", "Caracas", "VEN")
    assert report.text[int(visit["trigger_start"]) : int(visit["trigger_end"])] == visit["trigger"]


def test_several_parties_are_joined_in_the_same_order(report, events):
    header, *rows = rows_of(report, events)
    row = dict(zip(header, rows[11], strict=True))
    assert row["recipient_who"] == "VEN;FARC"
    assert row["recipient_sector"] == "GOV;REB"
    assert row["recipient_text"] == "Venezuela;the FARC"
    assert row["recipient_name"] == ";"


def test_header_can_be_left_out(report, events):
    assert len(rows_of(report, events, header=False)) == len(events)
    assert rows_of(report, ()) == [list(CSV_COLUMNS)]


def test_csv_says_where_the_report_was_read_from(report, events):
    header, *rows = rows_of(report, events, read_from="=1.txt")
    assert header[-1] == "read_from"
    assert {row[-1] for row in rows} == {"'=1.txt"}
    assert {row[-1] for row in rows_of(report, events)[1:]} == {""}


def test_stream_stays_open(report, events):
    stream = io.BytesIO()
    write_csv(report, events, stream)
    assert not stream.closed


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", " =", "\ufeff=", "＝", "\r@"])
def test_formulas_are_disarmed(hand, start):
    report, coder = hand(f"Rebels attacked {start}SUM(1) today.")
    event = coder.event("ASSAULT", "attacked", recipient=[(f"{start}SUM(1)", "UNK", "CVL", None)])
    header, row = rows_of(report, (event,))
    cell = dict(zip(header, row, strict=True))["recipient_text"]
    assert cell.startswith("'")
    assert cell[1:].endswith("SUM(1)")


def test_a_second_party_is_disarmed_too(hand):
    # Programs set to ";" split the cell there.
    report, coder = hand("Rebels attacked a;b and =1+1.")
    parties = [("a;b", "UNK", "CVL", None), ("=1+1", "UNK", "CVL", None)]
    header, row = rows_of(report, (coder.event("ASSAULT", "attacked", recipient=parties),))
    assert dict(zip(header, row, strict=True))["recipient_text"] == "a,b;'=1+1"


def test_numbers_stay_numbers(report, events):
    header, *rows = rows_of(report, events)
    assert float(dict(zip(header, rows[1], strict=True))["intensity"]) == -9


@given(st.text(min_size=1))
def test_guarded_text_never_begins_a_formula(text):
    guarded = guard_cell(text)
    assert not guarded.lstrip().startswith(("=", "+", "-", "@"))
    assert guarded in {told := text.replace("\0", "\ufffd"), "'" + told}
