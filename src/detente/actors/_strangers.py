"""People whom no list knows, with a surname like a name that one does: "Paul Boeing", "Lena Paris"."""

from __future__ import annotations

from typing import Final

from detente.actors import _lexicon as lex
from detente.actors._memory import Memory
from detente.actors._text import Words
from detente.actors.entries import Name
from detente.actors.gazetteer import Gazetteer

__all__ = ["full_name_end", "is_strangers", "is_titled"]

# Forms of a state's names that people bear as surnames; by its own name or adjective it stays the state.
_PLACES: Final = frozenset({"capital", "city", "seat"})
# Titles that are ordinary words at the begin of a sentence ("Major Boeing customers").
_PLAIN_TITLES: Final = lex.word_set("general major private justice leader director minister judge")


def full_name_end(gazetteer: Gazetteer, words: Words, i: int) -> int:
    """Return the word after a person's name that begins at a word and ends like a company's or a city's.

    A given name, or a title, goes before such a name: "Paul Boeing" is a person, and so is "Mr. Siemens". It
    is 0 where no such name begins.
    """
    if words.title or words.upper or not words.forms[i][0].isupper():
        return 0
    total = len(words.forms)
    if _is_titled_here(words, i) and _is_borne(gazetteer, words, i):
        return i + 1
    following = i + 1
    if following >= total or words.glued[following] or not _is_borne(gazetteer, words, following):
        return 0
    if len(words.forms[i]) < 2 or words.forms[i].isupper():
        return 0
    if words.lower[i] not in gazetteer.given_names:
        known = gazetteer.match_name(words, i, total) is not None
        role = gazetteer.match_role(words, i, total) is not None
        if known or role or words.lower[i] in lex.COMMON or not _is_titled_here(words, i):
            return 0
    own = gazetteer.match_name(words, i, total)
    if own is not None and (own[0] > following or any(n.form != "surname" for n in own[1])):
        return 0
    return following + 1


def is_strangers(words: Words, first: int, stop: int, names: list[Name], memory: Memory) -> bool:
    """Return whether a name is rather the surname of somebody unlisted whom the report has named in full."""
    known = memory.people.get(words.lower[stop - 1])
    if known is None or known.entry is not None or known.name is None:
        return False
    if names[0].form == "surname" and " " not in known.name:
        return False
    if names[0].form != "surname":
        borne = all(_is_surname_like(n) and n.entry not in memory.introduced for n in names)
        return borne and stop - first == 1 and (not first or words.lower[first - 1] not in lex.PREPOSITIONS)
    return not any(
        n.form != "surname" or n.entry in memory.introduced or memory.holds_top_office(n.entry) for n in names
    )


def is_titled(words: Words, i: int) -> bool:
    """Return whether "Mr.", "President" or the like stands before a word."""
    return i > 0 and words.lower[i - (2 if i > 1 and words.forms[i - 1] == "." else 1)] in lex.TITLES


def _is_titled_here(words: Words, i: int) -> bool:
    """Return whether a title that is written as one stands before a word."""
    at = i - (2 if i > 1 and words.forms[i - 1] == "." else 1)
    if not is_titled(words, i) or not words.forms[at][0].isupper():
        return False
    return at > 0 or words.lower[at] not in _PLAIN_TITLES


def _is_borne(gazetteer: Gazetteer, words: Words, i: int) -> bool:
    """Return whether a word alone is a company's, a city's or such a name, as people bear it."""
    form = words.forms[i]
    if not form[0].isupper() or form.isupper():
        return False
    matched = gazetteer.match_name(words, i, len(words.forms))
    return matched is not None and matched[0] == i + 1 and all(map(_is_surname_like, matched[1]))


def _is_surname_like(name: Name) -> bool:
    """Return whether a name may be a surname, though no person is listed with it."""
    kind = name.entry.kind
    if kind == "state":
        return name.form in _PLACES
    return kind == "organisation" and name.entry.sector == "BUS"
