"""What is said of a user's file that can't be read: missing, a folder, not permitted, no UTF-8 text."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

__all__ = ["UTF16_MARKS", "FileKind"]

UTF16_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
"""What a file in UTF-16 begins with."""


class _MakesError(Protocol):
    def __call__(self, what: str, *, where: str = "", hint: str = "") -> Exception: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FileKind:
    r"""A kind of file that a room reads, and what the room says when one can't be read.

    Each message says which file (and line), what is wrong and what to do.

    Attributes:
        error: The room's class of errors, one of `detente.errors`; taken as a value, since nothing on the
            ground floor uses another part of it.
        name: What such a file is called, in the singular and without an article.
        holds: What it holds, in the plural, to say that a binary file is none of these.
        missing: What to do when there is none.
        directory: What to do when it is a directory.
        encoding: What to do when it is no UTF-8 text; "" for the usual.
        every_break: Whether the room's lines end wherever `str.splitlines` ends them; else at newlines only.

    Example:
        >>> actors = FileKind(error=lambda what, **more: ValueError(what, more), name="actors file")
        >>> actors.decode(b"name: A\n", "own.txt")
        'name: A\n'
        >>> actors.decode(b"name: A\nname: Jos\xe9\n", "own.txt")
        Traceback (most recent call last):
        ValueError: ('byte 0xe9 is no UTF-8 text', {'where': 'own.txt:2', 'hint': 'save the file as UTF-8'})
    """

    error: _MakesError
    name: str = "file"
    holds: str = "text"
    missing: str = "check the path"
    directory: str = "give one file"
    encoding: str = ""
    every_break: bool = False

    def refuse(self, cause: Exception, where: str, *, missing: str = "") -> Exception:
        """Return the error to raise for what the system says when a file is opened or read.

        Args:
            cause: An `OSError`, or a `ValueError` where a path has characters that no path may have.
            where: The file.
            missing: What to do when there is none; "" for what this kind of file says.
        """
        if isinstance(cause, FileNotFoundError):
            return self.error(f"there is no such {self.name}", where=where, hint=missing or self.missing)
        if isinstance(cause, IsADirectoryError):
            return self.error("it is a directory", where=where, hint=self.directory)
        if isinstance(cause, PermissionError):
            return self.error(f"the {self.name} may not be read", where=where, hint="check who may")
        reason = getattr(cause, "strerror", None) or str(cause)
        return self.error(f"the {self.name} can't be opened: {reason}", where=where)

    def read_bytes(self, path: Path) -> bytes:
        """Return a file's bytes; raises `error` when it can't be read."""
        try:
            return path.read_bytes()
        except (OSError, ValueError) as cause:
            raise self.refuse(cause, str(path)) from cause

    def read_text(self, path: Path) -> str:
        r"""Return a file's text, all line ends as ``\n``; raises `error` when it can't be read or is none.

        A mark of byte order, which some editors put at the beginning, is left out.
        """
        text = self.decode(self.read_bytes(path), str(path)).removeprefix("\ufeff")
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def decode(self, data: bytes, where: str) -> str:
        """Return bytes as text; raises `error`, with the line, when they are no UTF-8.

        A mark of byte order at the beginning is left in.
        """
        if data.startswith(UTF16_MARKS):
            raise self.error(
                f"the {self.name} is in UTF-16", where=where, hint=self.encoding or "save it as UTF-8"
            )
        if b"\0" in data:
            what = f"it is a binary file, not one of {self.holds}"
            raise self.error(what, where=where, hint=self.encoding or "give a text file")
        try:
            return data.decode()
        except UnicodeDecodeError as cause:
            line = self._count_lines(data[: cause.start].decode())
            raise self.error(
                f"byte 0x{data[cause.start]:02x} is no UTF-8 text",
                where=f"{where}:{line}",
                hint=self.encoding or "save the file as UTF-8",
            ) from cause

    def _count_lines(self, before: str) -> int:
        """Return the number, from 1, of the line in which a text breaks off, as the room counts lines."""
        if self.every_break:
            return len((before + ".").splitlines())
        return before.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
