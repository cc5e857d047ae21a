"""Names that stayed without a party, so that a desk can keep its own list of actors current."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from detente.actors import _lexicon as lex
from detente.actors._text import Words, split_words
from detente.records import EventMention

__all__ = ["Unresolved", "list_unresolved"]

# Rules that fill in a party from the report around, which for a name is a guess.
_GUESSES: Final = frozenset({"context", "focus", "unknown-person"})


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A name that could not be resolved.

    Attributes:
        name: As the reports write it.
        count: Events in which it is actor, recipient or source.
        reports: Reports in which it is.
        guessed: Parties that the reports around it let one guess; empty when none.
        example: A sentence with it.
    """

    name: str
    count: int
    reports: int
    guessed: tuple[str, ...]
    example: str


def list_unresolved(mentions: Iterable[EventMention]) -> tuple[Unresolved, ...]:
    """Return the names of parties and sources that nothing but a guess resolves, the most frequent first."""
    counts: dict[str, int] = {}
    reports: dict[str, set[str]] = {}
    guesses: dict[str, dict[str, None]] = {}
    examples: dict[str, str] = {}
    for mention in mentions:
        sources = (mention.said_by,) if mention.said_by else ()
        names: dict[str, str] = {}
        for party in (*mention.actor, *mention.recipient, *mention.via, *sources):
            if party.who == "UNK" or party.rule in _GUESSES:
                for name in _names_in(party.text):
                    names[name] = party.who
        for name, who in names.items():
            counts[name] = counts.get(name, 0) + 1
            reports.setdefault(name, set()).add(mention.report_id)
            examples.setdefault(name, mention.sentence)
            guesses.setdefault(name, {})
            if who != "UNK":
                guesses[name][who] = None
    order = sorted(counts, key=lambda name: (-counts[name], name))
    return tuple(
        Unresolved(name, counts[name], len(reports[name]), tuple(guesses[name]), examples[name])
        for name in order
    )


def _names_in(text: str) -> list[str]:
    """Return the runs of capitalised words in a text that may be names ("the Kachin Freedom Union")."""
    words = split_words(text)
    found, i = [], 0
    while i < len(words):
        if not _is_capital(words, i):
            i += 1
            continue
        stop = end = i + 1
        while end < len(words) and (_is_capital(words, end) or words.lower[end] in _JOINTS):
            end += 1
            if _is_capital(words, end - 1):
                stop = end
        found.append(text[words.starts[i] : words.ends[stop - 1]])
        i = stop
    return found


_JOINTS: Final = lex.NAME_JOINTS | {"of", "for"}


def _is_capital(words: Words, i: int) -> bool:
    form, lower = words.forms[i], words.lower[i]
    if not form[0].isupper() or lower in lex.COMMON or lower in lex.RANKS or lower in lex.PRONOUNS:
        return False
    return len(form) > 1
