from __future__ import annotations

import json
import threading

from detente.desk.web._cache import RevisionCache
from tests.desk.web.conftest import serving, wait_for_job
from tests.desk.web.test_safety import mark_of

NEWS = "Depot hit\n\nIran struck a second depot near Basra on Sunday. Nobody was hurt."


def test_a_pasted_text_goes_through_to_the_account(client):
    before = client.get("/api/events").json()["total"]
    answer = client.post(
        "/api/reports", json={"text": NEWS, "outlet": "Gulf Desk", "published": "2024-08-06"}
    )
    assert answer.status_code == 202
    job = wait_for_job(client, answer.json()["id"])
    assert (job["step"], job["mentions"], job["headline"]) == ("added", 1, "Depot hit")
    assert client.get("/api/events").json()["total"] == before + 1
    assert "Depot hit" in client.get("/").text
    assert client.get(f"/report/{job['report']}").status_code == 200
    again = client.post("/api/reports", json={"text": NEWS, "outlet": "Gulf Desk", "published": "2024-08-06"})
    assert wait_for_job(client, again.json()["id"])["step"] == "there already"


def test_files_of_a_form(client):
    files = [
        ("files", ("a.txt", NEWS.encode(), "text/plain")),
        ("files", ("../../b.pdf", b"%PDF-1.7 nothing", "application/pdf")),
    ]
    data = {"mark": mark_of(client), "published": "2024-08-06", "outlet": "Gulf Desk"}
    assert client.post("/add", data=data, files=files).status_code == 303
    jobs = {job["name"]: wait_for_job(client, job["id"]) for job in client.get("/api/jobs").json()}
    assert jobs["a.txt"]["step"] == "added"
    assert jobs["b.pdf"]["step"] == "failed"
    assert jobs["b.pdf"]["message"]
    page = client.get("/add").text
    assert "Depot hit" in page
    assert jobs["b.pdf"]["message"][:20] in page


def test_the_form_says_what_is_wrong(client):
    answer = client.post("/add", data={"mark": mark_of(client)})
    assert answer.status_code == 422
    assert "Nothing was given" in answer.text
    answer = client.post("/add", data={"mark": mark_of(client), "text": "x", "published": "soon"})
    assert "is no day" in answer.text


def test_verdicts_by_form_and_by_program(client):
    doubts = client.get("/api/review/mentions").json()
    assert doubts["total"] == 2
    mention = doubts["items"][0]["id"]
    form = {"mark": mark_of(client), "mention": mention}
    assert client.post("/review", data={**form, "verdict": "discarded"}).status_code == 303
    assert client.get("/api/review/mentions").json()["total"] == 1
    assert client.post("/review", data={**form, "verdict": "undo"}).status_code == 303
    fields = {
        "type": "ACCUSE",
        "mode": "ACCUSE:allege",
        "status": "actual",
        "actor-0-who": "IRN",
        "recipient-0-who": "IRQ",
    }
    answer = client.post("/review", data={**form, "verdict": "corrected", **fields}, headers={"x-desk": "1"})
    assert answer.status_code == 204
    rows = [json.loads(line) for line in client.get("/api/review/export").text.splitlines()]
    assert [(e["type"], e["mode"], e["actor"][0]["who"]) for row in rows for e in row["events"]] == [
        ("ACCUSE", "allege", "IRN")
    ]
    given = {"verdict": "corrected", "type": "THREATEN", "said_by": [{"who": "UNK", "kind": "anonymous"}]}
    verdict = client.post(f"/api/review/mentions/{mention}", json=given).json()
    assert verdict["corrected"]["type"] == "THREATEN"
    assert client.delete(f"/api/review/mentions/{mention}").status_code == 204
    bad = client.post(f"/api/review/mentions/{mention}", json={"verdict": "corrected", "type": "ATTACK"})
    assert (bad.status_code, bad.json()["error"]["where"]) == (422, "type")


def test_open_pages_are_told(ledger):
    import httpx2 as httpx

    from detente.desk.web import create_app
    from tests.desk.web.conftest import WordCoder

    seen: list[str] = []
    ready = threading.Event()

    def listen(address: str) -> None:
        with httpx.stream("GET", f"{address}/api/stream", timeout=30) as answer:
            for line in answer.iter_lines():
                ready.set()
                if line.startswith("event:"):
                    seen.append(line.partition(": ")[2])
                if "changed" in seen and len(seen) > 3:
                    return

    with serving(create_app(ledger, coder=WordCoder(), warm=False)) as address:
        listener = threading.Thread(target=listen, args=(address,))
        listener.start()
        assert ready.wait(20)
        httpx.post(f"{address}/api/reports", json={"text": NEWS}, timeout=20)
        listener.join(20)
        assert not listener.is_alive()
    assert seen.count("job") >= 3
    assert "changed" in seen


def test_what_was_worked_out_is_good_for_one_revision():
    revision, calls, gate = ["1"], [], threading.Event()

    def slow() -> str:
        calls.append(revision[0])
        gate.wait(10)
        return "done " + calls[-1]

    cache = RevisionCache(lambda: revision[0])
    try:
        assert cache.get_soon("key", slow, 0.01) == (None, False)
        assert cache.get_soon("key", slow, 0.01) == (None, False)
        gate.set()
        assert cache.get_soon("key", slow, 10) == ("done 1", True)
        assert calls == ["1"]
        gate.clear()
        revision[0] = "2"
        assert cache.get_soon("key", slow, 0.01) == ("done 1", False)
        gate.set()
        assert cache.get_soon("key", slow, 10) == ("done 2", True)
        assert cache.get("other", lambda: 7) == cache.get("other", lambda: 8) == 7
    finally:
        gate.set()
        cache.close()
