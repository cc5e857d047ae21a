"""What is broken is named by its line, and the rest is read; what is no file of events is one clear error."""

from __future__ import annotations

import codecs
import gzip
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import FormatError, UsageError
from detente.formats import READERS, Fault, SetAside, detect_format, import_events, read_events
from detente.formats._cells import RowError, guard_cell, read_day, unguard_cell
from detente.formats._plain import join_cell, part_cell
from detente.ledger import CodedEvent, Ledger
from tests.formats.making import (
    ICEWS_HEADER,
    POLECAT_HEADER,
    UCDP_HEADER,
    gdelt_row,
    icews_row,
    polecat_row,
    ucdp_row,
)

MAKERS = {
    "gdelt": ("", gdelt_row),
    "icews": (ICEWS_HEADER, icews_row),
    "polecat": (POLECAT_HEADER, polecat_row),
    "ucdp": (UCDP_HEADER, ucdp_row),
}


def write(path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path.write_bytes("".join(line + "\n" for line in lines if line).encode(encoding))
    return path


@pytest.mark.parametrize(
    ("format_", "cells", "reason"),
    [
        ("gdelt", {"c1": "20240231"}, "SQLDATE '20240231' is no day"),
        ("gdelt", {"c59": "yesterday"}, "DATEADDED 'yesterday' is no day"),
        ("gdelt", {"c26": "999"}, "'999' is no CAMEO code"),
        ("gdelt", {"c0": "x"}, "'x' is no GLOBALEVENTID"),
        ("gdelt", {"c56": "91"}, "latitude 91 is not from -90 to 90"),
        ("gdelt", {"c57": "-180.5"}, "longitude -180.5 is not from -180 to 180"),
        ("gdelt", {"c57": ""}, "latitude without longitude"),
        ("gdelt", {"c30": "-11"}, "GoldsteinScale '-11' is not from -10 to 10"),
        ("gdelt", {"c30": "inf"}, "GoldsteinScale 'inf' is no number"),
        ("gdelt", {"c32": "-3"}, "NumSources '-3' is no count"),
        ("gdelt", {"c32": "1.5"}, "NumSources '1.5' is no count"),
        ("gdelt", {"c60": "a\tb"}, "62 columns, not 61 or 58 or 57"),
        ("icews", {"Event_Date": "05/08/2024"}, "Event Date '05/08/2024' is no day"),
        ("icews", {"Event_ID": ""}, "no Event ID"),
        ("icews", {"CAMEO_Code": "42"}, "'42' is no CAMEO code"),
        ("icews", {"Latitude": "north"}, "latitude 'north' is no number"),
        ("icews", {"Longitude": "a\tb"}, "21 columns, not 20"),
        ("polecat", {"Event_Type": "CRIME"}, "'CRIME' is no PLOVER type"),
        ("polecat", {"Event_Date": "2023-13-01"}, "Event Date '2023-13-01' is no day"),
        ("polecat", {"Intensity": "20"}, "Intensity '20' is not from -10 to 10"),
        ("polecat", {"Event_ID": "None"}, "no Event ID"),
        ("ucdp", {"id": ""}, "no id"),
        ("ucdp", {"type_of_violence": "4"}, "4 is no type of violence"),
        ("ucdp", {"best": "-1"}, "best '-1' is no count"),
        ("ucdp", {"date_end": "2022-04-01"}, "it ends on 2022-04-01, before it begins on 2022-05-01"),
        ("ucdp", {"gwnoa": "Mali"}, "'Mali' is no number of a state"),
    ],
)
def test_a_broken_row_is_named_and_the_rest_is_read(tmp_path, format_, cells, reason):
    header, make = MAKERS[format_]
    path = write(tmp_path / "events.txt", header, make(), make(**cells), make())
    good, fault, also_good = read_events(path)
    assert good == also_good
    assert isinstance(fault, Fault)
    assert (fault.where, fault.line) == (str(path), 3 if header else 2)
    assert fault.reason.startswith(reason)


@pytest.mark.parametrize(
    ("format_", "lines", "reason"),
    [
        ("keds", ("date,source,target,code,desc", "1999-02-30,USA,IRQ,223,x"), "date '1999-02-30' is no day"),
        ("keds", ("date,source,target,code,desc", "1999-02-03,USA,,223,x"), "no source or no target"),
        ("keds", ("date,source,target,code,desc", "1999-02-03,USA,IRQ,900,x"), "'900' is no WEIS code"),
        ("keds", ("date,source,target,code,desc", "1999-02-03,USA,IRQ"), "3 columns, not 5"),
        ("csv", ("dataset,day,type,lat,lon", "d,2024-08-01,AID,95,10"), "latitude 95 is not"),
        ("csv", ("dataset,day,type,mode", "d,2024-08-01,AID,aerial"), "'aerial' is no mode of AID"),
        ("csv", ("dataset,day,type,sources", "d,2024-08-01,AID,-4"), "sources '-4' is no count"),
        ("csv", ("dataset,day,type,status", "d,2024-08-01,AID,maybe"), "no such status"),
        ("csv", ("dataset,day,type", "d,,AID"), "no day"),
        ("csv", ("dataset,day,type,actor,actor_name", "d,2024-08-01,AID,USA;IRN,x"), "not as many sectors"),
        ("csv", ("dataset,day,type,hedged", "d,2024-08-01,AID,perhaps"), "hedged 'perhaps' is neither"),
        ("csv", ("dataset,day,type,country", "d,2024-08-01,AID,U2"), "'U2' is no ISO 3166"),
        ("csv", ("dataset,day,end_day,type", "d,2024-08-02,2024-08-01,AID"), "it ends on 2024-08-01"),
        ("csv", ("dataset,day,type,scheme", "d,2024-08-02,AID,idea"), "'idea' is no scheme"),
        (
            "jsonl",
            ('{"dataset": "d", "id": "1", "day": "2024-08-01", "type": "AID"}',),
            "Object missing required",
        ),
        (
            "jsonl",
            (
                '{"dataset":"d","id":"1","day":"2024-08-01","known_on":"2024-08-01","type":"AID","deaths_low":-1}',
            ),
            "a count is below 0",
        ),
        (
            "plover",
            ('{"id": "1", "date": "2024-08-41", "source": [], "event": "AID"}',),
            "Invalid RFC3339 encoded",
        ),
        (
            "plover",
            ('{"id": "1", "date": "2024-08-01", "source": [], "event": "CRIME"}',),
            "'CRIME' is no PLOVER",
        ),
        ("plover", ('{"id": "1", "date": "2024-08-01", "source": [], "event": []}',), "no event category"),
    ],
)
def test_broken_rows_of_other_formats(tmp_path, format_, lines, reason):
    (fault,) = read_events(write(tmp_path / "events", *lines), format=format_)
    assert isinstance(fault, Fault)
    assert fault.line == len(lines)
    assert fault.reason.startswith(reason)


def test_a_quote_that_is_never_closed_names_what_it_swallowed(tmp_path):
    rows = [ucdp_row(id=str(number)) for number in range(1500)]
    rows[3] = rows[3].replace("Bamako town", '"Bamako town')
    found = list(read_events(write(tmp_path / "ged.csv", UCDP_HEADER, *rows)))
    faults = [row for row in found if isinstance(row, Fault)]
    events = [row for row in found if isinstance(row, CodedEvent)]
    assert [event.id for event in events[:3]] == ["0", "1", "2"]
    assert faults[0].line == 5
    assert events[-1].id == "1499"


def test_import_counts_and_names_the_first(tmp_path):
    rows = [gdelt_row(c0=str(number), c1="20240801" if number % 3 else "never") for number in range(30)]
    path = write(tmp_path / "events.txt", gdelt_row(c0="99", c26="010"), *rows)
    with Ledger(tmp_path / "crisis.db") as ledger:
        done = import_events(ledger, path, most_faults=4)
        assert (done.rows, done.addition.added, done.broken, done.set_aside) == (31, 20, 10, {"010": 1})
        assert [fault.line for fault in done.faults] == [2, 5, 8, 11]
        assert ledger.size.events == 20


@pytest.mark.parametrize("format_", ["gdelt", "icews", "polecat", "ucdp"])
def test_formats_are_told_by_their_content(tmp_path, format_):
    header, make = MAKERS[format_]
    assert detect_format(write(tmp_path / "x.bin", header, make())) == format_


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b"  \n\n", "the file is empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary"),
        (b"Talks fail in Geneva.\nBoth sides left.\n", "no file of events"),
        (b"name,age\nx,3\n", "no file of events"),
        (b'{"name": 1}\n', "neither of"),
        (b'[{"dataset": 1}]\n', "no file of events"),
        (b"PAR1 but nothing more", "damaged"),
        (b"\x1f\x8b broken gzip", "damaged"),
        (b"PK\x03\x04 broken zip", "can't be read"),
    ],
)
def test_what_is_no_file_of_events(tmp_path, content, reason):
    if content.startswith(b"PAR1"):
        pytest.importorskip("pyarrow", reason="pyarrow is not installed here (detente[parquet])")
    path = tmp_path / "x"
    path.write_bytes(content)
    with pytest.raises(FormatError, match=reason) as caught:
        list(read_events(path))
    assert caught.value.where.startswith(str(path))


@pytest.mark.parametrize("format_", sorted(set(READERS) - {"parquet"}))
def test_a_file_of_another_kind_is_refused_or_all_its_rows_are(tmp_path, format_):
    path = write(tmp_path / "report.txt", "Talks fail in Geneva.", "Both sides left, and said so.")
    try:
        rows = list(read_events(path, format=format_))
    except FormatError:
        return
    assert rows
    assert all(isinstance(row, Fault) for row in rows)


def test_missing_columns_are_named(tmp_path):
    path = write(tmp_path / "x", "Event ID\tEvent Date", "1\t2024-08-01")
    with pytest.raises(FormatError, match="no column 'Source Name', 'Source Sectors'"):
        list(read_events(path, format="icews"))
    with pytest.raises(FormatError, match="neither a column 'type' nor a column 'code'"):
        list(read_events(write(tmp_path / "y", "day,actor", "2024-08-01,USA"), format="csv"))


def test_files_that_are_not_there(tmp_path):
    with pytest.raises(FormatError, match=r"there is no such file \(check the path"):
        list(read_events(tmp_path / "nothing.csv"))
    with pytest.raises(FormatError, match=r"it is a directory \(give one file of events"):
        list(read_events(tmp_path))
    with pytest.raises(UsageError, match="no format"):
        list(read_events(tmp_path / "x", format="xlsx"))


def test_packed_files(tmp_path):
    plain = write(tmp_path / "events.csv", gdelt_row())
    (event,) = read_events(plain)
    with gzip.open(tmp_path / "events.gz", "wb") as packed:
        packed.write(plain.read_bytes())
    assert list(read_events(tmp_path / "events.gz")) == [event]
    with zipfile.ZipFile(tmp_path / "20240801.export.CSV.zip", "w") as archive:
        archive.writestr("a/20240801.export.CSV", plain.read_bytes())
        archive.writestr("b.tab", f"{ICEWS_HEADER}\n{icews_row()}\n{icews_row(Event_ID='')}\n")
    first, second, fault = read_events(tmp_path / "20240801.export.CSV.zip")
    assert (first, second.dataset) == (event, "ICEWS")
    assert fault.where.endswith("20240801.export.CSV.zip!b.tab")
    with zipfile.ZipFile(tmp_path / "empty.zip", "w"):
        pass
    with pytest.raises(FormatError, match="holds no file"):
        list(read_events(tmp_path / "empty.zip"))


def test_an_archive_that_breaks_off_is_told_after_what_it_gave(tmp_path):
    import random

    chance = random.Random(3)
    rows = "\n".join(
        gdelt_row(c0=str(chance.randrange(10**9)), c60=str(chance.random())) for _ in range(4000)
    )
    packed = gzip.compress(rows.encode())
    (tmp_path / "half.gz").write_bytes(packed[: len(packed) // 2])
    with Ledger(tmp_path / "crisis.db") as ledger:
        with pytest.raises(FormatError, match="damaged"):
            import_events(ledger, tmp_path / "half.gz")
        assert ledger.size.events == 0
    found = []
    with pytest.raises(FormatError, match="damaged"):
        found.extend(read_events(tmp_path / "half.gz"))
    assert len(found) > 1000


def test_encodings_are_told_line_by_line(tmp_path):
    name = {"Publisher": "Süddeutsche"}
    utf8, latin = icews_row(**name), icews_row(Event_ID="2", **name)
    path = tmp_path / "mixed.tab"
    path.write_bytes(
        codecs.BOM_UTF8
        + f"{ICEWS_HEADER}\n{utf8}\n".encode()
        + f"{latin}\n".encode("cp1252")
        + b"\x81\xff\tx\n"
    )
    first, second, fault = read_events(path)
    assert first.publisher == second.publisher == "Süddeutsche"
    assert fault.reason == "2 columns, not 20"
    wide = write(tmp_path / "wide.tab", ICEWS_HEADER, utf8, encoding="utf-16")
    assert [row.publisher for row in read_events(wide)] == ["Süddeutsche"]


@pytest.mark.parametrize("format_", ["gdelt", "ucdp"])
def test_lines_are_counted_with_the_empty_ones(tmp_path, format_):
    header, make = MAKERS[format_]
    path = tmp_path / "x"
    broken = make(c1="never") if format_ == "gdelt" else make(best="many")
    path.write_text(f"\n\n{header}\n{make()}\n\n{broken}\n", encoding="utf-8")
    event, fault = read_events(path)
    assert isinstance(event, CodedEvent)
    assert fault.line == 6


def test_windows_line_ends_and_quoted_cells(tmp_path):
    path = tmp_path / "x.tab"
    row = icews_row(Publisher='"The ""Sun"""')
    path.write_bytes(f"{ICEWS_HEADER}\r\n{row}\r\n\r\n".encode())
    (event,) = read_events(path)
    assert (event.publisher, event.lon) == ('The "Sun"', 51.42)


@pytest.mark.parametrize("format_", sorted(MAKERS))
@settings(max_examples=30)
@given(data=st.data())
def test_any_cell_may_hold_anything(format_, data, tmp_path_factory):
    """Whatever stands in a row, it is an event, set aside or a fault; its neighbours are read."""
    header, make = MAKERS[format_]
    delimiter = "," if format_ == "ucdp" else "\t"
    cells = make().split(delimiter)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(cells) - 1))
        cells[at] = data.draw(
            st.one_of(
                st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n\r\0"), max_size=12),
                st.sampled_from(
                    ["-1", "1e999", "nan", "20240230", "0000-00-00", "9" * 30, "190", "None", "NA", '"']
                ),
            )
        )
    path = write(tmp_path_factory.mktemp("any") / "x", header, make(), delimiter.join(cells), make())
    first, *middle, last = read_events(path, format=format_)
    assert isinstance(first, CodedEvent)
    if '"' not in delimiter.join(cells[:8] + cells[9:]):
        assert isinstance(last, CodedEvent)
        assert len(middle) == 1 or not delimiter.join(cells).strip()
    assert all(isinstance(row, CodedEvent | SetAside | Fault) for row in (*middle, last))
    with Ledger(path.parent / "any.db") as ledger:
        assert import_events(ledger, path, format=format_).rows == len(middle) + 2


@pytest.mark.parametrize("format_", sorted(READERS))
@settings(max_examples=40)
@given(content=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(format_, content, tmp_path_factory):
    if format_ == "parquet":
        pytest.importorskip("pyarrow", reason="pyarrow is not installed here (detente[parquet])")
    path = tmp_path_factory.mktemp("bytes") / "x"
    path.write_bytes(content)
    for wanted in (format_, None):
        try:
            for row in read_events(path, format=wanted, dataset="any"):
                assert isinstance(row, CodedEvent | SetAside | Fault)
        except FormatError:
            pass


@given(st.text())
def test_days_are_days_or_faults(text):
    try:
        day = read_day(text)
    except RowError:
        return
    assert day.isoformat().replace("-", "") == text.strip().replace("-", "")[:8]


@given(st.text())
def test_guarding_is_undone(text):
    assert unguard_cell(guard_cell(text)) == text.replace("\0", "\ufffd")
    assert not guard_cell(text).lstrip().startswith(("=", "+", "-", "@"))


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@A1",
        "\t1",
        "\r1",
        "\n1",
        " =1",
        "\ufeff=1",
        " \ufeff =1",
        "\u200b=1",
        "＝1",
        "'=1",
    ],
)
def test_what_a_spreadsheet_takes_for_a_formula_is_guarded(text):
    assert guard_cell(text) == "'" + text
    assert unguard_cell("'" + text) == text


@pytest.mark.parametrize("text", ["", "it's", "'tis", "a=b", "1-2", "the \ufeff=1", "3 dead"])
def test_other_text_is_left_as_it_is(text):
    assert guard_cell(text) == text == unguard_cell(text)


def test_a_nul_is_no_part_of_a_cell():
    assert guard_cell("a\0b") == "a\ufffdb"
    assert guard_cell(None) == ""


@given(st.lists(st.text(), min_size=1))
def test_joining_is_undone(texts):
    assert part_cell(join_cell(texts)) == texts
    assert part_cell(join_cell(texts, guard_cell), unguard_cell) == [
        text.replace("\0", "\ufffd") for text in texts
    ]
