from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from starlette.testclient import TestClient

from detente.desk.web import create_app
from detente.ledger import Ledger
from tests.desk.web.telling import CRISIS


class Found(HTMLParser):
    """What a page holds that a policy without inline code forbids, and what it loads."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.loads: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.faults += [f"{tag} {name}" for name in values if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and "src" not in values):
            self.faults.append(tag)
        self.faults += [
            f"{tag} {v}" for v in values.values() if v and v.strip().lower().startswith("javascript:")
        ]
        for name in ("src", "href"):
            if name in values and tag in {"script", "img", "link", "iframe", "use", "image"}:
                self.loads.append(values[name])
        if "id" in values:
            self.ids.append(values["id"])


def pages_of(client):
    events = client.get("/api/events?limit=500").json()["items"]
    reports = client.get("/api/reports").json()["items"]
    return [
        "/",
        "/?as_of=2024-08-02",
        "/timeline",
        "/timeline?text=depot&party=IRN&type=ASSAULT&status=happened&since=2024-07-01",
        "/reports",
        *(f"/report/{report['id']}" for report in reports),
        *(f"/event/{event['id']}" for event in events),
        "/pair/IRN/IRQ",
        "/pair/IRN/IRN",
        "/pair/XXX/YYY",
        "/party/IRN",
        "/party/NOBODY",
        "/review",
        "/review?links=1",
        "/add",
        "/docs",
    ]


def test_every_page_answers_without_inline_code_or_foreign_loads(client):
    for path in pages_of(client):
        answer = client.get(path)
        assert answer.status_code == 200, path
        found = Found()
        found.feed(answer.text)
        assert found.faults == [], path
        assert all(load.startswith("/static/") for load in found.loads), path
        assert len(found.ids) == len(set(found.ids)), (path, sorted(found.ids))
        assert "<script>window" not in answer.text
        assert "<svg/onload" not in answer.text
        assert answer.headers["content-type"].startswith("text/html")


def test_an_empty_ledger_helps(tmp_path):
    with (
        Ledger(tmp_path / "empty.db") as ledger,
        TestClient(create_app(ledger, warm=False), base_url="http://localhost") as client,
    ):
        assert "Add a report" in client.get("/").text
        for path in ("/timeline", "/reports", "/review", "/add", "/party/IRN", "/pair/IRN/IRQ"):
            assert client.get(path).status_code == 200
        assert client.get("/api/situation").status_code == 404
        assert client.get("/api/events").json()["total"] == 0


def test_the_situation_tells_what_moved_tension_and_what_is_open(client):
    text = client.get("/").text
    assert "tension on 5 August 2024" in text
    assert "Since 4 August 2024" in text
    assert "<svg" in text
    assert "Erbil" in text
    assert "due 9 August 2024" in text
    view = client.get("/api/situation").json()
    assert view["movers"][0]["day"] == "2024-08-01"
    assert {change["event"]["type"] for change in view["changes"]} == {"ACCUSE", "CONSULT", "MOBILIZE"}
    assert "Erbil" in {place["place"] for place in view["places"]}


def test_as_known_on_an_earlier_day(client):
    event = next(e for e in client.get("/api/events?type=ASSAULT").json()["items"] if e["reports"] == 2)
    assert event["disputed"]
    then = client.get(f"/event/{event['id']}?as_of=2024-08-01")
    assert "As known on" in then.text
    assert "disputed" not in re.sub(r"<title>.*?</title>", "", then.text)
    assert "August 2024, disputed" not in then.text
    assert client.get(f"/event/{event['id']}").text.count("Happened, disputed") == 1
    assert "Nothing was known on 1 January 2024" in client.get("/?as_of=2024-01-01").text


def test_the_event_page_shows_both_sides_numbers_and_neighbours(client):
    event = next(e for e in client.get("/api/events?type=ASSAULT").json()["items"] if e["reports"] == 2)
    text = client.get(f"/event/{event['id']}").text
    for words in (
        "River Post",
        "Harbour Courier",
        "denies",
        "four",
        "six",
        "Iraq demanded an apology",
        "at least",
    ):
        assert words in text, words
    view = client.get(f"/api/events/{event['id']}").json()
    assert {number["value"] for number in view["account"]["numbers"]} == {4, 6}


def test_the_report_page_marks_words_and_links_records(client):
    report = CRISIS[0][0]
    text = client.get(f"/report/{report.id}").text
    assert 'data-m="1:trigger' in text
    assert 'data-e="1"' in text
    why = client.get(f"/report/{report.id}/why").text
    assert "can’t say why" in why or "can&#39;t say why" in why


def test_errors_help(client):
    for path, status, words in (
        ("/event/ffffffff", 404, "There is no such event"),
        ("/report/ffffffff", 404, "There is no such report"),
        ("/nowhere", 404, "no such page"),
        ("/timeline?since=yesterday", 422, "is no day"),
        ("/timeline?type=ATTACK", 422, "is no type"),
        ("/timeline?since=2024-08-09&until=2024-08-01", 422, "2024-08-09 is after 2024-08-01"),
        ("/api/events?since=2024-08-09&until=2024-08-01", 422, "2024-08-09 is after 2024-08-01"),
    ):
        answer = client.get(path)
        assert (answer.status_code, words in answer.text) == (status, True), (path, answer.text)
        assert "Traceback" not in answer.text


def test_pages_of_many(client):
    first = client.get("/api/events?limit=2").json()
    second = client.get("/api/events?limit=2&offset=2").json()
    assert first["total"] == second["total"] > 2
    assert not {e["id"] for e in first["items"]} & {e["id"] for e in second["items"]}


@pytest.mark.parametrize("path", ["/go?party=irn", "/go?party=irn&to=irq"])
def test_forms_lead_to_parties_and_pairs(client, path):
    answer = client.get(path)
    assert answer.status_code == 303
    assert client.get(answer.headers["location"]).status_code == 200
