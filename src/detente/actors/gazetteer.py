"""The gazetteer: every name that Détente knows, found by its words."""

from __future__ import annotations

import datetime as dt
import gc
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Final, TypeAlias, cast

from msgspec.structs import replace

from detente.actors import _lexicon as lex
from detente.actors._files import Block, Fault, parse_blocks
from detente.actors._index import (
    Record,
    all_names,
    identity_of,
    list_people,
    read_own_blocks,
    read_record,
    record_of,
    scan_blocks,
    scan_names,
    set_aside_stateless,
)
from detente.actors._spelling import PLAIN_FORMS, fits_case, is_initials, is_looser, plural_of
from detente.actors._surnames import SHY_SURNAMES
from detente.actors._text import Words, name_key
from detente.actors.entries import Entry, Name, Office, Role, read_role

__all__ = ["Gazetteer"]

# Number of a record, form and written words of one of its names.
_Pending: TypeAlias = tuple[int, str, str]
_Tenure: TypeAlias = tuple[dt.date | None, dt.date | None, Entry]

KIND_OF_FILE: Final = {
    "states": "state",
    "organs": "organ",
    "groups": "group",
    "organisations": "organisation",
    "parties": "party",
    "media": "media",
    "roles": "role",
    "people": "person",
}


class Gazetteer:
    """All entries and roles, with an index from folded words to names.

    The built-in files are only searched for names when loaded; a block is read when one of its names is met.
    A user's file is read at once. Make one with `Gazetteer.load`.

    Attributes:
        small_starts: First words of the names that are written small: no other small word begins a name.
        own_count: Number of the user's own entries and roles.
        faults: What was wrong in what has been read (nothing in the built-in files: a test reads them all).

    Example:
        >>> {n.entry.who for n in Gazetteer.load().find("Kremlin")}
        {'RUS'}
    """

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.own_count = 0
        self._own_records = 0
        self._records: list[Record] = []
        # Key to what is written so: names once they have been asked for, before that where to read them.
        # Tuples of numbers and words, unlike lists, are soon left alone by the search for garbage.
        self._index: dict[str, list[Name] | tuple[_Pending, ...]] = {}
        self._roles: dict[str, Role] = {}
        # First words of names of several words; the first two of them to the most words of any such name.
        self._starts: set[str] = set()
        self._depth: dict[str, int] = {}
        # The most words of any role that begins with a word.
        self._role_depth: dict[str, int] = {}
        self.small_starts: set[str] = set()
        # Party to the numbers of the people who stand, or once stood, for it.
        self._people: dict[str, list[int]] = {}
        self._held: dict[str, dict[str, list[_Tenure]]] = {}

    @classmethod
    def load(cls, *, extra: Path | None = None) -> Gazetteer:
        """Return the built-in gazetteer, with the user's own entries on top.

        Args:
            extra: An actors file whose blocks add to, or replace, the built-in ones.

        Raises:
            ActorsError: The extra file can't be read. Faulty entries in it are set aside: see `faults`.
        """
        found = cls()
        own = found._add_own(extra) if extra is not None else set()
        # The index is a hundred thousand small objects that all stay: to look for garbage among them while
        # they are made takes a third of the time.
        collecting = gc.isenabled()
        gc.disable()
        try:
            found._add_built_in(own)
            found._note_words()
            if extra is not None:
                found.own_count -= set_aside_stateless(found._own(), found.states, found.faults)
        finally:
            if collecting:
                gc.enable()
        return found

    def _add_built_in(self, own: set[tuple[str, str]]) -> None:
        """Take in the built-in files, but for the blocks that the user's own replace."""
        folder = resources.files("detente.actors") / "data"
        for file in sorted((f for f in folder.iterdir() if f.name.endswith(".txt")), key=lambda f: f.name):
            kind = KIND_OF_FILE.get(file.name[:-4].partition("-")[0])
            text = file.read_text(encoding="utf-8")
            if kind is None:
                self.faults.append(Fault(file.name, 1, "the file's name begins with none of the kinds"))
            elif kind == "role":
                for block in parse_blocks(text, file.name, self.faults):
                    if identity_of(kind, block) not in own:
                        self._add_role(block)
            else:
                self._add_text(text, kind, file.name, own)

    def _add_own(self, path: Path) -> set[tuple[str, str]]:
        """Read a user's file at once, so that its faults are known; return the identities of its blocks."""
        own: dict[tuple[str, str], tuple[str, Block]] = {}
        for kind, block in read_own_blocks(path, self.faults):
            identity = identity_of(kind, block)
            if identity in own and identity[1]:
                line = own[identity][1].line
                what = f"{kind} {identity[1]!r} stands already in line {line}, which this one replaces"
                self.faults.append(block.fault(what, "name"))
            own[identity] = kind, block
        for kind, block in own.values():
            if kind == "role":
                self.own_count += self._add_role(block)
                continue
            found = record_of(block, kind, self.faults)
            if found is not None:
                entry = found[0].entry
                parties = [entry.who, *(o.who for o in entry.offices)] if entry else []
                self._add_record(found[0], found[1], parties)
                self.own_count += 1
                self._own_records += 1
        return set(own)

    def _add_text(self, text: str, kind: str, file: str, own: set[tuple[str, str]]) -> None:
        """Take in the names of a built-in file; its blocks are read when one of their names is met."""
        for record in scan_blocks(text, kind, file):
            pairs, parties = scan_names(record.text)
            if own and pairs:
                code = record.text.partition("code: ")[2].partition("\n")[0]
                if (kind, name_key(code.strip() if kind == "state" else pairs[0][1])[0]) in own:
                    continue
            self._add_record(record, pairs, parties)

    def _add_record(self, record: Record, pairs: list[tuple[str, str]], parties: list[str]) -> None:
        number = len(self._records)
        self._records.append(record)
        if record.kind == "person":
            for who in dict.fromkeys(parties):
                self._people.setdefault(who, []).append(number)
        index = self._index
        for form, name in all_names(record.kind, pairs):
            key, written = name_key(name)
            at = cast("tuple[_Pending, ...] | None", index.get(key))
            if at is None:
                if key and not (form == "surname" and key in lex.NO_SURNAME):
                    index[key] = ((number, form, written),)
            elif form == "surname" and key in lex.NO_SURNAME:
                continue
            elif all(n != number or (w != written and is_looser(written, w)) for n, _, w in at):
                index[key] = (*at, (number, form, written))
            if written[:1].islower():
                self.small_starts.add(written.partition(" ")[0])

    def _note_words(self) -> None:
        """Keep how the names of several words begin, and how long such a name may be."""
        starts, depth = self._starts, self._depth
        for key in self._index:
            if " " in key:
                words = key.split(" ")
                start = f"{words[0]} {words[1]}"
                if len(words) > depth.get(start, 0):
                    depth[start] = len(words)
                starts.add(words[0])

    def _names(self, key: str) -> list[Name]:
        """Return the names of a key, reading their blocks the first time; empty when none is known."""
        at = self._index.get(key)
        if at is None:
            return []
        if isinstance(at, list):
            return at
        found = []
        for number, form, written in at:
            entry = read_record(self._records[number], self.faults)
            if entry is not None:
                found.append(Name(entry, form, written, form == "surname" and key in SHY_SURNAMES))
        if found:
            self._index[key] = found
        else:
            del self._index[key]
        return found

    @property
    def entries(self) -> list[Entry]:
        """All entries, the user's first, then in the order of the files; reads every block."""
        return [e for r in self._records if (e := read_record(r, self.faults)) is not None]

    @property
    def own_entries(self) -> list[Entry]:
        """The user's own entries, in the order of the file."""
        return [r.entry for r in self._own() if r.entry is not None]

    def _own(self) -> list[Record]:
        return self._records[: self._own_records]

    def _add_role(self, block: Block) -> bool:
        found = read_role(block, self.faults)
        if found is None:
            return False
        role, names = found
        for name in names:
            singular = replace(role, word=name)
            for form, value in ((singular, name), (replace(singular, plural=True), plural_of(name))):
                key = name_key(value)[0]
                self._roles.setdefault(key, form)
                first, _, rest = key.partition(" ")
                depth = rest.count(" ") + 2 if rest else 1
                self._role_depth[first] = max(depth, self._role_depth.get(first, 0))
        return True

    def find(self, name: str) -> tuple[Name, ...]:
        """Return all names written like this one, whatever the capitals (empty when none is known)."""
        return tuple(self._names(name_key(name)[0]))

    def search(self, text: str) -> tuple[Entry, ...]:
        """Return the entries that are written like a text, else those with its words in a name."""
        key = name_key(text)[0]
        exact = dict.fromkeys(name.entry for name in self._names(key))
        if exact or not key:
            return tuple(exact)
        inside = f" {key} "
        keys = [k for k in self._index if inside in f" {k} "]
        return tuple(dict.fromkeys(name.entry for k in keys for name in self._names(k)))

    def spellings(self, entry: Entry) -> dict[str, tuple[str, ...]]:
        """Return all names of an entry by their form ("name", "alias", "surname" ...)."""
        found: dict[str, dict[str, None]] = {}
        for record in self._records:
            if record.entry is entry:
                for form, name in all_names(record.kind, scan_names(record.text)[0]):
                    found.setdefault(form, {})[name] = None
        return {form: tuple(names) for form, names in found.items()}

    def of_party(self, who: str) -> tuple[Entry, ...]:
        """Return the entries that stand for a party, people apart: the state or group itself comes first."""
        found = [e for e in self.entries if e.who == who and e.kind != "person"]
        return tuple(sorted(found, key=lambda e: (e.kind not in {"state", "group"}, e.name.upper() != who)))

    @cached_property
    def group_parties(self) -> frozenset[str]:
        """The parties that armed groups stand for; only the groups' blocks are read."""
        groups = (read_record(r, self.faults) for r in self._records if r.kind == "group")
        return frozenset(e.who for e in groups if e is not None)

    @cached_property
    def group_links(self) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
        """For each party of armed groups its home states and the states that back it."""
        groups = (read_record(r, self.faults) for r in self._records if r.kind == "group")
        return {e.who: (e.countries, e.sponsors) for e in groups if e is not None}

    def namesakes(self, name: str) -> dict[str, float]:
        """Return the states of the people who bear a name's words, with shares from 0 to 1."""
        found: dict[str, float] = {}
        for word in name.lower().split():
            counts = self._bearers.get(word)
            if counts:
                total = sum(counts.values()) + 1.0
                for who, count in counts.items():
                    found[who] = max(found.get(who, 0.0), count / total)
        return found

    @cached_property
    def given_names(self) -> frozenset[str]:
        """The first words of the names of all listed people, in lower case, titles and the like apart."""
        found = {name_key(name.partition(" ")[0])[0] for name, _ in list_people(self._records) if " " in name}
        return frozenset(found - lex.TITLES - lex.RANKS - lex.LEADING - lex.COMMON - lex.NAME_JOINTS)

    @cached_property
    def _bearers(self) -> dict[str, dict[str, int]]:
        """Words of people's names to the states of those who bear them, counted."""
        found: dict[str, dict[str, int]] = {}
        for name, state in list_people(self._records):
            for word in name.split():
                counts = found.setdefault(word, {})
                counts[state] = counts.get(state, 0) + 1
        return found

    def holders(self, who: str, day: dt.date | None) -> tuple[tuple[Office, Entry], ...]:
        """Return the posts of a party and who held them on a day (now when None), in order of the files."""
        people = [read_record(self._records[n], self.faults) for n in self._people.get(who, ())]
        return tuple(
            (office, entry)
            for entry in people
            if entry is not None
            for office in entry.offices
            if office.who == who and (office.until is None if day is None else office.held_on(day))
        )

    def find_role(self, words: str) -> Role | None:
        """Return the role that these words name, singular or plural, or None."""
        # Most words that are asked for are the role's own.
        return self._roles.get(words) or self._roles.get(name_key(words)[0])

    def match_name(self, words: Words, first: int, last: int) -> tuple[int, list[Name]] | None:
        """Return the longest name that begins at a word: the word after it and the names; None when none."""
        lower, index = words.lower, self._index
        word = lower[first]
        if words.forms[first] == word and word not in self.small_starts and not words.small:
            return None
        deepest = first + 1
        if word in self._starts and deepest < last:
            deepest = min(first + self._depth.get(f"{word} {lower[first + 1]}", 1), last)
        elif word not in index:
            return None
        for stop in range(deepest, first, -1):
            key = " ".join(lower[first:stop]) if stop > first + 1 else word
            if key not in index:
                continue
            names = fitting = self._names(key)
            if not words.upper:
                text = words.forms[first:stop]
                whole = text[0] if stop == first + 1 else " ".join(text)
                fitting = [n for n in names if n.written == whole or fits_case(n.written, text)]
                if not fitting and words.small and key not in lex.COMMON and key not in lex.PRONOUNS:
                    fitting = [n for n in names if n.form in PLAIN_FORMS and not is_initials(n.written)]
            if fitting:
                return stop, fitting
        return None

    @cached_property
    def watched(self) -> frozenset[str]:
        """The words that may stand for somebody earlier or begin a role, in lower case."""
        return frozenset(self._role_depth) | lex.NOMINATIVE

    def match_role(self, words: Words, first: int, last: int) -> tuple[int, Role] | None:
        """Return the longest role that begins at a word: the word after it and the role; None when none."""
        depth = self._role_depth.get(words.lower[first])
        if depth is None or last <= first:
            return None
        # Both at once, since threads with gazetteers of their own may share the words.
        reader, roles = words.roles
        if reader is not self:
            roles = {}
            words.roles = self, roles
        place = first, min(first + depth, last)
        if place not in roles:
            roles[place] = self._search_role(words.lower, *place)
        return roles[place]

    def _search_role(self, lower: list[str], first: int, last: int) -> tuple[int, Role] | None:
        for stop in range(last, first, -1):
            role = self._roles.get(" ".join(lower[first:stop]))
            if role is not None:
                return stop, role
        return None

    def _tenures(self, who: str) -> dict[str, list[_Tenure]]:
        """Return office (a role's name) to who held it for a party, from when, until when."""
        table = self._held.get(who)
        if table is None:
            table = self._held[who] = {}
            for number in self._people.get(who, ()):
                entry = read_record(self._records[number], self.faults)
                for office in entry.offices if entry else ():
                    role = self._roles.get(office.title.lower()) if office.who == who else None
                    if entry is not None and role is not None and role.office:
                        table.setdefault(role.name, []).append((office.since, office.until, entry))
        return table

    def holder(self, who: str, role: str, day: dt.date | None) -> Entry | None:
        """Return the person who held a party's office on a day (today's when None), or None."""
        # Of several the file's last counts.
        for since, until, entry in reversed(self._tenures(who).get(role, ())):
            begun = day is None or since is None or since <= day
            if begun and (until is None or (day is not None and day <= until)):
                return entry
        return None

    @cached_property
    def states(self) -> dict[str, Entry]:
        """ISO alpha-3 code to its state."""
        states = (read_record(r, self.faults) for r in self._records if r.kind == "state")
        return {e.who: e for e in states if e is not None}
