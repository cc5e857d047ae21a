"""Histories from what users have: a ledger, ICEWS folders and tables, KEDS files, plain CSV."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from detente._files import FileKind
from detente.errors import OutlookError, UsageError
from detente.ontology import EVENT_TYPES
from detente.outlook._codes import kind_of_cameo, type_of_cameo
from detente.outlook._history import PLOVER_TYPES, History, check_day, to_number
from detente.outlook._tables import EVENT_FILES, read_table

__all__ = [
    "is_ledger",
    "read_graph",
    "read_history",
    "to_plover",
    "to_states",
]

_GRAPH: Final = FileKind(
    error=OutlookError,
    missing="a temporal knowledge graph is train.txt, entity2id.txt and relation2id.txt",
    directory="it should be a file of a temporal knowledge graph",
    every_break=True,
)
_NAMED_STATES: Final = {"Palestinian Territory, Occupied": "PSE", "Holy See Vatican City State": "VAT"}
_BRACKET: Final = re.compile(r"\(([^()]*)\)\s*$")


def read_history(
    path: str | os.PathLike[str],
    *,
    as_of: dt.date | None = None,
    start: dt.date | None = None,
    modes: bool = False,
) -> History:
    """Return the history in a file or a folder, with PLOVER types.

    Read are: a ledger (SQLite file or PostgreSQL address); a folder with ICEWS as a temporal knowledge graph
    (`train.txt`, `entity2id.txt`, `relation2id.txt`); an ICEWS table (20 columns with tabs); a KEDS file (CSV
    of date, source, target and WEIS code); a CSV of day, actor, type and recipient; what a ledger
    exports as csv or cameo. What has no type, no day or no two parties, and what did not happen, is set aside
    and counted in `History.dropped`; a record with several parties is an event for each pair of them.

    Args:
        path: The file, folder or address.
        as_of: For a ledger, the last day from which reports count; for the others the last day of events.
        start: For an ICEWS folder, the day of its first fact; None to take 1 January of the year in its name
        (icews14).
        modes: Give types with their mode where it is known ("THREATEN:violence"), for base rates.

    Raises:
        OutlookError: There is no such file, or its layout is none of these.
        UsageError: The folder's name tells no year and `start` is None, or a day is none.
    """
    text = os.fspath(path)
    where = Path(text)
    for day in (as_of, start):
        if day is not None:
            check_day(day)
    if is_ledger(path):
        return _read_ledger(text, as_of, modes)
    if where.is_dir():
        history = to_plover(read_graph(where, start=start), modes=modes)
    elif not where.is_file():
        raise OutlookError("there is no such file or folder", where=text, hint="check the path")
    else:
        history = read_table(where, modes)
    return history.before_number(to_number(as_of) + 1) if as_of else history


def is_ledger(path: str | os.PathLike[str]) -> bool:
    """Return whether a path is an SQLite file, or an address."""
    if "://" in os.fspath(path):
        return True
    where = Path(path)
    try:
        if not where.is_file():
            return False
        with where.open("rb") as file:
            return file.read(16) == b"SQLite format 3\x00"
    except OSError as error:
        raise EVENT_FILES.refuse(error, str(path)) from error


def _read_ledger(address: str, as_of: dt.date | None, modes: bool) -> History:
    from detente.ledger import Ledger

    with Ledger(address) as ledger:
        return History.from_events(ledger.events(as_of=as_of), modes=modes)


def read_graph(
    folder: str | os.PathLike[str],
    *,
    parts: Sequence[str] = (),
    start: dt.date | None = None,
) -> History:
    """Return the facts of a temporal knowledge graph, with its own relations as types.

    Args:
        folder: Holds `PART.txt` (subject, relation, object, time), `entity2id.txt` and `relation2id.txt`.
        parts: Names of the parts; empty for those of train, valid and test that are there.
        start: Day of the first fact; None as `read_history`.

    Raises:
        OutlookError: A file is missing or not in that layout.
    """
    where = Path(folder)
    parts = parts or [part for part in ("train", "valid", "test") if (where / f"{part}.txt").is_file()]
    if not parts:
        what = "the folder holds no train.txt, valid.txt or test.txt of ICEWS"
        raise OutlookError(what, where=str(where), hint="give such a folder, a ledger or a file of events")
    year = re.search(r"icews[-_ ]?(?:20)?(\d\d)", where.resolve().name.lower())
    if start is None and year is None:
        hint = "give the day of its first fact, or a name such as icews18"
        raise UsageError("the folder's name tells no year", where=str(where), hint=hint)
    start = start or dt.date(2000 + int(year[1] if year else 0), 1, 1)
    try:
        names = [_read_ids(where / f"{kind}2id.txt") for kind in ("entity", "relation")]
        facts = [_read_facts(where / f"{part}.txt") for part in parts]
    except (ValueError, IndexError) as error:
        raise OutlookError(f"not a temporal knowledge graph: {error}", where=str(where)) from error
    rows = np.concatenate(facts)
    gaps = np.diff(np.unique(rows[:, 3]))
    step = int(np.gcd.reduce(gaps)) if len(gaps) else 1
    days = (rows[:, 3] - rows[:, 3].min()) // step + to_number(start)
    return History.from_columns(days, rows[:, 0], rows[:, 1], rows[:, 2], parties=names[0], types=names[1])


def _read_facts(path: Path) -> NDArray[np.int64]:
    try:
        return np.loadtxt(path, np.int64, usecols=(0, 1, 2, 3), ndmin=2)
    except OSError as error:
        raise _GRAPH.refuse(error, str(path)) from error


def _read_ids(path: Path) -> list[str]:
    rows = [line.rsplit("\t", 1) for line in _GRAPH.read_text(path).splitlines() if line.strip()]
    names = [""] * len(rows)
    for name, number in rows:
        names[int(number)] = name.replace("_", " ").strip()
    return names


def to_plover(history: History, *, modes: bool = False) -> History:
    """Return a history with CAMEO relations as PLOVER types; statements are dropped and counted.

    Args:
        history: Its types are CAMEO codes or their names.
        modes: Give types with their mode where the code tells it.
    """
    if all(name in EVENT_TYPES for name in history.types):
        return history
    to = [kind_of_cameo(name) if modes else type_of_cameo(name) for name in history.types]
    types = tuple(sorted({name for name in to if name})) if modes else PLOVER_TYPES
    index = np.array([types.index(name) if name else -1 for name in to], np.int32)[history.type]
    keep = index >= 0
    return History(
        history.day[keep],
        history.actor[keep],
        index[keep],
        history.recipient[keep],
        parties=history.parties,
        types=types,
        dropped=history.dropped + int((~keep).sum()),
        unrolled=history.unrolled,
    )


def to_states(history: History) -> History:
    """Return a history between states: parties by their bracketed country or name, as ISO alpha-3 codes.

    Events within a state, and those of parties that are of no state, are dropped and counted.

    Example:
        >>> rows = [(dt.date(2018, 1, 1), "Police (Chad)", "ASSAULT", "Niger")]
        >>> list(to_states(History.from_rows(rows)).rows())[0][1:]
        ('TCD', 'ASSAULT', 'NER')
    """
    from detente.actors import Gazetteer

    gazetteer = Gazetteer.load()

    @cache
    def find(name: str) -> str | None:
        if name in _NAMED_STATES:
            return _NAMED_STATES[name]
        entries = (found.entry for found in gazetteer.find(name))
        return next((entry.who for entry in entries if entry.kind == "state"), None)

    def state_of(name: str) -> str | None:
        bracket = _BRACKET.search(name)
        return find(bracket[1] if bracket else name)

    return history.renamed(state_of)
