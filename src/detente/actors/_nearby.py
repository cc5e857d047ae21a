"""Facts about the parties that stand around some words, and about whom the report has named before them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from detente.actors import _lexicon as lex
from detente.actors._context import Context, attackers_at, is_scene
from detente.actors._coreference import fit
from detente.actors._features import NUMBER, Found, head_noun
from detente.actors._findings import Finding, Mention, Sentence
from detente.actors._memory import Antecedent, Memory
from detente.actors._text import Words

__all__ = ["Nearby"]

_F: Final = NUMBER
# So many of those named before are looked at.
_BACK: Final = 40


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
        self._known: dict[tuple[int, int, int, str, str | None, bool], Found] = {}
        self._size = -1

    def find(self, sentence: Sentence, first: int, stop: int, finding: Finding) -> Found:
        """Return the facts that the words around and before speak for, with their parties.

        They are kept until the report goes on.
        """
        size = len(self._memory.antecedents)
        if size != self._size:
            self._known.clear()
            self._size = size
        key = (sentence.index, first, stop, finding.sector, finding.role, finding.plural)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = []
            self._find_words_around(sentence, first, stop, found)
            self._find_antecedents(sentence, first, finding, found)
            nouns = self._memory.nouns.get(head_noun(sentence, first, stop))
            if nouns:
                total = sum(nouns.values())
                for who, count in nouns.items():
                    found.append((_F["noun-before"], who, count / total))
        return found

    def _find_words_around(self, sentence: Sentence, first: int, stop: int, found: Found) -> None:
        """Find the facts about the parties that the sentence itself names."""
        words = sentence.words
        leads = False
        seen_before: set[str] = set()
        seen_after: set[str] = set()
        nearest = None
        closest: dict[str, float] = {}
        for mention in sentence.mentions:
            finding = mention.finding
            if finding is None or finding.who == "UNK":
                continue
            if mention.first >= first and mention.stop <= stop:
                found.append((_F["inside"], finding.who, 1.0))
                if mention.side:
                    found.append((_F["inside-side"], finding.who, 1.0))
                continue
            gap = first - mention.stop if mention.first < first else mention.first - stop
            close = 1.0 / (1.0 + max(gap, 0) / 4.0)
            if close > closest.get(finding.who, 0.0):
                closest[finding.who] = close
            if is_scene(words, mention):
                found.append((_F["located"], finding.who, 1.0))
            if mention.side:
                continue
            if _is_joined(words, mention, first, stop):
                found.append((_F["joined"], finding.who, 1.0))
            if mention.first < first:
                nearest = finding.who
                if not leads:
                    found.append((_F["leads"], finding.who, 1.0))
                    leads = True
                if finding.who not in seen_before:
                    seen_before.add(finding.who)
                    found.append((_F["before"], finding.who, 1.0))
            elif finding.who not in seen_after:
                seen_after.add(finding.who)
                found.append((_F["after"], finding.who, 1.0))
        for who, close in closest.items():
            found.append((_F["closeness"], who, close))
        if nearest is not None:
            found.append((_F["nearest"], nearest, 1.0))
        before, after = attackers_at(words, sentence.mentions, first, stop)
        for who in before:
            found.append((_F["attacker"], who, 1.0))
        for who in after:
            found.append((_F["by-after"], who, 1.0))
        near = self._context.place_near(sentence, first, stop)
        if near is not None:
            found.append((_F["near-place"], near, 1.0))

    def _find_antecedents(self, sentence: Sentence, first: int, finding: Finding, found: Found) -> None:
        """Find the facts about whom the report has named before the words."""
        words = sentence.words
        word = words.lower[first] if first < len(words) else ""
        pronoun = word if word in lex.PRONOUNS else "they" if finding.plural else "it"
        says = not lex.SAY.isdisjoint(words.lower[first + 1 : first + 3])
        fits: dict[str, float] = {}
        led = met = unnamed = False
        # The facts that are still open: each is the nearest antecedent's that has it.
        left = {"last", "last-crowd", "last-speaker", "last-subject", "person", "speaker"}
        if finding.sector != "UNK":
            left.add("same-sector")
        if finding.role:
            left.add("same-role")
        for antecedent in reversed(self._memory.antecedents):
            if antecedent.sentence != sentence.index:
                break
            if antecedent.speaks and not antecedent.quoted and antecedent.finding.who != "UNK":
                # "..., X said": whoever says it may be named after it.
                found.append((_F["says-here"], antecedent.finding.who, 1.0))
                break
        for antecedent in self._memory.before(sentence.index, first)[: _BACK + 1]:
            other = antecedent.finding
            who = other.who
            if other.thing == "person" and not met and not other.plural:
                met = True
                if who == "UNK" and other.name:
                    decided = self.decided.get(other.name.lower().rpartition(" ")[2])
                    found.append((_F["person-decided" if decided else "stranger"], decided or "UNK", 1.0))
            if who == "UNK":
                continue
            if other.thing == "person" and not other.name and not unnamed:
                unnamed = True
                found.append((_F["unnamed-person"], who, 1.0))
            back = sentence.index - antecedent.sentence
            if left:
                for name in _roles_of(antecedent, finding, back):
                    if name in left:
                        left.discard(name)
                        found.append((_F[name], who, 1.0))
            score = fit(pronoun, antecedent, back, says)
            if score is not None and score > fits.get(who, -99.0):
                fits[who] = score
            if antecedent.subject and not back and not led:
                led = True
                found.append((_F["subject-here"], who, 1.0))
        ranked = sorted(fits, key=lambda w: -fits[w])
        if ranked:
            top = fits[ranked[0]]
            shares = {w: math.exp((fits[w] - top) / 1.5) for w in ranked[:6]}
            total = sum(shares.values())
            for who, share in shares.items():
                found.append((_F["fit-share"], who, share / total))
        for name, who in zip(("fit", "fit-2"), ranked, strict=False):
            found.append((_F[name], who, 1.0))

    @staticmethod
    def by_trigger(sentence: Sentence, first: int, stop: int, trigger: str) -> Iterator[tuple[str, str]]:
        """Yield the parties named next to the event's trigger, outside the words themselves."""
        at = sentence.words.text.find(trigger)
        if at < 0:
            return
        starts = sentence.words.starts
        before = None
        for mention in sentence.mentions:
            finding = mention.finding
            if finding is None or finding.who == "UNK" or mention.side or first <= mention.first < stop:
                continue
            if starts[mention.first] < at:
                before = finding.who
            else:
                yield "after-trigger", finding.who
                break
        if before is not None:
            yield "before-trigger", before


def _is_joined(words: Words, mention: Mention, first: int, stop: int) -> bool:
    """Return whether "and" joins a mention to some words, determiners passed over."""
    low, high = (mention.stop, first) if mention.first < first else (stop, mention.first)
    between = words.lower[low:high]
    return bool(between) and between[0] in {"and", "or", "&", ","} and all(w in lex.JOINTS for w in between)


def _roles_of(antecedent: Antecedent, finding: Finding, back: int) -> list[str]:
    """Return the names of the facts that an antecedent speaks for."""
    other = antecedent.finding
    found = ["last"]
    if other.sector == finding.sector and other.sector != "UNK":
        found.append("same-sector")
    if finding.role and other.role == finding.role:
        found.append("same-role")
    if antecedent.speaks and not antecedent.quoted:
        found.append("last-speaker" if back else "speaker")
    if antecedent.subject:
        found.append("last-subject")
    if other.plural or other.thing == "crowd":
        found.append("last-crowd")
    if other.thing == "person":
        found.append("person")
    return found
