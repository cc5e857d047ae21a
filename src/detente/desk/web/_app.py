"""The application put together."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import AsyncIterator, Callable
from functools import cache
from importlib import metadata, resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from detente.desk._names import PartyNames
from detente.desk.web import _api, _charts, _forms, _pages
from detente.desk.web._errors import ErrorBody, answer_of, status_of
from detente.desk.web._jobs import Jobs
from detente.desk.web._live import Live
from detente.desk.web._safety import Guard, SafetyLayer
from detente.desk.web._state import Desk
from detente.errors import DetenteError

if TYPE_CHECKING:
    from detente.coding import CoderLike
    from detente.ledger import Ledger

__all__ = ["create_app"]

SWITCH_S = 0.0005
_CODES = {404: "not-found", 405: "method", 400: "invalid", 413: "too-large"}


def create_app(
    ledger: Ledger,
    *,
    guard: Guard | None = None,
    coder: CoderLike | None = None,
    actors: Path | None = None,
    model: Path | None = None,
    allow_private: bool = False,
    warm: bool = True,
) -> Any:
    """Return the desk as an ASGI application.

    Args:
        ledger: The ledger; the caller closes it when the application has ended.
        guard: Who may ask; None for loopback only.
        coder: What codes reports; None loads Détente's own when the first report comes in.
        actors: The user's own actors file, or None.
        model: File of the outlook's parameters, as `detente fit` writes it; None for those of the package.
        allow_private: Whether addresses on this machine and in private networks are fetched; for tests.
        warm: Whether to load what the first page needs before it is asked for.
    """
    desk = Desk(
        ledger,
        guard or Guard.for_host("127.0.0.1"),
        _loader(coder, actors),
        PartyNames(actors),
        model=model,
        allow_private=allow_private,
    )
    live = Live(desk.browser.revision)
    desk.tell = lambda: live.tell("ready", {})

    app = FastAPI(
        title="Détente desk",
        version=metadata.version("detente"),
        summary="What a ledger knows of a crisis, as of any day.",
        description="Every answer is JSON; every error has one shape, `ApiError`. Days are YYYY-MM-DD (UTC).",
        license_info={"name": "Apache-2.0"},
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        lifespan=_lifespan_of(desk, live, warm=warm),
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.desk, app.state.live = desk, live
    app.include_router(_pages.router)
    app.include_router(_forms.router)
    app.include_router(_api.router)
    static = resources.files("detente.desk.web").joinpath("static")
    app.mount("/static/reading", StaticFiles(directory=str(resources.files("detente.desk").joinpath("data"))))
    app.mount("/static", StaticFiles(directory=str(static)))
    _handle_errors(app)
    # Around all, the answer to a fault of our own included: a middleware of the framework would stand inside.
    return SafetyLayer(app, desk.guard, traffic=desk.traffic)


def _lifespan_of(
    desk: Desk, live: Live, *, warm: bool
) -> Callable[[FastAPI], contextlib.AbstractAsyncContextManager[None]]:
    """Return what starts and ends with the application: jobs, news for open pages, the warming up."""

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.jobs = Jobs(desk, lambda job: live.tell("job", job))
        live.start()
        # A page reads its rows one by one and lets other threads run at each; a thread that counts without
        # end (open matters, forecasts) would keep it waiting for 5 ms a row.
        interval = sys.getswitchinterval()
        sys.setswitchinterval(min(interval, SWITCH_S))
        if warm:
            threading.Thread(target=_warm_up, args=(desk,), name="desk-warm", daemon=True).start()
        try:
            yield
        finally:
            sys.setswitchinterval(interval)
            await live.stop()
            app.state.jobs.close()
            desk.close()

    return lifespan


def _loader(coder: CoderLike | None, actors: Path | None) -> Callable[[], CoderLike]:
    lock = threading.Lock()

    @cache
    def load() -> CoderLike:
        from detente.coding import Coder

        return coder if coder is not None else Coder.load(actors=actors)

    def load_once() -> CoderLike:
        with lock:
            return load()

    return load_once


def _warm_up(desk: Desk) -> None:
    from detente.desk.web._views import look_at_situation

    with contextlib.suppress(Exception):
        # Only for speed: what fails here fails again, and is shown, when somebody asks for it.
        _charts.warm_up()
        look_at_situation(desk, None)
        _api.count_parties(desk, None)


def _handle_errors(app: FastAPI) -> None:
    @app.exception_handler(DetenteError)
    async def on_error(request: Request, error: DetenteError) -> Response:
        return answer_of(request.scope, *status_of(error))

    @app.exception_handler(RequestValidationError)
    async def on_invalid(request: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"] if part not in {"query", "path", "body"})
        return answer_of(request.scope, 422, ErrorBody("invalid", str(first["msg"]), where))

    @app.exception_handler(HTTPException)
    async def on_http(request: Request, error: HTTPException) -> Response:
        code = _CODES.get(error.status_code, "error")
        # The framework's own words are those of the protocol.
        said = "there is no such page" if error.detail == "Not Found" else str(error.detail)
        answer = answer_of(request.scope, error.status_code, ErrorBody(code, said))
        answer.headers.update(error.headers or {})
        return answer

    @app.exception_handler(Exception)
    async def on_fault(request: Request, error: Exception) -> Response:
        body = ErrorBody("fault", "the desk failed", hint="its log says why")
        return answer_of(request.scope, 500, body)
