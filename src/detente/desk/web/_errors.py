"""The one shape of an error, as JSON for programs and as a page for people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import msgspec
from starlette.responses import Response

from detente.errors import (
    DetenteError,
    EmptyReportError,
    FetchError,
    LanguageError,
    LedgerError,
    ModelError,
    NotTextError,
    OutlookError,
    ReportError,
    UnknownRecordError,
    UsageError,
)

if TYPE_CHECKING:
    from starlette.types import Scope

__all__ = ["ApiError", "ErrorBody", "answer_error", "answer_of", "status_of"]

# The first that fits.
_STATUSES: Final[tuple[tuple[type[DetenteError], int, str], ...]] = (
    (UnknownRecordError, 404, "not-found"),
    (UsageError, 422, "invalid"),
    (FetchError, 422, "not-fetched"),
    (NotTextError, 422, "not-text"),
    (EmptyReportError, 422, "empty"),
    (ReportError, 422, "not-read"),
    (LanguageError, 422, "language"),
    (ModelError, 503, "model"),
    (LedgerError, 503, "ledger"),
    (OutlookError, 422, "outlook"),
)


@dataclass(frozen=True, slots=True)
class ErrorBody:
    """What was wrong.

    Attributes:
        code: A word for programs: not-found, invalid, too-large, cross-site, token ...
        message: What was wrong, one sentence.
        where: The field, address or record; "" when there is none.
        hint: What to do about it; "" when nothing.
    """

    code: str
    message: str
    where: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class ApiError:
    """The one shape in which the API answers with an error.

    Attributes:
        error: What was wrong.
    """

    error: ErrorBody


def status_of(error: DetenteError) -> tuple[int, ErrorBody]:
    """Return the HTTP status and the body for an error of Détente's."""
    status, code = next(((s, c) for kind, s, c in _STATUSES if isinstance(error, kind)), (500, "error"))
    return status, ErrorBody(code, error.what, error.where, error.hint)


def answer_of(scope: Scope, status: int, body: ErrorBody) -> Response:
    """Return the answer: JSON under /api, a page for people."""
    path = scope["path"]
    if path == "/api" or path.startswith("/api/"):
        return Response(msgspec.json.encode(ApiError(body)), status, media_type="application/json")
    from detente.desk.web._templates import render

    return Response(render("error.html", status=status, error=body, page=""), status, media_type="text/html")


def answer_error(scope: Scope, status: int, code: str, message: str, hint: str, where: str = "") -> Response:
    """Return the answer for an error, from its parts."""
    return answer_of(scope, status, ErrorBody(code, message, where, hint))
