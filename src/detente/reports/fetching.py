"""Fetching one page from an http(s) address, within bounds of time and size."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import threading
import urllib.error
import urllib.parse
import urllib.request
import zlib
from dataclasses import dataclass
from typing import Any

from detente.errors import FetchError, NotTextError

__all__ = ["MAX_BYTES", "TIMEOUT_S", "Page", "fetch_page", "is_allowed_address"]

MAX_BYTES = 20_000_000
"""No news page is larger, before or after decompression."""

TIMEOUT_S = 20.0
"""Longest time for one page in seconds, redirects included."""

_MAX_REDIRECTS = 5
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_CHUNK_BYTES = 65_536
_READABLE = ("text/", "application/xhtml+xml", "application/xml", "application/octet-stream")
_HEADERS = {
    "User-Agent": "detente (reads one news report)",
    "Accept": "text/html,application/xhtml+xml,text/plain;q=0.9",
    "Accept-Encoding": "gzip, deflate, identity;q=0.5",
    "Accept-Language": "en",
}


@dataclass(frozen=True, slots=True)
class Page:
    """What an address answered.

    Attributes:
        data: The body, decompressed.
        url: The address that answered, after redirects.
        content_type: Media type in lower case, "text/html" for example; "" when not declared.
        charset: Declared encoding, or None.
    """

    data: bytes
    url: str
    content_type: str
    charset: str | None


def is_allowed_address(host: str, *, allow_private: bool) -> bool:
    """Return whether a page may be fetched from an IP address: the one place for this policy.

    Args:
        host: An IP address as text.
        allow_private: Whether loopback, private, link-local and reserved addresses may be read. A program
            that fetches addresses for strangers (a server) must say False.

    Example:
        >>> is_allowed_address("127.0.0.1", allow_private=False)
        False
    """
    if allow_private:
        return True
    address = ipaddress.ip_address(host.partition("%")[0])
    return all(inner.is_global and not inner.is_multicast for inner in _addresses_in(address))


def _addresses_in(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> list[Any]:
    """Return an address and the IPv4 addresses that it stands for: a gateway would send us on to them."""
    if isinstance(address, ipaddress.IPv4Address):
        return [address]
    if address.ipv4_mapped is not None:
        return [address.ipv4_mapped]
    inside: list[Any] = [address, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64:
        inside.append(ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF))
    return [one for one in inside if one is not None]


def fetch_page(
    url: str, *, timeout_s: float = TIMEOUT_S, max_bytes: int = MAX_BYTES, allow_private: bool = True
) -> Page:
    """Return the page at an http(s) address.

    Args:
        url: The address; other schemes are refused, in redirects too.
        timeout_s: Seconds for everything together; looking up the host's name alone is bounded by the system.
        max_bytes: Largest body, before and after decompression.
        allow_private: As in `is_allowed_address`; checked at every redirect, on the address connected to.

    Raises:
        FetchError: The address is none, is refused, is too slow, or answers with an error or too much.
        NotTextError: The answer declares itself an image, a PDF or the like.
    """
    url = _check_url(url)
    watch = _Watch(timeout_s, allow_private)
    opener = _build_opener(watch, allow_private)
    request = urllib.request.Request(url, headers=_HEADERS)
    try:
        with opener.open(request, timeout=timeout_s) as answer:
            return _read_answer(answer, max_bytes, watch)
    except urllib.error.HTTPError as error:
        error.close()
        raise FetchError(
            f"the address answers {error.code} {error.reason}".strip(), where=url, hint="check the address"
        ) from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise _describe(error, url, watch) from None
    finally:
        watch.stop()


def _check_url(url: str) -> str:
    """Return the address in ASCII form.

    Raises:
        FetchError: No http(s) address.
    """
    try:
        parts = urllib.parse.urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise FetchError("it is no address", where=url[:200]) from None
    if parts.scheme not in ("http", "https"):
        raise FetchError("only http and https addresses are read", where=url[:200])
    if (
        not host
        or parts.username
        or parts.password
        or any(char.isspace() or not char.isprintable() for char in url.strip())
    ):
        raise FetchError("it is no address of a page", where=url[:200], hint="give https://host/path")
    try:
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        raise FetchError("the host's name is none", where=url[:200]) from None
    netloc = (f"[{host}]" if ":" in host else host) + (f":{port}" if port else "")
    path = urllib.parse.quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = urllib.parse.quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    return urllib.parse.urlunsplit((parts.scheme, netloc, path, query, ""))


class _RefusedAddressError(OSError):
    """An IP address that the policy does not allow."""


class _Watch:
    """Connects to allowed addresses and cuts every connection when the time is over.

    A socket's own timeout starts again with each byte, so a slow drip would never end.
    """

    def __init__(self, timeout_s: float, allow_private: bool) -> None:
        self.timeout_s = timeout_s
        self.allow_private = allow_private
        self.expired = False
        self._sockets: list[socket.socket] = []
        self._timer = threading.Timer(timeout_s, self._expire)
        self._timer.daemon = True
        self._timer.start()

    def connect(
        self, address: tuple[str, int], timeout: float, source: Any = None, **_: Any
    ) -> socket.socket:
        """Return a socket connected to the first allowed address of a host."""
        last: OSError = OSError("the host has no address")
        for family, kind, proto, _name, target in socket.getaddrinfo(*address, type=socket.SOCK_STREAM):
            if not is_allowed_address(str(target[0]), allow_private=self.allow_private):
                last = _RefusedAddressError("private and local addresses are not read")
                continue
            connection = socket.socket(family, kind, proto)
            connection.settimeout(self.timeout_s)
            self._sockets.append(connection)
            try:
                if self.expired:
                    raise TimeoutError
                connection.connect(target)
            except OSError as error:
                connection.close()
                last = error
                continue
            return connection
        raise last

    def track(self, connection: socket.socket) -> None:
        """Watch a socket that replaced another, as TLS does."""
        self._sockets.append(connection)

    def stop(self) -> None:
        self._timer.cancel()

    def _expire(self) -> None:
        self.expired = True
        for connection in list(self._sockets):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # closed already


def _build_opener(watch: _Watch, allow_private: bool) -> urllib.request.OpenerDirector:
    """Return an opener whose connections go through `watch`; http(s) only, redirects bounded."""

    class Plain(http.client.HTTPConnection):
        def connect(self) -> None:
            self._create_connection = watch.connect
            super().connect()

    class Secure(http.client.HTTPSConnection):
        def connect(self) -> None:
            self._create_connection = watch.connect
            super().connect()
            watch.track(self.sock)

    class PlainHandler(urllib.request.HTTPHandler):
        def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
            return self.do_open(Plain, req)

    class SecureHandler(urllib.request.HTTPSHandler):
        def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
            return self.do_open(Secure, req)

    class Redirects(urllib.request.HTTPRedirectHandler):
        max_redirections = _MAX_REDIRECTS
        max_repeats = 2

        def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
            return super().redirect_request(req, fp, code, msg, headers, _check_url(newurl))

    opener = urllib.request.OpenerDirector()
    # Behind a proxy the address connected to is the proxy's, so the policy could not be kept.
    handlers: list[urllib.request.BaseHandler] = [
        urllib.request.ProxyHandler(None if allow_private else {}),
        PlainHandler(),
        SecureHandler(),
        Redirects(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
    ]
    for handler in handlers:
        opener.add_handler(handler)
    return opener


def _read_answer(answer: Any, max_bytes: int, watch: _Watch) -> Page:
    content_type = answer.headers.get_content_type() if answer.headers.get("Content-Type") else ""
    url = answer.geturl()
    if (content_type and not content_type.startswith(_READABLE)) or content_type in (
        "text/css",
        "text/javascript",
    ):
        raise NotTextError(f"the address answers with {content_type}, no page", where=url)
    too_large = FetchError(f"the page is larger than {max_bytes / 1e6:g} MB", where=url)
    length = answer.headers.get("Content-Length") or ""
    if length.isdigit() and int(length) > max_bytes:
        raise too_large
    data = bytearray()
    while chunk := answer.read1(_CHUNK_BYTES):
        data += chunk
        if len(data) > max_bytes:
            raise too_large
    if watch.expired:
        raise TimeoutError
    if length.isdigit() and len(data) < int(length):
        raise http.client.IncompleteRead(bytes(data))
    encoding = (answer.headers.get("Content-Encoding") or "").lower()
    body = _decompress(bytes(data), encoding, max_bytes)
    if body is None:
        raise too_large
    return Page(body, url, content_type, answer.headers.get_content_charset())


def _decompress(data: bytes, encoding: str, max_bytes: int) -> bytes | None:
    """Return the body decompressed, or None when it grows too large.

    Raises:
        ValueError: It is damaged.
    """
    if encoding in ("gzip", "x-gzip", "deflate"):
        # +32: gzip or zlib header; "deflate" is sometimes sent without one.
        for bits in (zlib.MAX_WBITS + 32, -zlib.MAX_WBITS):
            try:
                body = zlib.decompressobj(bits).decompress(data, max_bytes + 1)
            except zlib.error:
                continue
            return body if len(body) <= max_bytes else None
        raise ValueError("the page's compression is damaged")
    if encoding in ("", "identity"):
        return data
    raise ValueError(f"the page is compressed with {encoding}")


def _describe(error: Exception, url: str, watch: _Watch) -> FetchError:
    """Return what went wrong in words of ours."""
    cause = getattr(error, "reason", error)
    if watch.expired or isinstance(cause, TimeoutError):
        return FetchError(
            f"the address did not answer within {watch.timeout_s:g} s", where=url, hint="try again later"
        )
    if isinstance(cause, _RefusedAddressError):
        return FetchError(str(cause), where=url)
    if isinstance(cause, socket.gaierror):
        return FetchError("the host is not known", where=url, hint="check the address and the network")
    if isinstance(cause, ConnectionRefusedError):
        return FetchError("the host refuses the connection", where=url)
    if isinstance(error, http.client.IncompleteRead):
        return FetchError("the answer broke off", where=url, hint="try again later")
    return FetchError(f"the address can't be read: {cause}", where=url)
