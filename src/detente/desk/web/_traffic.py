"""Pages first: what is worked out aside gives way while somebody waits for a page."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator

__all__ = ["Pace", "Traffic"]

LONGEST_S = 5.0
"""The most seconds that one piece of work gives way: on a busy desk it must be done at last."""


class Traffic:
    """Counts the requests that are being answered.

    Two threads that count share one interpreter: a page made beside a second's work takes twice its time. So
    that work stands still while a page is made.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._answering = 0

    @contextlib.contextmanager
    def answering(self) -> Iterator[None]:
        """Hold up the work aside for as long as this lasts."""
        self._count(1)
        try:
            yield
        finally:
            self._count(-1)

    @contextlib.contextmanager
    def waiting(self) -> Iterator[None]:
        """Let the work aside go on, since the request at hand waits for it."""
        self._count(-1)
        try:
            yield
        finally:
            self._count(1)

    def pace(self) -> Pace:
        """Return what a new piece of work calls now and then."""
        return Pace(self)

    def wait_for_quiet(self, limit_s: float) -> None:
        """Wait until nobody waits for a page, or the limit."""
        if self._answering > 0:
            with self._changed:
                self._changed.wait_for(lambda: self._answering <= 0, limit_s)

    def _count(self, change: int) -> None:
        with self._changed:
            self._answering += change
            if self._answering <= 0:
                self._changed.notify_all()


class Pace:
    """Called by work aside now and then: returns at once, or when the pages at hand have been sent."""

    def __init__(self, traffic: Traffic) -> None:
        self._traffic = traffic
        self._left_s = LONGEST_S

    def __call__(self) -> None:
        """Give way."""
        if self._left_s > 0:
            began = time.perf_counter()
            self._traffic.wait_for_quiet(self._left_s)
            self._left_s -= time.perf_counter() - began
