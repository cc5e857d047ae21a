"""A user's own actors file: checking it and adding to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from detente.actors._files import Fault, parse_blocks, read_text
from detente.actors._text import name_key
from detente.actors.entries import KINDS, read_entry, read_role
from detente.actors.gazetteer import Gazetteer
from detente.errors import ActorsError, UsageError

__all__ = ["FileCheck", "add_block", "check_file"]


@dataclass(frozen=True, slots=True)
class FileCheck:
    """What is in an actors file.

    Attributes:
        blocks: Number of entries in it, good and faulty.
        used: Number of those that can be used, all or in part.
        faults: What is wrong, in the order of the lines.
    """

    blocks: int
    used: int
    faults: tuple[Fault, ...]


def check_file(path: Path) -> FileCheck:
    """Return what is wrong in an actors file, and how much of it can be used all the same.

    Raises:
        ActorsError: The file can't be read.
    """
    gazetteer = Gazetteer.load(extra=path)
    blocks = len(list(parse_blocks(read_text(path), str(path), [])))
    return FileCheck(blocks, gazetteer.own_count, tuple(sorted(set(gazetteer.faults))))


def add_block(path: Path, kind: str, values: Mapping[str, Sequence[str]]) -> int:
    """Return the line at which an entry was added to an actors file, which is made where there is none.

    Nothing is written when the entry is not well formed.

    Args:
        path: The file.
        kind: One of the kinds of entries, "person" for example.
        values: Key to its values; those of "office" get a line each, others one line together.

    Raises:
        UsageError: The entry is not well formed; the message says how.
        ActorsError: The file can't be read or written.
    """
    if kind not in KINDS:
        raise UsageError(f"unknown kind {kind!r}", hint=f"one of {' '.join(KINDS)}")
    rows = [f"kind: {kind}"]
    for key, given in values.items():
        if any("\n" in value or ";" in value for value in given):
            raise UsageError(f"{key}: a value holds a line break or a semicolon", hint="give values singly")
        if key == "office":
            rows += [f"office: {value}" for value in given]
        elif given:
            rows.append(f"{key}: {'; '.join(given)}")
    faults: list[Fault] = []
    for block in parse_blocks("\n".join(rows), "", faults):
        found = read_role(block, faults) if kind == "role" else read_entry(block, kind, faults)
        if found is None or faults:
            raise UsageError("; ".join(fault.what for fault in faults), hint="nothing was written")
    before = read_text(path) if path.exists() else ""
    _refuse_unknown_and_twice(path, kind, values)
    text = before.rstrip("\n") + "\n\n" if before.strip() else ""
    try:
        path.write_text(text + "\n".join(rows) + "\n", encoding="utf-8")
    except FileNotFoundError:
        where, hint = str(path), "make the folder first; nothing was written"
        raise ActorsError("there is no such folder", where=where, hint=hint) from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise ActorsError(f"the actors file can't be written: {reason}", where=str(path)) from error
    return text.count("\n") + 1


def _refuse_unknown_and_twice(path: Path, kind: str, values: Mapping[str, Sequence[str]]) -> None:
    """Raise UsageError where a new entry names a state that there is not, or stands in the file already."""
    gazetteer = Gazetteer.load(extra=path if path.exists() else None)
    for code in (*values.get("country", ()), *values.get("sponsor", ())):
        if code not in gazetteer.states:
            raise UsageError(
                f"there is no state {code!r}", hint="give an ISO alpha-3 code, or add the state before"
            )
    names = values.get("code" if kind == "state" else "name", ())
    for entry in gazetteer.own_entries:
        own = entry.who if kind == "state" else entry.name
        if entry.kind == kind and names and name_key(own)[0] == name_key(names[0])[0]:
            raise UsageError(
                f"{kind} {own!r} stands already in {entry.where}", hint="change it there; nothing was written"
            )
