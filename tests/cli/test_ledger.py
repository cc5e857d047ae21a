from __future__ import annotations

import csv
import io
import json
from collections import Counter
from operator import itemgetter

import pytest

from detente.cli.ledger import COMMANDS
from detente.cli.ledger._common import print_records


@pytest.fixture
def ledger(invoke, tmp_path):
    def run(*arguments, **options):
        return invoke("ledger", "--db", tmp_path / "crisis.db", *arguments, **options)

    return run


@pytest.fixture
def filled(ledger, path):
    done = ledger("add", path, "--published", "2025-03-12", "--outlet", "Courier")
    assert done.exit_code == 0, done.output
    return ledger


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(invoke, name):
    result = invoke("ledger", name, "--help")
    assert result.exit_code == 0
    assert f" {name} " in result.stdout


def test_the_ledger_is_named_before_or_after_the_command(invoke, filled, tmp_path):
    after = invoke("ledger", "list", "--db", tmp_path / "crisis.db")
    assert after.exit_code == 0
    assert after.stdout == filled("list").stdout
    missing = invoke("ledger", "list", env={"DETENTE_LEDGER": ""})
    assert missing.exit_code == 2
    assert "--db" in missing.stderr


def test_a_name_in_the_place_of_a_code_is_told(filled):
    assert filled("list", "--party", "Venezuela").stderr == (
        "no event names the party VENEZUELA: is VEN meant?\nnothing\n"
    )
    assert filled("timeline", "--actor", "Qwertz").stderr == "no event names the party QWERTZ\nnothing\n"
    assert "is IRN meant?" in filled("measures", "--pair", "CHN", "Iran").stderr
    assert "is IRN meant?" in filled("docket", "--party", "iran", "--format", "jsonl").stderr
    # CHN is in it, so that there is nothing to say of the code.
    assert filled("list", "--party", "CHN", "--type", "ASSAULT").stderr == "nothing\n"


@pytest.mark.parametrize("columns", [30, 66, 80, 120])
def test_a_table_loses_nothing_and_breaks_no_word_where_there_is_room(capsys, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    rows = [("2021-03-01~", "somebody assaults (heavy-weapons) PER", "Zarumilla")]
    if columns == 120:
        rows.append(("2021-03-02", "", "https://courier.example/" + "a-word-" * 20))
    names = ("day", "what", "where from")
    print_records(rows, "table", {name: itemgetter(at) for at, name in enumerate(names)})
    shown = capsys.readouterr().out
    assert all(len(line) <= columns for line in shown.splitlines())
    given = "".join(cell for row in (names, *rows) for cell in row)
    assert Counter("".join(shown.replace("─", "").split())) == Counter(given.replace(" ", ""))
    assert ("(heavy-weapons)" in shown) == (columns > 30)


def test_adding_says_what_it_did(ledger, path):
    first = ledger("add", path, "--published", "2025-03-12")
    assert first.stderr == "1 report: 1 added with 2 mentions, 0 there already, 0 failed\n"
    again = ledger("add", path, "--published", "2025-03-12")
    assert again.stderr == "1 report: 0 added with 0 mentions, 1 there already, 0 failed\n"


def test_an_empty_folder_is_one_that_failed(ledger, path, tmp_path):
    (tmp_path / "empty").mkdir()
    done = ledger("add", path, tmp_path / "empty")
    assert done.exit_code == 3
    assert "1 added" in done.stderr
    assert "1 failed" in done.stderr


def test_a_folder_and_a_broken_file(ledger, path, tmp_path):
    folder = tmp_path / "reports"
    (folder / "deep").mkdir(parents=True)
    path.rename(folder / "deep" / "one.txt")
    (folder / "two.txt").write_text("", encoding="utf-8")
    (folder / "notes.bin").write_bytes(b"\0")
    result = ledger("add", folder)
    assert result.exit_code == 3
    assert "2 reports: 1 added with 2 mentions, 0 there already, 1 failed" in result.stderr
    assert "two.txt" in result.stderr
    (tmp_path / "empty").mkdir()
    assert ledger("add", tmp_path / "empty").exit_code == 2


def test_list_in_each_format(filled):
    line = json.loads(filled("list", "--format", "jsonl").stdout)
    assert (line["type"], line["actor"], line["recipient"]) == ("REQUEST", ["CHN"], ["VEN"])
    (row,) = csv.DictReader(io.StringIO(filled("list", "--format", "csv").stdout))
    assert (row["id"], row["actor"], row["day"]) == (line["id"], "CHN", "2025-03-12")
    assert (row["counted"], row["disputed"]) == ("true", "false"), "as all of Détente's CSV has truths"
    shown = filled("list").stdout.split()
    assert {"CHN", "requests", "VEN", "reported", "2025-03-12~"} <= set(shown)
    assert filled("list", "--as-of", "2025-03-11", "--format", "jsonl").stdout == ""
    assert filled("list", "--type", "ASSAULT").stdout == ""


def test_show(filled):
    event = json.loads(filled("list", "--format", "jsonl").stdout)
    account = json.loads(filled("show", event["id"], "--format", "jsonl").stdout)
    assert account["event"] == event
    assert len(account["mentions"]) == event["mentions"] == 2
    shown = filled("show", event["id"][:6]).stdout
    for word in ("Mentions", "Claims", "Status", "the outlet", "headline"):
        assert word in shown
    missing = filled("show", "ffffffff")
    assert (missing.exit_code, missing.stderr[:18]) == (1, "detente: ffffffff:")


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["timeline"], "2025-03-12"),
        (["dyads"], "CHN"),
        (["docket", "--open"], "request"),
        (["measures"], "all"),
        (["measures", "--pair", "VEN", "CHN"], "CHN VEN"),
    ],
)
def test_tables_and_data(filled, arguments, word):
    assert word in filled(*arguments).stdout
    rows = [json.loads(line) for line in filled(*arguments, "--format", "jsonl").stdout.splitlines()]
    cells = list(csv.DictReader(io.StringIO(filled(*arguments, "--format", "csv").stdout)))
    assert len(rows) == len(cells) == 1
    assert list(rows[0]) == list(cells[0])


def test_split_and_merge(filled):
    event = json.loads(filled("list", "--format", "jsonl").stdout)
    first, second = json.loads(filled("show", event["id"], "--format", "jsonl").stdout)["mentions"]
    assert filled("split", event["id"], second["id"], "--by", "desk").exit_code == 0
    assert len(filled("list", "--format", "jsonl").stdout.splitlines()) == 2
    assert filled("merge", first["id"], second["id"]).exit_code == 0
    assert len(filled("list", "--format", "jsonl").stdout.splitlines()) == 1
    assert filled("merge", first["id"], second["id"]).exit_code == 2


def test_a_ledger_must_be_named(invoke):
    result = invoke("ledger", "list")
    assert result.exit_code == 2
    assert "--db" in result.stderr


def test_what_is_no_ledger(invoke, tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("nothing of the kind " * 100, encoding="utf-8")
    result = invoke("ledger", "--db", path, "list")
    assert result.exit_code == 1
    assert "can't be opened" in result.stderr


def test_asking_makes_no_ledger_of_a_misspelt_name(invoke, tmp_path):
    result = invoke("ledger", "--db", tmp_path / "cirsis.db", "list")
    assert result.exit_code == 1
    assert "there is no such ledger" in result.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("list", "--type", "WAR"), "'WAR' is no PLOVER type"),
        (("list", "--since", "2024-08-09", "--until", "2024-08-01"), "2024-08-09 is after 2024-08-01"),
        (("measures", "--since", "2024-08-09", "--until", "2024-08-01"), "2024-08-09 is after 2024-08-01"),
        (("dyads", "--since", "2024-08-09", "--until", "2024-08-01"), "2024-08-09 is after 2024-08-01"),
    ],
)
def test_what_can_not_be_asked(filled, arguments, words):
    result = filled(*arguments)
    assert result.exit_code == 2
    assert words in result.stderr
