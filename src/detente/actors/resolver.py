"""Who is meant: from a range of words in a report to a party, with the rule that decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from detente.actors import _lexicon as lex
from detente.actors._choice import OPEN_RULES, Choice, is_open
from detente.actors._context import Context, is_scene
from detente.actors._coreference import Coreference
from detente.actors._deeds import deed_of
from detente.actors._facts import EventView
from detente.actors._findings import Finding, Sentence
from detente.actors._memory import Antecedent, Deed, Memory
from detente.actors._people import People
from detente.actors._phrases import Phrases
from detente.actors._reading import find_names
from detente.actors._sources import source_kind
from detente.actors._text import Words, find_quoted, split_words
from detente.actors.gazetteer import Gazetteer
from detente.errors import UsageError
from detente.records import SourceKind

__all__ = ["Dossier", "PartyKind", "Resolution", "Resolver"]

PartyKind = Literal["party", "actor", "recipient", "source"]

_NO_EVENT: Final = EventView()
# An open party that is likelier than this helps with the event's others.
_SURE: Final = 0.6
# "It is reported", "polls": nobody's word in particular.
_HEARSAY: Final = Finding("UNK", "UNK", "", "hearsay", 0.7, definite=False)
_UNKNOWN: Final = Finding("UNK", "UNK", "", "", 0.0, definite=False)
_CONTEXT: Final = frozenset(
    {"GOV", "MIL", "COP", "LEG", "JUD", "SPY", "CVL", "MED", "JRN", "OPP", "REL", "NGO"}
)


@dataclass(frozen=True, slots=True)
class Resolution:
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
        self._phrases = Phrases(gazetteer, self._memory, self._coreference.pronoun, self._complete)
        self._people = People(self._memory, self._phrases)
        self._choice = Choice(gazetteer, self._memory, self._context, outlet)
        self._sentences: list[Sentence] = []
        # What the rules say of some words, as long as the report has not gone on.
        self._read: dict[tuple[int, int, int], list[tuple[int, int, Finding, bool]]] = {}
        self._open = False

    def add_sentence(self, text: str) -> int:
        """Return the number of the sentence after reading it (0 for the first, usually the headline)."""
        sentence = Sentence(len(self._sentences), split_words(text))
        self._sentences.append(sentence)
        self._read.clear()
        self._memory.sentences = self._sentences
        self._memory.next_sentence()
        sentence.quoted, self._open = find_quoted(sentence.words, opened=self._open)
        find_names(sentence, self._gazetteer, self._memory)
        self._people.introduce(sentence)
        self._remember(sentence)
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
        findings = self._read_parties(home, first, stop, kind, event)
        found: dict[str, Resolution] = {}
        for finding in findings:
            resolution = self._resolution(finding)
            if kind == "source":
                resolution = replace(resolution, kind=source_kind(self._phrases, home, first, stop, finding))
            found.setdefault(resolution.who, resolution)
        if len(found) > 1:
            found.pop("UNK", None)
        return tuple(found.values())

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
        clear = [not any(u for *_, u in self._rules_of(home, *span)) for span in spans]
        found: list[tuple[Resolution, ...]] = [
            self.resolve_all(start, end, kind, sentence=sentence) if known else ()
            for (kind, start, end), known in zip(ranges, clear, strict=True)
        ]
        sides: dict[PartyKind, dict[int, tuple[str, ...]]] = {
            "actor": {},
            "recipient": {},
            "source": {},
            "party": {},
        }
        for i, (kind, _, _) in enumerate(ranges):
            if clear[i] and found[i][0].rule not in OPEN_RULES:
                sides[kind][i] = tuple(r.who for r in found[i])
        for i, (kind, start, end) in enumerate(ranges):
            if clear[i]:
                continue
            view = EventView(trigger, *(_parties_of(sides[k]) for k in ("actor", "recipient", "source")))
            found[i] = self.resolve_all(start, end, kind, sentence=sentence, event=view)
            if found[i][0].who != "UNK" and found[i][0].confidence >= _SURE:
                sides[kind][i] = tuple(r.who for r in found[i])
        parties = [_parties_of(sides[k]) for k in ("actor", "recipient", "source")]
        self._memory.deeds.append(Deed(home.index, deed_of(trigger), *parties))
        return found

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

    def _read_parties(
        self, sentence: Sentence, first: int, stop: int, kind: PartyKind, event: EventView
    ) -> list[Finding]:
        return [
            self._choice.settle(sentence, begin, end, finding, kind, event) if unsettled else finding
            for begin, end, finding, unsettled in self._rules_of(sentence, first, stop)
        ]

    def _rules_of(self, sentence: Sentence, first: int, stop: int) -> list[tuple[int, int, Finding, bool]]:
        """Return what the rules say of some words, read once as long as the report has not gone on."""
        key = (sentence.index, first, stop)
        read = self._read.get(key)
        if read is None:
            read = self._read[key] = self._read_by_rules(sentence, first, stop)
        return read

    def _read_by_rules(
        self, sentence: Sentence, first: int, stop: int
    ) -> list[tuple[int, int, Finding, bool]]:
        """Return the parties that the rules find: words, finding, and whether it is left to the choice."""
        if self._coreference.is_vague(sentence, first, stop):
            candidates = self._memory.leading(3)
            vague = Finding("UNK", "UNK", "crowd", "vague", 0.0, candidates=candidates, definite=False)
            return [(first, stop, vague, False)]
        dual = self._coreference.pair(sentence, first, stop)
        if dual:
            return [(first, stop, finding, False) for finding in dual]
        shared = self._read_shared(sentence, first, stop)
        if shared:
            return [(first, stop, finding, False) for finding in shared]
        found = []
        for begin, end in self._split_list(sentence, first, stop):
            finding = self._phrases.read(sentence, begin, end, exact=True)
            finding = self._complete(sentence, begin, end, finding)
            found.append((begin, end, finding, is_open(sentence, begin, end, finding)))
        return found

    def _read_shared(self, sentence: Sentence, first: int, stop: int) -> list[Finding]:
        """Return the parties of "the ministers of A, B and C": one for each name; empty for other words."""
        words = sentence.words
        mark = next((i for i in range(first + 1, stop) if words.lower[i] == "of"), stop)
        named = sentence.within(mark, stop)
        if len(named) < 2 or sentence.within(first, mark) or any(m.finding is None or m.side for m in named):
            return []
        inside = {i for m in named for i in range(m.first, m.stop)}
        if any(words.lower[i] not in {",", "and", "the"} for i in range(mark + 1, stop) if i not in inside):
            return []
        head = self._phrases.read(sentence, first, mark)
        role = self._gazetteer.find_role(head.role or "") if head is not None else None
        if head is None or role is None or not head.plural:
            return []
        several = replace(role, plural=True)
        return [
            self._phrases.apply_role(m.finding, several, words.lower[mark - 1]) for m in named if m.finding
        ]

    def _split_list(self, sentence: Sentence, first: int, stop: int) -> list[tuple[int, int]]:
        """Return the ranges of a list's members, or the whole range when it is no list of parties."""
        words = sentence.words
        inside = {i for m in sentence.within(first, stop) for i in range(m.first, m.stop)}
        cuts = [
            i
            for i in range(first + 1, stop - 1)
            if words.lower[i] in {"and", "&", "or", "including"} and i not in inside
        ]
        if not cuts or any(
            words.lower[i] in {"of", "who", "that", "between"}
            for i in range(first, cuts[0])
            if i not in inside
        ):
            return [(first, stop)]
        commas = [i for i in range(first + 1, cuts[-1]) if words.forms[i] == "," and i not in inside]
        ranges, begin = [], first
        for cut in sorted(cuts + commas):
            if cut > begin:
                ranges.append((begin, cut))
            begin = cut + 1
        ranges.append((begin, stop))
        named = [r for r in ranges if any(not m.side for m in sentence.within(*r))]
        return named if len(named) > 1 else [(first, stop)]

    def _complete(self, sentence: Sentence, first: int, stop: int, finding: Finding | None) -> Finding:
        """Return a finding filled in from the report where the words alone don't say who."""
        if finding is not None and (finding.definite or finding.candidates):
            return finding
        first, stop = self._phrases.trim(sentence, first, stop)
        words = sentence.words
        last = words.lower[self._phrases.head_end(sentence, first, stop) - 1] if stop > first else ""
        if finding is not None and finding.who == "UNK":
            if last in lex.UNSAID:
                return _HEARSAY
            return self._context.fill(sentence, first, stop, finding, last)
        if finding is not None:
            return finding
        if last in lex.ANAPHORIC:
            return self._coreference.last_body(sentence, first, last, "") or _UNKNOWN
        mention = next((m for m in sentence.within(first, stop)), None)
        if last in lex.UNSAID:
            return _HEARSAY
        if last in lex.YOU or last in lex.VAGUE or last in lex.STATES:
            return _UNKNOWN
        person = mention is not None or (
            stop > first
            and words.forms[stop - 1][0].isupper()
            and last not in lex.PRONOUNS
            and last not in lex.COMMON
        )
        focus = self._context.place_near(sentence, first, stop) or self._memory.focus()
        if focus is None:
            return _UNKNOWN
        candidates = self._memory.leading(3) or (focus,)
        if person:
            return Finding(
                "UNK", "CVL", "person", "unknown-person", 0.3, candidates=candidates, definite=False
            )
        if not last or last in lex.FOCAL:
            # Figures alone ("70,000") are people too.
            return Finding(focus, "UNK", "crowd", "focus", 0.5, definite=False)
        # Right in fewer than half of the cases: candidates, not a guess.
        return Finding("UNK", "UNK", "crowd", "focus", 0.3, candidates=candidates, definite=False)

    def _remember(self, sentence: Sentence) -> None:
        """Count a sentence's mentions and keep them as possible antecedents, bare roles included."""
        words = sentence.words
        first_named = True
        taken: set[int] = set()
        for mention in sentence.mentions:
            taken.update(range(mention.first, mention.stop))
        found: list[tuple[int, int, Finding | None]] = []
        for mention in sentence.mentions:
            if mention.finding is not None:
                found.append((mention.first, mention.stop, mention.finding))
                self._memory.weigh(mention.finding, 0.3 if mention.side else 1.0)
                if not sentence.index:
                    self._memory.headline.add(mention.finding.who)
                if not lex.VIOLENCE.isdisjoint(words.lower[mention.stop : mention.stop + 3]):
                    self._memory.attacks.add(mention.finding.who)
                if not lex.VIOLENCE.isdisjoint(words.lower[max(0, mention.first - 3) : mention.first]):
                    self._memory.attacked.add(mention.finding.who)
                if is_scene(words, mention):
                    who = mention.finding.who
                    self._memory.places[who] = self._memory.places.get(who, 0.0) + self._memory.step
        until, watched = 0, self._gazetteer.watched
        for i in [k for k, word in enumerate(words.lower) if word in watched]:
            if i in taken:
                continue
            word = words.lower[i]
            if word in lex.NOMINATIVE and not (words.forms[i].isupper() and len(word) > 1):
                found.append((i, i + 1, None))
            if i < until:
                continue
            matched = self._gazetteer.match_role(words, i, len(words))
            if matched is None:
                continue
            until = matched[0]
            head = self._head_phrase(sentence, i, until)
            if head == i and words.lower[i] not in lex.LEADING:
                finding = self._phrases.read_role(sentence, i, until, matched[1])
            else:
                finding = self._phrases.read(sentence, head, until)
            if finding is None:
                continue
            if finding.who == "UNK" and not finding.definite and finding.sector in _CONTEXT:
                finding = self._context.fill(sentence, head, until, finding, words.lower[until - 1])
            if until not in taken:
                found.append((head, until, finding))
                if finding.definite and finding.who != "UNK" and until - head > 1:
                    counts = self._memory.nouns.setdefault(words.lower[until - 1], {})
                    counts[finding.who] = counts.get(finding.who, 0) + 1
        found.sort(key=lambda f: (f[0], -f[1]))
        for first, stop, given in found:
            finding = given or self._coreference.pronoun(sentence, first, words.lower[first])
            if finding is None:
                continue
            subject = first_named and not _after_preposition(words, first)
            first_named = first_named and not subject
            around = words.lower[max(0, first - 2) : first] + words.lower[stop : stop + 2]
            speaks = not lex.SAY.isdisjoint(around)
            self._memory.antecedents.append(
                Antecedent(sentence.index, first, finding, subject, speaks, sentence.is_quoted(first))
            )

    def _head_phrase(self, sentence: Sentence, first: int, stop: int) -> int:
        """Return where the noun phrase that ends with a role begins: its names and adjectives."""
        words = sentence.words
        starts = {m.stop: m.first for m in sentence.mentions}
        i = first
        while i > 0:
            if i in starts:
                i = starts[i]
            elif words.forms[i - 1] == "'s" and i - 1 in starts:
                i = starts[i - 1]
            elif words.lower[i - 1] in lex.POSSESSIVES:
                return i - 1
            elif (words.glued[i] and i - 1 not in starts) or words.lower[i - 1] in {
                "senior",
                "top",
                "former",
                "new",
                "military",
                "armed",
                "local",
                "security",
                "own",
            }:
                i -= 1
            else:
                break
        return i

    def _resolution(self, finding: Finding) -> Resolution:
        country = finding.who if finding.who in self._gazetteer.states else None
        if country is None and finding.entry is not None and finding.entry.countries:
            country = finding.entry.countries[0]
        if finding.who == "UNK":
            confidence = finding.confidence if finding.definite else 0.0
            return Resolution(
                "UNK",
                finding.sector,
                finding.name,
                None,
                finding.role,
                finding.rule,
                confidence,
                finding.candidates,
            )
        return Resolution(
            finding.who,
            finding.sector,
            finding.name,
            country,
            finding.role,
            finding.rule,
            finding.confidence,
            finding.candidates,
        )


def _parties_of(side: dict[int, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the known parties of one side of an event, each once."""
    return tuple(dict.fromkeys(who for parties in side.values() for who in parties if who != "UNK"))


def _after_preposition(words: Words, first: int) -> bool:
    """Return whether a noun phrase stands after a preposition, its determiner passed over."""
    before = first - 1
    while before >= 0 and words.lower[before] in {
        "the",
        "a",
        "an",
        "his",
        "her",
        "their",
        "its",
        "this",
        "that",
    }:
        before -= 1
    return before >= 0 and words.lower[before] in lex.PREPOSITIONS
