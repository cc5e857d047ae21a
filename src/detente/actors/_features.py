"""What the choice of a party looks at: the names of its facts, and what is known of an event."""

from __future__ import annotations

from typing import Final

import msgspec

from detente.actors import _lexicon as lex
from detente.actors._findings import Sentence

__all__ = [
    "FEATURES",
    "KNOWN_AS",
    "NO_EVENT",
    "NUMBER",
    "EventView",
    "Fact",
    "Facts",
    "FactsOf",
    "fact",
    "head_noun",
    "pronoun_key",
]

# States and groups of which whole phrases speak: "the administration", "the enclave", "the caliphate".
_PARTIES: Final = """
    USA ISR PSE SYR RUS IRN UKR IRQ CHN GBR TUR PRK SAU AFG LBN YEM EGY HAMAS HEZBOLLAH TALIBAN UN EU
"""
KNOWN: Final = (*_PARTIES.split(), "ISLAMIC STATE", "HOUTHIS")
_NAMES: Final = """
    none share first second third headline place previous previous-subject outlet group body here old
    often attacks subjects before after nearest leads located attacker by-after attacked rules fit fit-2
    same-sector same-role speaker last-speaker inside last-subject last last-crowd near-place person
    is-actor is-recipient is-source decided scene-before lead-before attacked-before was-actor
    was-recipient was-source last-actor last-recipient last-source beside-actor beside-recipient
    beside-source struck-by strikes dealt-with home-of-actor home-of-recipient backs-actor
    home-of-source side-share side-share-all person-decided stranger unnamed-person noun-before
    closeness recency fit-share inside-side subject-here headline-lead headline-person
    headline-speaker same-pronoun name-like joined before-trigger after-trigger
    holds says-here
"""
FEATURES: Final = (
    *_NAMES.split(),
    *(f"is-{who.replace(' ', '_')}" for who in KNOWN),
)
NUMBER: Final = {name: i for i, name in enumerate(FEATURES)}
KNOWN_AS: Final = {who: NUMBER[f"is-{who.replace(' ', '_')}"] for who in KNOWN}
# After the head noun of unnamed sources: "people familiar with the talks".
_KNOWING: Final = lex.word_set("familiar briefed aware present involved speaking")
_PRONOUNS: Final = {
    "~he": lex.HE,
    "~she": lex.SHE,
    "~it": lex.IT,
    "~they": lex.THEY,
    "~i": lex.SPEAKER,
    "~you": lex.YOU,
}
_PRONOUN_KEYS: Final = {word: key for key, words in _PRONOUNS.items() for word in words}

# Number of a fact in `FEATURES` with its value; the facts about one party; the facts by their party.
Fact = tuple[int, float]
Facts = list[Fact]
FactsOf = dict[str, Facts]


class EventView(msgspec.Struct, frozen=True, gc=False):
    """What is known of the event for whose party some words stand, as far as it is known.

    Attributes:
        trigger: The words that carry the event, "" when not known.
        actor: Parties that are its actors already.
        recipient: Parties that are its recipients already.
        said_by: Its source.
    """

    trigger: str = ""
    actor: tuple[str, ...] = ()
    recipient: tuple[str, ...] = ()
    said_by: tuple[str, ...] = ()

    @property
    def sides(self) -> tuple[tuple[str, ...], ...]:
        """Its actors, recipients and source."""
        return self.actor, self.recipient, self.said_by


NO_EVENT: Final = EventView()


def fact(name: str) -> Fact:
    """Return a fact that holds: its number, and 1."""
    return NUMBER[name], 1.0


def head_noun(sentence: Sentence, first: int, stop: int) -> str:
    """Return the head of a phrase unless it is a pronoun: words for the same mean the same."""
    words = sentence.words.lower
    end = first + 1
    while end < stop and words[end] not in lex.POST:
        end += 1
    end = min(end, stop)
    if end - first > 1 and words[end - 1] in _KNOWING:
        end -= 1
    word = words[end - 1] if end > first else ""
    return "" if word in lex.PRONOUNS else word


def pronoun_key(sentence: Sentence, first: int, stop: int) -> str:
    """Return under which key the choice for a pronoun is kept, "" for other words."""
    if stop - first != 1:
        return ""
    return _PRONOUN_KEYS.get(sentence.words.lower[first], "")
