import gzip
import threading
import time
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from detente.errors import FetchError, NotTextError
from detente.reports import read_report
from detente.reports.fetching import fetch_page, is_allowed_address

SENTENCE = "The envoys left the café in Port Ives on Monday after three days of talks that came to nothing. "
PAGE = f"<html><title>Talks fail in Port Ives</title><article><p>{SENTENCE * 4}</p></article></html>"
RUSSIAN = "Министр заявил, что переговоры провалились и обе стороны покинули город в понедельник. " * 4
DONE = threading.Event()


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        route = getattr(self, "send_" + self.path.split("?")[0].strip("/").replace("-", "_"), None)
        if route is None:
            self.send_error(404)
        else:
            route()

    def answer(self, body, content_type="text/html; charset=utf-8", status=200, **headers):
        self.send_response(status)
        if content_type:
            self.send_header("Content-Type", content_type)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def redirect(self, target):
        self.answer(b"", status=302, Location=target)

    def send_page(self):
        self.answer(PAGE.encode())

    def send_moved(self):
        self.redirect("/page?from=moved")

    def send_loop(self):
        self.redirect("/loop")

    def send_to_file(self):
        self.redirect("file:///etc/passwd")

    def send_error_500(self):
        self.answer(b"oops", status=500)

    def send_text(self):
        self.answer(b"Talks fail\n\nNo deal was made.", "text/plain")

    def send_false_charset(self):
        self.answer(PAGE.encode(), "text/html; charset=iso-8859-1")

    def send_cyrillic(self):
        page = f"<html><title>Переговоры провалились</title><article><p>{RUSSIAN}</p></article></html>"
        self.answer(page.encode("cp1251"), "text/html; charset=windows-1251")

    def send_pdf(self):
        self.answer(b"%PDF-1.7", "application/pdf")

    def send_hidden_pdf(self):
        self.answer(b"%PDF-1.7", "text/html")

    def send_zipped(self):
        self.answer(gzip.compress(PAGE.encode()), Content_Encoding="gzip")

    def send_raw_deflate(self):
        packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        self.answer(packer.compress(PAGE.encode()) + packer.flush(), Content_Encoding="deflate")

    def send_bomb(self):
        self.answer(gzip.compress(b"a" * 5_000_000), Content_Encoding="gzip")

    def send_damaged(self):
        self.answer(b"no gzip", Content_Encoding="gzip")

    def send_broken_off(self):
        self.send_response(200)
        self.send_header("Content-Length", "5000")
        self.end_headers()
        self.wfile.write(b"<html>")

    def send_slow(self):
        DONE.wait(10)

    def send_drip(self):
        self.send_response(200)
        self.end_headers()
        try:
            while not DONE.wait(0.05):
                self.wfile.write(b"a")
        except OSError:
            return  # the reader hung up, as it should

    def send_endless(self):
        self.send_response(200)
        self.end_headers()
        try:
            while not DONE.is_set():
                self.wfile.write(b"a" * 100_000)
        except OSError:
            return

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def site():
    DONE.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    DONE.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


def test_page(site):
    report = read_report(f"{site}/page")
    assert report.headline == "Talks fail in Port Ives"
    assert report.url == f"{site}/page"
    assert report.body == (SENTENCE * 4).strip()


def test_redirect_is_followed_and_named(site):
    assert read_report(f"{site}/moved").url == f"{site}/page?from=moved"


def test_plain_text(site):
    assert read_report(f"{site}/text").headline == "Talks fail"


def test_false_charset(site):
    assert "café" in read_report(f"{site}/false-charset").body


def test_declared_charset(site):
    report = read_report(f"{site}/cyrillic")
    assert (report.language, report.body) == ("ru", RUSSIAN.strip())


@pytest.mark.parametrize("path", ["zipped", "raw-deflate"])
def test_compressed(site, path):
    assert read_report(f"{site}/{path}").headline == "Talks fail in Port Ives"


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("none", "404"),
        ("error-500", "500"),
        ("loop", "302|redirect"),
        ("to-file", "not allowed"),
        ("damaged", "compression"),
        ("broken-off", "broke off"),
    ],
)
def test_answers_that_are_errors(site, path, what):
    with pytest.raises(FetchError, match=what) as caught:
        read_report(f"{site}/{path}")
    assert caught.value.where


@pytest.mark.parametrize("path", ["pdf", "hidden-pdf"])
def test_no_text(site, path):
    with pytest.raises(NotTextError, match=r"(?i)pdf"):
        read_report(f"{site}/{path}")


@pytest.mark.parametrize("path", ["slow", "drip"])
def test_timeout_bounds_the_whole(site, path):
    start = time.monotonic()
    with pytest.raises(FetchError, match=r"within 0\.4 s"):
        fetch_page(f"{site}/{path}", timeout_s=0.4)
    assert time.monotonic() - start < 3


@pytest.mark.parametrize("path", ["page", "bomb", "endless"])
def test_too_large(site, path):
    with pytest.raises(FetchError, match="larger than"):
        fetch_page(f"{site}/{path}", max_bytes=300 if path == "page" else 1_000_000)


def test_private_addresses_by_policy(site):
    with pytest.raises(FetchError, match="private"):
        fetch_page(f"{site}/page", allow_private=False)
    with pytest.raises(FetchError, match="private"):
        read_report(f"{site}/page", allow_private=False)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.1",
        "169.254.169.254",
        "0.0.0.0",
        "::1",
        "fe80::1%eth0",
        "fc00::1",
        "::ffff:127.0.0.1",
        "224.0.0.1",
        "100.64.0.1",
    ],
)
def test_private_hosts(host):
    assert not is_allowed_address(host, allow_private=False)
    assert is_allowed_address(host, allow_private=True)


@pytest.mark.parametrize("host", ["93.184.216.34", "2606:2800:220:1::1"])
def test_public_hosts(host):
    assert is_allowed_address(host, allow_private=False)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://a/b",
        "gopher://a",
        "http://",
        "http://user:word@a/",
        "http://a:99999/",
        "http://a b/",
        "http://[::1",
        "javascript:alert(1)",
        "",
        "http://a/\r\nX: y",
    ],
)
def test_addresses_that_are_none(url):
    with pytest.raises(FetchError):
        fetch_page(url, timeout_s=2)


def test_nobody_listens():
    with pytest.raises(FetchError, match="refuses"):
        fetch_page("http://127.0.0.1:9/", timeout_s=2)


def test_unknown_host():
    with pytest.raises(FetchError, match=r"not known|read"):
        fetch_page("http://no-such-host.invalid/", timeout_s=5)


def test_addresses_with_other_letters(site):
    with pytest.raises(FetchError, match="404"):
        fetch_page(f"{site}/é/ü?q=ö&r=a%20b")
