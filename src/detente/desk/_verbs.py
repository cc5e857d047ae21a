"""A verb for each type and mode, so that an event can be said in a sentence."""

from __future__ import annotations

import re
from typing import Final

from detente.desk._own_words import OF_PERSONS, OWN_WORDS
from detente.desk._verb_table import ATTACK, VERBS, Verb

__all__ = ["Verb", "verb_of"]

_HOW: Final = {
    "restrict": "with restrictions",
    "arrest": "with arrest",
    "relations": "with a break in relations",
    "expel": "with expulsion",
    "territory": "with the taking of territory",
    "violence": "with force",
    "crowd-control": "with crowd control",
    "primitive": "with hand weapons",
    "sexual": "with sexual violence",
    "destroy": "with destruction of property",
    "firearms": "with firearms",
    "explosives": "with explosives",
    "targeted": "as a chosen target",
    "suicide-attack": "in a suicide attack",
    "aerial": "from the air",
    "drone": "with drones",
    "heavy-weapons": "with heavy weapons",
    "unconventional": "with unconventional weapons",
}
_PROMISE: Final = Verb(
    "make a promise",
    "made a promise",
    "to",
    passive="a promise was made to {o}",
    nobody="a promise was made",
)


def verb_of(type_: str, mode: str | None, trigger: str = "", *, of_person: bool = True) -> Verb:
    """Return the verb for a type and mode, that of the report's own words where they are a plain one.

    Args:
        type_: PLOVER type.
        mode: Its mode, or None.
        trigger: The words of the report that carry the event.
        of_person: True where the party it is done to may be a person or a thing, False for states and places.

    Example:
        >>> verb_of("ASSAULT", "targeted", "was killed").past, verb_of("CONSULT", None).past
        ('killed', 'held talks')
    """
    words = trigger.casefold()
    if type_ in {"AGREE", "SUPPORT"} and re.search(r"\b(?:promis|pledg|vow)", words):
        return _PROMISE
    for stem, types, base, past in OWN_WORDS:
        fits = type_ in types and (of_person or (base not in OF_PERSONS and base != "seize"))
        if fits and re.search(rf"\b{stem}", words):
            nobody = VERBS[type_].nobody or ATTACK
            return Verb(base, past, "", "", alone=VERBS[type_].alone, nobody=nobody)
    found = VERBS.get(f"{type_}/{mode}")
    if found is not None:
        return found if found.nobody else _complete(found, type_)
    base_verb = VERBS[type_]
    if type_ in {"THREATEN", "ASSAULT"} and mode in _HOW:
        how = _HOW[mode]
        alone = tuple(f"{words} {how}" for words in base_verb.alone or (base_verb.base, base_verb.past))
        return Verb(
            base_verb.base,
            base_verb.past,
            tail=how,
            alone=(alone[0], alone[1]),
            nobody=base_verb.nobody.replace(" was ", f" {how} was ")
            if how.startswith(("with ", "from ", "in "))
            else base_verb.nobody,
        )
    return base_verb


def _complete(verb: Verb, type_: str) -> Verb:
    nobody = VERBS[type_].nobody
    return Verb(verb.base, verb.past, verb.link, verb.tail, verb.alone, verb.passive, nobody)
