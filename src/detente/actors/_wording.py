"""Plain questions about the words of a phrase, which need nothing of the report."""

from __future__ import annotations

from msgspec.structs import replace

from detente.actors import _lexicon as lex
from detente.actors._findings import Finding, Mention, Sentence
from detente.actors._reading import is_name_word
from detente.actors._text import Words
from detente.actors.entries import Role

__all__ = ["is_acronym", "is_vague", "trim", "with_title"]


def is_acronym(words: Words, i: int) -> bool:
    """Return whether a word is "US", "IT" or the like rather than a pronoun."""
    return len(words.forms[i]) > 1 and words.forms[i].isupper() and not words.upper


def is_vague(words: Words, first: int, stop: int) -> bool:
    """Return whether a word before a role says that it is nobody's in particular ("Western officials")."""
    if lex.VAGUE.isdisjoint(words.lower[first:stop]):
        return False
    for i in range(first, stop):
        if words.lower[i] not in lex.VAGUE:
            continue
        if i + 1 < len(words) and words.lower[i + 1] in lex.MINISTERIAL:
            continue
        # "Bing West" is a name.
        named = i > first and words.forms[i][0].isupper() and is_name_word(words, i - 1)
        if not named or words.lower[i - 1] in lex.VAGUE or words.title or words.upper:
            return True
    return False


def trim(sentence: Sentence, first: int, stop: int) -> tuple[int, int]:
    """Return the range without determiners and numbers before, punctuation and possessive after."""
    words = sentence.words
    starts, ends = sentence.begins, sentence.stops
    while first < stop and first not in starts:
        form = words.forms[first]
        if (
            (words.lower[first] in lex.LEADING and stop - first > 1)
            or form[0].isdigit()
            or not form[0].isalnum()
        ):
            first += 1
        else:
            break
    while stop > first and stop not in ends:
        if words.forms[stop - 1] != "'s" and words.forms[stop - 1][0].isalnum():
            break
        stop -= 1
    return first, stop


def with_title(finding: Finding, roles: list[tuple[int, int, Role]], mention: Mention) -> Finding:
    """Return a finding with the role that stands before the name; known people keep their sector."""
    before = [r for i, s, r in roles if s <= mention.first]
    if not before or finding.thing in {"state"}:
        return finding
    role = before[-1]
    if finding.entry is None and finding.thing == "person":
        # The commander of an armed group is no soldier of a state.
        kept = role.sector == "UNK" or (role.sector == "MIL" and finding.sector == "REB")
        return replace(finding, role=role.word, sector=finding.sector if kept else role.sector)
    return replace(finding, role=finding.role or role.word)
