from __future__ import annotations

import json
import sys

import pytest

from detente.errors import OutlookError, UsageError
from detente.outlook import (
    Blocked,
    chart_outlook,
    chart_what_if,
    check_chart_path,
    compare,
    look_ahead,
    write_chart,
)


@pytest.fixture(scope="module")
def charts(model, history):
    ahead = look_ahead(model, history, runs=50, whats=["material conflict", "ASSAULT"])
    found = compare(model, history, blocked=[Blocked(None, "ASSAULT", None)], runs=50)
    return {"outlook": chart_outlook(ahead), "what if": chart_what_if(found)}


@pytest.mark.parametrize("name", ["outlook", "what if"])
def test_a_chart_is_drawn_the_same_each_time(charts, name, tmp_path):
    pytest.importorskip("vl_convert")
    for suffix, begin in ((".png", b"\x89PNG"), (".svg", b"<svg"), (".json", b"{")):
        paths = [tmp_path / f"{number}{suffix}" for number in (1, 2)]
        for path in paths:
            write_chart(charts[name], path)
        assert paths[0].read_bytes() == paths[1].read_bytes()
        assert paths[0].read_bytes().startswith(begin)
    drawn = (tmp_path / "1.svg").read_text(encoding="utf-8")
    assert "AAA to BBB" in drawn
    assert "9 armed attack" in drawn
    assert "Tension" in drawn


def test_a_chart_is_vega_lite_with_its_data_in_it(charts):
    text = json.dumps(charts)
    assert "vega-lite/v5.json" in text
    assert '"url"' not in text
    outlook = charts["outlook"]
    fan = outlook["vconcat"][0]["data"]["values"]
    assert sum("median" in row for row in fan) == 31
    assert [part["title"]["text"] for part in outlook["vconcat"]] == [
        "Tension",
        "Probability of material conflict",
        "Probability of assault",
        "Probability that the crisis reaches a rung",
    ]
    assert all(0 <= row["prob"] <= 1 for part in outlook["vconcat"][1:] for row in part["data"]["values"])


def test_other_endings_and_a_missing_library(charts, tmp_path, monkeypatch):
    with pytest.raises(UsageError, match="a chart is PNG, SVG or Vega-Lite"):
        write_chart(charts["outlook"], tmp_path / "chart.gif")
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    with pytest.raises(OutlookError, match="not installed") as error:
        check_chart_path(tmp_path / "chart.png")
    assert "detente[charts]" in error.value.hint
    write_chart(charts["outlook"], tmp_path / "chart.json")
    assert json.loads((tmp_path / "chart.json").read_text(encoding="utf-8")) == charts["outlook"]


def test_a_chart_that_can_not_be_written_is_refused_before_the_work(tmp_path):
    with pytest.raises(OutlookError, match="no chart can be written there"):
        check_chart_path(tmp_path / "none" / "x.json")
    (tmp_path / "folder.json").mkdir()
    with pytest.raises(OutlookError, match="no chart can be written there"):
        check_chart_path(tmp_path / "folder.json")
