"""Files of events as they lie on a disk: plain, gzipped or zipped, in UTF-8 or older encodings, by line."""

from __future__ import annotations

import codecs
import gzip
import io
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import BinaryIO, Final, cast

from detente._files import UTF16_MARKS, FileKind
from detente.errors import FormatError

__all__ = ["SNIFFED_BYTES", "decode_lines", "open_members", "reading_errors", "sniff_text"]

SNIFFED_BYTES: Final = 65536
LONGEST_LINE: Final = 16 << 20
_KIND: Final = FileKind(error=FormatError, directory="give one file of events")


def open_members(path: str | os.PathLike[str]) -> Iterator[tuple[str, BinaryIO]]:
    """Yield the name and the bytes of each file that a path holds: itself, unpacked, or a zip's members.

    A stream is closed when the next is asked for.

    Raises:
        FormatError: There is no such file, it can't be read, or a zip holds none.
    """
    where = os.fspath(path)
    try:
        with open(where, "rb") as raw:
            start = raw.read(4)
            raw.seek(0)
            if start[:2] == b"\x1f\x8b":
                with gzip.open(raw) as unpacked:
                    yield where, cast("BinaryIO", unpacked)
            elif start == b"PK\x03\x04" or start == b"PK\x05\x06":
                yield from _open_zip(raw, where)
            else:
                yield where, raw
    except gzip.BadGzipFile as error:
        raise FormatError("the gzip file is damaged", where=where) from error
    except OSError as error:
        raise _KIND.refuse(error, where) from error


def _open_zip(raw: BinaryIO, where: str) -> Iterator[tuple[str, BinaryIO]]:
    try:
        with zipfile.ZipFile(raw) as archive:
            members = [info for info in archive.infolist() if not info.is_dir()]
            if not members:
                raise FormatError("the zip file holds no file", where=where)
            for info in members:
                with archive.open(info) as member:
                    yield f"{where}!{info.filename}", cast("BinaryIO", member)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise FormatError(f"the zip file can't be read: {error}", where=where) from error


@contextmanager
def reading_errors(where: str) -> Iterator[None]:
    """Turn what a damaged archive raises while it is read into an error that names it.

    Raises:
        FormatError: The file is damaged.
    """
    try:
        yield
    except (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile) as error:
        raise FormatError(f"the file is damaged: {error}", where=where) from error


def sniff_text(start: bytes, where: str) -> str:
    """Return the beginning of a file as text.

    Raises:
        FormatError: The file is empty or binary.
    """
    if not start.strip():
        raise FormatError("the file is empty", where=where)
    if start.startswith(UTF16_MARKS):
        return start[: len(start) & ~1].decode("utf-16", errors="replace")
    if b"\0" in start[:4096]:
        raise FormatError("it is a binary file, not one of events", where=where)
    return _decode(start.removeprefix(codecs.BOM_UTF8))


def decode_lines(stream: BinaryIO, where: str) -> Iterator[str]:
    """Yield the lines of a file as text, with their ends.

    Each line is UTF-8 or, where it can't be, Windows-1252, since data sets are put together from both. A mark
    of byte order is taken off; UTF-16 is read where that mark says so.

    Raises:
        FormatError: A line is longer than any of a file of events.
    """
    lines: Iterable[bytes] = iter(lambda: stream.readline(LONGEST_LINE), b"")
    for number, raw in enumerate(lines, start=1):
        if number == 1:
            if raw.startswith(UTF16_MARKS):
                rest = codecs.getreader("utf-16")(_Joined(raw, stream))
                yield from rest
                return
            raw = raw.removeprefix(codecs.BOM_UTF8)
        if len(raw) == LONGEST_LINE:
            raise FormatError(f"line {number} is longer than 16 MB", where=where)
        yield _decode(raw)


def _decode(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


class _Joined(io.RawIOBase):
    """What was read of a stream, and the rest of it."""

    def __init__(self, start: bytes, rest: BinaryIO) -> None:
        self._start, self._rest = start, rest

    def read(self, size: int = -1) -> bytes:
        if self._start:
            start, self._start = self._start, b""
            return start
        return self._rest.read(size if size >= 0 else 65536)
