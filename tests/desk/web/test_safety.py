from __future__ import annotations

import csv
import io
import re

import pytest

from detente.desk.web._safety import COOKIE, Guard, is_loopback
from tests.desk.web.conftest import wait_for_job
from tests.desk.web.telling import CRISIS

FORM = {"content-type": "application/x-www-form-urlencoded"}


def mark_of(client):
    return re.search(r'name="mark" value="([0-9a-f]+)"', client.get("/add").text)[1]


@pytest.mark.parametrize(
    ("host", "known"),
    [("localhost", True), ("127.8.8.8", True), ("[::1]", True), ("0.0.0.0", False), ("desk.example", False)],
)
def test_loopback(host, known):
    assert is_loopback(host) is known
    assert bool(Guard.for_host(host).token) is not known


def test_every_answer_carries_the_policy(client):
    for path in ("/", "/nowhere", "/api/events", "/static/desk.js", "/api/events?limit=x"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "127.0.0.1.nip.io", "10.0.0.5", ""]
)
def test_a_name_that_was_pointed_here_is_refused(client, host):
    answer = client.get("/api/events", headers={"host": host})
    assert answer.status_code == 421
    assert answer.json()["error"]["code"] == "unknown-host"


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": "http://localhost"},
        {"origin": "http://localhost:9999"},
    ],
)
def test_posts_from_elsewhere_are_refused(client, headers):
    answer = client.post("/api/reports", json={"text": "Iran struck Iraq."}, headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "cross-site")
    assert (
        client.post("/add", data={"text": "x", "mark": mark_of(client)}, headers=headers).status_code == 403
    )
    assert client.get("/api/jobs").json() == []


def test_a_fault_of_our_own_is_no_traceback(ledger, monkeypatch):
    from starlette.testclient import TestClient

    from detente.desk.web import _pages, create_app

    def fail(*_):
        raise RuntimeError("<script>window.pwned=1</script>")

    monkeypatch.setattr(_pages, "look_at_situation", fail)
    app = create_app(ledger, warm=False)
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as client:
        answer = client.get("/")
    assert answer.status_code == 500
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "RuntimeError" not in answer.text
    assert "pwned" not in answer.text


def test_a_form_without_the_mark_is_refused(client):
    for path in ("/add", "/review"):
        assert client.post(path, data={"text": "Iran struck Iraq."}).status_code == 422
        assert client.post(path, data={"text": "x", "mark": "0" * 64}).status_code == 422
    assert client.get("/api/jobs").json() == []
    answer = client.post("/add", data={"text": "Iran struck Iraq.", "mark": mark_of(client)})
    assert (answer.status_code, answer.headers["location"]) == (303, "/add")


def test_off_loopback_a_token_is_needed(guarded):
    client = guarded(host="0.0.0.0", token="a-token-of-some-length")
    for path in ("/", "/api/events", "/docs", "/api/stream", "/api/openapi.json"):
        assert client.get(path).status_code == 401
    assert client.post("/api/reports", json={"text": "x"}).status_code == 401
    assert client.get("/?token=wrong").status_code == 401
    assert client.get("/api/events", headers={"authorization": "Bearer wrong"}).status_code == 401
    assert (
        client.get("/api/events", headers={"authorization": "Bearer a-token-of-some-length"}).status_code
        == 200
    )
    answer = client.get("/timeline?token=a-token-of-some-length&party=IRN")
    assert (answer.status_code, answer.headers["location"]) == (303, "/timeline?party=IRN")
    cookie = answer.headers["set-cookie"]
    assert COOKIE in cookie
    assert "HttpOnly" in cookie
    assert "samesite=strict" in cookie.lower()
    assert client.get("/timeline").status_code == 200


def test_too_much_is_refused_before_it_is_read(client, guarded):
    answer = client.post("/api/reports", content=b"x", headers={"content-length": "99999999999"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too-large")

    def drip():
        for _ in range(70):
            yield b"x" * 1_000_000

    assert client.post("/api/reports", content=drip()).status_code == 413
    files = [("files", (f"{n}.txt", b"Iran struck Iraq.")) for n in range(51)]
    assert client.post("/api/uploads", files=files).status_code in {400, 422}
    assert client.get("/api/jobs").json() == []


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/",
        "http://[::1]:1/",
        "http://[::ffff:127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://10.1.2.3/",
        "http://169.254.169.254/latest/meta-data/",
        "http://localhost/",
        "http://0x7f000001/",
    ],
)
def test_private_addresses_are_not_fetched(client, url):
    job = client.post("/api/reports", json={"url": url}).json()
    done = wait_for_job(client, job["id"])
    assert done["step"] == "failed"
    assert "private" in done["message"] or "not known" in done["message"]


@pytest.mark.parametrize(
    "url", ["/etc/passwd", "file:///etc/passwd", "ftp://a/b", "-", "javascript:alert(1)"]
)
def test_only_web_addresses_are_taken(client, url):
    answer = client.post("/api/reports", json={"url": url})
    assert (answer.status_code, answer.json()["error"]["where"]) == (422, "url")


def test_no_cell_is_a_formula(ledger, client):
    from dataclasses import replace

    from tests.ledger.telling import act, tell

    report, mentions = tell(
        "=cmd()", "2024-08-05", ("=SUM(A1) Iran struck Iraq.", act("ASSAULT", "struck", "IRN", "IRQ"))
    )
    ledger.add(report, [replace(mentions[0], place=None)])
    answer = client.get("/api/events.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert len(rows) == client.get("/api/events").json()["total"] + 1
    cells = [cell for row in rows[1:] for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "@", "+", "\t")) or re.match(r"-[^\d]", cell)]
    assert any(cell.startswith("'=SUM") for cell in cells)
    assert {row[rows[0].index("counted")] for row in rows[1:]} <= {"true", "false"}


def test_odd_requests_get_an_answer_in_the_one_shape(client):
    for method, path, options in (
        ("GET", "/api/events?limit=0", {}),
        ("GET", "/api/events?since=0000-00-00", {}),
        ("GET", "/api/events/%00", {}),
        ("GET", "/api/reports?text=%00", {}),
        ("GET", "/api/nothing", {}),
        ("PUT", "/api/events", {}),
        ("POST", "/api/reports", {"content": b"{", "headers": {"content-type": "application/json"}}),
        ("POST", "/api/reports", {"json": {"text": "", "url": ""}}),
        ("POST", "/api/reports", {"json": {"text": 5}}),
        ("POST", f"/api/review/mentions/{CRISIS[0][0].id}", {"json": {"verdict": "confirmed"}}),
        ("POST", "/api/review/mentions/abcd", {"json": {"verdict": "fine"}}),
        ("DELETE", "/api/review/mentions/abcd", {}),
    ):
        answer = client.request(method, path, **options)
        if answer.status_code == 200:
            assert path.startswith("/api/reports?")
            continue
        assert 400 <= answer.status_code < 500, (path, answer.text)
        assert set(answer.json()) == {"error"}
        assert set(answer.json()["error"]) == {"code", "message", "where", "hint"}
