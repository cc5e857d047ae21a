from __future__ import annotations

import datetime as dt
import json

import pytest
from click.testing import CliRunner

from detente.cli import cli
from detente.outlook import Outlook


def invoke(*arguments):
    return CliRunner().invoke(cli, list(map(str, arguments)), prog_name="detente")


@pytest.fixture(scope="module")
def table(tmp_path_factory, history):
    file = tmp_path_factory.mktemp("events") / "events.csv"
    lines = [",".join(map(str, row)) for row in history.rows()]
    file.write_text("\n".join(["day,actor,type,recipient", *lines, "2020-01-01,AAA,HUG,BBB"]))
    return file


def test_fit_writes_a_model_and_counts_what_was_set_aside(table, tmp_path):
    out = tmp_path / "mine.npz"
    done = invoke("fit", table, "--out", out, "--calibration-days", 0, "--until", "2020-05-20")
    assert done.exit_code == 0, done.output
    assert "1 records set aside" in done.stderr
    assert str(Outlook.load(out).fitted_until_) == "2020-05-20"
    judged = invoke(
        "backtest",
        table,
        "--since",
        "2020-06-01",
        "--every",
        20,
        "--model",
        out,
        "--runs",
        20,
        "--format",
        "jsonl",
    )
    assert judged.exit_code == 0, judged.output
    rows = [json.loads(line) for line in judged.stdout.splitlines()]
    assert {row["horizon_days"] for row in rows} == {7, 14, 30}
    assert all(0 <= row["brier"] <= 1 for row in rows)
    leak = invoke("backtest", table, "--since", "2020-02-01", "--model", out)
    assert leak.exit_code == 1
    assert "would be judged from 2020-02-01" in leak.stderr


def test_what_can_not_be_learned_from_is_an_error(tmp_path):
    short = tmp_path / "short.csv"
    short.write_text("day,actor,type,recipient\n2024-01-01,A,AID,B\n")
    done = invoke("fit", short, "--out", tmp_path / "x.npz")
    assert done.exit_code == 1
    assert "too short" in done.stderr
    assert not (tmp_path / "x.npz").exists()
    empty = tmp_path / "empty.csv"
    empty.write_text("day,actor,type,recipient\n")
    for done in (
        invoke("fit", empty, "--out", tmp_path / "x.npz"),
        invoke("backtest", empty, "--since", "2024-01-01"),
    ):
        assert done.exit_code == 1
        assert "no events" in done.stderr
    assert invoke("fit", tmp_path / "none.csv", "--out", tmp_path / "x.npz").exit_code == 1
    assert invoke("backtest", short).exit_code == 2


def test_a_short_history_is_fitted_and_said_to_be_short(tmp_path):
    short = tmp_path / "short.csv"
    kinds = ("ASSAULT", "THREATEN", "AID", "CONSULT")
    lines = [
        f"{dt.date(2024, 1, 1) + dt.timedelta(days=day)},{one},{kinds[(day + at) % 4]},{other}"
        for day in range(50)
        for at, (one, other) in enumerate((("A", "B"), ("B", "A"), ("A", "C"), ("C", "B")))
    ]
    short.write_text("\n".join(["day,actor,type,recipient", *lines]))
    done = invoke("fit", short, "--out", tmp_path / "x.npz")
    assert done.exit_code == 0, done.output
    assert "warning: not calibrated" in done.stderr
    assert "(not calibrated)" in done.stdout
    assert Outlook.load(tmp_path / "x.npz").bands_.cases == 0
