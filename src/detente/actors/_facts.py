"""Facts about the parties of a report, seen from some words whose party is open: what the choice weighs.

Plain facts, each with a name in `_features.FEATURES` and a value from 0 to 1: "stands before the words in the
sentence", "is the report's most named state", "was struck by the event's actor before".
"""

from __future__ import annotations

from typing import Final

from detente.actors import _lexicon as lex
from detente.actors._context import Context
from detente.actors._deeds import deed_of
from detente.actors._features import NO_EVENT, NUMBER, EventView, Facts, Found, head_noun, pronoun_key
from detente.actors._findings import Finding, Sentence
from detente.actors._memory import Memory
from detente.actors._nearby import Nearby
from detente.actors._scenes import Scenes
from detente.actors.gazetteer import Gazetteer

__all__ = ["FactFinder"]

_F: Final = NUMBER
_SIDES: Final = ("actor", "recipient", "source")
_TELLING: Final = tuple((_F[f"was-{s}"], _F[f"last-{s}"], _F[f"beside-{s}"]) for s in _SIDES)
_HOMES: Final = tuple(_F[f"home-of-{s}"] for s in _SIDES)
_DEALT, _STRUCK, _STRIKES = _F["dealt-with"], _F["struck-by"], _F["strikes"]
_BACKS, _SHARE, _SHARE_ALL = _F["backs-actor"], _F["side-share"], _F["side-share-all"]
_OTHERS: Final = frozenset({"relation", "side-only"})


class FactFinder:
    """Finds the facts about the parties of one report.

    Attributes:
        decided: The party that was chosen last for phrases with a head noun or a pronoun, by that.
    """

    def __init__(self, gazetteer: Gazetteer, memory: Memory, context: Context, outlet: str) -> None:
        self._gazetteer = gazetteer
        self._memory = memory
        self._scenes = Scenes(gazetteer, memory, outlet)
        self._nearby = Nearby(memory, context)
        self.decided = self._nearby.decided
        # Sides of the report's events: all of them, and those of the sentence told last.
        self._was: dict[tuple[int, str], None] = {}
        self._beside: dict[tuple[int, str], None] = {}
        self._told_until, self._told_in = 0, -1

    def find(
        self,
        sentence: Sentence,
        first: int,
        stop: int,
        finding: Finding,
        kind: str,
        event: EventView = NO_EVENT,
    ) -> tuple[list[str], list[Facts]]:
        """Return the parties that some words may stand for, "UNK" last, and the facts about each."""
        scene = self._scenes.at(sentence)
        parties, facts = list(scene.parties), [list(f) for f in scene.facts]
        place = {who: i for i, who in enumerate(parties)}
        for who in (finding.who, *finding.candidates, *event.actor, *event.recipient, *event.said_by):
            if who not in place and who != "UNK":
                place[who] = len(parties)
                parties.append(who)
                facts.append([])

        def add(name: str, who: str | None) -> None:
            at = place.get(who) if who else None
            if at is not None:
                facts[at].append((_F[name], 1.0))

        if finding.who == "UNK":
            none: Facts = [(_F["none"], 1.0), (_F["rules"], 1.0)]
        else:
            none = [(_F["none"], 1.0)]
            add("rules", finding.who)
        for name, others in (
            ("is-actor", event.actor),
            ("is-recipient", event.recipient),
            ("is-source", event.said_by),
        ):
            for who in others:
                add(name, who)
        decided = self.decided.get(head_noun(sentence, first, stop))
        if decided == "UNK":
            none.append((_F["decided"], 1.0))
        add("decided", decided)
        pronoun = pronoun_key(sentence, first, stop)
        if pronoun:
            decided = self.decided.get(pronoun)
            if decided == "UNK":
                none.append((_F["same-pronoun"], 1.0))
            add("same-pronoun", decided)
        elif finding.name and finding.thing == "person":
            for who, share in self._gazetteer.namesakes(finding.name).items():
                at = place.get(who)
                if at is not None:
                    facts[at].append((_F["name-like"], share))
        role = self._gazetteer.find_role(finding.role) if finding.role and not finding.plural else None
        if role is not None and role.office:
            for who, row in zip(parties, facts, strict=True):
                if self._gazetteer.holder(who, role.name, self._memory.day) is not None:
                    row.append((_F["holds"], 1.0))
        if event.trigger:
            for name, who in self._nearby.by_trigger(sentence, first, stop, event.trigger):
                add(name, who)
        for feature, who, value in self._nearby.find(sentence, first, stop, finding):
            at = place.get(who)
            if who == "UNK":
                none.append((feature, value))
            elif at is not None:
                facts[at].append((feature, value))
        for feature, who, value in self._dealings(sentence, kind, event):
            at = place.get(who)
            if at is not None:
                facts[at].append((feature, value))
        named = _others_in(sentence, first, stop, finding)
        if named:
            kept = [i for i, who in enumerate(parties) if who not in named]
            parties, facts = [parties[i] for i in kept], [facts[i] for i in kept]
        parties.append("UNK")
        facts.append(none)
        return parties, facts

    def _dealings(self, sentence: Sentence, kind: str, event: EventView) -> Found:
        """Return the facts that the report's earlier events, and what the groups are, speak for."""
        deeds = self._memory.deeds
        facts: Found = [(feature, who, 1.0) for feature, who in self._told(sentence.index)]
        found: dict[tuple[int, str], None] = {}
        others = {*event.actor, *event.recipient}
        if others:
            for deed in deeds:
                violent = deed.kind == "violent"
                if deed.recipient and not others.isdisjoint(deed.actor):
                    for who in deed.recipient:
                        found[_DEALT, who] = None
                        if violent:
                            found[_STRUCK, who] = None
                if deed.actor and not others.isdisjoint(deed.recipient):
                    for who in deed.actor:
                        found[_DEALT, who] = None
                        if violent:
                            found[_STRIKES, who] = None
        links = self._gazetteer.group_links
        for home, parties in zip(_HOMES, (event.actor, event.recipient, event.said_by), strict=True):
            for who in parties:
                if who in links:
                    for state in links[who][0]:
                        found[home, state] = None
                    if home == _HOMES[0]:
                        for state in links[who][1]:
                            found[_BACKS, state] = None
        facts += [(feature, who, 1.0) for feature, who in found]
        if kind != "party" and deeds:
            sort = deed_of(event.trigger)
            for feature, alike in ((_SHARE, [d for d in deeds if d.kind == sort]), (_SHARE_ALL, deeds)):
                counts: dict[str, float] = {}
                for deed in alike:
                    for who in deed.side(kind):
                        counts[who] = counts.get(who, 0.0) + 1.0
                total = sum(counts.values())
                facts += [(feature, who, count / total) for who, count in counts.items()]
        return facts

    def _told(self, sentence: int) -> list[tuple[int, str]]:
        """Return which parties were on which side of the events so far, of the sentence's and of the last."""
        deeds = self._memory.deeds
        while self._told_until < len(deeds):
            deed = deeds[self._told_until]
            self._told_until += 1
            if deed.sentence != self._told_in:
                self._told_in = deed.sentence
                self._beside.clear()
            for side, (was, _, beside) in zip(_SIDES, _TELLING, strict=True):
                for who in deed.side(side):
                    self._was[was, who] = None
                    self._beside[beside, who] = None
        found = list(self._was)
        if deeds:
            for side, (_, last, _) in zip(_SIDES, _TELLING, strict=True):
                found += [(last, who) for who in dict.fromkeys(deeds[-1].side(side))]
            if self._told_in == sentence:
                found += self._beside
        return found


def _others_in(sentence: Sentence, first: int, stop: int, finding: Finding) -> set[str]:
    """Return the parties that some words name but don't stand for; mostly none."""
    if finding.rule in _OTHERS and finding.who == "UNK":
        # "Iran-backed militias", "Russia's allies": whoever they are, not the state that is named.
        return {m.finding.who for m in sentence.within(first, stop) if m.finding is not None}
    if finding.role in lex.ENVOYS and "to" in sentence.words.lower[first:stop]:
        # "The ambassador to the UK" is another's.
        first = sentence.words.lower.index("to", first)
        return {m.finding.who for m in sentence.within(first, stop) if m.finding is not None}
    return set()
