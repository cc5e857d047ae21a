"""Facts about the parties of a report, seen from some words whose party is open: what the choice weighs.

Plain facts, each with a name in `_features.FEATURES` and a value from 0 to 1: "stands before the words in the
sentence", "is the report's most named state", "was struck by the event's actor before".
"""

from __future__ import annotations

from typing import Final

from detente.actors import _lexicon as lex
from detente.actors._context import Context
from detente.actors._deeds import deed_of
from detente.actors._features import (
    NO_EVENT,
    NUMBER,
    EventView,
    Fact,
    FactsOf,
    fact,
    pronoun_key,
)
from detente.actors._findings import Finding, Sentence
from detente.actors._memory import Deed, Memory
from detente.actors._nearby import Nearby
from detente.actors._scenes import Scenes
from detente.actors.gazetteer import Gazetteer

__all__ = ["FactFinder"]

_SIDES: Final = ("actor", "recipient", "source")
_WAS: Final = tuple(fact(f"was-{side}") for side in _SIDES)
_LAST: Final = tuple(fact(f"last-{side}") for side in _SIDES)
_BESIDE: Final = tuple(fact(f"beside-{side}") for side in _SIDES)
_HOMES: Final = tuple(fact(f"home-of-{side}") for side in _SIDES)
_IS: Final = tuple(fact(f"is-{side}") for side in _SIDES)
_DEALT, _STRUCK, _STRIKES = fact("dealt-with"), fact("struck-by"), fact("strikes")
_BACKS, _NONE, _RULES, _HOLDS = fact("backs-actor"), fact("none"), fact("rules"), fact("holds")
_DECIDED, _SAME_PRONOUN = fact("decided"), fact("same-pronoun")
_SHARE, _SHARE_ALL, _NAME_LIKE = NUMBER["side-share"], NUMBER["side-share-all"], NUMBER["name-like"]
# How often each party was on each of `_SIDES`.
_Counts = tuple[dict[str, int], dict[str, int], dict[str, int]]
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
        self._told = _Told()

    def find(
        self,
        sentence: Sentence,
        first: int,
        stop: int,
        finding: Finding,
        kind: str,
        *,
        noun: str,
        event: EventView = NO_EVENT,
    ) -> FactsOf:
        """Return the facts about each party that some words may stand for; "UNK", for none, comes last.

        The arguments are those of `_choice.Choice.settle`; `noun` is the head noun of the words.
        """
        rows = {who: facts.copy() for who, facts in self._scenes.at(sentence).items()}
        for who in (finding.who, *finding.candidates, *event.actor, *event.recipient, *event.said_by):
            if who not in rows and who != "UNK":
                rows[who] = []
        none = rows["UNK"] = [_NONE]
        if finding.who in rows:
            rows[finding.who].append(_RULES)
        for known, parties in zip(_IS, event.sides, strict=True):
            for who in parties:
                if who != "UNK":
                    rows[who].append(known)
        self._add_decided(noun, pronoun_key(sentence, first, stop), finding, rows)
        role = self._gazetteer.find_role(finding.role) if finding.role and not finding.plural else None
        if role is not None and role.office:
            for who, row in rows.items():
                if self._gazetteer.holder(who, role.name, self._memory.day) is not None:
                    row.append(_HOLDS)
        if event.trigger:
            for known, who in self._nearby.by_trigger(sentence, first, stop, event.trigger):
                if who in rows:
                    rows[who].append(known)
        for who, facts in self._nearby.find(sentence, first, stop, finding, noun).items():
            if who in rows:
                rows[who] += facts
        deeds = self._memory.deeds
        self._told.take_in(deeds)
        if deeds:
            self._add_sides(sentence, rows)
        if event.actor or event.recipient or event.said_by:
            self._add_dealings(event, rows)
        if deeds and kind != "party":
            self._add_shares(kind, event, rows)
        for who in _others_in(sentence, first, stop, finding):
            if who in rows and rows[who] is not none:
                del rows[who]
        return rows

    def _add_decided(self, noun: str, pronoun: str, finding: Finding, rows: FactsOf) -> None:
        """Add whom such words stood for last, and who bears such a name."""
        decided = self.decided.get(noun)
        if decided in rows:
            rows[decided].append(_DECIDED)
        if pronoun:
            decided = self.decided.get(pronoun)
            if decided in rows:
                rows[decided].append(_SAME_PRONOUN)
        elif finding.name and finding.thing == "person":
            for who, share in self._gazetteer.namesakes(finding.name).items():
                if who in rows:
                    rows[who].append((_NAME_LIKE, share))

    def _add_sides(self, sentence: Sentence, rows: FactsOf) -> None:
        """Add on which side of the report's earlier events the parties were."""
        told = self._told
        for who, was in told.was.items():
            if who in rows:
                rows[who] += was
        for known, parties in zip(_LAST, self._memory.deeds[-1].sides, strict=True):
            for who in parties:
                if who in rows:
                    rows[who].append(known)
        if told.sentence == sentence.index:
            for who, beside in told.beside.items():
                if who in rows:
                    rows[who] += beside

    def _add_dealings(self, event: EventView, rows: FactsOf) -> None:
        """Add who has dealt with the event's parties before, and what the groups among them are."""
        found: dict[tuple[str, Fact], None] = {}
        others = {*event.actor, *event.recipient}
        # One party's own events are all that matter to it.
        deeds = self._told.dealings.get(next(iter(others)), []) if len(others) == 1 else self._memory.deeds
        for deed in deeds if others else ():
            violent = deed.kind == "violent"
            if deed.recipient and not others.isdisjoint(deed.actor):
                for who in deed.recipient:
                    found[who, _DEALT] = None
                    if violent:
                        found[who, _STRUCK] = None
            if deed.actor and not others.isdisjoint(deed.recipient):
                for who in deed.actor:
                    found[who, _DEALT] = None
                    if violent:
                        found[who, _STRIKES] = None
        links = self._gazetteer.group_links
        for home, parties in zip(_HOMES, event.sides, strict=True):
            for who in parties:
                if who in links:
                    countries, sponsors = links[who]
                    found.update(((state, home), None) for state in countries)
                    if home is _HOMES[0]:
                        found.update(((state, _BACKS), None) for state in sponsors)
        for who, known in found:
            if who in rows:
                rows[who].append(known)

    def _add_shares(self, kind: str, event: EventView, rows: FactsOf) -> None:
        """Add how often each party was on such a side of events of the kind, and of all events."""
        side = _SIDES.index(kind)
        alike = self._told.alike.get(deed_of(event.trigger))
        for feature, counts in ((_SHARE, alike[side] if alike else {}), (_SHARE_ALL, self._told.every[side])):
            if counts:
                total = sum(counts.values())
                for who, count in counts.items():
                    if who in rows:
                        rows[who].append((feature, count / total))


class _Told:
    """What the events of a report that have been resolved say of its parties, kept as they come.

    Attributes:
        was: Party to the facts on which side of events it was.
        beside: The same for the events of the sentence told last.
        sentence: Number of that sentence.
        every: For each of `_SIDES`, how often each party was on it.
        alike: Kind of deed to the same of its events.
        dealings: Party to the events of which it is actor or recipient, in order.
    """

    def __init__(self) -> None:
        self.was: FactsOf = {}
        self.beside: FactsOf = {}
        self.sentence = -1
        self.every = _new_counts()
        self.alike: dict[str, _Counts] = {}
        self.dealings: dict[str, list[Deed]] = {}
        self._size = 0

    def take_in(self, deeds: list[Deed]) -> None:
        """Take in the deeds that are new in a list of all."""
        for deed in deeds[self._size :]:
            if deed.sentence != self.sentence:
                self.sentence = deed.sentence
                self.beside.clear()
            alike = self.alike.get(deed.kind)
            if alike is None:
                alike = self.alike[deed.kind] = _new_counts()
            for side, parties in enumerate(deed.sides):
                for who in parties:
                    self._count(side, who, alike[side])
            for who in {*deed.actor, *deed.recipient}:
                self.dealings.setdefault(who, []).append(deed)
        self._size = len(deeds)

    def _count(self, side: int, who: str, alike: dict[str, int]) -> None:
        """Count a party for a side."""
        every = self.every[side]
        before = every.get(who, 0)
        if not before:
            self.was.setdefault(who, []).append(_WAS[side])
        every[who] = before + 1
        alike[who] = alike.get(who, 0) + 1
        beside = self.beside.setdefault(who, [])
        if _BESIDE[side] not in beside:
            beside.append(_BESIDE[side])


def _new_counts() -> _Counts:
    return {}, {}, {}


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
