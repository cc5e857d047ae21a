"""Cells of rows: read strictly, so that the broken is told, and written so that spreadsheets do no harm."""

from __future__ import annotations

import datetime as dt
import math
import re
from functools import lru_cache
from typing import Final

__all__ = [
    "RowError",
    "csv_cell",
    "guard_cell",
    "read_count",
    "read_day",
    "read_degrees",
    "read_number",
    "read_place",
    "read_scale",
    "unguard_cell",
]

EMPTY: Final = frozenset({"", "na", "n/a", "none", "nan", "null", "nat"})
# A cell that begins so is taken for a formula by spreadsheets (OWASP, "CSV Injection"); some of them turn the
# full-width forms into the plain ones, and pass over signs that are not seen.
_RISKY: Final = re.compile(r"'*(?:[\t\r\n]|[\s\x00-\x1f\ufeff\u200b-\u200f\u2060]*[=+\-@＝＋－＠])")


class RowError(ValueError):
    """What is wrong with a row; its reader names the line."""


@lru_cache(maxsize=65536)
def read_day(text: str, what: str = "date") -> dt.date:
    """Return a day written as year-month-day, with or without dashes, and a time after it or not.

    Raises:
        RowError: It is none.

    Example:
        >>> read_day("20240805"), read_day("2024-08-05T00:00:00")
        (datetime.date(2024, 8, 5), datetime.date(2024, 8, 5))
    """
    day = text.strip()
    digits = day[:8] if day[:8].isascii() and day[:8].isdigit() else ""
    try:
        if digits and len(day) in {8, 14} and day.isdigit():
            return dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
        if len(day) >= 10 and day[4] == day[7] == "-" and (len(day) == 10 or day[10] in "T "):
            return dt.date.fromisoformat(day[:10])
    except ValueError:
        pass
    raise RowError(f"{what} {_shown(text)} is no day")


def read_number(text: str, what: str) -> float | None:
    """Return a number, None for an empty cell.

    Raises:
        RowError: It is none, or not finite.
    """
    if text.strip().lower() in EMPTY:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or "_" in text:
        raise RowError(f"{what} {_shown(text)} is no number")
    return value


def read_count(text: str, what: str) -> int | None:
    """Return a whole number from 0, None for an empty cell.

    Raises:
        RowError: It is none.
    """
    value = read_number(text, what)
    if value is None:
        return None
    if value < 0 or value != int(value) or value > 1e15:
        raise RowError(f"{what} {_shown(text)} is no count")
    return int(value)


def read_scale(text: str, what: str) -> float | None:
    """Return a number from -10 to 10, None for an empty cell.

    Raises:
        RowError: It is none.
    """
    value = read_number(text, what)
    if value is not None and not -10 <= value <= 10:
        raise RowError(f"{what} {_shown(text)} is not from -10 to 10")
    return value


def read_degrees(lat: str, lon: str) -> tuple[float, float] | tuple[None, None]:
    """Return degrees north and east, None for both where both cells are empty.

    Raises:
        RowError: One is no number, out of range, or alone.
    """
    north, east = read_number(lat, "latitude"), read_number(lon, "longitude")
    if north is None and east is None:
        return None, None
    if north is None or east is None:
        raise RowError("latitude without longitude, or the other way round")
    if not -90 <= north <= 90:
        raise RowError(f"latitude {north:g} is not from -90 to 90")
    if not -180 <= east <= 180:
        raise RowError(f"longitude {east:g} is not from -180 to 180")
    return north, east


def read_place(*names: str) -> str | None:
    """Return the first name that is one, or None."""
    return next((name.strip() for name in names if name.strip().lower() not in EMPTY), None)


def guard_cell(text: str | None) -> str:
    """Return a text that no spreadsheet program takes for a formula; `unguard_cell` gives the text back.

    A NUL, which no CSV file should hold, becomes U+FFFD, as in the ledger.

    Args:
        text: The text; None gives "".

    Example:
        >>> guard_cell("=1+1"), guard_cell("'=x"), guard_cell("it's"), guard_cell(None)
        ("'=1+1", "''=x", "it's", '')
    """
    words = (text or "").replace("\0", "\ufffd")
    return "'" + words if _RISKY.match(words) else words


def csv_cell(value: object) -> object:
    """Return a value as a cell of CSV: what is not known is empty, texts are guarded, several parted by ";".

    Example:
        >>> csv_cell(None), csv_cell(True), csv_cell(("IRN", "=x")), csv_cell(7)
        ('', 'true', "IRN;'=x", 7)
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        # Each piece is guarded: a program that splits cells at ";" would meet it at a cell's start.
        return ";".join(guard_cell(str(one)) for one in value)
    return guard_cell(value) if isinstance(value, str) else value


def unguard_cell(text: str) -> str:
    """Return the text that `guard_cell` was given.

    Example:
        >>> unguard_cell("'=1+1"), unguard_cell("'tis")
        ('=1+1', "'tis")
    """
    return text[1:] if text.startswith("'") and _RISKY.match(text) else text


def _shown(text: str) -> str:
    return repr(text[:40] + "…" if len(text) > 40 else text)
