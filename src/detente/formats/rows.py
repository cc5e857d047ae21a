"""What reading a file of events gives, row by row: events, rows that are broken, rows that are set aside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from detente.ledger import CodedEvent

__all__ = ["Fault", "Row", "Rows", "SetAside"]


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that could not be read.

    Attributes:
        where: The file; "archive!member" in a zip.
        line: Its line, from 1.
        reason: What is wrong with it.
    """

    where: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.where}:{self.line}: {self.reason}"


@dataclass(frozen=True, slots=True)
class SetAside:
    """A row that is in order but codes nothing that PLOVER has a type for, such as a statement in CAMEO.

    Attributes:
        code: Its code.
    """

    code: str


Row: TypeAlias = CodedEvent | Fault | SetAside
Rows: TypeAlias = Iterator[Row]
