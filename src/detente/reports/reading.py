"""Reading a report from wherever it is: a file, an address, standard input."""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
import re
import sys
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from detente._files import FileKind
from detente.errors import NotTextError, ReportError
from detente.reports.decoding import decode
from detente.reports.pages import looks_like_html, parse_html
from detente.reports.plain import parse_text
from detente.reports.report import Report, read_day, read_name_mark

__all__ = ["MAX_FILE_BYTES", "parse_report", "read_report"]

MAX_FILE_BYTES = 20_000_000
"""No report is larger; the same bound as for addresses."""

_KIND = FileKind(error=ReportError, directory="give one file")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]+://")
_HTML_SUFFIXES = {".html", ".htm", ".xhtml"}
_STANDARD_INPUT = "-"
_COLUMN = re.compile(r"[A-Za-z][A-Za-z0-9_.\- ]{0,30}")
# So many rows tell whether a text is a table.
_TABLE_ROWS = 20
_MHTML = re.compile(r"(?:From|MIME-Version|Content-Type|Snapshot-Content-Location):.*\n", re.IGNORECASE)


def read_report(
    source: str | os.PathLike[str],
    *,
    published: dt.date | str | None = None,
    outlet: str | None = None,
    allow_private: bool = True,
) -> Report:
    r"""Return the report at a path or an address, or on standard input.

    Args:
        source: A file of plain text or HTML, an http(s) address, or "-" for standard input.
        published: Day of publication, as a date or "YYYY-MM-DD"; None to take the page's word.
        outlet: Who published it; None to take the page's word.
        allow_private: Whether addresses on this machine and in private networks are read.

    Raises:
        UsageError: `published` is no date.
        FetchError: The address did not answer, or was refused.
        NotTextError: It is a PDF, an image or other binary data.
        EmptyReportError: It holds no article text.
        ReportError: The file is missing, is a directory, can't be opened or is larger than 20 MB.

    Example:
        >>> import tempfile, pathlib
        >>> path = pathlib.Path(tempfile.mkdtemp(), "report.txt")
        >>> _ = path.write_text("Talks fail\n\nNo deal was made.")
        >>> read_report(path, published="2024-08-06").published
        datetime.date(2024, 8, 6)
    """
    day = read_day(published)
    name = os.fspath(source)
    if name != _STANDARD_INPUT and _ADDRESS.match(name):
        return _read_address(name, day, outlet or "", allow_private)
    if name == _STANDARD_INPUT:
        data, where = _read_bounded(sys.stdin.buffer, "standard input"), "standard input"
    else:
        data, where = _read_file(Path(name)), name
    is_page = Path(name).suffix.lower() in _HTML_SUFFIXES
    report = parse_report(data, where=where, is_page=is_page, outlet=outlet or "", published=day)
    mark = 0 if name == _STANDARD_INPUT else read_name_mark(Path(name).name)
    return replace(report, version=mark) if mark and not report.version else report


def _read_address(url: str, published: dt.date | None, outlet: str, allow_private: bool) -> Report:
    from detente.reports.fetching import fetch_page

    page = fetch_page(url, allow_private=allow_private)
    return parse_report(
        page.data,
        where=page.url,
        url=page.url,
        charset=page.charset,
        is_page="html" in page.content_type,
        outlet=outlet,
        published=published,
    )


def _read_file(path: Path) -> bytes:
    """Return a file's bytes.

    Raises:
        ReportError: There is none, or it can't be read, or it is too large.
    """
    where = str(path)
    try:
        with path.open("rb") as stream:
            return _read_bounded(stream, where)
    except FileNotFoundError as error:
        looks_like_host = re.match(r"(?:www\.|[\w-]+(?:\.[\w-]+)+/)", where)
        hint = f"for an address write https://{where}" if looks_like_host else "check the path"
        raise _KIND.refuse(error, where, missing=hint) from None
    except (OSError, ValueError) as error:
        raise _KIND.refuse(error, where) from None


def _read_bounded(stream: BinaryIO, where: str) -> bytes:
    data = stream.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise ReportError(
            f"it is larger than {MAX_FILE_BYTES / 1e6:g} MB", where=where, hint="give one report at a time"
        )
    return data


def parse_report(
    data: bytes,
    *,
    where: str,
    url: str = "",
    charset: str | None = None,
    is_page: bool = False,
    outlet: str = "",
    published: dt.date | None = None,
) -> Report:
    r"""Return the report in a file's bytes, a page or a plain text.

    Args:
        data: The bytes.
        where: What to call it in errors.
        url: Its address; "" when not known.
        charset: Its encoding, where something declares it.
        is_page: Whether it is HTML for sure; otherwise its beginning tells.
        outlet: Who published it; "" to take the page's word.
        published: Day of publication; None to take the page's word.

    Raises:
        NotTextError: It is a PDF, an image, data for machines or the like.
        EmptyReportError: It holds no article text.

    Example:
        >>> parse_report("Talks fail\n\nNo deal was made.".encode(), where="pasted text").headline
        'Talks fail'
    """
    text = decode(data, charset=charset, where=where)
    if is_page or looks_like_html(text):
        return parse_html(text, outlet=outlet, url=url, published=published, where=where)
    _refuse_data(text, where)
    return parse_text(text, outlet=outlet, url=url, published=published, where=where)


def _refuse_data(text: str, where: str) -> None:
    """Refuse text that is made for machines.

    Raises:
        NotTextError: JSON, a table, XML or a saved web archive.
    """
    start = text[:200].lstrip("\ufeff \t\r\n")
    if start.startswith(("{", "[")):
        try:
            # One value, or one to a line.
            json.loads(text if start.startswith("[") else text.lstrip("\ufeff \t\r\n").split("\n", 1)[0])
        except (ValueError, RecursionError):
            try:
                json.loads(text)
            except (ValueError, RecursionError):
                return
        raise NotTextError("it is JSON data, no text", where=where, hint="give the report's text itself")
    if _is_table(text):
        raise NotTextError(
            "it is a table (CSV), no report", where=where, hint="give each report in a file of its own"
        )
    if start.startswith("<?xml") or re.match(r"<(?:rss|feed|svg|urlset)\b", start):
        raise NotTextError(
            "it is XML data, no news page", where=where, hint="give the report's text or its page"
        )
    if _MHTML.match(start) and "multipart/related" in text[:2000]:
        raise NotTextError("it is a web archive (MHTML)", where=where, hint="save the page as HTML")


def _is_table(text: str) -> bool:
    """Return whether a text is a table of values: a line of column names, then rows with as many fields.

    Prose is none: column names are short, without blanks at their begin, and no two are the same.
    """
    head, _, rest = text.lstrip("\ufeff \t\r\n").partition("\n")
    separator = max(",;\t", key=head.count)
    names = [name.strip('"') for name in head.strip().split(separator)]
    if len(names) < 3 or len(set(names)) < len(names) or not all(map(_COLUMN.fullmatch, names)):
        return False
    rows = csv.reader(rest.splitlines(keepends=True), delimiter=separator)
    try:
        widths = [len(row) for row in islice(rows, _TABLE_ROWS) if row]
    except csv.Error:
        return False
    return bool(widths) and all(width == len(names) for width in widths)
