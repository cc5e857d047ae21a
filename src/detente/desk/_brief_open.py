"""Open matters in sentences: who asked, threatened or promised what, by when, and that no answer is known."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Final

from detente.desk._brief_records import Notes, Remark
from detente.desk._evidence import say_outlet
from detente.desk._grammar import capitalise, is_plural, join_words, with_article
from detente.desk._saying import name_parties, say_event
from detente.desk._words import write_day

if TYPE_CHECKING:
    from detente.desk._saying import Telling
    from detente.ledger import Matter

__all__ = ["say_matter"]

_ASKED: Final = {
    "assist": "for help",
    "change": "to act or to change course",
    "yield": "to give way",
    "meet": "for talks",
}
_THREATS: Final = {
    "restrict": "restrictions",
    "arrest": "arrest",
    "relations": "a break in relations",
    "expel": "expulsion",
    "territory": "the taking of territory",
    "violence": "force",
}
_END: Final = {
    "request": "no answer is known",
    "demand": "no answer is known",
    "ultimatum": "no answer is known",
    "threat": "it is not known to have been carried out or withdrawn",
    "promise": "it is not known to have been kept or broken",
    "offer": "it is not known to have been taken or refused",
}


def say_matter(
    matter: Matter, telling: Telling, notes: Notes, name: Callable[[str], str], said: Collection[str]
) -> Remark | None:
    """Return an open matter as a remark, or None where it says nothing new or nobody is named in it.

    Args:
        matter: The matter.
        telling: The event that made it.
        notes: Takes its note.
        name: Returns the usual name of a party by its code.
        said: Sentences of the matters said before.
    """
    mention = telling.mention
    actors = name_parties(mention.actor, name) or [with_article(name(code)) for code in telling.event.actor]
    others = [one for one in name_parties(mention.recipient, name) if one not in actors]
    if mention.sentence in said or not actors:
        return None
    who, whom = join_words(actors, 3), join_words(others, 3)
    end = "whether that was kept is not known" if matter.type == "AGREE" else _END[matter.kind]
    clause = say_event(telling, name) if matter.type == "AGREE" else _clause(matter, who, whom)
    text = f"{clause}; {end}"
    if matter.deadline is not None:
        text += f". The deadline is {write_day(matter.deadline)}"
    hedge = ", reportedly" if mention.hedged else ""
    grade = capitalise(f"{telling.event.grade}: {say_outlet(telling.outlet)}{hedge}.")
    when = write_day(matter.since).rpartition(" ")[0]
    return Remark(
        f"{capitalise(text)}.", notes.cite(telling), f"since {when}", grade, grade=telling.event.grade
    )


def _clause(matter: Matter, who: str, whom: str) -> str:
    plural = " and " in who or is_plural(who)
    if matter.type == "REQUEST":
        asked = _ASKED.get(matter.mode or "", "")
        if matter.kind == "ultimatum":
            return f"{who} gave {whom or 'the other side'} an ultimatum"
        if not whom and matter.kind == "demand":
            return f"{who} made a demand"
        if not whom:
            return f"{who} asked {asked}" if asked else f"{who} appealed"
        if matter.kind == "demand":
            return f"{who} made a demand of {whom}"
        return f"{who} asked {whom} {asked}" if asked else f"{who} appealed to {whom}"
    if matter.kind == "ultimatum":
        return f"{who} gave {whom or 'the other side'} an ultimatum"
    if matter.kind == "threat":
        threat = _THREATS.get(matter.mode or "")
        if whom:
            return f"{who} threatened {whom}{f' with {threat}' if threat else ''}"
        return f"{who} made a threat{f' of {threat}' if threat else ''}"
    verb = "offered" if matter.kind == "offer" else "promised"
    what = {
        "AID": "aid",
        "COOPERATE": "cooperation",
        "SUPPORT": "support",
        "RETREAT": "a step back",
        "CONCEDE": "a concession",
    }.get(matter.type, "something")
    return f"{who} {'have' if plural else 'has'} {verb} {f'{whom} ' if whom else ''}{what}"
