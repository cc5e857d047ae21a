"""`detente actors`, and --actors for the commands that read."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from detente.cli.actors import actors_command

DOCS = Path(__file__).parents[2] / "docs" / "actors.md"

GOOD = "kind: group\nname: Sons of the River\nwho: SONS OF THE RIVER\ncountry: MLI\nalias: River Sons\n"
BAD = "\nkind: person\nname: Bad\ncountry: Ruritania\n\nname: Kindless\n"


@pytest.fixture
def own(tmp_path):
    path = tmp_path / "own.txt"
    path.write_text(GOOD + BAD, encoding="utf-8")
    return path


def test_find_by_date(invoke):
    held = invoke("actors", "find", "Ebrahim Raisi", "--date", "2024-05-10")
    assert held.exit_code == 0
    assert held.stdout.split()[:2] == ["IRN", "GOV"]
    assert "formerly" not in held.stdout
    assert "formerly" in invoke("actors", "find", "Ebrahim", "Raisi").stdout


def test_find_shows_all_of_an_ambiguous_name(invoke):
    lines = invoke("actors", "find", "Congo").stdout.splitlines()
    assert {line.split()[0] for line in lines} >= {"COD", "COG"}


def test_find_nobody_is_an_error(invoke):
    result = invoke("actors", "find", "Qwertz Asdfgh")
    assert result.exit_code == 1
    assert "nobody is called" in result.stderr


def test_find_in_own_file(invoke, own):
    result = invoke("actors", "find", "river sons", "--actors", own)
    assert result.stdout.startswith("SONS OF THE RIVER")
    assert f"{own}:9:" in result.stderr


def test_show_party_with_people_in_office(invoke):
    result = invoke("actors", "show", "irn", "--date", "2024-05-10")
    assert "President: Ebrahim Raisi" in result.stdout
    assert "organ: Islamic Revolutionary Guard Corps (MIL)" in result.stdout
    assert "Ebrahim Raisi" not in invoke("actors", "show", "IRN", "--date", "2025-05-10").stdout


def test_show_person_by_name(invoke):
    result = invoke("actors", "show", "Kofi Annan")
    assert "1997-01-01 to 2006-12-31: Secretary-General (IGO, UN)" in result.stdout


def test_show_unknown_is_an_error(invoke):
    assert invoke("actors", "show", "QQQ").exit_code == 1


def test_add_then_find_and_check(invoke, tmp_path):
    path = tmp_path / "mine.txt"
    first = invoke(
        "actors",
        "add",
        path,
        "group",
        "Hill Front",
        "--who",
        "HILL FRONT",
        "--country",
        "MMR",
        "--alias",
        "HF",
    )
    assert first.stdout.strip() == f"{path}:1: added group 'Hill Front'"
    office = "Defence Minister | GOV | 2026-05 |"
    second = invoke("actors", "add", path, "person", "Jane Roe", "--country", "FRA", "--office", office)
    assert second.stdout.strip() == f"{path}:7: added person 'Jane Roe'"
    assert invoke("actors", "find", "HF", "--actors", path).stdout.startswith("HILL FRONT")
    assert "Defence Minister" in invoke("actors", "find", "Jane Roe", "--actors", path).stdout
    assert invoke("actors", "check", path).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["group", "X"], "a group needs --who (nothing was written"),
        (["organ", "X"], "an organ needs --who and --sector"),
        (["group", " ", "--who", "AB"], "a group needs a name"),
        (["person", "X", "--country", "FRA", "--sponsor", "IRN"], "a person takes no --sponsor"),
        (["person", "X", "--country", "Ruritania"], "no ISO alpha-3 code"),
        (["person", "X", "--country", "FRA", "--office", "Minister"], "expected TITLE"),
        (["group", "a;b", "--who", "AB"], "semicolon"),
    ],
)
def test_add_writes_nothing_that_is_not_well_formed(invoke, tmp_path, arguments, message):
    path = tmp_path / "mine.txt"
    path.write_text(GOOD, encoding="utf-8")
    result = invoke("actors", "add", path, *arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert path.read_text(encoding="utf-8") == GOOD


def test_check_names_file_line_and_fault(invoke, own):
    result = invoke("actors", "check", own)
    assert result.exit_code == 3
    assert result.stdout.splitlines() == [
        f"{own}:9: 'Ruritania' is no ISO alpha-3 code",
        f"{own}:11: no line 'kind: ...' (one of state organ group organisation party media person role)",
    ]
    assert "1 of 3 entries can be used, 2 faults" in result.stderr


def test_check_finds_unknown_states_and_repeats(invoke, tmp_path):
    path = tmp_path / "own.txt"
    path.write_text(f"{GOOD}\n{GOOD.replace('MLI', 'QQQ')}", encoding="utf-8")
    assert "there is no state 'QQQ'" in invoke("actors", "check", path).stdout


def test_check_of_no_file_is_an_error(invoke, tmp_path):
    result = invoke("actors", "check", tmp_path / "none.txt")
    assert result.exit_code == 1
    assert (
        result.stderr == f"detente: {tmp_path / 'none.txt'}: there is no such actors file (check the path)\n"
    )


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\x7fELF\x00\x01", ": it is a binary file, not one of actors (give a text file)"),
        ("kind: group".encode("utf-16"), ": the actors file is in UTF-16 (save it as UTF-8)"),
        (
            b"\xef\xbb\xbf# A list\r\nname: Jos\xe9\n",
            ":2: byte 0xe9 is no UTF-8 text (save the file as UTF-8)",
        ),
    ],
)
def test_a_file_that_is_no_text_is_told_as_that(invoke, tmp_path, data, message):
    file = tmp_path / "own.txt"
    file.write_bytes(data)
    for arguments in (
        ["check", file],
        ["find", "Iran", "--actors", file],
        ["add", file, "state", "X", "--code", "XXX"],
    ):
        result = invoke("actors", *arguments)
        assert result.exit_code == 1
        assert result.stderr == f"detente: {file}{message}\n"
    assert file.read_bytes() == data


def test_a_file_that_may_not_be_read_or_written(invoke, own, tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    missing = invoke(
        "actors", "add", tmp_path / "no" / "own.txt", "group", "Hill Front", "--who", "HILL FRONT"
    )
    assert (missing.exit_code, "there is no such folder (make the folder first" in missing.stderr) == (
        1,
        True,
    )
    monkeypatch.setattr(Path, "write_text", refuse)
    shut = invoke("actors", "add", own, "group", "Hill Front", "--who", "HILL FRONT")
    assert shut.stderr == f"detente: {own}: the actors file can't be written: Permission denied\n"
    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert "the actors file may not be read (check who may)" in invoke("actors", "check", own).stderr


def test_the_hint_for_nobody_is_a_command_that_adds_them(invoke, tmp_path):
    file = tmp_path / "my own.txt"
    file.write_text(GOOD, encoding="utf-8")
    for name in ("find", "show"):
        result = invoke("actors", name, "Qwertz O'Hara", "--actors", file)
        command = shlex.split(re.search(r"`detente (.*?)`", result.stderr)[1])
        assert command == ["actors", "add", str(file), "KIND", "Qwertz O'Hara"]
    command[3] = "person"
    assert "a person needs --country" in invoke(*command).stderr
    assert invoke(*command, "--country", "IRL").exit_code == 0
    assert invoke("actors", "find", "Qwertz O'Hara", "--actors", file).exit_code == 0
    assert "add FILE KIND Qwertz" in invoke("actors", "find", "Qwertz").stderr


def test_read_goes_on_after_faulty_entries(invoke, own, path):
    result = invoke("read", path, "--actors", own)
    assert result.exit_code == 0
    assert f"detente: {own}:9: 'Ruritania' is no ISO alpha-3 code" in result.stderr
    assert "REQUEST" in result.stdout.upper()


def test_unresolved_has_nothing_to_say_where_all_is_known(invoke, path):
    result = invoke("actors", "unresolved", path)
    assert result.exit_code == 0
    assert (result.stdout, result.stderr) == ("", "nothing\n")


def test_unresolved_tells_what_it_could_not_read(invoke, path, tmp_path):
    result = invoke("actors", "unresolved", path, tmp_path / "none.txt")
    assert result.exit_code == 3
    assert "none.txt" in result.stderr


def helps_in_docs():
    return dict(
        re.findall(r"```text\n\$ detente (.*?--help)\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.S)
    )


def test_docs_show_every_subcommand():
    assert set(helps_in_docs()) == {f"actors {name} --help" for name in actors_command.commands}


@pytest.mark.parametrize("arguments", helps_in_docs())
def test_docs_show_the_help_as_it_is(invoke, arguments):
    shown = invoke(*arguments.split(), terminal_width=80).stdout
    assert helps_in_docs()[arguments].strip() == shown.strip()
