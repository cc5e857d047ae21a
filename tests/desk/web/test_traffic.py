from __future__ import annotations

import threading
import time

import pytest

from detente.desk.web._cache import RevisionCache
from detente.desk.web._traffic import Traffic


def test_work_aside_stands_still_while_a_page_is_made():
    traffic, steps, done = Traffic(), [], threading.Event()

    def work() -> None:
        pace = traffic.pace()
        for step in range(3):
            pace()
            steps.append(step)
        done.set()

    with traffic.answering():
        thread = threading.Thread(target=work)
        thread.start()
        assert not done.wait(0.1)
        assert steps == []
    assert done.wait(5)
    thread.join(5)
    assert steps == [0, 1, 2]


def test_a_page_that_waits_for_the_work_lets_it_go_on():
    traffic = Traffic()
    told = threading.Event()
    cache = RevisionCache(lambda: "1", traffic=traffic, tell=told.set)
    try:
        with traffic.answering():
            assert cache.get_soon("key", lambda: "done", 5.0) == ("done", True)
        assert told.wait(5)
    finally:
        cache.close()


def test_it_gives_way_for_a_while_only(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("detente.desk.web._traffic.LONGEST_S", 0.05)
    traffic = Traffic()
    with traffic.answering():
        pace = traffic.pace()
        began = time.perf_counter()
        for _ in range(1000):
            pace()
        assert time.perf_counter() - began < 5


def test_a_page_that_fails_holds_nothing_up():
    traffic = Traffic()
    with pytest.raises(RuntimeError), traffic.answering():
        raise RuntimeError
    began = time.perf_counter()
    traffic.wait_for_quiet(20)
    assert time.perf_counter() - began < 10
