"""Whose name an office bears where the words name somebody, or mean nobody who holds it now."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from detente.actors import _lexicon as lex
from detente.actors._findings import Finding, Mention, Sentence, is_stranger

__all__ = ["settle_holder"]

# The office is not held by who is meant: "the former president", "the president-elect", "shadow minister".
_UNHELD: Final = lex.word_set(
    """former formerly ex onetime erstwhile previous past late ousted deposed toppled overthrown exiled
    incoming next future designate elect first last shadow then"""
)
# Nobody's in particular: "every American president", "a US president".
_ANY: Final = lex.word_set("a an any each every no another either neither")
# What may follow the name of who is meant ("Peru's president, Joe Smith, said").
_ENDS: Final = frozenset({",", ".", ")", ";", ":", "?", "!"})


def settle_holder(sentence: Sentence, first: int, stop: int, finding: Finding) -> Finding:
    """Return a finding for words that name an office, without its holder where somebody else is meant.

    Who is named beside the office is meant ("Peru's president, Joe Smith"), whoever holds it on the day; of
    "the former president" the words alone do not tell the name.
    """
    if finding.rule not in {"office", "role"} or finding.thing != "person" or finding.plural:
        return finding
    beside = _beside(sentence, first, stop, finding)
    if beside is not None and is_stranger(beside):
        return replace(finding, called=beside.name, woman=beside.woman)
    if beside is not None:
        return replace(finding, name=beside.name, entry=beside.entry, woman=beside.woman)
    if finding.rule != "office" or finding.called is not None or not _is_unheld(sentence, first, stop):
        return finding
    return replace(finding, rule="role", name=None, entry=None, woman=None)


def _is_unheld(sentence: Sentence, first: int, stop: int) -> bool:
    """Return whether words say that who is meant does not hold the office now, or that nobody is meant."""
    words = sentence.words.lower
    if first and words[first - 1] in _ANY:
        return True
    end = first + 1
    while end < stop and words[end] not in {"of", ","}:
        end += 1
    return not _UNHELD.isdisjoint(words[first:end])


def _beside(sentence: Sentence, first: int, stop: int, finding: Finding) -> Finding | None:
    """Return the person who is named right beside an office, in the words, after or before them; or None."""
    words = sentence.words
    before = first - 1 if first and words.lower[first - 1] == "the" else first
    named = sentence.stops.get(before - 1) if before and words.forms[before - 1] == "," else None
    if named is not None and named.finding is not None and is_stranger(named.finding):
        # "Joe Smith, the Peruvian president," but no list ("Joe Smith, the Peruvian president and others").
        own = named.finding.who in {"UNK", finding.who}
        if own and (stop == len(words) or words.forms[stop] in _ENDS):
            return named.finding
    for mention in sentence.mentions:
        person, at = mention.finding, mention.first
        if at <= first or person is None or person.thing != "person" or person.name is None:
            continue
        if person.who not in {"UNK", finding.who}:
            continue
        if at == stop:
            # "The Peruvian president Joe Smith", of which the words leave out the name.
            return person
        while at > first and (words.lower[at - 1] in lex.TITLES or words.forms[at - 1] == "."):
            at -= 1
        if first < at - 1 <= stop and words.forms[at - 1] == "," and _ends(sentence, mention):
            return person
    return None


def _ends(sentence: Sentence, mention: Mention) -> bool:
    """Return whether nothing follows a name that would make it somebody else's ("Joe Smith's lawyer")."""
    forms = sentence.words.forms
    return mention.stop == len(forms) or forms[mention.stop] in _ENDS
