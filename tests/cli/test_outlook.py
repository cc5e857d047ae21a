from __future__ import annotations

import csv
import datetime as dt
import io
import json
import os
import signal

import numpy as np
import pytest

from detente.outlook import History, Outlook

BASE = dt.date(2021, 1, 1)


def rows():
    """Return a quarrel of PER and ECU that COL watches, the same each time."""
    rng = np.random.default_rng(2)
    for number in range(120):
        day = BASE + dt.timedelta(days=number)
        for one, type_, other in (
            ("PER", "ASSAULT", "ECU"),
            ("ECU", "ASSAULT", "PER"),
            ("ECU", "THREATEN", "PER"),
            ("COL", "REQUEST", "ECU"),
            ("PER", "CONSULT", "COL"),
            ("COL", "AID", "PER"),
        ):
            if rng.random() < 0.25:
                yield day, one, type_, other


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("outlook")
    Outlook(calibration_days=0).fit(History.from_rows(rows()), name="a quarrel").save(path / "model.npz")
    lines = ["day,actor,type,recipient", *(",".join(map(str, row)) for row in rows())]
    (path / "events.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def ask(invoke, folder, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")

    def run(command, *arguments, **options):
        more = () if command == "baserate" else ("--model", folder / "model.npz", "--runs", "200")
        return invoke(command, "--db", folder / "events.csv", *more, *arguments, **options)

    return run


def test_outlook_in_words(ask):
    result = ask("outlook", "--pair", "PER", "ECU")
    assert result.exit_code == 0, result.output
    assert "Outlook from 2021-05-01, the first day that is not known: 200 runs of COL, ECU" in result.stdout
    assert "PER to ECU" in result.stdout
    assert "9 armed attack" in result.stdout
    assert "The model learned from a quarrel" in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_outlook_for_programs_and_the_same_bytes(ask):
    whole = json.loads(ask("outlook", "--format", "json").stdout)
    assert (whole["runs"], len(whole["tension"])) == (200, 30)
    lines = [json.loads(line) for line in ask("outlook", "--format", "jsonl").stdout.splitlines()]
    assert {line["record"] for line in lines} == {"odds", "rung", "past", "tension"}
    first, second = (ask("outlook", "--format", "csv", "--seed", "4").stdout for _ in range(2))
    assert first == second
    assert first != ask("outlook", "--format", "csv", "--seed", "5").stdout
    table = list(csv.DictReader(io.StringIO(first)))
    odds = [row for row in table if row["record"] == "odds"]
    assert [odds[0][key] for key in ("actor", "recipient", "horizon_days")] == [
        lines[0][key] if key != "horizon_days" else "7" for key in ("actor", "recipient", "horizon_days")
    ]


def test_whatif_side_by_side(ask, tmp_path):
    result = ask(
        "whatif",
        *("--add", "2021-05-02 ECU RETREAT PER", "--block", "PER ASSAULT ECU until 2021-05-20"),
        *("--chart", tmp_path / "chart.svg", "--chart", tmp_path / "chart.json"),
    )
    assert result.exit_code == 0, result.output
    words = " ".join(result.stdout.split())
    assert "ECU draws back from PER on 2021-05-02; no ASSAULT by PER against ECU until 2021-05-20" in words
    assert "no proof that the one causes the other" in words
    for part in (
        "Probability of material conflict within 30 days",
        "Probability of a rung",
        "Tension, 0 to 100",
    ):
        assert part in result.stdout
    assert "The most telling runs" in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80
    assert "ECU to PER" in (tmp_path / "chart.svg").read_text(encoding="utf-8")
    assert json.loads((tmp_path / "chart.json").read_text(encoding="utf-8"))["vconcat"]


def test_whatif_for_programs(ask):
    lines = ask("whatif", "--block", "PER ASSAULT *", "--format", "jsonl").stdout.splitlines()
    records = [json.loads(line) for line in lines]
    assert {record["record"] for record in records} == {"difference", "past", "tension", "story"}
    whole = json.loads(ask("whatif", "--block", "PER ASSAULT *", "--format", "json").stdout)
    assert whole["blocked"] == [
        {"actor": "PER", "what": "ASSAULT", "recipient": None, "since": None, "until": None}
    ]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["whatif"], 2, "nothing is supposed"),
        (["whatif", "--add", "2021-05-02 ECU YIELD PER"], 2, "not a PLOVER type: 'YIELD'"),
        (["whatif", "--add", "2021-05-02 ECU RETREAT ATL"], 1, "ATL: nothing is known of this party"),
        (["whatif", "--block", "* any *", "--horizon", "365"], 1, "how the model fares 365 days ahead"),
        (
            ["outlook", "--horizon", "365"],
            1,
            "a model fitted to and judged on years of events would be needed",
        ),
        (["outlook", "--pair", "PER", "ATL"], 1, "known are COL, ECU, PER"),
        (["outlook", "--chart", "chart.gif"], 2, "end it with .png, .svg or .json"),
        (
            ["outlook", "--as-of", "2020-12-01"],
            1,
            "are on 2020-12-02 or later, the first of them on 2021-01-",
        ),
        (["outlook", "--model", "none.npz"], 1, "none.npz"),
        (["baserate", "--within", "0"], 2, "detente: --within: no span of 0 days"),
        (["outlook", "--as-of", "9999-12-31"], 2, "no day comes after 9999-12-31"),
        (["baserate", "--trigger", "SHOUT"], 2, "not a kind of event: 'SHOUT'"),
        (["baserate", "--trigger", "THREATEN:violence"], 1, "the history tells no modes of THREATEN"),
    ],
)
def test_errors_are_a_line_with_what_to_do(ask, arguments, code, words):
    result = ask(*arguments)
    assert result.exit_code == code
    assert words in result.stderr
    assert result.stdout == ""
    assert "Traceback" not in result.output


def test_as_of_a_day(ask):
    result = ask("outlook", "--as-of", "2021-02-01")
    assert "Outlook from 2021-02-02" in result.stdout
    assert "events are dated 2021-02-02 or later and set aside: not yet known." in result.stderr


def test_ctrl_c_gives_what_is_there(ask, monkeypatch):
    simulate, done = Outlook.simulate, []

    def stop_at_third(self, *arguments, **options):
        done.append(1)
        if len(done) == 3:
            os.kill(os.getpid(), signal.SIGINT)
        return simulate(self, *arguments, **options)

    monkeypatch.setattr(Outlook, "simulate", stop_at_third)
    before = signal.getsignal(signal.SIGINT)
    result = ask("outlook", "--runs", "1000")
    assert result.exit_code == 130
    assert "Outlook from 2021-05-01, the first day that is not known: 300 runs" in result.stdout
    assert "stopped: this rests on 300 of 1,000 runs" in result.stderr
    assert signal.getsignal(signal.SIGINT) is before
    done[:] = [1, 1]
    result = ask("whatif", "--block", "* any *", "--runs", "1000", "--format", "json")
    assert result.exit_code == 130
    assert json.loads(result.stdout)["runs"] == 100


def test_baserate_in_words(ask):
    result = ask("baserate", "--trigger", "THREATEN", "--after", "none", "--within", "10")
    assert result.exit_code == 0, result.output
    assert "Threats by a state against a neighbour were followed by force within 10 days in" in result.stdout
    assert "95% interval from" in result.stdout
    assert "ECU to PER" in result.stdout
    assert "condition" not in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_baserate_for_programs(ask):
    options = ("--trigger", "THREATEN", "--within", "10")
    whole = json.loads(ask("baserate", *options, "--format", "json").stdout)
    cases = list(csv.DictReader(io.StringIO(ask("baserate", *options, "--format", "csv").stdout)))
    assert len(cases) == len(whole["cases"]) > 3
    assert whole["hits"] == sum(case["followed"] == "true" for case in cases)
    assert ask("baserate", *options, "--format", "jsonl").stdout.count("\n") == len(cases)


def test_baserate_without_a_case_gives_no_rate(ask):
    result = ask("baserate", "--trigger", "COOPERATE", "--after", "none")
    assert result.exit_code == 0
    assert result.stdout.startswith(
        "No rate can be given: acts of cooperation by a state against a neighbour h"
    )


def test_an_empty_ledger(invoke, tmp_path):
    from detente.ledger import Ledger

    with Ledger(tmp_path / "empty.db"):
        pass
    for command in (["outlook"], ["whatif", "--block", "* any *"], ["baserate"]):
        result = invoke(command[0], "--db", tmp_path / "empty.db", *command[1:])
        assert result.exit_code == 1
        assert "there are no events" in result.stderr
