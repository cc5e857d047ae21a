"""Facts about the parties that stand around some words, and about whom the report has named before them."""

from __future__ import annotations

import math
from collections import defaultdict
from functools import lru_cache
from typing import Final

from detente.actors import _lexicon as lex
from detente.actors._context import Context, attackers_at
from detente.actors._features import NUMBER, Fact, Facts, FactsOf, fact
from detente.actors._findings import Finding, Mention, Sentence
from detente.actors._memory import Memory
from detente.actors._text import Words
from detente.actors._traits import (
    BACK,
    CROWD,
    NAMED,
    PERSON,
    PLURAL,
    QUOTED,
    SPEAKS,
    SUBJECT,
    fit,
    pronoun_class,
)

__all__ = ["Nearby"]

_F: Final = NUMBER
# So many of those named before are looked at.
_BACK: Final = 41
_JOINING: Final = frozenset({"and", "or", "&", ","})
_INSIDE, _INSIDE_SIDE, _LOCATED = fact("inside"), fact("inside-side"), fact("located")
_JOINED, _LEADS, _BEFORE, _AFTER = fact("joined"), fact("leads"), fact("before"), fact("after")
_NEAREST, _ATTACKER, _BY_AFTER = fact("nearest"), fact("attacker"), fact("by-after")
_BEFORE_TRIGGER, _AFTER_TRIGGER = fact("before-trigger"), fact("after-trigger")
_NEAR_PLACE, _SAYS_HERE = fact("near-place"), fact("says-here")
_DECIDED, _STRANGER = fact("person-decided"), fact("stranger")
_CLOSENESS, _FIT_SHARE, _NOUN_BEFORE = _F["closeness"], _F["fit-share"], _F["noun-before"]
_FITS: Final = (fact("fit"), fact("fit-2"))
# Facts of which each is the nearest antecedent's that has it, as bits of one number.
_NEAREST_WITH: Final = (
    "unnamed-person",
    "last",
    "same-sector",
    "same-role",
    "speaker",
    "last-speaker",
    "last-subject",
    "last-crowd",
    "person",
    "subject-here",
)
_BIT: Final = {name: 1 << i for i, name in enumerate(_NEAREST_WITH)}
_SAME_SECTOR, _SAME_ROLE = _BIT["same-sector"], _BIT["same-role"]
# A single person: no fact, but only the last one may be a stranger.
_SINGLE: Final = 1 << len(_NEAREST_WITH)
_ALL: Final = sum(_BIT.values()) | _SINGLE
_LAST_SPEAKER: Final = _BIT["last-speaker"]
# What antecedents of the same sentence can have, and those of earlier ones.
_HERE: Final = _ALL - _LAST_SPEAKER
_EARLIER: Final = _ALL - _BIT["speaker"] - _BIT["subject-here"]
# Who does not fit at all fits worse than the worst.
_WORST: Final = -99.0
_NO_FIT: Final = -999.0


class Nearby:
    """Finds the facts that the words around and before some words speak for.

    Attributes:
        decided: The party that was chosen last for phrases with a head noun or a pronoun, by that.
    """

    def __init__(self, memory: Memory, context: Context) -> None:
        self._memory = memory
        self._context = context
        self.decided: dict[str, str] = {}
        # Facts about some words, as long as the report has named nobody else.
        self._known: dict[tuple[int, int, int, str, str | None, bool], FactsOf] = {}
        self._size = -1

    def find(self, sentence: Sentence, first: int, stop: int, finding: Finding, noun: str) -> FactsOf:
        """Return the facts that the words around and before speak for, by their parties.

        They are kept until the report goes on; `noun` is the head noun of the words.
        """
        size = len(self._memory.antecedents)
        if size != self._size:
            self._known.clear()
            self._size = size
        key = (sentence.index, first, stop, finding.sector, finding.role, finding.plural)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = defaultdict(list)
            self._find_words_around(sentence, first, stop, found)
            self._find_antecedents(sentence, first, finding, found)
            nouns = self._memory.nouns.get(noun)
            if nouns:
                total = sum(nouns.values())
                for who, count in nouns.items():
                    found[who].append((_NOUN_BEFORE, count / total))
        return found

    def _find_words_around(self, sentence: Sentence, first: int, stop: int, found: FactsOf) -> None:
        """Find the facts about the parties that the sentence itself names."""
        words = sentence.words
        seen_before: set[str] = set()
        seen_after: set[str] = set()
        nearest = None
        closest: dict[str, float] = {}
        for mention in sentence.mentions:
            finding = mention.finding
            if finding is None or finding.who == "UNK":
                continue
            who, begin = finding.who, mention.first
            if begin >= first and mention.stop <= stop:
                found[who].append(_INSIDE)
                if mention.side:
                    found[who].append(_INSIDE_SIDE)
                continue
            gap = first - mention.stop if begin < first else begin - stop
            close = 1.0 / (1.0 + gap / 4.0) if gap > 0 else 1.0
            if close > closest.get(who, 0.0):
                closest[who] = close
            if mention.scene:
                found[who].append(_LOCATED)
            if mention.side:
                continue
            if _is_joined(words, mention, first, stop):
                found[who].append(_JOINED)
            if begin < first:
                if nearest is None:
                    found[who].append(_LEADS)
                nearest = who
                if who not in seen_before:
                    seen_before.add(who)
                    found[who].append(_BEFORE)
            elif who not in seen_after:
                seen_after.add(who)
                found[who].append(_AFTER)
        for who, close in closest.items():
            found[who].append((_CLOSENESS, close))
        if nearest is not None:
            found[nearest].append(_NEAREST)
        before, after = attackers_at(words, sentence.mentions, first, stop)
        for who in before:
            found[who].append(_ATTACKER)
        for who in after:
            found[who].append(_BY_AFTER)
        near = self._context.place_near(sentence, first, stop)
        if near is not None:
            found[near].append(_NEAR_PLACE)

    def _find_antecedents(self, sentence: Sentence, first: int, finding: Finding, found: FactsOf) -> None:
        """Find the facts about whom the report has named before the words."""
        antecedents = self._memory.antecedents
        for antecedent in reversed(antecedents):
            if antecedent.sentence != sentence.index:
                break
            if antecedent.speaks and not antecedent.quoted and antecedent.finding.who != "UNK":
                # "..., X said": whoever says it may be named after it.
                found[antecedent.finding.who].append(_SAYS_HERE)
                break
        lower = sentence.words.lower
        word = lower[first] if first < len(lower) else ""
        pronoun = pronoun_class(word) if word in lex.PRONOUNS else "they" if finding.plural else "it"
        says = not lex.SAY.isdisjoint(lower[first + 1 : first + 3])
        sector, role = finding.sector, finding.role
        # Which facts nobody has yet; those of earlier sentences only come with them.
        left = _HERE
        if sector == "UNK":
            left ^= _SAME_SECTOR
        if not role:
            left ^= _SAME_ROLE
        best: dict[str, float] = {}
        views = _views(pronoun, says)
        until = self._memory.count_before(sentence.index, first)
        here, place, far = True, sentence.index, 0.0
        for antecedent in reversed(antecedents[max(until - _BACK, 0) : until]):
            if antecedent.sentence != place:
                place = antecedent.sentence
                far = BACK * (sentence.index - place)
                if here:
                    here, left = False, left & _EARLIER | _LAST_SPEAKER
            facts, score = views[antecedent.traits]
            new = facts & left
            other = antecedent.finding
            who = other.who
            if who == "UNK":
                if new & _SINGLE:
                    left ^= _SINGLE
                    if other.name:
                        self._note_stranger(other.name, found)
                continue
            if other.sector == sector:
                new |= left & _SAME_SECTOR
            if other.role == role:
                new |= left & _SAME_ROLE
            if new:
                left ^= new
                found[who] += _facts_of(new)
            score -= far
            if score > best.get(who, _WORST):
                best[who] = score
        ranked = sorted(best, key=best.__getitem__, reverse=True)
        if ranked:
            top = best[ranked[0]]
            shares = {w: math.exp((best[w] - top) / 1.5) for w in ranked[:6]}
            total = sum(shares.values())
            for who, share in shares.items():
                found[who].append((_FIT_SHARE, share / total))
        for fitting, who in zip(_FITS, ranked, strict=False):
            found[who].append(fitting)

    def _note_stranger(self, name: str, found: FactsOf) -> None:
        """Add what has been chosen for a person of no known party, who stands last before the words."""
        decided = self.decided.get(name.lower().rpartition(" ")[2])
        found[decided or "UNK"].append(_DECIDED if decided else _STRANGER)

    @staticmethod
    def by_trigger(sentence: Sentence, first: int, stop: int, trigger: str) -> list[tuple[Fact, str]]:
        """Return the parties named next to the event's trigger, outside the words themselves."""
        at = sentence.words.text.find(trigger)
        if at < 0:
            return []
        starts = sentence.words.starts
        before, found = None, []
        for mention in sentence.mentions:
            finding = mention.finding
            if finding is None or finding.who == "UNK" or mention.side or first <= mention.first < stop:
                continue
            if starts[mention.first] < at:
                before = finding.who
            else:
                found.append((_AFTER_TRIGGER, finding.who))
                break
        if before is not None:
            found.append((_BEFORE_TRIGGER, before))
        return found


def _is_joined(words: Words, mention: Mention, first: int, stop: int) -> bool:
    """Return whether "and" joins a mention to some words, determiners passed over."""
    low, high = (mention.stop, first) if mention.first < first else (stop, mention.first)
    return low < high and words.lower[low] in _JOINING and lex.JOINTS.issuperset(words.lower[low:high])


@lru_cache(maxsize=4096)
def _facts_of(bits: int) -> Facts:
    """Return the facts that bits stand for, in their order."""
    return [fact(name) for name, bit in _BIT.items() if bit & bits]


class _Views(dict[int, tuple[int, float]]):
    """Traits to the facts, as bits, that they speak for, and how well they fit pronouns of a class."""

    def __init__(self, kind: str, says: bool) -> None:
        super().__init__()
        self._kind, self._says = kind, says

    def __missing__(self, traits: int) -> tuple[int, float]:
        score = fit(self._kind, traits, self._says)
        view = self[traits] = _facts_in(traits), _NO_FIT if score is None else score
        return view


@lru_cache(maxsize=16)
def _views(kind: str, says: bool) -> _Views:
    """Return the views of traits for a class of pronouns; `says`: beside a verb of saying."""
    return _Views(kind, says)


def _facts_in(traits: int) -> int:
    """Return the facts, as bits, that somebody's traits speak for."""
    found = _BIT["last"]
    if traits & SPEAKS and not traits & QUOTED:
        found |= _BIT["speaker"] | _BIT["last-speaker"]
    if traits & SUBJECT:
        found |= _BIT["last-subject"] | _BIT["subject-here"]
    if traits & (PLURAL | CROWD):
        found |= _BIT["last-crowd"]
    if traits & PERSON:
        found |= _BIT["person"]
        if not traits & NAMED:
            found |= _BIT["unnamed-person"]
        if not traits & PLURAL:
            found |= _SINGLE
    return found
