"""What keeps strangers out: hosts, cross-site posts, tokens, size limits and the headers of each answer.

One pure ASGI layer around the whole application, so that no page can forget it.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from detente.desk.web._errors import answer_error
from detente.desk.web._traffic import Traffic

__all__ = ["COOKIE", "MAX_BODY_BYTES", "Guard", "SafetyLayer", "is_loopback"]

COOKIE: Final = "detente_token"
MAX_BODY_BYTES: Final = 60_000_000
"""Largest request: some files, each of at most 20 MB."""
LIVE_PATH: Final = "/api/stream"
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
    "x-frame-options": "DENY",
}
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


def is_loopback(host: str) -> bool:
    """Return whether a host's name or address is this machine's own.

    Example:
        >>> is_loopback("localhost"), is_loopback("127.0.0.2"), is_loopback("10.0.0.1")
        (True, True, False)
    """
    name = host.strip("[]").lower().rstrip(".")
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Guard:
    """Who may ask, and under which names.

    Attributes:
        hosts: Names under which the desk may be called; a page that calls it by another (a name whose address
            was changed to this machine's) is refused.
        token: What a browser or program has to show; "" on loopback, where none is needed.
        secret: What the marks in forms are made with; another in each process.
    """

    hosts: frozenset[str]
    token: str = ""
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    @classmethod
    def for_host(cls, host: str, *, names: Iterable[str] = (), token: str | None = None) -> Guard:
        """Return the guard for an address to listen on; off loopback it has a token.

        Args:
            host: Name or address.
            names: Further names under which it is reached.
            token: The token; None to make one where it is needed.
        """
        known = {"localhost", "127.0.0.1", "::1", host.strip("[]").lower(), *(n.lower() for n in names)}
        if token is None:
            token = "" if is_loopback(host) else secrets.token_urlsafe(24)
        return cls(frozenset(known - {"0.0.0.0", "::"}), token)

    @property
    def form_mark(self) -> str:
        """What every form carries: a page of another site can't read it."""
        return hmac.new(self.secret, b"form", hashlib.sha256).hexdigest()

    def knows_mark(self, given: object) -> bool:
        """Return whether a form carries the mark of this process."""
        return isinstance(given, str) and hmac.compare_digest(given.encode(), self.form_mark.encode())

    def allows_host(self, header: str) -> bool:
        """Return whether a Host header names this desk."""
        try:
            name = (urlsplit(f"//{header}").hostname or "").lower()
        except ValueError:
            return False
        if name in self.hosts:
            return True
        # Bound to all addresses, with a token: any numeric address of this machine will do.
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return bool(self.token)

    def allows_origin(self, headers: Headers) -> bool:
        """Return whether a request that changes something comes from a page of the desk's, or from none."""
        site = headers.get("sec-fetch-site")
        if site is not None and site not in {"same-origin", "none"}:
            return False
        origin = headers.get("origin")
        if origin is None:
            return True
        try:
            return urlsplit(origin).netloc.lower() == headers.get("host", "").lower() and origin != "null"
        except ValueError:
            return False

    def allows_token(self, given: str) -> bool:
        """Return whether a token is the right one."""
        return not self.token or hmac.compare_digest(given.encode(), self.token.encode())


class SafetyLayer:
    """Refuses what the guard does not allow, counts the bytes of a request, sets the headers of answers."""

    def __init__(
        self,
        app: ASGIApp,
        guard: Guard,
        max_bytes: int = MAX_BODY_BYTES,
        traffic: Traffic | None = None,
    ) -> None:
        self.app = app
        self.guard = guard
        self.max_bytes = max_bytes
        self.traffic = traffic or Traffic()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)

        async def send_safe(message: Message) -> None:
            if message["type"] == "http.response.start":
                found = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    found[name] = value
                if not scope["path"].startswith("/static/"):
                    found.setdefault("cache-control", "no-store")
            await send(message)

        refusal = self._refuse(scope, headers)
        if refusal is not None:
            await refusal(scope, receive, send_safe)
            return
        if scope["method"] != "GET" or scope["path"] == LIVE_PATH:
            # Nobody looks at an empty page meanwhile.
            await self.app(scope, self._bound(receive), send_safe)
            return
        with self.traffic.answering():
            await self.app(scope, self._bound(receive), send_safe)

    def _refuse(self, scope: Scope, headers: Headers) -> Response | None:
        guard, path = self.guard, scope["path"]
        if not guard.allows_host(headers.get("host", "")):
            return answer_error(
                scope, 421, "unknown-host", "the desk is not called so", "use its own address"
            )
        if scope["method"] not in _SAFE and not guard.allows_origin(headers):
            return answer_error(scope, 403, "cross-site", "the request comes from another site", "")
        length = headers.get("content-length", "0")
        if length.isdigit() and int(length) > self.max_bytes:
            return answer_error(
                scope,
                413,
                "too-large",
                f"more than {self.max_bytes / 1e6:g} MB",
                "send fewer or smaller files",
            )
        if not guard.token or path.startswith("/static/"):
            return None
        return self._ask_token(scope, headers)

    def _ask_token(self, scope: Scope, headers: Headers) -> Response | None:
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        given = dict(query).get("token")
        if given is not None and scope["method"] == "GET" and self.guard.allows_token(given):
            # Out of the address at once, so that it is not in the history or in a link that is passed on.
            rest = urlencode([(name, value) for name, value in query if name != "token"])
            answer = RedirectResponse(scope["path"] + (f"?{rest}" if rest else ""), status_code=303)
            answer.set_cookie(COOKIE, given, httponly=True, samesite="strict", path="/", max_age=30 * 86400)
            return answer
        scheme, _, bearer = headers.get("authorization", "").partition(" ")
        shown = bearer.strip() if scheme.lower() == "bearer" else _cookie(headers)
        if shown and self.guard.allows_token(shown):
            return None
        return answer_error(
            scope,
            401,
            "token",
            "the desk asks for its token",
            "open the address that `detente serve` printed, or send it as a bearer token",
        )

    def _bound(self, receive: Receive) -> Receive:
        read = 0

        async def bounded() -> Any:
            nonlocal read
            message = await receive()
            if message["type"] == "http.request":
                read += len(message.get("body", b""))
                if read > self.max_bytes:
                    raise TooLargeError
            return message

        return bounded


class TooLargeError(HTTPException):
    """A request's body is larger than allowed."""

    def __init__(self) -> None:
        super().__init__(413, "the request is too large")


def _cookie(headers: Headers) -> str:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found is not None else ""
