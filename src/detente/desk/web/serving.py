"""Running the desk on a port."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable
from typing import Any

import uvicorn

from detente.errors import DetenteError

__all__ = ["serve"]


def serve(app: Any, host: str, port: int, *, tell: Callable[[str], None]) -> None:
    """Serve an application until it is interrupted.

    Args:
        app: The application.
        host: Name or address to listen on.
        port: The port; 0 for any that is free.
        tell: Called with the address once it can be opened.

    Raises:
        DetenteError: The port can't be had.
    """
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        bound = socket.socket(family, socket.SOCK_STREAM)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host.strip("[]"), port))
    except OSError as error:
        reason = error.strerror or str(error)
        hint = "another --port may be free" if error.errno == errno.EADDRINUSE else "check --host and --port"
        raise DetenteError(f"can't listen: {reason}", where=f"{host}:{port}", hint=hint) from None
    with bound:
        name = f"[{host}]" if family == socket.AF_INET6 and not host.startswith("[") else host
        url = f"http://{name}:{bound.getsockname()[1]}/"
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=3
        )
        server = _Server(config, lambda: tell(url))
        server.run(sockets=[bound])


class _Server(uvicorn.Server):
    """A server that says when it is ready."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            self._ready()
