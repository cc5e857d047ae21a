"""What was worked out from the ledger is kept until the ledger changes."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Final, TypeVar

from detente.desk.web._traffic import Traffic

__all__ = ["RevisionCache"]

Value = TypeVar("Value")
PATIENT_S: Final = 10.0


class RevisionCache:
    """Values by key, each good for one revision of the ledger.

    Args:
        revision: Returns the ledger's revision.
        size: The most values to keep.
        traffic: The requests that are being answered, to which work aside gives way.
        tell: Is told that a value was worked out aside, once it is kept.
    """

    def __init__(
        self,
        revision: Callable[[], str],
        size: int = 512,
        traffic: Traffic | None = None,
        tell: Callable[[], None] = lambda: None,
    ) -> None:
        self._traffic = traffic or Traffic()
        self._tell = tell
        self._revision = revision
        self._size = size
        self._values: OrderedDict[Hashable, tuple[str, Any]] = OrderedDict()
        # Seconds that the last value of a kind took, by the first part of its key.
        self._took: dict[Hashable, float] = {}
        self._running: dict[Hashable, tuple[str, Future[Any]]] = {}
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="desk-cache")

    def close(self) -> None:
        """Stop working values out."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    @property
    def waiting(self) -> int:
        """How many values are being worked out or wait for it."""
        with self._lock:
            return len(self._running)

    def knows(self, key: Hashable) -> bool:
        """Return whether a value is kept, of whatever revision, or is being worked out."""
        with self._lock:
            return key in self._values or key in self._running

    def get(self, key: Hashable, compute: Callable[[], Value]) -> Value:
        """Return the value for the ledger as it stands, worked out now if it is not kept."""
        revision = self._revision()
        found, value = self._look(key, revision)
        if not found:
            value = compute()
            self._keep(key, revision, value)
        fresh: Value = value
        return fresh

    def get_soon(
        self, key: Hashable, compute: Callable[[], Value], wait_s: float
    ) -> tuple[Value | None, bool]:
        """Return a value and whether it is of the ledger as it stands.

        A value that takes longer than `wait_s`, or whose like took longer the last time, is worked out aside;
        until then the one of an earlier revision is given, or None when there is none.

        Args:
            key: Names the value; a tuple begins with its kind.
            compute: Works it out.
            wait_s: The most seconds to wait for it; of 10 or more all are waited.
        """
        revision = self._revision()
        found, value = self._look(key, revision)
        if found:
            return value, True
        with self._lock:
            running = self._running.get(key)
            if running is None or running[0] != revision:
                future = self._pool.submit(self._work_out, key, revision, compute)
                self._running[key] = (revision, future)
            else:
                future = running[1]
        if wait_s < PATIENT_S and self._took.get(_kind_of(key), 0.0) > wait_s:
            wait_s = 0.0
        try:
            with self._traffic.waiting() if wait_s else contextlib.nullcontext():
                done: Value = future.result(wait_s)
        except TimeoutError:
            with self._lock:
                old = self._values.get(key)
            return (old[1] if old is not None else None), False
        return done, True

    def _work_out(self, key: Hashable, revision: str, compute: Callable[[], Value]) -> Value:
        self._traffic.pace()()
        began = time.perf_counter()
        try:
            value = compute()
            self._keep(key, revision, value)
            return value
        finally:
            with self._lock:
                self._took[_kind_of(key)] = time.perf_counter() - began
                if self._running.get(key, ("",))[0] == revision:
                    del self._running[key]
            self._tell()

    def _look(self, key: Hashable, revision: str) -> tuple[bool, Any]:
        with self._lock:
            kept = self._values.get(key)
            if kept is None or kept[0] != revision:
                return False, None
            self._values.move_to_end(key)
            return True, kept[1]

    def _keep(self, key: Hashable, revision: str, value: Any) -> None:
        with self._lock:
            self._values[key] = (revision, value)
            self._values.move_to_end(key)
            while len(self._values) > self._size:
                self._values.popitem(last=False)


def _kind_of(key: Hashable) -> Hashable:
    return key[0] if isinstance(key, tuple) and key else key
