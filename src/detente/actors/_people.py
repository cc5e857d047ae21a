"""The people whom a report introduces: who they are by the words beside their names."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from detente.actors import _lexicon as lex
from detente.actors._findings import Finding, Mention, Sentence
from detente.actors._memory import Memory
from detente.actors._phrases import Phrases

__all__ = ["People"]

# States whose people's family names come first, as English news writes them.
_FAMILY_FIRST: Final = frozenset({"CHN", "TWN", "HKG", "PRK", "KOR", "VNM"})
# What ends a description on its left; "the president of Venezuela", "the envoy for Syria" go on.
_BEFORE: Final = (lex.PREPOSITIONS - {"of", "for", "in", "at"}) | lex.word_set(
    "has have had is are was were will would told met asked urged that and when while"
)
# What ends a title on its left ("the Russian president Vladimir Putin").
_BEFORE_TITLE: Final = lex.PREPOSITIONS | {"and", "that", "when", "while", "but", "the", "a", "an"}
# With these a clause begins behind a name, and no description.
_CLAUSE: Final = lex.PREPOSITIONS | {"who", "and", "but", "said", "which", "to"}
# Past tenses that do not end in "-ed", and what follows a verb; "named a minister" is a description.
_PAST: Final = lex.word_set("told met left sent gave took held made struck spoke went came")
_OBJECT: Final = lex.PREPOSITIONS | lex.POSSESSIVES | {"the", "that"}


class People:
    """Learns the people of one report into its memory."""

    def __init__(self, memory: Memory, phrases: Phrases) -> None:
        self._memory = memory
        self._phrases = phrases

    def introduce(self, sentence: Sentence) -> None:
        """Learn the people that a sentence names, with what it says that they are."""
        for mention in sentence.mentions:
            finding = mention.finding
            if finding is not None and finding.entry is not None and finding.entry.kind == "person":
                self._learn(sentence, mention, finding)
            elif finding is not None and finding.entry is not None:
                self._memory.introduced.add(finding.entry)
            elif finding is None:
                mention.finding = self._describe(sentence, mention)
                self._learn(sentence, mention, mention.finding)

    def _learn(self, sentence: Sentence, mention: Mention, finding: Finding) -> None:
        words = sentence.words.lower
        people = self._memory.people
        if finding.entry is not None and finding.form != "surname":
            self._memory.introduced.add(finding.entry)
        keys = [words[mention.stop - 1], " ".join(words[mention.first : mention.stop])]
        if finding.entry is None and finding.who in _FAMILY_FIRST:
            keys.append(words[mention.first])
        for key in keys:
            if key not in people or people[key].who == "UNK":
                people[key] = finding

    def _describe(self, sentence: Sentence, mention: Mention) -> Finding:
        """Return what a sentence says about a person whom the gazetteer doesn't know."""
        words = sentence.words
        name = words.text[words.starts[mention.first] : words.ends[mention.stop - 1]]
        known = self._phrases.finding_of(mention, sentence)
        if known is not None and known.who != "UNK":
            return known
        woman = _woman(sentence, mention)
        for first, stop in _descriptions(sentence, mention):
            found = self._phrases.read(sentence, first, stop)
            if found is None or (not found.role and found.thing != "state"):
                continue
            if found.who == "UNK" and not found.definite and stop == mention.first:
                found = self._with_owner(sentence, first, mention) or found
            who, sector = found.who, found.sector
            if found.thing == "media" and found.entry is not None and not found.entry.state_media:
                who, sector = next(iter(found.entry.countries), "UNK"), "JRN"
            elif found.entry is not None and _is_scholarly(found):
                # Who studies or teaches somewhere counts for the country, not for the institute.
                if not found.entry.countries:
                    continue
                who, sector = found.entry.countries[0], "CVL"
            if woman is None and found.entry is None:
                # Whoever holds the office on the day, that is somebody else.
                woman = found.woman
            if who != "UNK" or found.definite:
                sure = min(found.confidence, 0.8)
                return Finding(who, sector, "person", "described", sure, name, found.role, None, (), woman)
            if found.role is not None:
                return Finding(
                    "UNK",
                    sector,
                    "person",
                    "unknown-person",
                    0.2,
                    name,
                    found.role,
                    woman=woman,
                    definite=False,
                )
        after = words.forms[mention.stop : mention.stop + 2]
        aged = len(after) == 2 and after[0] == "," and after[1].isdigit()
        for antecedent in reversed(self._memory.antecedents):
            other = antecedent.finding
            if sentence.index - antecedent.sentence > 2 or not aged:
                break
            if (
                other.thing == "person"
                and not other.name
                and other.rule == "role"
                and other.definite
                and other.who != "UNK"
            ):
                # "A British man has been killed. Joe Smith, 25, ...": the name comes after the description.
                return replace(other, rule="unnamed-before", name=name, confidence=0.5)
        return Finding("UNK", "CVL", "person", "unknown-person", 0.2, name, woman=woman, definite=False)

    def _with_owner(self, sentence: Sentence, first: int, mention: Mention) -> Finding | None:
        """Return who a title with a name and "of" is ("President Joe Smith of Peru"), or None."""
        words, stop = sentence.words, mention.stop
        if stop >= len(words) or words.lower[stop] != "of":
            return None
        begin = stop + 2 if words.lower[stop + 1 : stop + 2] == ["the"] else stop + 1
        owner = sentence.begins.get(begin)
        if owner is None or owner.finding is None or owner.finding.who == "UNK" or owner.side:
            return None
        found = self._phrases.read(sentence, first, owner.stop)
        return found if found is not None and found.role and found.who != "UNK" else None


def _is_scholarly(finding: Finding) -> bool:
    """Return whether somebody studies or teaches at a university, or works at an institute or think tank."""
    entry = finding.entry
    if entry is None or entry.kind != "organisation" or finding.who == "UNK":
        return False
    if not entry.countries and entry.sector != "NGO":
        return False
    # An analyst at a think tank is a scholar too.
    if finding.role in lex.EXPERTS and finding.sector in {"NGO", "CVL"}:
        return True
    words = entry.name.lower().split()
    if finding.role in lex.HEADS and not lex.TEACHING.isdisjoint(words):
        # The president of a university speaks for it.
        return False
    if not lex.SCHOLARLY.isdisjoint(words):
        return True
    return not lex.CENTRES.isdisjoint(words) and not lex.LEARNED.isdisjoint(words)


def _woman(sentence: Sentence, mention: Mention) -> bool | None:
    before = sentence.words.lower[max(0, mention.first - 2) : mention.first]
    if any(
        w in {"mrs", "ms", "miss", "lady", "queen", "princess", "dame"} or w.endswith("woman") for w in before
    ):
        return True
    return False if any(w in {"mr", "sir", "lord", "king", "prince"} for w in before) else None


def _descriptions(sentence: Sentence, mention: Mention) -> list[tuple[int, int]]:
    """Return the ranges of words that may say what a named person is, best first."""
    words = sentence.words
    ranges = []
    i = mention.first
    while i > 0 and words.lower[i - 1] not in lex.SAY:
        # "Turkey's Defence Minister Joe Smith"
        if not words.forms[i - 1][0].isalnum() and (words.forms[i - 1] != "'s" or i == mention.first):
            break
        if words.lower[i - 1] in _BEFORE_TITLE:
            break
        i -= 1
    if i < mention.first:
        ranges.append((i, mention.first))
    total = len(words)
    after = mention.stop
    if after < total and words.forms[after] in {",", "("}:
        if after + 2 < total and words.forms[after + 1].isdigit() and words.forms[after + 2] == ",":
            # "Joe Smith, 25, a clerk from Leeds"
            after += 2
        stop = after + 1
        while stop < min(total, after + 16) and words.forms[stop] not in {",", ")", "(", ";", "."}:
            stop += 1
        listed = any(
            m.first == after + 1 and (m.finding is None or m.finding.thing == "person")
            for m in sentence.mentions
        )
        if after + 1 < stop and not listed and not _is_clause(sentence, after + 1):
            ranges.append((after + 1, stop))
    if i == mention.first and i > 1 and words.forms[i - 1] == ",":
        ranges.append((_left_end(sentence, i - 1), i - 1))
    return ranges


def _is_clause(sentence: Sentence, i: int) -> bool:
    """Return whether a clause goes on at a word behind a name, and no description stands there."""
    words = sentence.words
    if words.lower[i] in _CLAUSE:
        return True
    if i + 1 >= len(words) or not words.forms[i].islower():
        return False
    if words.lower[i] not in _PAST and not words.lower[i].endswith("ed"):
        return False
    # "Anna Kowal, urged Russia", but "an exiled Iranian", "retired general".
    named = sentence.begins.get(i + 1)
    name = named is not None and (named.finding is None or named.finding.form not in {"adjective", "people"})
    return name or words.lower[i + 1] in _OBJECT


def _left_end(sentence: Sentence, stop: int) -> int:
    """Return where the noun phrase that ends before `stop` begins."""
    words, begin = sentence.words, stop
    while begin > 0 and stop - begin < 13:
        word = words.lower[begin - 1]
        if words.forms[begin - 1] in {",", ";", ".", "(", '"'} or word in _BEFORE:
            break
        begin -= 1
    # "China's leader met Venezuela's president, ..": it is the last owner's.
    owners = [m.first for m in sentence.within(begin, stop) if m.stop < stop and words.forms[m.stop] == "'s"]
    return owners[-1] if owners else begin
