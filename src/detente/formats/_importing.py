"""From a file of events into a ledger, in batches, with what is wrong with it told."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from detente.formats._reading import read_events
from detente.formats.rows import Fault, SetAside
from detente.ledger import CodedAddition, CodedEvent, Ledger

__all__ = ["Imported", "import_events"]


@dataclass(frozen=True, slots=True)
class Imported:
    """What reading a file of events into a ledger did.

    Attributes:
        rows: Number of rows read, the broken ones too.
        addition: What became of the events.
        set_aside: Codes without a PLOVER type, with the number of rows that had them.
        broken: Number of broken rows.
        faults: The first of them.
    """

    rows: int
    addition: CodedAddition
    set_aside: dict[str, int]
    broken: int
    faults: tuple[Fault, ...]


def import_events(
    ledger: Ledger,
    path: str | os.PathLike[str],
    *,
    format: str | None = None,  # noqa: A002
    dataset: str = "",
    replace: bool = False,
    most_faults: int = 20,
    on_rows: Callable[[int], None] | None = None,
) -> Imported:
    """Read a file of events into a ledger; return what that did.

    Events go in by batches, each as a whole; started again after an interruption, it goes on where it was.

    Args:
        ledger: The ledger.
        path: The file.
        format: A name in `READERS`; None to tell it by the content.
        dataset: Name of the data set, where the rows do not say it; "" for the format's usual one.
        replace: True puts events in the place of those held under their identifier that differ.
        most_faults: The most broken rows to keep; all are counted.
        on_rows: Called now and then with the number of rows read so far.

    Raises:
        FormatError: The file can't be read. What came before a damage in it is in the ledger.
        LedgerError: The database refused it.
    """
    reader = _Reader(most_faults, on_rows)
    rows = reader.sift(path, format, dataset)
    addition = ledger.add_coded(rows, replace=replace)
    return Imported(
        reader.rows, addition, dict(reader.set_aside.most_common()), reader.broken, tuple(reader.faults)
    )


class _Reader:
    """Takes the events out of what a file gives, and counts the rest."""

    def __init__(self, most_faults: int, on_rows: Callable[[int], None] | None) -> None:
        self.rows = self.broken = 0
        self.faults: list[Fault] = []
        self.set_aside: Counter[str] = Counter()
        self._most_faults, self._on_rows = most_faults, on_rows

    def sift(self, path: str | os.PathLike[str], format_: str | None, dataset: str) -> Iterator[CodedEvent]:
        """Yield the events of a file."""
        for row in read_events(path, format=format_, dataset=dataset):
            self.rows += 1
            if self._on_rows is not None and self.rows % 1000 == 0:
                self._on_rows(self.rows)
            if isinstance(row, CodedEvent):
                yield row
            elif isinstance(row, SetAside):
                self.set_aside[row.code] += 1
            else:
                self.broken += 1
                if len(self.faults) < self._most_faults:
                    self.faults.append(row)
