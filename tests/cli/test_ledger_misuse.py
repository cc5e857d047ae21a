"""The ledger's commands on what goes wrong: a plain message, the right exit code, never a traceback."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading

import pytest

from detente.ledger import Ledger


@pytest.fixture
def ledger(invoke, tmp_path, path):
    """Give a function that runs a command on a ledger with one report; an exception fails the test."""
    db = tmp_path / "crisis.db"
    done = invoke("ledger", "--db", db, "add", path, "--published", "2025-03-12")
    assert done.exit_code == 0, done.output

    def run(*arguments, db=db):
        result = invoke("ledger", "--db", db, *arguments)
        if result.exception is not None:
            assert isinstance(result.exception, SystemExit), result.exception
        if result.exit_code:
            assert "Traceback" not in result.stderr
            assert result.stderr.strip(), "failed without a word"
        return result

    return run


ASKING = [["list"], ["timeline"], ["dyads"], ["docket"], ["measures"], ["export"], ["show", "4d59"]]


@pytest.mark.parametrize("arguments", ASKING, ids=lambda arguments: arguments[0])
def test_an_empty_file_is_no_ledger_and_stays_as_it_is(ledger, tmp_path, arguments):
    empty = tmp_path / "empty.db"
    empty.touch()
    result = ledger(*arguments, db=empty)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"detente: {empty}: the file is empty, no ledger (check --db")
    assert empty.read_bytes() == b""


@pytest.mark.parametrize("command", ["list", "timeline", "dyads"])
def test_an_option_is_named_as_it_is_given(ledger, command):
    result = ledger(command, "--since", "2021-03-09", "--until", "2021-03-01")
    assert result.exit_code == 2
    assert result.stderr.startswith("detente: --since: 2021-03-09 is after 2021-03-01")


def test_no_ledger_is_made_where_no_report_can_be_read(ledger, tmp_path, path):
    new, empty = tmp_path / "new.db", tmp_path / "empty.txt"
    empty.touch()
    assert ledger("add", empty, db=new).exit_code == 1
    assert not new.exists()
    assert ledger("add", empty, path, db=new).exit_code == 3
    assert new.exists()
    there = ledger("add", empty, db=tmp_path / "no" / "new.db")
    assert "check that its folder is there" in there.stderr, "told before the reports are read"
    assert "it is empty" not in there.stderr


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "it is a directory, no ledger (give a file)"),
        ("notes.txt", "file is not a database (give a ledger, or the name of a file that is not there yet"),
        ("no/new.db", "unable to open database file (check that its folder is there"),
    ],
)
def test_what_can_not_be_served_is_told_with_what_to_do(invoke, tmp_path, name, words):
    (tmp_path / "notes.txt").write_text("The talks were held in the capital on Monday.")
    result = invoke("serve", "--db", tmp_path / name, "--port", "0")
    assert result.exit_code == 1
    assert words in result.stderr


def test_a_directory_is_no_ledger(ledger, tmp_path, path):
    for arguments in (["list"], ["add", path]):
        result = ledger(*arguments, db=tmp_path)
        assert result.exit_code == 1
        assert "it is a directory, no ledger (give a file)" in result.stderr


@pytest.mark.parametrize("arguments", ASKING, ids=lambda arguments: arguments[0])
def test_a_broken_ledger(ledger, tmp_path, arguments):
    raw = bytearray((tmp_path / "crisis.db").read_bytes())
    chance = random.Random(3)
    for name, broken in {
        "torn": raw[: len(raw) // 3],
        "noise": bytes(chance.randrange(256) for _ in range(9000)),
        "text": b"This is a letter and no database. " * 60,
        "bent": bytes(chance.randrange(256) if at % 300 == 200 else byte for at, byte in enumerate(raw)),
    }.items():
        db = tmp_path / f"{name}.db"
        db.write_bytes(broken)
        result = ledger(*arguments, db=db)
        assert (result.exit_code, result.stdout) == (1, "")


@pytest.mark.parametrize("arguments", ASKING[:-1], ids=lambda arguments: arguments[0])
@pytest.mark.parametrize("format_", ["jsonl", "csv"])
def test_an_empty_ledger_has_no_rows(ledger, tmp_path, arguments, format_):
    Ledger(tmp_path / "empty.db").close()
    result = ledger(*arguments, "--format", format_, db=tmp_path / "empty.db")
    assert result.exit_code == 0
    # A CSV has its heading also when it has no rows.
    assert len(result.stdout.splitlines()) == (format_ == "csv")


@pytest.mark.parametrize("arguments", ASKING[:-2], ids=lambda arguments: arguments[0])
def test_an_empty_ledger_says_so(ledger, tmp_path, arguments):
    Ledger(tmp_path / "empty.db").close()
    result = ledger(*arguments, db=tmp_path / "empty.db")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "nothing\n")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["list", "--since", "2021-13-01"], 2, "--since"),
        (["list", "--as-of", "yesterday"], 2, "--as-of"),
        (["list", "--limit", "0"], 2, "--limit"),
        (["list", "--party", " "], 2, "a code is empty"),
        (["list", "--actor", ""], 2, "a code is empty"),
        (["export", "--type", "WAR"], 2, "'WAR' is no PLOVER type"),
        (["export", "--format", "graphml", "--type", "ASSAULT"], 2, "graphml"),
        (["measures", "--pair", "CHN"], 2, "--pair"),
        (["show", "zzzz"], 1, "no such event"),
        (["show", ""], 1, "no such event"),
        (["merge", "zzzz", "yyyy"], 1, "no such event"),
        (["merge", "zzzz"], 2, "OTHERS"),
        (["split", "zzzz", "yyyy"], 1, "no such event"),
        (["add", "nosuch.txt"], 1, "there is no such file"),
        (["add", ""], 2, "no name"),
        (["import", "nosuch.csv"], 1, "nosuch.csv"),
        (["frobnicate"], 2, "frobnicate"),
    ],
)
def test_what_is_asked_amiss(ledger, arguments, code, words):
    result = ledger(*arguments)
    assert (result.exit_code, result.stdout) == (code, "")
    assert words in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["list", "--limit", str(10**30)],
        ["timeline", "--limit", str(10**30)],
        ["measures", "--until", "9999-12-31", "--since", "9999-12-30"],
        ["dyads", "--since", "9999-12-15"],
        ["dyads", "--until", "0001-01-15", "--as-of", "0001-01-01"],
        ["docket", "--as-of", "0001-01-01"],
        ["list", "--party", "%"],
        ["list", "--actor", "chn", "--recipient", "ven"],
    ],
)
def test_what_is_strange_but_right(ledger, arguments):
    assert ledger(*arguments).exit_code == 0


def test_codes_may_be_written_small(ledger):
    assert ledger("list", "--party", "chn", "--format", "jsonl").stdout.count("\n") == 1
    assert ledger("measures", "--pair", "ven", "chn", "--format", "jsonl").stdout.count("\n") == 1


def test_a_folder_of_junk(ledger, tmp_path):
    junk = tmp_path / "junk"
    junk.mkdir()
    (junk / "a.txt").write_bytes(random.Random(1).randbytes(3000))
    (junk / "b.txt").write_bytes(b"%PDF-1.4 something")
    (junk / "c.html").write_bytes(b"")
    result = ledger("add", junk)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.count("detente: ") == 3
    assert "3 failed" in result.stderr


@pytest.mark.parametrize(
    ("out", "words"),
    [("nowhere/events.csv", "there is no such folder (make it first)"), (".", "it is a folder")],
)
def test_where_nothing_can_be_written(ledger, tmp_path, monkeypatch, out, words):
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.iterdir())
    result = ledger("export", "--format", "csv", "--out", out)
    assert result.exit_code == 1
    assert f"{out}: {words}" in " ".join(result.stderr.split())
    assert sorted(tmp_path.iterdir()) == before


def test_export_into_a_pipe_leaves_the_pipe(ledger, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    assert ledger("export", "--out", pipe).exit_code == 0
    reader.join(30)
    assert read[0].count(b"\n") == 1
    assert pipe.is_fifo()


def test_export_through_a_link_leaves_the_link(ledger, tmp_path):
    (tmp_path / "real.jsonl").write_text("old", encoding="utf-8")
    (tmp_path / "link.jsonl").symlink_to(tmp_path / "real.jsonl")
    assert ledger("export", "--out", tmp_path / "link.jsonl").exit_code == 0
    assert (tmp_path / "link.jsonl").is_symlink()
    assert "REQUEST" in (tmp_path / "real.jsonl").read_text(encoding="utf-8")


def run_shell(command: str, db) -> subprocess.CompletedProcess[str]:
    line = f"{sys.executable} -m detente ledger --db '{db}' {command}"
    return subprocess.run(["bash", "-c", line], check=False, capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize("command", ["list --format jsonl", "export --format csv", "show {}"])
def test_a_pipe_that_is_closed(ledger, tmp_path, command):
    event = ledger("list", "--format", "csv").stdout.splitlines()[1].split(",")[0]
    done = run_shell(command.format(event) + " | head -c 1", tmp_path / "crisis.db")
    assert (done.returncode, len(done.stdout), done.stderr.replace("1 events written\n", "")) == (0, 1, "")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no device that is always full")
@pytest.mark.parametrize("command", ["list", "list --format jsonl", "export", "export --out /dev/full"])
def test_a_full_disk(ledger, tmp_path, command):
    done = run_shell(command + " > /dev/full", tmp_path / "crisis.db")
    assert done.returncode == 1
    assert "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr
