from __future__ import annotations

import pytest

from detente.ledger import Ledger


@pytest.fixture
def db(invoke, path, tmp_path):
    db = tmp_path / "crisis.db"
    done = invoke("ledger", "--db", db, "add", path, "--published", "2025-03-12", "--outlet", "Courier")
    assert done.exit_code == 0, done.output
    return db


def test_brief_to_standard_output_is_markdown(invoke, db):
    result = invoke("brief", "--db", db)
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("# China and Venezuela\n")
    assert "China appealed to Venezuela" in result.stdout
    assert "Courier, 12 March 2025" in result.stdout


@pytest.mark.parametrize(("name", "begins"), [("brief.html", b"<!doctype html>"), ("brief.md", b"# China")])
def test_the_ending_says_the_form(invoke, db, tmp_path, name, begins):
    out = tmp_path / name
    result = invoke("brief", "--db", db, "--out", out)
    assert result.exit_code == 0, result.output
    assert result.stdout == ""
    assert result.stderr == f"wrote {out}\n"
    assert out.read_bytes().startswith(begins)


def test_an_ending_that_is_no_form(invoke, db, tmp_path):
    result = invoke("brief", "--db", db, "--out", tmp_path / "brief.doc")
    assert result.exit_code == 2
    assert "end it in .html, .pdf or .md" in result.stderr
    assert not (tmp_path / "brief.doc").exists()


def test_a_folder_that_is_not_there(invoke, db, tmp_path):
    result = invoke("brief", "--db", db, "--out", tmp_path / "no" / "brief.md")
    assert result.exit_code == 1
    assert "there is no such folder (make it first)" in result.stderr


def test_brief_of_a_day_a_period_and_a_party(invoke, db):
    before = invoke("brief", "--db", db, "--as-of", "2025-01-01")
    assert before.exit_code == 0
    assert "Nothing was known by 1 January 2025" in before.stdout
    assert (
        "No report tells of an event" in invoke("brief", "--db", db, "--party", "FRA", "--days", "3").stdout
    )
    assert invoke("brief", "--db", db, "--days", "0").exit_code == 2


def test_a_party_that_no_event_names_is_told(invoke, db):
    result = invoke("brief", "--db", db, "--party", "zzz")
    assert result.exit_code == 0
    assert result.stdout.startswith("# ZZZ\n")
    assert result.stderr == "no event names the party ZZZ\n"
    assert invoke("brief", "--db", db, "--party", "chn").stderr == ""
    assert "no event names the party ZZZ" in invoke("watch", "--db", db, "--party", "ZZZ").stderr


def test_a_day_at_the_end_of_the_calendar(invoke, db):
    result = invoke("brief", "--db", db, "--as-of", "9999-12-31")
    assert result.exit_code == 2
    assert result.stderr == (
        "detente: --as-of: 9999-12-31 is at the end of the calendar (give an earlier day)\n"
    )


def test_a_ledger_without_reports_gives_a_page(invoke, tmp_path):
    with Ledger(tmp_path / "new.db"):
        pass
    result = invoke("brief", "--db", tmp_path / "new.db")
    assert result.exit_code == 0
    assert "holds no report yet" in result.stdout
    assert "no report" in invoke("watch", "--db", tmp_path / "new.db").stdout


@pytest.mark.parametrize("command", ["brief", "watch"])
def test_a_misspelt_name_makes_no_ledger(invoke, tmp_path, command):
    result = invoke(command, "--db", tmp_path / "crisi.db")
    assert result.exit_code == 1
    assert "there is no such ledger" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_watch_prints_once_when_it_is_no_terminal(invoke, db):
    result = invoke("watch", "--db", db)
    assert result.exit_code == 0, result.output
    assert "China appealed to Venezuela (reported)" in result.stdout
    assert "\x1b" not in result.stdout
    assert all(line == line.rstrip() and len(line) <= 80 for line in result.stdout.splitlines())


def test_a_ledger_must_be_named(invoke):
    for command in ("brief", "watch"):
        result = invoke(command)
        assert result.exit_code == 2
        assert "--db" in result.stderr
