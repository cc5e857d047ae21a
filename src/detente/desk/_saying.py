"""An event in a sentence: said as the mention that tells it best has it, by rule.

A sentence says no more than that mention does: a party that it does not name is not named here, and where
nobody is said to have acted the sentence is in the passive.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from detente.desk._grammar import is_plural, join_words, with_article, with_determiner
from detente.desk._verbs import verb_of
from detente.desk._words import shorten, write_day

if TYPE_CHECKING:
    import datetime as dt

    from detente.ledger import Account, Event, StoredMention
    from detente.records import EventMention, Party, Place

__all__ = [
    "Telling",
    "acts_on_itself",
    "choose_telling",
    "name_parties",
    "say_event",
    "say_place",
    "say_when",
]

Namer = Callable[[str], str]
LABEL_LENGTH: Final = 64
NOBODY: Final = "nobody has been named"
# Words that stand for a party named elsewhere.
_PRONOUN: Final = re.compile(
    r"(?:he|she|it|they|we|i|you|who|whom|which|that|this|these|those|his|her|hers|its|their|theirs|our|ours|"
    r"my|your|him|them|us|me|himself|herself|itself|themselves|each other|one another|both|others|another|"
    r"nobody|no one|none|some|any|all|everyone|anyone|somebody|someone|one|mine|both countries|"
    r"both governments|both sides)",
    re.I,
)
_OWNER: Final = re.compile(r"(?:its|his|her|their|our|my|your|whose)", re.I)
_PREPOSITION: Final = re.compile(
    r"(?:in|at|on|near|outside|inside|off|along|around|across|between|north|south|east|west|beyond|by|over)\b",
    re.I,
)
_TO_STANCES: Final = {
    "happened": ("asserts",),
    "denied": ("asserts", "denies"),
    "announced": ("announces",),
    "expected": ("expects", "announces"),
    "hypothetical": ("supposes",),
    "retracted": ("asserts",),
}


@dataclass(frozen=True, slots=True)
class Telling:
    """An event with the mention by whose words it is told.

    Attributes:
        event: The event.
        account: All that is known of it.
        id: Identifier of the mention.
        mention: The mention.
        outlet: The outlet of its report, "" when not known.
        known_on: Day from which the report was known.
    """

    event: Event
    account: Account
    id: str
    mention: EventMention
    outlet: str
    known_on: dt.date


def choose_telling(account: Account, mentions: Sequence[StoredMention]) -> Telling | None:
    """Return an event with the mention that tells it best, or None where none tells it as what it is.

    Preferred are sure mentions that name their parties, the same ones as most reports do.

    Args:
        account: All that is known of the event.
        mentions: Its mentions as they were coded.
    """
    event = account.event
    stances = _TO_STANCES[event.status]
    claims = {claim.mention: claim for claim in account.claims}
    ranked = []
    for stored in mentions:
        claim = claims.get(stored.id)
        if claim is None or stored.mention.type != event.type or claim.stance not in stances:
            continue
        if claim.withdrawn and event.status != "retracted":
            continue
        order = stances.index(claim.stance)
        ranked.append((-order, _fitness(event, stored.mention), claim.known_on, stored, claim))
    if not ranked:
        return None
    *_, stored, claim = max(ranked, key=lambda rank: (rank[0], rank[1], -rank[2].toordinal(), rank[3].id))
    return Telling(event, account, stored.id, stored.mention, claim.outlet, claim.known_on)


def _fitness(event: Event, mention: EventMention) -> float:
    fit = mention.score - 0.12 * (mention.sentence_index < 0) - 0.3 * _turned_on_itself(mention)
    for parties, codes in ((mention.actor, event.actor), (mention.recipient, event.recipient)):
        known = {party.who for party in parties} - {"UNK"}
        if known and known <= set(codes):
            fit += 0.25
        if any(party.text and not _PRONOUN.fullmatch(party.text) for party in parties):
            fit += 0.1
    return fit


def _turned_on_itself(mention: EventMention) -> bool:
    actors, others = {p.who for p in mention.actor} - {"UNK"}, {p.who for p in mention.recipient} - {"UNK"}
    return bool(actors) and actors == others


def acts_on_itself(mention: EventMention) -> bool:
    """Return whether a party that is named acts on itself alone, which is more often misread than not."""
    return _turned_on_itself(mention) and any(party.text for party in mention.actor)


def say_event(telling: Telling, name: Namer) -> str:
    """Return what happened as a clause that begins in small letters and has no full stop.

    Args:
        telling: The event and the mention that tells it.
        name: Returns the usual name of a party by its code.
    """
    mention, event = telling.mention, telling.event
    actors = name_parties(mention.actor, name)
    others = [one for one in name_parties(mention.recipient, name) if one not in actors]
    if _turned_on_itself(mention) and not any(party.text for party in mention.actor):
        actors = []  # Nothing names an actor but that the coder took one from the sentence's other party.
    verb = verb_of(mention.type, mention.mode, mention.trigger, of_person=not _is_place(mention, name))
    adverb = "reportedly " if mention.hedged and event.status == "happened" else ""
    base, past = (verb.base, verb.past) if others or verb.alone is None else verb.alone
    object_ = join_words(others)
    after = _spaced(verb.link if others else "", object_, verb.tail if others else "")
    who = join_words(actors)
    if actors:
        doing = f"{who} {_say_doing(event.status, adverb, base, past, plural=_many(actors))}{after}"
    elif others:
        doing = _say_passive(verb.passive, adverb, past, object_, verb.tail, plural=_many(others))
        if verb.passive is None and event.status == "happened" and event.quad_class == "material conflict":
            return f"{doing}{_spaced(_say_where(mention, others))}; {NOBODY}"
    else:
        doing = adverb + verb.nobody
    via = name_parties(mention.via, name)
    through = f"through {join_words(via)}" if via else ""
    return doing + _spaced(through, _say_where(mention, [*actors, *others]))


def _say_where(mention: EventMention, named: Sequence[str]) -> str:
    """Return the place, or "" where it is named as a party already."""
    where = say_place(mention.place)
    said = " ".join(named).casefold()
    words = mention.place.text.casefold() if mention.place else ""
    return "" if words and words in said else where


def _say_doing(status: str, adverb: str, base: str, past: str, *, plural: bool) -> str:
    if status == "announced":
        return f"said that {'they' if plural else 'it'} would {base}"
    if status == "expected":
        return f"{'are' if plural else 'is'} expected to {base}"
    if status == "hypothetical":
        return f"might {base}"
    return adverb + past


def _say_passive(
    passive: str | None, adverb: str, past: str, object_: str, tail: str, *, plural: bool
) -> str:
    was = "were" if plural else "was"
    if passive is not None:
        return adverb + passive.format(o=object_, was=was)
    return f"{object_} {was} {adverb}{past}{_spaced(tail)}"


def _many(parties: Sequence[str]) -> bool:
    return len(parties) > 1 or is_plural(parties[0])


def _spaced(*words: str) -> str:
    return "".join(f" {word}" for word in words if word)


def _is_place(mention: EventMention, name: Namer) -> bool:
    """Return whether what it was done to is a place, a state or a group: none can be killed."""
    if not mention.recipient:
        return False
    party, place = mention.recipient[0], mention.place
    places = {place.text.casefold(), (place.name or "").casefold()} if place else set()
    usual = name(party.who).casefold()
    return (
        not party.text
        or usual in {party.text.casefold(), (party.name or "").casefold()}
        or (party.text.casefold() in places)
    )


def name_parties(parties: Iterable[Party], name: Namer) -> list[str]:
    """Return what to call parties in a sentence, each once; those of whom nothing is known are left out."""
    found: dict[str, None] = {}
    for party in parties:
        label = _label(party, name)
        if label and not any(label in other or other in label for other in found):
            found[label] = None
    return list(found)


def _label(party: Party, name: Namer) -> str:
    usual = "" if party.who in {"", "UNK"} else with_article(name(party.who))
    words = re.sub(r"['’]s?$", "", shorten(party.text, 200)).strip(" ,;:.")
    if not words or words == party.who or _PRONOUN.fullmatch(words):
        return usual or shorten(party.name or "", LABEL_LENGTH)
    words = shorten(_lower_article(words), LABEL_LENGTH)
    owner, _, thing = words.partition(" ")
    if thing and _OWNER.fullmatch(owner):
        return f"the {thing}" if not usual or _akin(thing, usual) else f"{usual}’s {thing}"
    words = with_determiner(words)
    if not usual or _akin(words, usual):
        return words
    if party.name and name(party.who) == party.name and party.sector == "GOV":
        return usual  # A capital or a seat of government for its state.
    return f"{words} ({usual.removeprefix('the ')})"


def _lower_article(words: str) -> str:
    first, space, rest = words.partition(" ")
    small = {
        "The",
        "A",
        "An",
        "Two",
        "Three",
        "Four",
        "Five",
        "Six",
        "Seven",
        "Eight",
        "Nine",
        "Ten",
        "Some",
        "Several",
        "Dozens",
        "Hundreds",
        "Thousands",
        "Its",
        "His",
        "Her",
        "Their",
        "Both",
        "Many",
        "Opposition",
    }
    return f"{first.lower()}{space}{rest}" if space and first in small else words


def _akin(words: str, usual: str) -> bool:
    """Return whether words say already whose they are: "Peruvian jets" are Peru's."""
    stem = usual.removeprefix("the ").casefold()[:4]
    return len(stem) > 2 and stem in words.casefold()


def say_place(place: Place | None) -> str:
    """Return where, as it stands in a sentence; "" when nothing says.

    Example:
        >>> from detente.records import Place
        >>> say_place(Place("outside Zarumilla")), say_place(Place("Lima")), say_place(None)
        ('outside Zarumilla', 'in Lima', '')
    """
    if place is None:
        return ""
    words = shorten(place.text or place.name or "", LABEL_LENGTH)
    if not words or _PREPOSITION.match(words):
        return words
    return f"at {words}" if words.casefold().startswith(("the ", "a ")) else f"in {words}"


def say_when(event: Event, *, year: bool = False) -> str:
    """Return the day of an event; "by" where no report names it and that of the first report stands in."""
    if event.day is None:
        return "day not known"
    day = write_day(event.day) if year else write_day(event.day).rpartition(" ")[0]
    return day if event.day_said else f"by {day}"
