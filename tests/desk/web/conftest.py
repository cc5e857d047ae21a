"""The desk over a small crisis: in memory of the test client, and behind a real server for the browser."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi", reason="the extra desk is not installed")

from starlette.testclient import TestClient

from detente.desk.web import Guard, create_app
from detente.ledger import Ledger
from detente.records import EventMention, Party, Span
from detente.reports import Report
from tests.desk.web.telling import CRISIS

CHROMIUM = os.environ.get("DETENTE_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class WordCoder:
    """Codes "struck" by a rule, so that adding is tested without the model."""

    def code(self, report: Report) -> tuple[EventMention, ...]:
        found = []
        for sentence in report.sentences:
            at = sentence.text.find("struck")
            if at >= 0:
                begin = sentence.span.start + at
                found.append(
                    EventMention(
                        type="ASSAULT",
                        mode=None,
                        trigger="struck",
                        trigger_span=Span(begin, begin + 6),
                        actor=(Party("Iran", "IRN", "MIL"),),
                        recipient=(Party("Iraq", "IRQ", "GOV"),),
                        quad_class="material conflict",
                        intensity=-9,
                        cameo="18",
                        score=0.5,
                        sentence=sentence.text,
                        sentence_index=sentence.index,
                        sentence_span=sentence.span,
                        report_id=report.id,
                        coder="words 1.0",
                    )
                )
        return tuple(found)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / "crisis.db") as opened:
        opened.add_many(CRISIS)
        yield opened


@pytest.fixture
def client(ledger: Ledger) -> Iterator[TestClient]:
    app = create_app(ledger, coder=WordCoder(), warm=False)
    with TestClient(app, base_url="http://localhost", follow_redirects=False) as opened:
        yield opened


@pytest.fixture
def guarded(ledger: Ledger) -> Iterator[Callable[..., TestClient]]:
    """Give a maker of clients of a desk with a guard of its own."""
    with contextlib.ExitStack() as stack:

        def make(**options: Any) -> TestClient:
            guard = Guard.for_host(options.pop("host", "127.0.0.1"), **options)
            app = create_app(ledger, coder=WordCoder(), guard=guard, warm=False)
            return stack.enter_context(TestClient(app, base_url="http://localhost", follow_redirects=False))

        yield make


def wait_for_job(client: TestClient, job: str) -> dict[str, Any]:
    for _ in range(400):
        found = client.get(f"/api/jobs/{job}").json()
        if found["step"] in {"added", "there already", "failed"}:
            return dict(found)
        time.sleep(0.05)
    pytest.fail("the report was not read")


@contextlib.contextmanager
def serving(app: Any) -> Iterator[str]:
    """Serve an application from a thread, and give its address."""
    import uvicorn

    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
        thread.start()
        try:
            for _ in range(600):
                if server.started:
                    break
                time.sleep(0.05)
            yield f"http://127.0.0.1:{bound.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(30)


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a model of the outlook, fitted in some seconds to a history made by chance."""
    import datetime as dt
    import random

    from detente.ontology import EVENT_TYPES
    from detente.outlook import History, Outlook

    chance, parties = random.Random(5), ["IRN", "IRQ", "OMN", "ISR", "USA", "SYR"]
    rows = []
    for number in range(4000):
        one, other = chance.sample(parties, 2)
        day = dt.date(2023, 1, 1) + dt.timedelta(days=number // 20)
        rows.append((day, one, chance.choice(list(EVENT_TYPES)), other))
    path = tmp_path_factory.mktemp("model") / "model.npz"
    Outlook().fit(History.from_rows(rows)).save(path)
    return path


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, model: Path) -> Iterator[str]:
    """Give the address of a desk over the crisis, for the browser."""
    with Ledger(tmp_path_factory.mktemp("desk") / "crisis.db") as ledger:
        ledger.add_many(CRISIS)
        with serving(create_app(ledger, coder=WordCoder(), model=model)) as address:
            yield address


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed here (apt install chromium, or DETENTE_CHROMIUM)")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()
