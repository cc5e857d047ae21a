"""Live updates: open pages are told when the ledger changes and how far each report is."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Callable

import msgspec

__all__ = ["Live"]

WATCH_S = 1.5
KEEP_ALIVE_S = 20.0
MAX_LISTENERS = 200
BACKLOG = 200


class Live:
    """Tells all listeners what happens, by server-sent events.

    Args:
        revision: Returns the ledger's revision; asked every second or so, since other programs add too.
    """

    def __init__(self, revision: Callable[[], str]) -> None:
        self._revision = revision
        self._listeners: set[asyncio.Queue[bytes]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._lock = threading.Lock()

    def start(self) -> None:
        """Begin to watch; in the event loop that serves."""
        self._loop = asyncio.get_running_loop()
        self._task = asyncio.create_task(self._watch())

    async def stop(self) -> None:
        """Stop watching, and let listeners go."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        for listener in list(self._listeners):
            _put(listener, b"")
        self._loop = None

    def tell(self, kind: str, value: object) -> None:
        """Tell all listeners something; from any thread."""
        message = b"event: " + kind.encode() + b"\ndata: " + msgspec.json.encode(value) + b"\n\n"
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._send, message)

    async def listen(self) -> AsyncIterator[bytes]:
        """Yield what is told from now on, until the listener goes or the desk stops."""
        listener: asyncio.Queue[bytes] = asyncio.Queue(BACKLOG)
        if len(self._listeners) >= MAX_LISTENERS:
            return
        self._listeners.add(listener)
        try:
            yield b"retry: 3000\n\n"
            while True:
                try:
                    message = await asyncio.wait_for(listener.get(), KEEP_ALIVE_S)
                except TimeoutError:
                    message = b": still here\n\n"
                if not message:
                    return
                yield message
        finally:
            self._listeners.discard(listener)

    def _send(self, message: bytes) -> None:
        for listener in list(self._listeners):
            _put(listener, message)

    async def _watch(self) -> None:
        last = await asyncio.to_thread(self._revision)
        while True:
            await asyncio.sleep(WATCH_S)
            if not self._listeners:
                continue
            now = await asyncio.to_thread(self._revision)
            if now != last:
                last = now
                self.tell("changed", {"revision": now})


def _put(listener: asyncio.Queue[bytes], message: bytes) -> None:
    # One who does not read misses something rather than fill the memory; a page asks anew anyway.
    with contextlib.suppress(asyncio.QueueFull):
        listener.put_nowait(message)
