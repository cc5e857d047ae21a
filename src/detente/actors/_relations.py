"""What somebody is to a named party: a critic, an ally, the holder of a role, an official of a place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Final

from msgspec.structs import replace

from detente.actors import _lexicon as lex
from detente.actors._findings import Finding, Mention, Sentence
from detente.actors._memory import Memory
from detente.actors.entries import Role
from detente.actors.gazetteer import Gazetteer

__all__ = [
    "BODIES",
    "has_nationality",
    "is_domestic",
    "is_sent",
    "relation",
    "ruler_of",
    "runner_in",
    "students_of",
    "unowned",
    "with_role",
]

BODIES: Final = frozenset({"organ", "group", "organisation", "party"})
"""Things that are a body of people with a name."""

_WOMEN: Final = lex.word_set("woman girl mother wife daughter sister")


def has_nationality(sentence: Sentence, first: int, stop: int, finding: Finding) -> bool:
    """Return whether people, who are clear, are told by their nationality ("Russian counterparts")."""
    if finding.who == "UNK" or not finding.definite or finding.thing not in {"person", "crowd"}:
        return False
    glued = sentence.words.glued
    return any(
        m.finding is not None
        and m.finding.form == "adjective"
        and not m.side
        and not (m.stop < stop and glued[m.stop])
        for m in sentence.within(first, stop)
    )


def is_domestic(gazetteer: Gazetteer, base: Finding, noun: str) -> bool:
    """Return whether critics of somebody, or who are of a party, belong to the same state."""
    if noun not in lex.CRITICS or base.who not in gazetteer.states:
        return False
    if base.thing == "organ":
        return (base.name or "").endswith(" administration")
    return base.thing == "party" or (base.thing == "person" and base.entry is not None)


def relation(gazetteer: Gazetteer, base: Finding, noun: str) -> Finding:
    """Return who stands in some relation to a party: mostly nobody in particular ("US allies")."""
    if base.who == "EU":
        return base
    if is_domestic(gazetteer, base, noun):
        # "Republican critics", "Trump critics"
        return replace(base, rule="role", sector="UNK", thing="crowd", name=None, entry=None, plural=True)
    return Finding("UNK", "GOV", "crowd", "relation", 0.6, plural=True)


def with_role(gazetteer: Gazetteer, memory: Memory, base: Finding, role: Role, last: str) -> Finding:
    """Return who the holder of a role for a party is ("Hamas" + leader, "Israeli" + protesters)."""
    if last in lex.RELATIONS:
        return relation(gazetteer, base, last)
    sector = role.sector
    if sector == "REB" and base.thing == "state" and not role.plural and last in lex.ANAPHORIC:
        group = memory.group_of({base.who})
        if group is not None:
            return replace(group, rule="the-group", confidence=0.7, role=role.word)
    keep = base.thing in BODIES and not role.crowd and base.sector != "UNK"
    if keep and not (base.thing == "party" and sector in {"LEG", "GOV"}):
        sector = base.sector
    if sector == "UNK":
        sector = base.sector
    thing = "crowd" if role.crowd or role.plural or last in lex.COLLECTIVE else "person"
    kept = base.thing in BODIES or base.thing == "media"
    name, entry = (base.name, base.entry) if kept else (None, None)
    thing = "media" if base.thing == "media" else thing
    if role.office and not role.plural and base.thing == "state":
        entry = gazetteer.holder(base.who, role.name, memory.day)
        name = entry.name if entry else None
        thing = "person"
    return Finding(
        base.who,
        sector,
        thing if base.thing not in BODIES or thing == "person" else base.thing,
        "office" if name and role.office else "role",
        min(base.confidence, 0.9),
        name,
        role.word,
        entry,
        base.candidates,
        entry.woman if entry is not None and entry.kind == "person" else None,
        role.plural or role.crowd,
        base.definite,
    )


def unowned(role: Role, last: str) -> Finding:
    """Return who the holder of a role is of whom the words don't say whose it is; `last` is their noun."""
    crowd = role.crowd or role.plural
    thing = "crowd" if crowd or last in lex.COLLECTIVE else "person"
    woman = True if last in _WOMEN or last.endswith("woman") else None
    return Finding(
        "UNK",
        role.sector,
        thing,
        "role",
        0.3,
        role=role.word,
        woman=woman,
        plural=crowd,
        definite=False,
    )


def students_of(finding: Finding) -> Finding:
    """Return whom students and professors of a university count for: its country; of others, themselves."""
    entry = finding.entry
    if entry is None or not entry.countries or finding.thing != "organisation":
        return finding
    return Finding(entry.countries[0], "CVL", "crowd", "modifier", 0.7, plural=True)


def is_sent(owner: Finding | None, thing: Finding | None, words: Sequence[str]) -> bool:
    """Return whether words tell of a state's envoy at an international body: "Russia's UN ambassador"."""
    if owner is None or thing is None or lex.ENVOYS.isdisjoint(words) or "special" in words:
        # "Syria's UN special envoy" goes to Syria.
        return False
    return owner.thing == "state" and thing.sector == "IGO"


def runner_in(
    sentence: Sentence, first: int, stop: int, finding_of: Callable[[Mention, Sentence], Finding | None]
) -> tuple[Mention, Finding] | None:
    """Return the group that runs somebody or some place in a range of words ("Hamas-run"), or None."""
    words = sentence.words
    if lex.RUN.isdisjoint(words.lower[first:stop]):
        return None
    for mention in sentence.mentions:
        at = mention.stop
        if mention.first < first or at + 1 >= stop or not words.glued[at] or words.lower[at] not in lex.RUN:
            continue
        finding = finding_of(mention, sentence)
        if finding is not None and finding.thing in {"group", "party"}:
            return mention, finding
    return None


def ruler_of(
    gazetteer: Gazetteer, day: dt.date | None, sentence: Sentence, first: int, stop: int
) -> Finding | None:
    """Return the group that governs a place on a day, whose officials are its own; or None."""
    place = next(iter(sentence.within(first, stop)), None)
    if place is None:
        return None
    name = " ".join(sentence.words.forms[place.first : place.stop])
    for known in gazetteer.find(f"{name} authorities"):
        entry = known.entry
        begun = day is None or entry.since is None or day >= entry.since
        lasts = day is None or entry.until is None or day <= entry.until
        if begun and lasts and entry.who in gazetteer.group_parties:
            return Finding(
                entry.who, entry.sector, "organ", "gazetteer", 0.7, entry.name, entry=entry, form="alias"
            )
    return None
