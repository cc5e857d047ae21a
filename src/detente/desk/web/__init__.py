"""The desk in a browser: pages and a JSON API over a ledger.

It needs the extra ``desk`` (FastAPI, Jinja2, uvicorn, vl-convert); `detente.desk` itself does not import it.
"""

from __future__ import annotations

from detente.desk.web._app import create_app
from detente.desk.web._safety import Guard, is_loopback

__all__ = ["Guard", "create_app", "is_loopback"]
