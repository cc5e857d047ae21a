"""Events of the KEDS project, coded by WEIS: date, source, target, code and its words.

They come as CSV with a header, or as the project gave them out: parted by tabs, the day as year, month and
day of two digits each. They bear no identifier; a row is known by what it says: the same one is there once.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import Final

from detente.formats._cells import RowError, read_day
from detente.formats._delimited import Columns, code_rows, peek, read_header, split_quoted, split_tabs
from detente.formats._parties import party_of_keds
from detente.formats._tables import kinds_of_weis
from detente.formats.rows import Rows, SetAside
from detente.ledger import CodedEvent

__all__ = ["DATASET", "looks_like_keds", "read_keds"]

DATASET: Final = "KEDS"
_NAMES: Final = {
    "day": ("date",),
    "actor": ("source",),
    "recipient": ("target",),
    "code": ("code",),
    "words": ("?desc", "description"),
}
_SHORT_DAY: Final = re.compile(r"\d{6}")
_CODE: Final = re.compile(r"\d{3}")
# The project's data begin in 1979; two digits below that are of this century.
_FIRST_YEAR: Final = 45


def looks_like_keds(line: str) -> bool:
    """Return whether a file's first line is one of KEDS's without a header."""
    cells = line.rstrip("\r\n").split("\t")
    return len(cells) in {4, 5} and bool(_SHORT_DAY.fullmatch(cells[0])) and bool(_CODE.fullmatch(cells[3]))


def read_keds(lines: Iterable[str], where: str, dataset: str = "") -> Rows:
    """Yield the events of a file of KEDS, its broken rows, and those without a PLOVER type.

    Raises:
        FormatError: A column is missing.
    """
    first, lines = peek(lines)
    tabs = "\t" in first
    rows = split_tabs(lines) if tabs else split_quoted(lines)
    if tabs and looks_like_keds(first):
        columns = Columns(("date", "source", "target", "code", "desc"), _NAMES, where)
        widths: tuple[int, ...] = (4, 5)
    else:
        columns = Columns(read_header(rows, where), _NAMES, where)
        widths = (columns.count,)
    cell = {name: columns.getter(name) for name in _NAMES}
    kinds = kinds_of_weis()

    def code(cells: Sequence[str]) -> CodedEvent | SetAside:
        cells = [*cells, ""] if len(cells) == 4 else cells
        weis = cell["code"](cells).strip()
        if weis not in kinds:
            raise RowError(f"{weis!r} is no WEIS code")
        actor, recipient = cell["actor"](cells).strip().upper(), cell["recipient"](cells).strip().upper()
        if not actor or not recipient:
            raise RowError("no source or no target")
        day = _day(cell["day"](cells))
        kind = kinds[weis]
        if kind is None:
            return SetAside(weis)
        words = cell["words"](cells).strip()
        said = words[1:-1] if words.startswith("(") and words.endswith(")") else words
        key = "\n".join((day.isoformat(), actor, recipient, weis, said))
        return CodedEvent(
            dataset=dataset or DATASET,
            id=blake2b(key.encode(), digest_size=8).hexdigest(),
            day=day,
            known_on=day,
            type=kind[0],
            mode=kind[1],
            scheme="weis",
            code=weis,
            actor=(party_of_keds(actor),),
            recipient=(party_of_keds(recipient),),
            words=said,
        )

    return code_rows(rows, code, where, widths)


def _day(text: str) -> dt.date:
    if _SHORT_DAY.fullmatch(text.strip()):
        century = "19" if int(text.strip()[:2]) >= _FIRST_YEAR else "20"
        return read_day(century + text.strip())
    return read_day(text)
