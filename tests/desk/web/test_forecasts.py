from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from detente.desk.web import create_app
from tests.desk.web.conftest import WordCoder


@pytest.fixture
def forecaster(ledger, model):
    app = create_app(ledger, coder=WordCoder(), model=model, warm=False)
    with TestClient(app, base_url="http://localhost") as client:
        yield client


def wait_for(client, path):
    for _ in range(600):
        text = client.get(path).text
        if "data-waiting" not in text:
            return text
        time.sleep(0.1)
    pytest.fail("the forecast was not worked out")


def test_the_outlook_by_page_and_program(forecaster):
    text = wait_for(forecaster, "/outlook")
    assert "Outlook from 6 August 2024" in text
    assert "How near the brink" in text
    assert "<svg" in text
    assert text.lower().count("learned from") == 1
    # Two indices of tension: each page says what its own counts.
    assert re.search(r"tension between .+ stands at \d+, that of", text)
    assert "which counts all events with their modes, at" in text
    assert "by types alone, so that it can stand lower" in forecaster.get("/").text
    found = forecaster.get("/api/outlook").json()
    assert found["origin"] == "2024-08-06"
    assert found["horizons_days"] == [7, 14, 30]
    assert all(0 <= odds["low"] <= 1 and 0 <= odds["prob"] <= 1 for odds in found["odds"])
    assert "Odds of material conflict" in wait_for(forecaster, "/pair/IRN/IRQ")
    then = forecaster.get("/api/outlook?as_of=2024-08-02&what=ASSAULT").json()
    assert then["origin"] == "2024-08-03"
    assert {odds["what"] for odds in then["odds"]} <= {"ASSAULT"}


def test_what_if_by_page_and_program(forecaster):
    query = "add=2024-08-07+IRN+ASSAULT+IRQ&block=IRQ+ASSAULT+IRN&horizon=7"
    text = wait_for(forecaster, f"/whatif?{query}")
    assert "Side by side, within 7 days" in text
    assert "IRN ASSAULT IRQ" in text
    found = forecaster.get(f"/api/whatif?{query}").json()
    assert found["runs"] == 1000
    assert any(d["supposed"] for d in found["differences"])
    form = "add-0-day=2024-08-07&add-0-actor=IRN&add-0-type=ASSAULT&add-0-recipient=IRQ&horizon=7"
    assert forecaster.get(f"/api/whatif?{form}").json()["added"] == found["added"]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/whatif?add=nonsense", "are wanted"),
        ("/whatif?add=2024-08-07+IRN+ATTACK+IRQ", "not a PLOVER type"),
        ("/whatif?block=IRN+ASSAULT+IRN", "does nothing to itself"),
        ("/whatif?add-0-day=&add-0-actor=IRN&add-0-type=AID&add-0-recipient=IRQ", "not a day"),
    ],
)
def test_what_does_not_fit_is_said(forecaster, path, words):
    assert words.lower() in forecaster.get(path).text.lower()
    answer = forecaster.get("/api" + path)
    assert (answer.status_code, words in answer.json()["error"]["message"]) == (422, True)


def test_without_a_model_the_page_says_so(ledger):
    app = create_app(ledger, model=Path("/nowhere/model.npz"), warm=False)
    with TestClient(app, base_url="http://localhost") as client:
        assert "no such model of the outlook" in wait_for(client, "/outlook")
        assert client.get("/api/outlook").json()["error"]["code"] == "outlook"
        assert client.get("/pair/IRN/IRQ").status_code == 200
