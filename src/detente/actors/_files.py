"""The gazetteer's files: blocks of `key: value` lines, read with line numbers so that errors can point."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from detente._files import FileKind
from detente.errors import ActorsError

__all__ = ["Block", "Fault", "parse_blocks", "parse_day", "read_text", "split_values"]

_DAY: Final = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
_KIND: Final = FileKind(
    error=ActorsError,
    name="actors file",
    holds="actors",
    directory="give one file of actors",
    every_break=True,
)


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """Something wrong in an actors file.

    Attributes:
        file: Its name.
        line: Line number, from 1.
        what: What is wrong, one sentence without a full stop.
    """

    file: str
    line: int
    what: str

    def __str__(self) -> str:
        """Return `file:line: what`."""
        return f"{self.file}:{self.line}: {self.what}"


@dataclass(slots=True)
class Block:
    """One entry as it stands in a file.

    Attributes:
        file: The file's name.
        line: Line of its first key.
        values: Key to its raw values, one for each line that has the key.
        lines: Key to the line where it first stands.
    """

    file: str
    line: int
    values: dict[str, list[str]] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)

    def fault(self, what: str, key: str = "") -> Fault:
        """Return a fault at this block, or at the line of one of its keys."""
        return Fault(self.file, self.lines.get(key, self.line), what)


def read_text(path: Path) -> str:
    """Return the text of a user's actors file.

    Raises:
        ActorsError: There is none, it can't be opened, or it is no UTF-8 text; the message says which.
    """
    return _KIND.read_text(path)


def split_values(raw: list[str]) -> list[str]:
    """Return the values of a key's lines, parted at semicolons, blanks trimmed, empty ones left out.

    Example:
        >>> split_values(["Houthis; Ansar Allah", "Houthi"])
        ['Houthis', 'Ansar Allah', 'Houthi']
    """
    return [v for line in raw for part in line.split(";") if (v := part.strip())]


def parse_blocks(text: str, file: str, faults: list[Fault], *, first: int = 1) -> Iterator[Block]:
    """Yield the blocks of an actors file; lines that are none are added to `faults` and passed over.

    `first` is the number of the text's first line.
    """
    block: Block | None = None
    for number, line in enumerate(text.splitlines(), first):
        if not line.strip():
            if block is not None:
                yield block
                block = None
            continue
        if line[0] == "#":
            continue
        key, colon, value = line.partition(":")
        key, value = key.strip(), value.strip()
        if not colon or not key.isidentifier():
            faults.append(Fault(file, number, f"expected 'key: value', found {line.strip()[:60]!r}"))
            continue
        if block is None:
            block = Block(file, number)
        if key in block.values:
            block.values[key].append(value)
        else:
            block.values[key] = [value]
            block.lines[key] = number
    if block is not None:
        yield block


def parse_day(text: str, *, last: bool = False) -> dt.date:
    """Return the day that `YYYY`, `YYYY-MM` or `YYYY-MM-DD` names: its first day, or with `last` its last.

    Raises:
        ValueError: The text is no such date.

    Example:
        >>> parse_day("2024-02", last=True)
        datetime.date(2024, 2, 29)
    """
    match = _DAY.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is no date (YYYY, YYYY-MM or YYYY-MM-DD)")
    year, month, day = (int(part) if part else 0 for part in match.groups())
    if day or not last:
        return dt.date(year, month or 1, day or 1)
    if not month or month == 12:
        return dt.date(year, 12, 31)
    return dt.date(year, month + 1, 1) - dt.timedelta(days=1)
