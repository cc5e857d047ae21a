from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

import detente
from detente.cli import COMMANDS, cli
from detente.cli.ledger import COMMANDS as LEDGER_COMMANDS
from detente.coding._evaluation import load_gold
from detente.errors import GoldError

DOCS = Path(__file__).parents[2] / "docs" / "cli.md"


def test_version(invoke):
    result = invoke("--version")
    assert result.exit_code == 0
    assert detente.__version__ in result.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_loads_and_has_help(invoke, name):
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    assert command.name == name
    result = invoke(name, "--help")
    assert result.exit_code == 0
    assert result.stdout.startswith(f"Usage: detente {name}")


def helps_in_docs():
    return dict(
        re.findall(r"```text\n\$ detente (.*?--help)\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.S)
    )


def test_docs_show_the_help_of_every_command():
    names = {"--help", *(f"{name} --help" for name in COMMANDS)}
    assert set(helps_in_docs()) == names | {f"ledger {name} --help" for name in LEDGER_COMMANDS}


@pytest.mark.parametrize("arguments", [(), ("actors",), ("ledger",)])
def test_lists_of_commands_cut_no_sentence_short(invoke, arguments):
    assert "..." not in invoke(*arguments, "--help").stdout.partition("Commands:")[2]


@pytest.mark.parametrize("arguments", helps_in_docs())
def test_docs_show_the_help_as_it_is(invoke, arguments):
    shown = invoke(*arguments.split(), terminal_width=80).stdout
    assert helps_in_docs()[arguments].strip() == shown.strip()


@pytest.mark.parametrize(
    "arguments",
    [
        ("read", "x", "--published"),
        ("actors", "find", "Iran", "--date"),
        ("ledger", "--db", "x", "list", "--since"),
        ("brief", "--db", "x", "--as-of"),
        ("watch", "--db", "x", "--as-of"),
        ("outlook", "--db", "x", "--as-of"),
        ("fit", "x", "--out", "x", "--until"),
        ("backtest", "x", "--since"),
    ],
    ids=lambda arguments: arguments[0],
)
@pytest.mark.parametrize("day", ["2025-13-01", "12.3.2025", "yesterday", ""])
def test_what_is_no_day_is_told_with_an_example(invoke, arguments, day):
    result = invoke(*arguments, day)
    assert result.exit_code == 2
    assert f"{day!r} is no day; write year-month-day, such as 2025-03-12." in " ".join(result.stderr.split())
    assert "%Y" not in result.stderr


@pytest.mark.parametrize("arguments", helps_in_docs())
def test_every_option_says_what_it_is_for(arguments):
    command: click.Command = cli
    for name in arguments.split()[:-1]:
        assert isinstance(command, click.Group)
        found = command.get_command(click.Context(command), name)
        assert found is not None
        command = found
    options = [param for param in command.params if isinstance(param, click.Option)]
    assert [option.name for option in options if not option.help] == []


def test_a_gold_file_that_can_not_be_read(tmp_path):
    latin = tmp_path / "latin.jsonl"
    latin.write_bytes(b'{"text": "one\xe2\x80\xa8line"}\n{"text": "Jos\xe9"}\n')
    wide = tmp_path / "wide.jsonl"
    wide.write_text("{}", encoding="utf-16")
    for gold, message in (
        (tmp_path / "none.jsonl", ": there is no such gold file (check the path)"),
        (tmp_path, ": it is a directory (give one gold file)"),
        (latin, ":2: byte 0xe9 is no UTF-8 text (give JSON Lines in UTF-8)"),
        (wide, ": the gold file is in UTF-16 (give JSON Lines in UTF-8)"),
        (Path("a\0b"), ": the gold file can't be opened: embedded null byte"),
    ):
        with pytest.raises(GoldError) as error:
            load_gold(gold)
        assert str(error.value) == f"{gold}{message}"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("Talks fail", "it is no JSON from column 1 on"),
        ('{"doc": "a", "sent": 0}', "it has no 'text'"),
        ('{"doc": "a", "sent": 0, "text": "x", "date": "May"}', "Invalid isoformat string: 'May'"),
    ],
)
def test_a_line_that_is_none_of_gold_is_told_with_its_number(tmp_path, line, message):
    gold = tmp_path / "gold.jsonl"
    gold.write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(GoldError) as error:
        load_gold(gold)
    assert str(error.value).startswith(f"{gold}:2: the line is not in the gold set's layout: {message} (")


@pytest.mark.parametrize("line", ["[1]", '"x"', "7", "null", "[]"])
def test_a_line_of_gold_that_is_json_but_no_object(tmp_path, line):
    gold = tmp_path / "gold.jsonl"
    gold.write_text(f"\n\n{line}\n", encoding="utf-8")
    with pytest.raises(GoldError) as error:
        load_gold(gold)
    assert str(error.value) == f"{gold}:3: the line is no JSON object (see docs/evaluation.md)"


def test_lines_of_gold_end_at_newlines_only(tmp_path):
    gold = tmp_path / "gold.jsonl"
    rows = [f'{{"doc": "a", "sent": {n}, "text": "one\u2028line\x85"}}' for n in range(3)]
    gold.write_bytes("\r\n".join(rows).encode())
    assert [(s.sent, s.text) for s in load_gold(gold)] == [(n, "one\u2028line\x85") for n in range(3)]


def test_a_folder_to_write_into_that_there_is_not(invoke, tmp_path, path):
    db, missing = tmp_path / "crisis.db", tmp_path / "none" / "out.csv"
    assert invoke("ledger", "--db", db, "add", path).exit_code == 0
    result = invoke("ledger", "--db", db, "export", "--out", missing)
    assert (result.exit_code, result.stderr) == (
        1,
        f"detente: {missing}: there is no such folder (make it first)\n",
    )
    result = invoke("evaluate", tmp_path / "gold.jsonl", "--out", missing)
    assert (result.exit_code, result.stderr) == (
        2,
        f"detente: {missing.parent}: there is no such folder (make it first, or check --out)\n",
    )


def test_docs_name_the_exit_codes():
    text = DOCS.read_text(encoding="utf-8")
    for code in range(4):
        assert re.search(rf"^\| {code} \|", text, re.M)


def test_runs_as_a_module_and_as_help_without_heavy_libraries():
    code = (
        "import sys; sys.argv = ['detente', '--help']\n"
        "from detente.cli import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert end.code == 0\n"
        "heavy = {'numpy', 'onnxruntime', 'trafilatura', 'rich', 'lxml'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, env=environment, timeout=60)
    result = subprocess.run(
        [sys.executable, "-m", "detente", "schema"],
        check=True,
        capture_output=True,
        env=environment,
        timeout=60,
    )
    assert b'"$schema"' in result.stdout
