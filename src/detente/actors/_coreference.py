"""Coreference: whom pronouns, "the group", "the president" and "both sides" stand for in a report."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from detente.actors import _lexicon as lex
from detente.actors._findings import Finding, Sentence
from detente.actors._memory import Antecedent, Memory
from detente.actors._traits import BACK, best_fit, fit, pronoun_class
from detente.actors.gazetteer import Gazetteer

__all__ = ["COUNTING", "Coreference"]

# Passed over in "both of the sides", "the two leaders"; and what tells how many.
_SKIPPED: Final = frozenset({"the", "these", "those", "of", "their"})
COUNTING: Final = lex.DUAL | lex.COUNTS.keys()
# What "all", "several" are said of.
_SIDES_AND_STATES: Final = lex.SIDE_NOUNS | lex.STATES
_BREAKS: Final = frozenset({",", '"', "”"})
# What it costs an antecedent to stand on the other side of a quotation mark.
_ACROSS: Final = 2.0


class Coreference:
    """Finds antecedents in the memory of one report; looks only at what stands before a word."""

    def __init__(self, gazetteer: Gazetteer, memory: Memory) -> None:
        self._gazetteer = gazetteer
        self._memory = memory

    def pronoun(self, sentence: Sentence, word: int, pronoun: str) -> Finding | None:
        """Return whom a pronoun points to, or None when nobody fits."""
        if pronoun in lex.YOU:
            return None
        around = sentence.words.lower[max(0, word - 1) : word] + sentence.words.lower[word + 1 : word + 3]
        says = any(w in lex.SAY for w in around)
        quoted = sentence.is_quoted(word)
        # "..., he said": whoever says it is hardly named in what is said.
        tail = says and word > 0 and sentence.words.forms[word - 1] in _BREAKS
        if quoted and pronoun in lex.SPEAKER:
            speaker = self._speaker(sentence)
            if speaker is not None:
                return replace(speaker, rule="speaker", confidence=0.8)
        best, most = None, -99.0
        kind = pronoun_class(pronoun)
        bound = best_fit(kind)
        for antecedent in self._memory.before(sentence.index, word):
            back = sentence.index - antecedent.sentence
            if back > 6 or bound - BACK * back <= most:
                # Nobody further back can fit better than who has been found.
                break
            score = fit(kind, antecedent.traits, says)
            if score is None:
                continue
            score -= BACK * back
            if tail and not back and not antecedent.speaks:
                score -= _ACROSS
            elif antecedent.quoted and (not quoted or pronoun in lex.SPEAKER):
                # "He", outside, is rarely somebody whom the quotation names; nobody names himself in it.
                score -= _ACROSS
            elif quoted and antecedent.speaks and pronoun not in lex.SPEAKER:
                # Inside, "he" is hardly the one who speaks.
                score -= _ACROSS
            if score > most:
                best, most = antecedent, score
        if best is None:
            return None
        rule = "speaker" if pronoun in lex.SPEAKER else "pronoun"
        return replace(best.finding, rule=rule, confidence=0.6)

    def _speaker(self, sentence: Sentence) -> Finding | None:
        """Return who says what a sentence quotes ("..., X said"), as far as it tells itself; or None."""
        found = None
        for antecedent in reversed(self._memory.antecedents):
            if antecedent.sentence != sentence.index:
                break
            finding = antecedent.finding
            if antecedent.speaks and not antecedent.quoted and finding.who != "UNK":
                found = finding
        return found

    @staticmethod
    def is_vague(sentence: Sentence, first: int, stop: int) -> bool:
        """Return whether words like "all parties" or "several countries" stand for nobody in particular."""
        if lex.QUANTIFIERS.isdisjoint(sentence.words.lower[first:stop]):
            return False
        words = [w for w in sentence.words.lower[first:stop] if w not in {"the", "of"}]
        if len(words) < 2 or words[0] not in lex.QUANTIFIERS or sentence.within(first, stop):
            return False
        # "All parties in the war", "several Arab countries".
        return words[1] in _SIDES_AND_STATES or (len(words) < 5 and words[-1] in _SIDES_AND_STATES)

    def pair(self, sentence: Sentence, first: int, stop: int) -> list[Finding]:
        """Return the two parties of "both sides", "the two leaders", "the two": those the report is about."""
        lower = sentence.words.lower
        at = first
        while at < stop and lower[at] in _SKIPPED:
            at += 1
        if at < stop and (
            lower[stop - 1] == "koreas"
            or (lower[at] in COUNTING and "korean" in lower[at:stop] and lower[stop - 1] in lex.SIDE_NOUNS)
        ):
            north, south = (self._gazetteer.states[code] for code in ("PRK", "KOR"))
            return [
                Finding(e.who, "GOV", "state", "two-sides", 0.9, e.name, entry=e, plural=True)
                for e in (north, south)
            ]
        if at == stop or (
            lower[at] not in COUNTING and not (lower[first] == "their" and lower[at] == "leaders")
        ):
            return []
        words = [w for w in lower[at:stop] if w not in _SKIPPED]
        if len(words) > 3 or sentence.within(first, stop):
            return []
        count = lex.COUNTS.get(words[0], 2)
        if (len(words) > 1 or count > 2) and words[-1] not in lex.SIDE_NOUNS:
            return []
        if len(words) == 1 and stop < len(lower) and lower[stop] not in lex.SIDE_NOUNS:
            after = self._gazetteer.match_role(sentence.words, stop, len(lower))
            if after is not None and after[1].plural:
                # "The two" of "the two congresswomen"
                return []
        if sentence.words.lower[first] in lex.COUNTS and words[0] not in {"both", "either", "neither"}:
            return []
        human = words[-1] in {"men", "leaders", "presidents", "women"}
        found: dict[str, Finding] = {}
        for antecedent in self._memory.before(sentence.index, first):
            finding = antecedent.finding
            if finding.who == "UNK" or (human and finding.thing not in {"person", "state"}):
                continue
            if finding.form in {"capital", "city"} and self._is_venue(antecedent):
                continue
            if finding.thing in {"state", "person", "group", "organ"} or finding.sector == "GOV":
                found.setdefault(finding.who, finding)
            if sentence.index - antecedent.sentence > 2 and len(found) >= count:
                break
        ranked = sorted(found.values(), key=lambda f: -self._memory.weights.get(f.who, 0.0))[:count]
        met = self._met_most({*found}) if count == 2 else None
        if met is not None:
            ranked = [found[who] for who in met]
        return [replace(f, rule="two-sides", confidence=0.5, plural=True) for f in ranked]

    def _is_venue(self, antecedent: Antecedent) -> bool:
        """Return whether somebody is named only as the place where something happens ("met in Beijing")."""
        before = self._memory.sentences[antecedent.sentence].words.lower[: antecedent.word]
        return bool(before) and before[-1] in lex.LOCATIVE

    def _met_most(self, named: set[str]) -> list[str] | None:
        """Return the two of some parties that the report's events set against each other most, or None."""
        counts: dict[tuple[str, str], int] = {}
        for deed in self._memory.deeds:
            for actor in deed.actor:
                for other in deed.recipient:
                    if actor != other and {actor, other} <= named:
                        pair = (min(actor, other), max(actor, other))
                        counts[pair] = counts.get(pair, 0) + 1
        return [*max(counts, key=lambda pair: counts[pair])] if counts else None

    def last_body(self, sentence: Sentence, word: int, noun: str, sector: str) -> Finding | None:
        """Return the body named last before a word that such a noun can stand for, or None."""
        for antecedent in self._memory.before(sentence.index, word):
            if _body_fits(noun, sector, antecedent.finding):
                return antecedent.finding
        return None

    def last_subject(self, sentence: Sentence, word: int) -> Finding | None:
        """Return the subject named last before a word, in this sentence or the one before; or None."""
        for antecedent in self._memory.before(sentence.index, word):
            if sentence.index - antecedent.sentence > 1:
                return None
            finding = antecedent.finding
            if antecedent.subject and finding.who != "UNK" and finding.thing != "crowd":
                return finding
        return None

    def last_holder(self, sentence: Sentence, word: int, role: str) -> Finding | None:
        """Return the person named before a word who holds an office, of the state most in focus; or None."""
        best, most = None, -1.0
        for antecedent in self._memory.before(sentence.index, word):
            finding = antecedent.finding
            weight = self._memory.weights.get(finding.who, 0.0)
            if finding.thing == "person" and finding.name and finding.role and weight > most:
                held = self._gazetteer.find_role(finding.role)
                if held is not None and held.name == role:
                    best, most = finding, weight
        return best

    def same_noun(self, sentence: Sentence, first: int, finding: Finding) -> Finding | None:
        """Return whom the same noun stood for earlier ("a U.S. consulate ... the consulate"), or None."""
        words = sentence.words.lower
        if (
            first == 0
            or words[first - 1] not in {"the", "these", "those", "both"}
            or (finding.sector in {"GOV", "COP", "LEG"} and finding.plural)
        ):
            return None
        for antecedent in self._memory.before(sentence.index, first):
            other = antecedent.finding
            if other.role == finding.role and other.who != "UNK" and other.definite and not other.name:
                return replace(other, rule="same-noun", confidence=0.65)
        return None


def _body_fits(noun: str, sector: str, finding: Finding) -> bool:
    """Return whether "the group", "the agency" and the like can stand for a body."""
    thing = finding.thing
    if noun in lex.OWN_NOUNS:
        return thing == "organisation" and noun in (finding.name or "").lower().split()
    if noun in {"ministry", "department"}:
        return thing == "organ" and finding.sector == "GOV"
    if noun in {"agency", "institution", "office", "watchdog"}:
        public = thing in {"organisation", "organ"} and finding.sector not in {"BUS", "NGO"}
        return public or thing == "media"
    if noun in {"company", "firm", "airline", "bank", "manufacturer"}:
        return thing == "organisation" and finding.sector == "BUS"
    if noun in {"party"}:
        return thing == "party"
    if noun in {"court"}:
        named = "court" in (finding.name or "").lower()
        return (named or finding.sector == "JUD") and thing in {"organisation", "organ"}
    if noun in {"newspaper", "paper", "outlet"}:
        return thing == "media"
    if noun in {"bloc", "alliance", "union", "council", "body", "coalition"}:
        return thing == "organisation" and finding.sector != "BUS"
    if sector == "REB" and noun not in {"group", "organisation", "organization", "network", "movement"}:
        return thing == "group"
    return thing in {"group", "party"} or (thing == "organisation" and finding.sector == "NGO")
