"""The records of the gazetteer and how a block of an actors file becomes one."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

import msgspec

from detente.actors._files import Block, Fault, parse_day, split_values
from detente.actors._text import name_key
from detente.ontology import SECTORS

__all__ = ["FORMS", "KINDS", "Entry", "Name", "Office", "Role", "list_keys", "read_entry", "read_role"]

KINDS: Final = ("state", "organ", "group", "organisation", "party", "media", "person", "role")

_CODE: Final = re.compile(r"[A-Z]{3}")
_COMMON: Final = {"name", "alias", "short", "from", "until", "note", "kind"}
_KEYS: Final[dict[str, set[str]]] = {
    "state": {"code", "adjective", "people", "capital", "seat", "city"},
    "organ": {"who", "sector"},
    "group": {"who", "sector", "country", "sponsor"},
    "organisation": {"who", "sector", "country"},
    "party": {"who", "sector", "country"},
    "media": {"who", "country", "state"},
    "role": {"sector", "office", "crowd"},
    "person": {"country", "gender", "surname", "office", "sector"},
}
_NEEDED: Final[dict[str, tuple[str, ...]]] = {
    "state": ("code", "name"),
    "organ": ("name", "who", "sector"),
    "group": ("name", "who"),
    "organisation": ("name", "who", "sector"),
    "party": ("name", "country"),
    "media": ("name", "country"),
    "role": ("name", "sector"),
    "person": ("name", "country"),
}
# Keys whose values are names, by the form under which the resolver finds them.
FORMS: Final[tuple[str, ...]] = (
    "name",
    "alias",
    "adjective",
    "people",
    "capital",
    "seat",
    "city",
    "short",
    "surname",
)


class Office(msgspec.Struct, frozen=True, gc=False):
    """A post somebody held.

    Attributes:
        title: As written, "Defence Minister" for example.
        sector: One of `detente.ontology.SECTORS`.
        since: First day, or None when not known.
        until: Last day, or None when still held.
        who: Party that the holder stood for.
    """

    title: str
    sector: str
    since: dt.date | None
    until: dt.date | None
    who: str

    def held_on(self, day: dt.date) -> bool:
        """Return whether the post was held on that day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


class Entry(msgspec.Struct, frozen=True, eq=False, gc=False):
    """A party, body, outlet or person of the gazetteer.

    Attributes:
        kind: One of `KINDS` except "role".
        name: Usual name.
        who: Party code or name in capitals that events carry; for a person the country.
        sector: One of `detente.ontology.SECTORS`.
        countries: ISO alpha-3 codes of home and reach, home first; empty for international bodies.
        offices: A person's posts in order of the file.
        woman: True for a person listed with ``gender: f``.
        state_media: True for an outlet that speaks for its state.
        sponsors: Codes of the states that back a group.
        since: Begin of existence or public life, None when open.
        until: Its end, None when open.
        where: File and line that it was read from.
    """

    kind: str
    name: str
    who: str
    sector: str
    countries: tuple[str, ...] = ()
    offices: tuple[Office, ...] = ()
    woman: bool = False
    state_media: bool = False
    sponsors: tuple[str, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None
    where: str = ""

    def office_on(self, day: dt.date | None) -> Office | None:
        """Return the post held on a day (the newest when none is given), or None."""
        if day is None:
            return self.offices[-1] if self.offices else None
        for office in reversed(self.offices):
            if office.held_on(day):
                return office
        return None

    def last_office(self, day: dt.date | None) -> Office | None:
        """Return the post held on a day, else the last one begun before it, else None."""
        office = self.office_on(day)
        if office is not None or day is None:
            return office
        begun = [o for o in self.offices if o.since is None or o.since <= day]
        return begun[-1] if begun else None


class Name(msgspec.Struct, frozen=True, eq=False, gc=False):
    """One way in which an entry is written.

    Attributes:
        entry: Whom it stands for.
        form: name, alias, adjective, people, capital, seat, city, short or surname.
        written: The folded words with their capitals, blank between.
        shy: True for a surname that is an ordinary word or very common: it stands for its bearer only in a
            report that has introduced them.
    """

    entry: Entry
    form: str
    written: str
    shy: bool = False


class Role(msgspec.Struct, frozen=True, eq=False, gc=False):
    """A word for what somebody is.

    Attributes:
        name: Lower case, singular: the usual word.
        sector: One of `detente.ontology.SECTORS`.
        office: True when one person of a state holds it at a time.
        crowd: True when it is people without office.
        plural: True when this form is a plural.
        word: This form's own word, singular ("envoy" for "ambassador").
    """

    name: str
    sector: str
    office: bool = False
    crowd: bool = False
    plural: bool = False
    word: str = ""


def list_keys(kind: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """Return the keys that an entry of a kind needs, in order, and all that it may have.

    Example:
        >>> list_keys("group")[0]
        ('name', 'who')
    """
    return _NEEDED[kind], frozenset(_KEYS[kind] | _COMMON)


def _check_keys(block: Block, kind: str, faults: list[Fault]) -> bool:
    """Return whether the block has what its kind needs; adds a fault for everything that is wrong."""
    needed, known = list_keys(kind)
    article = "an" if kind[0] == "o" else "a"
    for key in block.values:
        if key not in known:
            faults.append(block.fault(f"unknown key {key!r} for {article} {kind}", key))
    missing = [key for key in needed if not any(block.values.get(key, ()))]
    for key in missing:
        faults.append(block.fault(f"{article} {kind} needs a line '{key}: ...'"))
    return not missing


def _one(block: Block, key: str, default: str = "") -> str:
    """Return a key's single value."""
    raw = block.values.get(key)
    return raw[0] if raw else default


def _day(block: Block, key: str, faults: list[Fault]) -> dt.date | None:
    """Return the date of `from` or `until`, None when there is none or it is wrong (a fault then)."""
    text = _one(block, key)
    if not text:
        return None
    try:
        return parse_day(text, last=key == "until")
    except ValueError as error:
        faults.append(block.fault(str(error), key))
        return None


def _sector(block: Block, value: str, key: str, faults: list[Fault], default: str = "UNK") -> str:
    """Return a sector that exists; a fault and the default otherwise."""
    if value in SECTORS:
        return value
    if value:
        faults.append(block.fault(f"unknown sector {value!r} (one of {' '.join(SECTORS)})", key))
    return default


def _offices(block: Block, country: str, faults: list[Fault]) -> tuple[Office, ...]:
    """Return the posts of a person's `office` lines; wrong lines are faults and left out."""
    posts = []
    for raw in block.values.get("office", ()):
        parts = [part.strip() for part in raw.split("|")]
        if not 2 <= len(parts) <= 5 or not parts[0]:
            faults.append(block.fault(f"expected TITLE | SECTOR | FROM | UNTIL, found {raw!r}", "office"))
            continue
        # Dates that are left out at the end are open.
        parts += [""] * (4 - len(parts))
        try:
            since = parse_day(parts[2]) if parts[2] else None
            until = parse_day(parts[3], last=True) if parts[3] else None
        except ValueError as error:
            faults.append(block.fault(f"{error} (in {raw!r})", "office"))
            continue
        if since and until and until < since:
            faults.append(block.fault(f"office ends before it begins: {raw!r}", "office"))
            continue
        who = parts[4].removeprefix("THE ") if len(parts) == 5 and parts[4] else country
        posts.append(Office(parts[0], _sector(block, parts[1], "office", faults, "GOV"), since, until, who))
    # A stable sort: of two posts begun on one day the file's last counts as the newer.
    return tuple(sorted(posts, key=lambda post: post.since or dt.date.min))


def _has_letters(name: str) -> bool:
    return any(character.isalnum() for character in name_key(name)[0])


def read_entry(block: Block, kind: str, faults: list[Fault]) -> tuple[Entry, list[tuple[str, str]]] | None:
    """Return the entry of a block with its (form, name) pairs, or None when it can't be used.

    Everything wrong is added to `faults`; an entry with a small fault is still read.
    """
    if not _check_keys(block, kind, faults):
        return None
    values = block.values
    names = [(form, name) for form in FORMS if form in values for name in split_values(values[form])]
    unreadable = [name for _, name in names if not _has_letters(name)]
    if unreadable or not names or names[0][0] != "name":
        faults.append(
            block.fault(f"{unreadable[0]!r} is no name" if unreadable else "it has no name", "name")
        )
        return None
    countries = tuple(split_values(values.get("code" if kind == "state" else "country", [])))
    home = "code" if kind == "state" else "country"
    for key, codes in ((home, countries), ("sponsor", split_values(values.get("sponsor", [])))):
        for code in codes:
            if not _CODE.fullmatch(code):
                faults.append(block.fault(f"{code!r} is no ISO alpha-3 code", key))
                return None
    default = {"state": "GOV", "group": "REB", "party": "PTY", "media": "JRN"}.get(kind, "UNK")
    offices = _offices(block, countries[0], faults) if kind == "person" else ()
    if kind == "person":
        default = offices[-1].sector if offices else "CVL"
    who = _one(block, "who").removeprefix("THE ")
    main = names[0][1]
    state_media = _one(block, "state") == "yes"
    if not who:
        outlet = kind == "media" and not state_media
        who = main.upper().removeprefix("THE ") if outlet else countries[0]
    if kind == "organ":
        countries = countries or ((who,) if _CODE.fullmatch(who) else ())
    entry = Entry(
        kind,
        main,
        who,
        _sector(block, _one(block, "sector"), "sector", faults, default),
        countries,
        offices,
        _one(block, "gender") == "f",
        state_media,
        tuple(split_values(values.get("sponsor", []))),
        _day(block, "from", faults),
        _day(block, "until", faults),
        f"{block.file}:{block.line}",
    )
    return entry, names


def read_role(block: Block, faults: list[Fault]) -> tuple[Role, list[str]] | None:
    """Return the role of a block with all its words (singular), or None when it can't be used."""
    if not _check_keys(block, "role", faults):
        return None
    names = split_values([*block.values["name"], *block.values.get("alias", ())])
    if not names or not all(_has_letters(name) for name in names):
        faults.append(block.fault("it has no name, or one without letters", "name"))
        return None
    sector = _sector(block, _one(block, "sector"), "sector", faults)
    role = Role(names[0], sector, _one(block, "office") == "yes", _one(block, "crowd") == "yes")
    return role, names
