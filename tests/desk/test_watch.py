"""The situation in a terminal."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from detente.desk import Watcher
from detente.desk._watch import draw_sparkline
from detente.ledger import Ledger
from tests.desk.test_brief import CRISIS
from tests.ledger.telling import act, tell

pytestmark = pytest.mark.usefixtures("names_read_once")


@pytest.fixture
def ledger(tmp_path):
    with Ledger(tmp_path / "crisis.db") as ledger:
        yield ledger


def lines(watcher, width, height, foot=""):
    out = io.StringIO()
    console = Console(file=out, width=width, height=height, force_terminal=False, legacy_windows=False)
    console.print(watcher.render(width, height, foot))
    return [line.rstrip() for line in out.getvalue().splitlines()]


@pytest.mark.parametrize(("width", "height"), [(80, 24), (40, 12), (132, 40), (300, 60)])
def test_it_fits_the_window(ledger, width, height):
    for report, mentions in CRISIS:
        ledger.add(report, mentions)
    watcher = Watcher(ledger)
    shown = lines(watcher, width, height, "q ends")
    watcher.close()
    assert len(shown) <= height
    assert max(map(len, shown)) <= width
    assert shown[-1] == "q ends"
    text = "\n".join(shown)
    assert "Latest" in text
    assert "Open" in text
    assert "(contested)" in text
    if width >= 80:
        assert "tension" in text
        assert "Ecuador expelled the envoy (Peru)" in text


def test_latest_come_first(ledger):
    for report, mentions in CRISIS:
        ledger.add(report, mentions)
    watcher = Watcher(ledger)
    text = "\n".join(lines(watcher, 100, 30))
    watcher.close()
    assert text.index("expelled") < text.index("bombed")


def test_a_change_is_seen_once(ledger, tmp_path):
    watcher = Watcher(ledger)
    assert watcher.look()
    assert not watcher.look()
    assert "holds no report yet" in "\n".join(lines(watcher, 80, 24))
    with Ledger(tmp_path / "crisis.db") as writer:
        writer.add(*CRISIS[3])
    assert watcher.look()
    assert "expelled" in "\n".join(lines(watcher, 80, 24))
    assert not watcher.look()
    watcher.close()


def test_report_text_drives_no_terminal(ledger):
    line = "The [bold]envoy\x1b[31m of \x1b]0;Peru\x07 was killed."
    report, mentions = tell(
        "Wire", "2024-05-01", (line, act("ASSAULT", "killed", "", "PER=\x1b[31m[bold]envoy"))
    )
    ledger.add(report, mentions)
    watcher = Watcher(ledger)
    text = "\n".join(lines(watcher, 100, 24))
    watcher.close()
    assert "[bold]envoy" in text
    assert "\x1b" not in text
    assert "\x07" not in text


def test_sparkline_of_values_out_of_range():
    assert draw_sparkline([]) == ""
    assert draw_sparkline([-5, 0, 49, 100, 120]) == "▁▁▄██"
