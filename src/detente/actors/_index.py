"""Blocks of actors files: a quick pass over the built-in ones that only finds names; a user's own."""

from __future__ import annotations

from collections.abc import Container, Iterator
from pathlib import Path
from typing import Final

import msgspec
from msgspec.structs import replace

from detente.actors._files import Block, Fault, parse_blocks, read_text
from detente.actors._text import name_key
from detente.actors.entries import FORMS, KINDS, Entry, read_entry

__all__ = [
    "Record",
    "all_names",
    "identity_of",
    "list_people",
    "read_own_blocks",
    "read_record",
    "record_of",
    "scan_blocks",
    "scan_names",
    "set_aside_stateless",
]

_FORMS: Final = frozenset(FORMS)
_PARTICLES: Final = frozenset({"abu", "bin", "ben", "van", "de", "von", "al", "el"})


class Record(msgspec.Struct, eq=False, gc=False):
    """A block of an actors file that need not have been read yet.

    Attributes:
        kind: Kind of its entry.
        file: Name of its file.
        line: Line of its first key.
        text: The block as it stands in the file.
        entry: What it says, None when not read or when it can't be used.
        read: Whether it has been read.
    """

    kind: str
    file: str
    line: int
    text: str
    entry: Entry | None = None
    read: bool = False


def scan_blocks(text: str, kind: str, file: str) -> Iterator[Record]:
    """Yield the blocks of a well-formed file, unread; blocks of nothing but comments are left out."""
    line = 1
    for block in text.split("\n\n"):
        if block[:1].isalpha():
            yield Record(kind, file, line, block)
            line += block.count("\n") + 2
            continue
        body = block.lstrip("\n")
        begin = line + len(block) - len(body)
        line += block.count("\n") + 2
        while body.startswith("#"):
            _, _, body = body.partition("\n")
            begin += 1
        if body:
            yield Record(kind, file, begin, body)


def scan_names(text: str) -> tuple[list[tuple[str, str]], list[str]]:
    """Return the (form, name) pairs of a block as `read_entry` gives them, and the parties of its people."""
    pairs: list[tuple[str, str]] = []
    parties: list[str] = []
    for row in text.split("\n"):
        key, _, value = row.partition(": ")
        if key in _FORMS:
            if ";" in value:
                pairs += [(key, name) for part in value.split(";") if (name := part.strip())]
            else:
                pairs.append((key, value.strip()))
        elif key == "country":
            parties.append(value.partition(";")[0].strip())
        elif key == "office" and value.count("|") == 4:
            parties.append(value.rpartition("|")[2].strip())
    return pairs, parties


def all_names(kind: str, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the names of a block with those that follow from them: surnames, and plurals of demonyms."""
    found: list[tuple[str, str]] = []
    if kind != "person":
        for pair in pairs:
            found.append(pair)
            form, value = pair
            if form == "people" and value[-1] not in "sh" and not value.endswith(("ese", "men", "ch")):
                found.append((form, value + "s"))
        return found
    name, has_surname = "", False
    for form, value in pairs:
        # An alias of one word ("Mursi") is a spelling of the surname, and leaves the usual one in place.
        has_surname |= form == "surname"
        if form == "name" and not name:
            name = value
        elif form == "alias" and " " not in value and not value.isupper():
            # "Mengistu": a single name calls for the same care as a surname.
            form = "surname"
        found.append((form, value))
    if not has_surname and " " in name:
        found.append(("surname", _surname(name)))
    return found


def _surname(name: str) -> str:
    """Return what the news calls a person for short: the last word with the particle that belongs to it."""
    words = name.split()
    last = words[-1]
    if len(words) > 2 and last.rstrip(".").lower() in {"jr", "sr", "ii", "iii", "iv"}:
        words.pop()
        last = words[-1]
    if len(words) > 2 and words[-2].lower() in _PARTICLES:
        return f"{words[-2]} {last}"
    return last


def list_people(records: list[Record]) -> Iterator[tuple[str, str]]:
    """Yield the name in lower case and the state of each person; no block is read for it."""
    for record in records:
        if record.kind == "person":
            name, state = (record.text.partition(key)[2] for key in ("name: ", "country: "))
            yield name.partition("\n")[0].lower(), state[:3]


def read_record(record: Record, faults: list[Fault]) -> Entry | None:
    """Return the entry of a block, read the first time; None when it can't be used."""
    if not record.read:
        record.read = True
        for block in parse_blocks(record.text, record.file, faults, first=record.line):
            found = read_entry(block, record.kind, faults)
            record.entry = found[0] if found else None
    return record.entry


def record_of(block: Block, kind: str, faults: list[Fault]) -> tuple[Record, list[tuple[str, str]]] | None:
    """Return the record of a block that is read at once, with its names; None when it can't be used."""
    found = read_entry(block, kind, faults)
    if found is None:
        return None
    text = "\n".join(f"{key}: {value}" for key, values in block.values.items() for value in values)
    return Record(kind, block.file, block.line, text, found[0], read=True), found[1]


def read_own_blocks(path: Path, faults: list[Fault]) -> Iterator[tuple[str, Block]]:
    """Yield kind and block of a user's file; blocks without a kind are faults."""
    for block in parse_blocks(read_text(path), str(path), faults):
        kind = block.values.get("kind", [""])[0]
        if kind in KINDS:
            yield kind, block
        else:
            what = f"unknown kind {kind!r}" if kind else "no line 'kind: ...'"
            faults.append(block.fault(f"{what} (one of {' '.join(KINDS)})", "kind"))


def identity_of(kind: str, block: Block) -> tuple[str, str]:
    """Return what makes two blocks the same entry: kind, and code or first name."""
    raw = block.values.get("code" if kind == "state" else "name", [""])[0]
    return kind, name_key(raw.split(";")[0].strip())[0]


def set_aside_stateless(records: list[Record], states: Container[str], faults: list[Fault]) -> int:
    """Return how many of a user's entries are of a state that there is not, and can't be used.

    A state that only backs a group is left out, and the group is used.
    """
    aside = 0
    for record in records:
        entry = record.entry
        if entry is None:
            continue
        unknown = [code for code in (*entry.countries, *entry.sponsors) if code not in states]
        for code in unknown:
            faults.append(Fault(record.file, record.line, f"{entry.name!r}: there is no state {code!r}"))
        if not set(unknown).isdisjoint(entry.countries):
            record.entry = None
            aside += 1
        elif unknown:
            record.entry = replace(entry, sponsors=tuple(c for c in entry.sponsors if c in states))
    return aside
