"""Reading files of events: which format it is, by its content, and the reader for it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, Final, cast

import msgspec

from detente.errors import FormatError, UsageError
from detente.formats._delimited import peek, split_quoted
from detente.formats._files import SNIFFED_BYTES, decode_lines, open_members, reading_errors, sniff_text
from detente.formats._gdelt import looks_like_gdelt, read_gdelt
from detente.formats._icews import read_icews
from detente.formats._keds import looks_like_keds, read_keds
from detente.formats._parquet import MAGIC, read_parquet
from detente.formats._plain import read_flat, read_jsonl
from detente.formats._plover import read_plover
from detente.formats._polecat import read_polecat
from detente.formats._ucdp import read_ucdp
from detente.formats.rows import Rows

__all__ = ["READERS", "detect_format", "read_events"]

_TextReader = Callable[[Iterable[str], str, str], Rows]
READERS: Final[dict[str, _TextReader | None]] = {
    "gdelt": read_gdelt,
    "icews": read_icews,
    "polecat": read_polecat,
    "ucdp": read_ucdp,
    "keds": read_keds,
    "plover": read_plover,
    "jsonl": read_jsonl,
    "csv": read_flat,
    # Not text: `read_parquet` takes bytes.
    "parquet": None,
}
"""Name of a format that is read to its reader."""

_WITH_HEADER: Final = frozenset({"icews", "polecat", "ucdp", "csv"})
# Columns by which a file with a header is known; the first set that its header holds decides.
_MARKS: Final[tuple[tuple[str, frozenset[str]], ...]] = (
    ("icews", frozenset({"event id", "event date", "source name", "cameo code"})),
    ("polecat", frozenset({"event id", "event date", "event type", "actor name"})),
    ("ucdp", frozenset({"type of violence", "side a", "side b", "date start"})),
    ("csv", frozenset({"day", "type"})),
    ("csv", frozenset({"day", "code"})),
    ("keds", frozenset({"date", "source", "target", "code"})),
    ("csv", frozenset({"date", "type"})),
    ("csv", frozenset({"date", "code"})),
)


def read_events(path: str | os.PathLike[str], *, format: str | None = None, dataset: str = "") -> Rows:  # noqa: A002
    """Yield what each row of a file gives: an event, a row that is broken, one without a PLOVER type.

    A file may be gzipped, or a zip, all of whose files are read. Rows are taken as they are needed: a file of
    any size is read in a little memory.

    Args:
        path: The file.
        format: A name in `READERS`; None to tell it by the content.
        dataset: Name of the data set, where the rows do not say it; "" for the format's usual one.

    Raises:
        FormatError: It can't be read, or is of no known format, or not of the one given.
        UsageError: There is no such format.
    """
    if format is not None and format not in READERS:
        raise UsageError("no format that is read", where=format, hint=", ".join(READERS))
    for where, stream in open_members(path):
        with reading_errors(where):
            yield from _read_member(stream, where, format, dataset)


def detect_format(path: str | os.PathLike[str]) -> str:
    """Return the name of a file's format, by the content of it or of the first file in a zip.

    Raises:
        FormatError: It can't be read, or is of no known format.
    """
    found = ""
    for where, stream in open_members(path):
        with reading_errors(where):
            start = _peek(stream)
            found = found or (
                "parquet" if start.startswith(MAGIC) else _detect(sniff_text(start, where), where)
            )
    return found


def _peek(stream: BinaryIO) -> bytes:
    start = b""
    while len(start) < SNIFFED_BYTES and (more := stream.read(SNIFFED_BYTES - len(start))):
        start += more
    return start


def _read_member(stream: BinaryIO, where: str, format_: str | None, dataset: str) -> Rows:
    if stream.seekable():
        start = _peek(stream)
        stream.seek(0)
    else:
        raise FormatError("it can't be read from its beginning twice", where=where, hint="give a file")
    if format_ is None:
        format_ = "parquet" if start.startswith(MAGIC) else _detect(sniff_text(start, where), where)
    reader = READERS[format_]
    if reader is None:
        if not start.startswith(MAGIC):
            raise FormatError("it is no Parquet file", where=where)
        return read_parquet(stream, where, dataset)
    if not start.strip() and format_ not in _WITH_HEADER:
        return iter(())
    sniff_text(start, where)
    return reader(_first_checked(decode_lines(stream, where), where, format_), where, dataset)


def _first_checked(lines: Iterator[str], where: str, format_: str) -> Iterator[str]:
    """Return the lines; a file whose first is none of its format's, where there is no header, is refused."""
    first, lines = peek(lines)
    if format_ == "gdelt" and "\t" not in first:
        raise FormatError("it is no file of GDELT: the first line has no tabs", where=where)
    if format_ in {"plover", "jsonl"} and not first.lstrip().startswith("{"):
        raise FormatError("it is no JSON Lines: the first line is no object", where=where)
    return lines


def _detect(text: str, where: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    if first.lstrip().startswith("{"):
        return _detect_json(first, where)
    if looks_like_gdelt(first):
        return "gdelt"
    if looks_like_keds(first):
        return "keds"
    names = first.split("\t") if "\t" in first else next((c for _, c in split_quoted([first])), "")
    header = {name.strip().strip('"').lower().replace("_", " ").replace(".", " ") for name in names}
    for format_, marks in _MARKS:
        if marks <= header:
            return format_
    raise FormatError(
        "it is no file of events in a format that is known", where=where, hint="--from: " + ", ".join(READERS)
    )


def _detect_json(first: str, where: str) -> str:
    try:
        held = set(cast("dict[str, object]", msgspec.json.decode(first.encode(errors="replace"))))
    except (msgspec.MsgspecError, ValueError):
        # One broken row does not make another file of it.
        held = {name for name in ("dataset", "type", "event", "source") if f'"{name}"' in first}
    if {"event", "source"} <= held:
        return "plover"
    if {"dataset", "type"} <= held:
        return "jsonl"
    raise FormatError("its JSON is neither of Détente's events nor of PLOVER's records", where=where)
