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
