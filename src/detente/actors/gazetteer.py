"""The gazetteer: every name that Détente knows, found by its words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Final

from detente.actors import _lexicon as lex
from detente.actors._files import Block, Fault, parse_blocks
from detente.actors._text import Words, name_key
from detente.actors.entries import KINDS, Entry, Name, Role, read_entry, read_role
from detente.errors import ActorsError

__all__ = ["Gazetteer"]

_STEMS: Final = {
    "states": "state",
    "organs": "organ",
    "groups": "group",
    "organisations": "organisation",
    "parties": "party",
    "media": "media",
    "roles": "role",
    "people": "person",
}


def _plural(word: str) -> str:
    """Return the regular plural of a role's words ("chief of staff" -> "chiefs of staff")."""
    head, of, rest = word.partition(" of ")
    if head.endswith("man"):
        head = head[:-3] + "men"
    elif head.endswith(("s", "sh", "ch", "x")):
        head += "es"
    elif head.endswith("y") and head[-2:-1] not in "aeiou":
        head = head[:-1] + "ies"
    else:
        head += "s"
    return head + of + rest


def _surname(name: str) -> str:
    """Return what the news calls a person for short: the last word with the particle that belongs to it."""
    words = name.split()
    last = words[-1]
    if len(words) > 2 and last.rstrip(".").lower() in {"jr", "sr", "ii", "iii", "iv"}:
        words.pop()
        last = words[-1]
    if len(words) > 2 and words[-2].lower() in {"abu", "bin", "ben", "van", "de", "von", "al", "el"}:
        return f"{words[-2]} {last}"
    return last


class Gazetteer:
    """All entries and roles, with an index from folded words to names.

    Attributes:
        entries: All entries in the order of the files.
        faults: What was wrong in the files (empty for the built-in ones).

    Example:
        >>> {n.entry.who for n in Gazetteer.load().find("Kremlin")}
        {'RUS'}
    """

    def __init__(self, blocks: Iterable[tuple[str, Block]], faults: list[Fault] | None = None) -> None:
        self.faults: list[Fault] = faults if faults is not None else []
        self.entries: list[Entry] = []
        self._index: dict[str, list[Name]] = {}
        self._roles: dict[str, Role] = {}
        # The most words of any name that begins with a word: lets most words be passed over at once.
        self._depth: dict[str, int] = {}
        self._role_depth: dict[str, int] = {}
        self._add_blocks(blocks)

    @classmethod
    def load(cls, *, extra: Path | None = None) -> Gazetteer:
        """Return the built-in gazetteer, with the user's own entries on top.

        Args:
            extra: An actors file whose blocks add to, or replace, the built-in ones.

        Raises:
            ActorsError: The extra file can't be read. Faulty entries in it are set aside: see `faults`.
        """
        faults: list[Fault] = []
        blocks = list(_read_builtin(faults))
        if extra is not None:
            blocks = _override(blocks, _read_extra(extra, faults))
        return cls(blocks, faults)

    def _add_blocks(self, blocks: Iterable[tuple[str, Block]]) -> None:
        for kind, block in blocks:
            if kind == "role":
                found = read_role(block, self.faults)
                if found is not None:
                    self._add_role(*found)
                continue
            read = read_entry(block, kind, self.faults)
            if read is not None:
                self._add_entry(*read)

    def _add_entry(self, entry: Entry, names: list[tuple[str, str]]) -> None:
        self.entries.append(entry)
        has_surname = False
        for form, name in names:
            self._add_name(entry, form, name)
            has_surname |= form == "surname"
            if form == "people" and name[-1] not in "sh" and not name.endswith(("ese", "men", "ch")):
                self._add_name(entry, form, name + "s")
        if entry.kind == "person" and not has_surname and " " in entry.name:
            self._add_name(entry, "surname", _surname(entry.name))

    def _add_name(self, entry: Entry, form: str, name: str) -> None:
        key, written = name_key(name)
        if form == "surname" and key in lex.NO_SURNAME:
            return
        at = self._index.get(key)
        if at is None:
            self._index[key] = [Name(entry, form, written)]
            first, _, rest = key.partition(" ")
            depth = rest.count(" ") + 2 if rest else 1
            if depth > self._depth.get(first, 0):
                self._depth[first] = depth
        elif all(n.entry is not entry or (n.written != written and n.written.isupper()) for n in at):
            at.append(Name(entry, form, written))

    def _add_role(self, role: Role, names: list[str]) -> None:
        for name in names:
            singular = replace(role, word=name)
            for form, value in ((singular, name), (replace(singular, plural=True), _plural(name))):
                key = name_key(value)[0]
                self._roles.setdefault(key, form)
                first, _, rest = key.partition(" ")
                depth = rest.count(" ") + 2 if rest else 1
                self._role_depth[first] = max(depth, self._role_depth.get(first, 0))

    def find(self, name: str) -> tuple[Name, ...]:
        """Return all names written like this one, whatever the capitals (empty when none is known)."""
        return tuple(self._index.get(name_key(name)[0], ()))

    def find_role(self, words: str) -> Role | None:
        """Return the role that these words name, singular or plural, or None."""
        return self._roles.get(name_key(words)[0])

    def match_name(self, words: Words, first: int, last: int) -> tuple[int, list[Name]] | None:
        """Return the longest name that begins at a word: the word after it and the names; None when none."""
        depth = self._depth.get(words.lower[first])
        if depth is None:
            return None
        lower, index = words.lower, self._index
        for stop in range(min(first + depth, last), first, -1):
            names = index.get(lower[first] if stop == first + 1 else " ".join(lower[first:stop]))
            if names is None:
                continue
            fitting = names
            if not words.upper:
                text = words.forms[first:stop]
                fitting = [n for n in names if _case_fits(n.written, text)]
            if fitting:
                return stop, fitting
        return None

    def match_role(self, words: Words, first: int, last: int) -> tuple[int, Role] | None:
        """Return the longest role that begins at a word: the word after it and the role; None when none."""
        depth = self._role_depth.get(words.lower[first])
        if depth is None:
            return None
        for stop in range(min(first + depth, last), first, -1):
            role = self._roles.get(" ".join(words.lower[first:stop]))
            if role is not None:
                return stop, role
        return None

    @cached_property
    def holders(self) -> dict[tuple[str, str], list[tuple[dt.date | None, dt.date | None, Entry]]]:
        """Party and office (a role's name) to who held it, from when, until when."""
        table: dict[tuple[str, str], list[tuple[dt.date | None, dt.date | None, Entry]]] = {}
        for entry in self.entries:
            for office in entry.offices:
                role = self._roles.get(office.title.lower())
                if role is not None and role.office:
                    row = (office.since, office.until, entry)
                    table.setdefault((office.who, role.name), []).append(row)
        return table

    def holder(self, who: str, role: str, day: dt.date | None) -> Entry | None:
        """Return the person who held a party's office on a day (today's when None), or None."""
        rows = self.holders.get((who, role), ())
        fitting = [
            e
            for since, until, e in rows
            if (
                until is None
                if day is None
                else (since is None or since <= day) and (until is None or day <= until)
            )
        ]
        return fitting[-1] if fitting else None

    @cached_property
    def _parties(self) -> frozenset[str]:
        return frozenset(e.who for e in self.entries)

    def knows_party(self, who: str) -> bool:
        """Return whether some entry stands for a party."""
        return who in self._parties

    @cached_property
    def states(self) -> dict[str, Entry]:
        """ISO alpha-3 code to its state."""
        return {e.who: e for e in self.entries if e.kind == "state"}


def _case_fits(written: str, text: list[str]) -> bool:
    """Return whether words of a text have the capitals that a name asks for."""
    names = written.split()
    for i, (name, word) in enumerate(zip(names, text, strict=False)):
        if name[0].isupper():
            if not word[0].isupper():
                # "Kurdistan Workers' party": long names are often not capitalised to the end.
                if i and len(names) > 2:
                    continue
                return False
            if len(name) > 1 and len(name) < 6 and name.isupper() and not word.isupper():
                return False
    return True


def _read_builtin(faults: list[Fault]) -> Iterator[tuple[str, Block]]:
    """Yield kind and block of everything in the data folder, files in order of their names."""
    folder = resources.files("detente.actors") / "data"
    files = [f for f in folder.iterdir() if f.name.endswith(".txt")]
    for file in sorted(files, key=lambda f: f.name):
        kind = _STEMS.get(file.name[:-4].partition("-")[0])
        if kind is None:
            faults.append(Fault(file.name, 1, "the file's name begins with none of the kinds"))
            continue
        for block in parse_blocks(file.read_text(encoding="utf-8"), file.name, faults):
            yield kind, block


def _read_extra(path: Path, faults: list[Fault]) -> Iterator[tuple[str, Block]]:
    """Yield kind and block of a user's file; blocks without a kind are faults."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ActorsError(
            f"the actors file can't be read: {error}", where=str(path), hint="give a UTF-8 text file"
        ) from error
    for block in parse_blocks(text, str(path), faults):
        kind = block.values.get("kind", [""])[0]
        if kind in KINDS:
            yield kind, block
        else:
            what = f"unknown kind {kind!r}" if kind else "no line 'kind: ...'"
            faults.append(block.fault(f"{what} (one of {' '.join(KINDS)})", "kind"))


def _identity(kind: str, block: Block) -> tuple[str, str]:
    """Return what makes two blocks the same entry: kind, and code or first name."""
    raw = block.values.get("code" if kind == "state" else "name", [""])[0]
    return kind, name_key(raw.split(";")[0].strip())[0]


def _override(blocks: list[tuple[str, Block]], extra: Iterable[tuple[str, Block]]) -> list[tuple[str, Block]]:
    """Return the blocks with the user's in place of those with the same identity, new ones first."""
    own = {_identity(kind, block): (kind, block) for kind, block in extra}
    return [*own.values(), *(kb for kb in blocks if _identity(*kb) not in own)]
