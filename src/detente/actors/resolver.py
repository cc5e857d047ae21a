"""Who is meant: from a range of words in a report to a party, with the rule that decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final, Literal

import msgspec

from detente.actors._choice import OPEN_RULES, Choice
from detente.actors._context import Context
from detente.actors._coreference import Coreference
from detente.actors._deeds import deed_of
from detente.actors._features import EventView
from detente.actors._findings import Finding, Sentence
from detente.actors._memory import Deed, Memory
from detente.actors._organisations import Organisations
from detente.actors._people import People
from detente.actors._reading import find_names
from detente.actors._recording import Recorder
from detente.actors._rules import Reading, Rules
from detente.actors._sources import source_kind
from detente.actors._text import find_quoted, read_words
from detente.actors.gazetteer import Gazetteer
from detente.errors import UsageError
from detente.records import SourceKind

__all__ = ["Dossier", "PartyKind", "Resolution", "Resolver"]

PartyKind = Literal["party", "actor", "recipient", "source"]

_NO_EVENT: Final = EventView()
# An open party that is likelier than this helps with the event's others.
_SURE: Final = 0.6
_NOBODY: Final[tuple[Resolution, ...]] = ()


class Resolution(msgspec.Struct, frozen=True):
    """Who some words of a report stand for.

    Attributes:
        who: ISO 3166 alpha-3 code, or name of the group or body in capitals, or "UNK".
        sector: One of `detente.ontology.SECTORS`.
        name: Canonical name of the person, organ or body, None when not known.
        country: ISO alpha-3 code of the state that the party belongs to, None for others.
        role: What the words, or the office, say that somebody is; None when nothing does.
        rule: The rule that decided, "gazetteer" or "surname" for example; "" when unresolved.
        confidence: 0 to 1, an estimate by rule, not a probability.
        candidates: Parties between which the words leave the choice; empty when decided.
        kind: What kind of source the words are; None for a party.
    """

    who: str
    sector: str = "UNK"
    name: str | None = None
    country: str | None = None
    role: str | None = None
    rule: str = ""
    confidence: float = 0.0
    candidates: tuple[str, ...] = ()
    kind: SourceKind | None = None


class Resolver:
    """Opens dossiers over one gazetteer.

    Example:
        >>> dossier = Resolver(Gazetteer.load()).open()
        >>> dossier.add_sentence("The Kremlin condemned the strike.")
        0
        >>> dossier.resolve(0, 11).who
        'RUS'
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer

    def open(self, published: dt.date | dt.datetime | None = None, outlet: str = "") -> Dossier:
        """Return an empty dossier for one report.

        Args:
            published: The report's day (UTC), decides who held an office; None when not known.
            outlet: Its outlet, for "this newspaper" and the like.
        """
        day = published.date() if isinstance(published, dt.datetime) else published
        return Dossier(self.gazetteer, day, outlet)


class Dossier:
    """The memory of one report; sentences are added in order, the headline first."""

    def __init__(self, gazetteer: Gazetteer, day: dt.date | None, outlet: str) -> None:
        self._gazetteer = gazetteer
        self._memory = Memory(day, gazetteer.states)
        self._outlet = outlet
        self._coreference = Coreference(gazetteer, self._memory)
        self._context = Context(gazetteer, self._memory, self._coreference)
        self._rules = Rules(gazetteer, self._memory, self._coreference, self._context)
        self._organisations = Organisations(gazetteer, self._memory)
        self._people = People(self._memory, self._rules.phrases)
        self._recorder = Recorder(
            gazetteer, self._memory, self._coreference, self._context, self._rules.phrases
        )
        self._choice = Choice(gazetteer, self._memory, self._context, outlet)
        self._sentences: list[Sentence] = []
        # Who words stand for that leave nothing open, as long as the report has not gone on.
        self._clear: dict[tuple[int, int, int, PartyKind], tuple[Resolution, ...]] = {}
        self._open = False

    def add_sentence(self, text: str) -> int:
        """Return the number of the sentence after reading it (0 for the first, usually the headline)."""
        sentence = Sentence(len(self._sentences), read_words(text))
        self._sentences.append(sentence)
        self._rules.forget()
        self._clear.clear()
        self._memory.sentences = self._sentences
        self._memory.next_sentence()
        sentence.quoted, self._open = find_quoted(sentence.words, opened=self._open)
        find_names(sentence, self._gazetteer, self._memory)
        self._organisations.find(sentence)
        self._people.introduce(sentence)
        self._recorder.record(sentence)
        return sentence.index

    def resolve(
        self,
        start: int,
        end: int,
        kind: PartyKind = "party",
        *,
        sentence: int = -1,
        event: EventView = _NO_EVENT,
    ) -> Resolution:
        """Return who a range of characters of a sentence stands for.

        Args:
            start: First character, in the sentence.
            end: The one after the last.
            kind: What they are in an event, which helps where the words leave the party open; "party" when
                not known. "source" also sets the resolution's `kind`.
            sentence: Number of the sentence, as `add_sentence` gave it; -1 is the last added.
            event: What is known of the event they stand in: its trigger, and the parties that are clear.

        Raises:
            UsageError: No sentence has that number, or the range is not inside it.
        """
        return self.resolve_all(start, end, kind, sentence=sentence, event=event)[0]

    def resolve_all(
        self,
        start: int,
        end: int,
        kind: PartyKind = "party",
        *,
        sentence: int = -1,
        event: EventView = _NO_EVENT,
    ) -> tuple[Resolution, ...]:
        """Return all parties that a range stands for, each once (at least one); arguments as `resolve`."""
        home = self._sentence(sentence)
        first, stop = self._span(home, start, end)
        return self._resolve(home, first, stop, kind, self._rules.read(home, first, stop), event)

    def resolve_event(
        self, ranges: Sequence[tuple[PartyKind, int, int]], trigger: str = "", *, sentence: int = -1
    ) -> list[tuple[Resolution, ...]]:
        """Return the parties of an event's ranges, in order: those that are clear help with the others.

        Args:
            ranges: What each range is in the event, its first character and the one after its last.
            trigger: The words that carry the event.
            sentence: As in `resolve`.

        Raises:
            UsageError: As `resolve`.
        """
        home = self._sentence(sentence)
        spans = [self._span(home, start, end) for _, start, end in ranges]
        found: list[tuple[Resolution, ...]] = [_NOBODY] * len(ranges)
        actor: dict[str, None] = {}
        recipient: dict[str, None] = {}
        source: dict[str, None] = {}
        sides = {"actor": actor, "recipient": recipient, "source": source, "party": {}}
        left = []
        for i, (first, stop) in enumerate(spans):
            readings = self._rules.read(home, first, stop)
            if True in [unsettled for _, _, _, unsettled in readings]:
                left.append((i, readings))
                continue
            kind = ranges[i][0]
            found[i] = self._resolve(home, first, stop, kind, readings, _NO_EVENT)
            if found[i][0].rule not in OPEN_RULES:
                _add_parties(sides[kind], found[i])
        for i, readings in left:
            kind, (first, stop) = ranges[i][0], spans[i]
            view = EventView(trigger, tuple(actor), tuple(recipient), tuple(source))
            found[i] = self._resolve(home, first, stop, kind, readings, view)
            if found[i][0].who != "UNK" and found[i][0].confidence >= _SURE:
                _add_parties(sides[kind], found[i])
        deed = Deed(home.index, deed_of(trigger), tuple(actor), tuple(recipient), tuple(source))
        self._memory.deeds.append(deed)
        return found

    def named(self, sentence: int = -1) -> tuple[tuple[str, int, int], ...]:
        """Return (party, first character, the one after the last) of each name in a sentence that is known.

        Raises:
            UsageError: No sentence has that number.
        """
        home = self._sentence(sentence)
        starts, ends = home.words.starts, home.words.ends
        return tuple(
            (m.finding.who, starts[m.first], ends[m.stop - 1])
            for m in home.mentions
            if m.finding and m.finding.who != "UNK" and not m.side
        )

    def _sentence(self, number: int) -> Sentence:
        try:
            return self._sentences[number]
        except IndexError:
            raise UsageError(f"the dossier has no sentence {number}", hint="add_sentence first") from None

    @staticmethod
    def _span(home: Sentence, start: int, end: int) -> tuple[int, int]:
        """Return the words, first and the one after the last, of a range of characters."""
        if not 0 <= start <= end <= len(home.words.text):
            raise UsageError(f"range {start}:{end} is outside the sentence", where=f"sentence {home.index}")
        return home.words.span_of(start, end)

    def _resolve(
        self,
        home: Sentence,
        first: int,
        stop: int,
        kind: PartyKind,
        readings: list[Reading],
        event: EventView,
    ) -> tuple[Resolution, ...]:
        """Return all parties that words stand for of which the rules say so much."""
        key = (home.index, first, stop, kind)
        known = self._clear.get(key)
        if known is not None:
            return known
        found: dict[str, Resolution] = {}
        clear = True
        for begin, end, finding, unsettled in readings:
            if unsettled:
                clear = False
                finding = self._choice.settle(home, begin, end, finding, kind, event)
            who = finding.who
            if who not in found:
                sort = None
                if kind == "source":
                    sort = source_kind(self._rules.phrases, home, first, stop, finding)
                found[who] = self._resolution(finding, sort)
        if len(found) > 1:
            found.pop("UNK", None)
        parties = tuple(found.values())
        if clear:
            self._clear[key] = parties
        return parties

    def _resolution(self, finding: Finding, kind: SourceKind | None) -> Resolution:
        who, entry = finding.who, finding.entry
        if who == "UNK":
            confidence = finding.confidence if finding.definite else 0.0
            country = None
        else:
            confidence = finding.confidence
            country = who if who in self._gazetteer.states else None
            if country is None and entry is not None and entry.countries:
                country = entry.countries[0]
        return Resolution(
            who,
            finding.sector,
            finding.called or finding.name,
            country,
            finding.role,
            finding.rule,
            confidence,
            finding.candidates,
            kind,
        )


def _add_parties(side: dict[str, None], found: tuple[Resolution, ...]) -> None:
    """Add the known parties to those of one side of an event, each once, in order."""
    for resolution in found:
        if resolution.who != "UNK":
            side[resolution.who] = None
