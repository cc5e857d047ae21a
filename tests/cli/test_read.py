from __future__ import annotations

import csv
import gc
import io
import json
import subprocess
import sys

import jsonschema
import pytest
from click.testing import CliRunner

from detente.cli import cli
from detente.desk import CSV_COLUMNS
from detente.records import mention_schema


def test_table_is_the_default(invoke, path):
    result = invoke("read", path, "--published", "2025-03-12", "--outlet", "The Courier")
    assert result.exit_code == 0
    assert result.stderr == ""
    assert "The Courier · 12 March 2025" in result.stdout
    assert "China [urged] Venezuela" in result.stdout
    assert "China (CHN government) → Venezuela (VEN government)" in result.stdout
    assert all(line == line.rstrip() for line in result.stdout.splitlines())
    assert "\x1b" not in result.stdout


def test_standard_input(invoke, path):
    result = invoke("read", "-", "--format", "jsonl", input=path.read_bytes())
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 2


def test_jsonl_fits_the_schema(invoke, path):
    result = invoke("read", path, "--format", "jsonl")
    events = [json.loads(line) for line in result.stdout_bytes.splitlines()]
    assert [event["sentence_index"] for event in events] == [-1, 0]
    for event in events:
        jsonschema.validate(event, mention_schema())


def test_a_folder_stands_for_the_reports_in_it(invoke, path):
    (path.parent / "deep").mkdir()
    (path.parent / "deep" / "two.txt").write_bytes(path.read_bytes())
    (path.parent / "notes.md").write_text("China urged Venezuela.", encoding="utf-8")
    result = invoke("read", path.parent, "--format", "jsonl")
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 4
    (path.parent / "empty").mkdir()
    assert invoke("read", path.parent / "empty").exit_code == 2
    assert invoke("read", path.parent, "--format", "html").exit_code == 2


def test_an_empty_folder_does_not_keep_the_others_from_being_read(invoke, path):
    empty = path.parent / "empty"
    empty.mkdir()
    result = invoke("read", empty, path, "--format", "jsonl")
    assert (result.exit_code, len(result.stdout.splitlines())) == (3, 2)
    assert result.stderr == (f"detente: {empty}: it is a directory (give one file)\n")


def test_a_table_is_no_report(invoke, path, tmp_path):
    table = tmp_path / "reports.csv"
    table.write_text(
        'id,date,title,text\n1,2024-08-06,"Talks, again","They urged\nit."\n2,2024-08-07,More,No.\n'
    )
    result = invoke("read", table, path)
    assert result.exit_code == 3
    assert f"{table}: it is a table (CSV), no report" in result.stderr


def test_csv_of_several_reports_has_one_header(invoke, path):
    result = invoke("read", path, path, "--format", "csv")
    rows = list(csv.reader(io.StringIO(result.stdout)))
    assert rows[0] == list(CSV_COLUMNS)
    assert len(rows) == 1 + 4


def test_csv_says_which_file_each_row_comes_from(invoke, path):
    other = path.parent / "-second, wire.txt"
    other.write_bytes(path.read_bytes())
    result = invoke("read", path.parent, "-", "--format", "csv", input=path.read_bytes())
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [row["read_from"] for row in rows] == [str(other)] * 2 + [str(path)] * 2 + ["standard input"] * 2


def test_tables_of_several_reports_name_each(invoke, path):
    other = path.parent / "second\x1b[2J.txt"
    other.write_bytes(path.read_bytes())
    lines = invoke("read", path, other).stdout.splitlines()
    assert lines[0] == str(path)
    assert str(other).replace("\x1b", "\ufffd") in lines
    assert str(path) not in invoke("read", path).stdout


def test_html_is_one_page(invoke, path):
    result = invoke("read", path, "--format", "html")
    assert result.exit_code == 0
    assert result.stdout.startswith("<!doctype html>")
    assert result.stdout.rstrip().endswith("</html>")


def test_html_of_several_reports_is_refused(invoke, path):
    result = invoke("read", path, path, "--format", "html")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "once for each" in result.stderr


def test_min_score_leaves_out_the_less_likely(invoke, path):
    result = invoke("read", path, "--format", "jsonl", "--min-score", "0.8")
    assert [json.loads(line)["score"] for line in result.stdout.splitlines()] == [0.9]


def test_no_events_is_no_error(invoke, tmp_path):
    path = tmp_path / "calm.txt"
    path.write_text("The harbour was calm. Nobody came and nobody left during the whole of the long day.")
    result = invoke("read", path)
    assert result.exit_code == 0
    assert "No events found." in result.stdout
    assert invoke("read", path, "--format", "jsonl").stdout == ""
    assert "No events found" in invoke("read", path, "--format", "html").stdout


def test_missing_report_is_an_error_on_stderr(invoke, tmp_path):
    result = invoke("read", tmp_path / "none.txt")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "none.txt" in result.stderr
    assert "Traceback" not in result.stderr


def test_some_failed_is_exit_code_3_and_the_rest_is_printed(invoke, path, tmp_path):
    result = invoke("read", tmp_path / "none.txt", path, "--format", "jsonl")
    assert result.exit_code == 3
    assert len(result.stdout.splitlines()) == 2
    assert "none.txt" in result.stderr


def test_all_failed_is_exit_code_1(invoke, tmp_path):
    assert invoke("read", tmp_path / "a", tmp_path / "b").exit_code == 1


def test_empty_and_binary_files_are_told_apart_from_reports(invoke, tmp_path):
    empty, binary = tmp_path / "empty.txt", tmp_path / "binary.txt"
    empty.write_bytes(b"")
    binary.write_bytes(b"%PDF-1.7\n\x00\x01\x02\xff")
    for path in (empty, binary):
        result = invoke("read", path)
        assert result.exit_code == 1
        assert result.stderr.startswith("detente: ")


@pytest.mark.parametrize(
    "arguments",
    [
        ["read"],
        ["read", "x", "--published", "yesterday"],
        ["read", "x", "--published", "2025-02-30"],
        ["read", "x", "--format", "pdf"],
        ["read", "x", "--min-score", "1.5"],
        ["read", "x", "--unknown"],
        ["unknown"],
    ],
)
def test_arguments_that_do_not_fit_are_exit_code_2(invoke, arguments):
    result = invoke(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Usage: detente" in result.stderr


def test_no_color_keeps_a_forced_terminal_without_colour(invoke, path):
    result = invoke(
        "read", path, env={"NO_COLOR": "1", "FORCE_COLOR": "1", "TERM": "xterm-256color"}, color=True
    )
    assert "\x1b[1;4m" in result.stdout
    assert "\x1b[1;4;33m" not in result.stdout
    coloured = invoke(
        "read", path, env={"NO_COLOR": "", "FORCE_COLOR": "1", "TERM": "xterm-256color"}, color=True
    )
    assert "\x1b[1;4;33m" in coloured.stdout


def test_garbage_is_collected_again_after_the_first_reading(tmp_path):
    missing = tmp_path / "none.txt"
    assert CliRunner().invoke(cli, ["read", str(missing)]).exit_code == 1
    assert gc.isenabled()
    gc.unfreeze()


def test_a_table_of_one_report_loads_no_more_than_it_needs(path):
    code = (
        "import sys; from detente.cli import cli; cli(['read', sys.argv[1]], standalone_mode=False); "
        "heavy = {'trafilatura', 'lxml', 'dateparser', 'sqlalchemy', 'detente.ledger', 'detente.outlook'}; "
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], check=True, stdout=subprocess.DEVNULL)
