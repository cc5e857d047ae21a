"""`detente ledger import` and `export`: what they say, and their exit codes."""

from __future__ import annotations

import csv
import gzip
import io
import json

import pytest

from tests.formats.making import ICEWS_HEADER, gdelt_row, icews_row


@pytest.fixture
def ledger(invoke, tmp_path):
    def run(*arguments, **options):
        return invoke("ledger", "--db", tmp_path / "crisis.db", *arguments, **options)

    return run


@pytest.fixture
def gdelt(tmp_path):
    path = tmp_path / "20240802.export.CSV"
    path.write_text(f"{gdelt_row()}\n{gdelt_row(c0='2', c26='010')}\n", encoding="utf-8")
    return path


@pytest.fixture
def icews(tmp_path):
    path = tmp_path / "events.tab.gz"
    path.write_bytes(gzip.compress(f"{ICEWS_HEADER}\n{icews_row()}\n".encode()))
    return path


@pytest.fixture
def filled(ledger, gdelt, icews):
    done = ledger("import", gdelt, icews)
    assert done.exit_code == 0, done.output
    return ledger


def test_import_says_what_it_did(ledger, gdelt):
    first = ledger("import", gdelt)
    assert (first.exit_code, first.stdout) == (0, "")
    assert first.stderr.splitlines() == [
        f"{gdelt}: 2 rows: 1 event added, 0 there already, 1 without a PLOVER type (010 1×), 0 broken"
    ]
    again = ledger("import", gdelt)
    assert "0 events added, 1 there already" in again.stderr


def test_broken_rows_are_named_on_standard_error(ledger, tmp_path):
    path = tmp_path / "events.txt"
    rows = [gdelt_row(c0=str(number), c1="never") for number in range(5)]
    path.write_text("\n".join([gdelt_row(c0="9"), *rows]) + "\n", encoding="utf-8")
    done = ledger("import", path, "--faults", "2")
    assert done.exit_code == 3
    assert done.stderr.splitlines() == [
        f"detente: {path}:2: SQLDATE 'never' is no day",
        f"detente: {path}:3: SQLDATE 'never' is no day",
        f"detente: {path}: 3 more broken rows",
        f"{path}: 6 rows: 1 event added, 0 there already, 5 broken",
    ]


def test_one_file_of_several_fails(ledger, gdelt, tmp_path):
    other = tmp_path / "report.txt"
    other.write_text("Talks fail in Geneva.\n", encoding="utf-8")
    done = ledger("import", other, gdelt)
    assert done.exit_code == 3
    assert f"detente: {other}: it is no file of events in a format that is known" in done.stderr
    assert "1 event added" in done.stderr
    alone = ledger("import", other)
    assert alone.exit_code == 1
    assert ledger("import", tmp_path / "nothing.csv").exit_code == 1
    assert ledger("import", "--from", "xlsx", gdelt).exit_code == 2


def test_a_format_may_be_forced_and_a_data_set_named(ledger, gdelt, tmp_path):
    done = ledger("import", "--from", "icews", gdelt)
    assert (done.exit_code, "no column 'Event ID'" in done.stderr) == (1, True)
    plain = tmp_path / "desk.csv"
    plain.write_text("day,type,actor\n2024-08-01,AID,USA\n", encoding="utf-8")
    unnamed = ledger("import", plain)
    assert (unnamed.exit_code, "--dataset" in unnamed.stderr) == (3, True)
    assert ledger("import", plain, "--dataset", "desk").exit_code == 0
    assert ledger("import", plain, "--dataset", "x" * 41).exit_code == 3
    (event,) = (json.loads(line) for line in ledger("list", "--format", "jsonl").stdout.splitlines())
    assert (event["origin"], event["actor"]) == ("desk", ["USA"])


def test_a_changed_row_is_told_and_replaced_when_asked(ledger, gdelt):
    ledger("import", gdelt)
    gdelt.write_text(gdelt_row(c52="Sidon") + "\n", encoding="utf-8")
    assert "1 there with other values (--replace takes the new ones)" in ledger("import", gdelt).stderr
    assert "1 replaced" in ledger("import", gdelt, "--replace").stderr
    assert json.loads(ledger("list", "--format", "jsonl").stdout)["place"] == "Sidon"


def test_imported_events_are_shown(filled):
    listed = [json.loads(line) for line in filled("list", "--format", "jsonl").stdout.splitlines()]
    assert [(event["origin"], event["type"]) for event in listed] == [
        ("GDELT", "ASSAULT"),
        ("ICEWS", "CONSULT"),
    ]
    shown = filled("show", listed[0]["id"]).stdout
    for words in (
        "Origin",
        "GDELT 1198765432",
        "cameo 195, scale -10",
        "HEZBOLLAH REB",
        "https://news.example/tyre",
    ):
        assert words in shown
    account = json.loads(filled("show", listed[0]["id"], "--format", "jsonl").stdout)
    assert account["coded"]["id"] == "1198765432"
    assert "ISR assaults (aerial) HEZBOLLAH" in filled("timeline").stdout
    assert "HEZBOLLAH" in filled("dyads", "--format", "csv").stdout
    assert filled("list", "--as-of", "2024-08-01", "--format", "jsonl").stdout == ""


def test_export_in_each_format(filled, tmp_path):
    pytest.importorskip("pyarrow", reason="pyarrow is not installed here (detente[parquet])")
    for format_ in ("jsonl", "csv", "parquet", "plover", "cameo", "geojson", "graphml"):
        out = tmp_path / f"out.{format_}"
        done = filled("export", "--format", format_, "--out", out)
        assert (done.exit_code, done.stdout) == (0, "")
        assert done.stderr == ("2 pairs written\n" if format_ == "graphml" else "2 events written\n")
        assert out.stat().st_size > 100
        assert out.stat().st_mode & 0o444
    assert not list(tmp_path.glob(".out*"))


def test_export_to_standard_output(filled):
    done = filled("export")
    assert [json.loads(line)["dataset"] for line in done.stdout.splitlines()] == ["GDELT", "ICEWS"]
    rows = list(csv.DictReader(io.StringIO(filled("export", "--format", "csv").stdout)))
    assert [row["actor"] for row in rows] == ["ISR", "RUS"]


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        (["--party", "HEZBOLLAH"], ["1198765432"]),
        (["--since", "2024-08-02"], ["40001 2024-08-05"]),
        (["--until", "2024-08-02"], ["1198765432"]),
        (["--as-of", "2024-08-03"], ["1198765432"]),
        (["--as-of", "2024-08-01"], []),
        (["--type", "CONSULT"], ["40001 2024-08-05"]),
        (["--dataset", "ICEWS"], ["40001 2024-08-05"]),
    ],
)
def test_export_of_some(filled, options, ids):
    assert [json.loads(line)["id"] for line in filled("export", *options).stdout.splitlines()] == ids


def test_export_of_some_pairs(filled):
    shown = filled("export", "--format", "graphml", "--party", "IRN").stdout
    assert '<node id="RUS">' in shown
    assert "HEZBOLLAH" not in shown
    refused = filled("export", "--format", "graphml", "--dataset", "ICEWS")
    assert (refused.exit_code, "graphml counts all" in refused.stderr) == (2, True)


def test_export_says_what_it_leaves_out(ledger, tmp_path):
    path = tmp_path / "desk.csv"
    path.write_text("day,type\n2024-08-01,AID\n", encoding="utf-8")
    ledger("import", path, "--dataset", "desk")
    assert ledger("export", "--format", "geojson").stderr == (
        "0 events written, 1 left out that geojson can't hold\n"
    )


def test_an_export_that_fails_leaves_the_file_as_it_was(filled, tmp_path, monkeypatch):
    out = tmp_path / "out.jsonl"
    out.write_text("before", encoding="utf-8")
    assert filled("export", "--out", tmp_path / "nowhere" / "out.jsonl").exit_code == 1

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("detente.formats._writing.WRITERS", {"jsonl": fail})
    done = filled("export", "--out", out)
    assert (done.exit_code, "No space left" in done.stderr) == (1, True)
    assert out.read_text(encoding="utf-8") == "before"
    assert not list(tmp_path.glob(".out*"))
