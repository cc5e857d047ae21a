"""What a report has told so far: its countries, its people, and who may be meant by "he" or "it"."""

from __future__ import annotations

import datetime as dt
import math
from bisect import bisect_left
from collections.abc import Container, Iterator
from itertools import islice
from typing import Final

import msgspec

from detente.actors._findings import Finding, Sentence
from detente.actors._lexicon import TOP_OFFICES
from detente.actors.entries import Entry, Name

__all__ = ["ACTING", "Antecedent", "Deed", "Memory"]

# How much more the next sentence's countries weigh: the report's focus moves along with it.
_GROWTH: Final = 1.15
# Victims belong to where things happen, and to an attacker's own state only when hardly another is named.
_SCENE: Final = 3.0
_FOREIGN: Final = 0.15
# Officials and forces rather belong to a state that acts than to the one where things happen.
ACTING: Final = -0.5
_LATELY: Final = dt.timedelta(days=180)
# A head of state or government before others of the surname: more than what leaves a name open.
_TOP: Final = 1.2
_RANK: Final = {
    "name": 0,
    "alias": 0,
    "adjective": 0,
    "people": 0,
    "capital": 1,
    "seat": 1,
    "city": 2,
    "short": 3,
}


class Antecedent(msgspec.Struct, frozen=True, gc=False):
    """Somebody named earlier, to whom a pronoun may point.

    Attributes:
        sentence: Number of the sentence.
        word: Number of its first word there.
        finding: Who it is.
        subject: Whether it is the subject of its sentence, as far as one sees.
        speaks: Whether a verb of saying stands beside it.
        quoted: Whether it stands in a quotation.
        traits: All this in bits, as `_traits.traits_of` gives it.
    """

    sentence: int
    word: int
    finding: Finding
    subject: bool
    speaks: bool
    quoted: bool
    traits: int


class Deed(msgspec.Struct, frozen=True, gc=False):
    """An event of the report whose parties have been resolved.

    Attributes:
        sentence: Number of its sentence.
        kind: Class of its trigger, as `_deeds.deed_of` gives it.
        actor: Its actors, those known.
        recipient: Its recipients.
        said_by: Its source.
    """

    sentence: int
    kind: str
    actor: tuple[str, ...]
    recipient: tuple[str, ...]
    said_by: tuple[str, ...]

    @property
    def sides(self) -> tuple[tuple[str, ...], ...]:
        """Its actors, recipients and source."""
        return self.actor, self.recipient, self.said_by


class Memory:
    """The memory of one report.

    Attributes:
        day: The report's day, None when not known.
        weights: Party to how much the report has spoken of it lately.
        places: The same, counting only where things happen and to which people.
        people: Surname, or whole name, in lower case to the person.
        sentences: All sentences read so far.
        certain: Names that only one entry bears, with their findings.
        introduced: Entries that were named in full.
        antecedents: Everybody named so far, in order; `note` adds to them.
        step: Weight of a mention in the sentence now read.
        attacks: Parties beside whose names a word of violence stands.
        attacked: Parties whose names stand right after a word of violence.
        headline: Parties that the first sentence names.
        deeds: Events whose parties have been resolved, in order.
        nouns: For the head of a phrase ("regime") the parties of whom the report said it, with counts.
    """

    def __init__(self, day: dt.date | None, states: Container[str]) -> None:
        self.day = day
        self._states = states
        self.weights: dict[str, float] = {}
        self.places: dict[str, float] = {}
        self.people: dict[str, Finding] = {}
        self.sentences: list[Sentence] = []
        self.certain: dict[Name, Finding] = {}
        self.introduced: set[Entry] = set()
        self.antecedents: list[Antecedent] = []
        # Of each, sentence and word.
        self._places: list[tuple[int, int]] = []
        self.step = 1.0
        self.attacks: set[str] = set()
        self.attacked: set[str] = set()
        self.headline: set[str] = set()
        self.deeds: list[Deed] = []
        self.nouns: dict[str, dict[str, int]] = {}

    def next_sentence(self) -> None:
        """Let what is told from now on weigh more than what was told before."""
        self.step *= _GROWTH

    def note(self, antecedent: Antecedent) -> None:
        """Keep somebody named after all others."""
        self.antecedents.append(antecedent)
        self._places.append((antecedent.sentence, antecedent.word))

    def weigh(self, finding: Finding, factor: float = 1.0) -> None:
        """Count a mention for its party."""
        if finding.who != "UNK":
            self.weights[finding.who] = self.weights.get(finding.who, 0.0) + factor * self.step

    def support(self, entry: Entry) -> float:
        """Return how much the report speaks of an entry's party or countries."""
        found = self.weights.get(entry.who, 0.0)
        for code in entry.countries:
            if code != entry.who:
                found += self.weights.get(code, 0.0)
        if entry.kind == "person":
            for office in entry.offices:
                if office.who != entry.who:
                    found += self.weights.get(office.who, 0.0)
        return found

    def ranked(self, scene: float = 0.0) -> list[str]:
        """Return the states of the report, the one that it is mostly about just now first.

        Args:
            scene: How much more, or less when negative, a mention counts that says where things happen.
        """
        weights = {
            w: v + scene * self.places.get(w, 0.0) for w, v in self.weights.items() if w in self._states
        }
        return sorted(weights, key=weights.__getitem__, reverse=True)

    def leading(self, count: int) -> tuple[str, ...]:
        """Return the parties of which the report speaks most, states and others, at most `count`."""
        return tuple(sorted(self.weights, key=self.weights.__getitem__, reverse=True)[:count])

    def focus(self, scene: float = 0.0) -> str | None:
        """Return the state that the report is mostly about just now, or None; `scene` as in `ranked`."""
        best, most, places = None, -math.inf, self.places
        for who, weight in self.weights.items():
            if who in self._states and (found := weight + scene * places.get(who, 0.0)) > most:
                best, most = who, found
        return best

    def scene(self, attackers: set[str]) -> str | None:
        """Return the state where things happen just now, rather not an attacker's own; or None."""
        ranked = self.ranked(_SCENE)
        others = [w for w in ranked if w not in attackers]
        if not others or self.weights[others[0]] < _FOREIGN * self.weights[ranked[0]]:
            return ranked[0] if ranked else None
        return others[0]

    def count_before(self, sentence: int, word: int) -> int:
        """Return how many of the antecedents stand before a word of a sentence."""
        # They stand in the order of their words.
        return bisect_left(self._places, (sentence, word))

    def before(self, sentence: int, word: int) -> Iterator[Antecedent]:
        """Return everybody named before a word of a sentence, the last first."""
        after = len(self.antecedents) - self.count_before(sentence, word)
        return islice(reversed(self.antecedents), after, None)

    def group_of(self, states: set[str]) -> Finding | None:
        """Return the armed group named last that belongs to, or is backed by, one of some states; or None."""
        for antecedent in reversed(self.antecedents):
            entry = antecedent.finding.entry
            if entry is not None and entry.kind == "group" and states & {*entry.countries, *entry.sponsors}:
                return antecedent.finding
        return None

    def holds_top_office(self, entry: Entry) -> bool:
        """Return whether somebody heads a state or government on the report's day."""
        office = entry.office_on(self.day)
        return office is not None and office.title.lower() in TOP_OFFICES

    def choose(
        self, names: list[Name], *, exact: bool, titled: bool = False
    ) -> tuple[Name | None, tuple[str, ...], float]:
        """Return which of the names written alike is meant, all their parties, and a confidence.

        Args:
            names: The candidates (at least one).
            exact: True when the caller asks for just these words, so that they do name a party.
            titled: True when "Mr.", "President" or the like stands before them.
        """
        scored = []
        for name in names:
            score = self._score(name, exact=exact or titled, titled=titled)
            if score is not None:
                scored.append((score, name))
        if not scored:
            return None, _parties(names, self.day), 0.0
        scored.sort(key=lambda pair: -pair[0])
        best, name = scored[0]
        others = [n for s, n in scored[1:] if s > best - 1.0]
        parties = _parties([name, *others], self.day)
        if len(parties) > 1:
            return None, parties, 0.0
        return name, (), 0.9 if best >= 3 else 0.75

    def _score(self, name: Name, *, exact: bool, titled: bool) -> float | None:
        """Return how likely a candidate is, or None when nothing speaks for it."""
        entry = name.entry
        if entry in self.introduced:
            # Of two whom the report has introduced, the surname alone is the head of state's.
            office = entry.office_on(self.day) if name.form == "surname" else None
            return 10.0 + (_TOP if office is not None and office.title.lower() in TOP_OFFICES else 0.0)
        support = min(self.support(entry) / self.step, 3.0)
        day = self.day
        if name.form == "surname":
            return self._score_surname(name, support, exact=exact, titled=titled)
        if name.form == "short":
            return 1.0 + support if support else None
        score = 4.0 - _RANK[name.form]
        if day and ((entry.since and day < entry.since) or (entry.until and day > entry.until)):
            score -= 2.0
        if entry.kind == "person" and day and entry.offices and entry.office_on(day) is None:
            score -= 1.0
        return score + support

    def _score_surname(self, name: Name, support: float, *, exact: bool, titled: bool) -> float | None:
        """Return how likely it is that a surname alone means a bearer whom the report has not introduced."""
        entry, day = name.entry, self.day
        office = entry.office_on(day)
        top = office is not None and office.title.lower() in TOP_OFFICES
        if name.shy and not (exact and office and (support or (top and titled))):
            return None
        score = 0.0
        if day is None or office is not None:
            score = 2.0
            score += _TOP if top else 0.0
        elif (last := entry.last_office(day)) is not None:
            # Who has just left, or was killed, is still called by the surname alone.
            score = 2.0 if last.until is not None and day - last.until < _LATELY else 1.0
        if score + support < (1.0 if exact else 2.0):
            return None
        return score + support


def _parties(names: list[Name], day: dt.date | None) -> tuple[str, ...]:
    """Return the parties of names, each once, in order."""
    found: dict[str, None] = {}
    for name in names:
        office = name.entry.last_office(day)
        found[office.who if office else name.entry.who] = None
    return tuple(found)
