"""Keeping what each sentence tells: who is named, who acts, whom later words may stand for."""

from __future__ import annotations

from typing import Final

from detente.actors import _lexicon as lex
from detente.actors._context import Context, is_scene
from detente.actors._coreference import Coreference
from detente.actors._findings import Finding, Sentence
from detente.actors._memory import Antecedent, Memory
from detente.actors._phrases import Phrases
from detente.actors._text import Words
from detente.actors._traits import traits_of
from detente.actors.gazetteer import Gazetteer

__all__ = ["Recorder"]

# Sectors of bare roles whose party the report may tell at once.
_CONTEXT: Final = frozenset(
    {"GOV", "MIL", "COP", "LEG", "JUD", "SPY", "CVL", "MED", "JRN", "OPP", "REL", "NGO"}
)
# Adjectives that belong to the role behind them.
_RANKING: Final = lex.word_set("senior top former new military armed local security own")
# First word, the one after the last, and who it is; None for a pronoun.
_Found = tuple[int, int, Finding | None]
_DETERMINERS: Final = lex.word_set("the a an his her their its this that")


class Recorder:
    """Writes the sentences of one report into its memory."""

    def __init__(
        self,
        gazetteer: Gazetteer,
        memory: Memory,
        coreference: Coreference,
        context: Context,
        phrases: Phrases,
    ) -> None:
        self._gazetteer = gazetteer
        self._memory = memory
        self._coreference = coreference
        self._context = context
        self._phrases = phrases

    def record(self, sentence: Sentence) -> None:
        """Count a sentence's mentions and keep them as possible antecedents, bare roles included."""
        found = self._count_mentions(sentence) + self._find_roles(sentence)
        found.sort(key=lambda f: (f[0], -f[1]))
        words, lower, quoted = sentence.words, sentence.words.lower, sentence.quoted
        said = not lex.SAY.isdisjoint(lower)
        first_named = True
        for first, stop, given in found:
            finding = given or self._coreference.pronoun(sentence, first, lower[first])
            if finding is None:
                continue
            subject = first_named and not _after_preposition(words, first)
            first_named = first_named and not subject
            speaks = said and not (
                lex.SAY.isdisjoint(lower[max(0, first - 2) : first])
                and lex.SAY.isdisjoint(lower[stop : stop + 2])
            )
            inside = bool(quoted) and quoted[first]
            traits = traits_of(finding, subject=subject, speaks=speaks, quoted=inside)
            self._memory.note(Antecedent(sentence.index, first, finding, subject, speaks, inside, traits))

    def _count_mentions(self, sentence: Sentence) -> list[_Found]:
        """Count the names of a sentence for their parties, and return them."""
        memory, words, lower = self._memory, sentence.words, sentence.words.lower
        violent = not lex.VIOLENCE.isdisjoint(lower)
        found: list[_Found] = []
        for mention in sentence.mentions:
            finding = mention.finding
            if finding is None:
                continue
            found.append((mention.first, mention.stop, finding))
            memory.weigh(finding, 0.3 if mention.side else 1.0)
            if not sentence.index:
                memory.headline.add(finding.who)
            if mention.violent and not lex.VIOLENCE.isdisjoint(lower[mention.stop : mention.stop + 3]):
                memory.attacks.add(finding.who)
            if violent and not lex.VIOLENCE.isdisjoint(lower[max(0, mention.first - 3) : mention.first]):
                memory.attacked.add(finding.who)
            mention.scene = is_scene(words, mention)
            if mention.scene:
                memory.places[finding.who] = memory.places.get(finding.who, 0.0) + memory.step
        return found

    def _find_roles(self, sentence: Sentence) -> list[_Found]:
        """Return the pronouns (without a finding) and the phrases that end with a role, names apart."""
        words, lower, named = sentence.words, sentence.words.lower, sentence.named
        found: list[_Found] = []
        until, watched = 0, self._gazetteer.watched
        for i in [k for k, word in enumerate(lower) if word in watched and k not in named]:
            word = lower[i]
            if word in lex.NOMINATIVE and not (words.forms[i].isupper() and len(word) > 1):
                found.append((i, i + 1, None))
            if i < until:
                continue
            matched = self._gazetteer.match_role(words, i, len(lower))
            if matched is None:
                continue
            until = matched[0]
            head = self._head_phrase(sentence, i, until)
            if head == i and word not in lex.LEADING:
                finding = self._phrases.read_role(sentence, i, until, matched[1])
            else:
                finding = self._phrases.read(sentence, head, until)
            if finding is None:
                continue
            last = lower[until - 1]
            if finding.who == "UNK" and not finding.definite and finding.sector in _CONTEXT:
                finding = self._context.fill(sentence, head, until, finding, last)
            if until not in named:
                found.append((head, until, finding))
                if finding.definite and finding.who != "UNK" and until - head > 1:
                    counts = self._memory.nouns.setdefault(last, {})
                    counts[finding.who] = counts.get(finding.who, 0) + 1
        return found

    def _head_phrase(self, sentence: Sentence, first: int, stop: int) -> int:
        """Return where the noun phrase that ends with a role begins: its names and adjectives."""
        words, stops = sentence.words, sentence.stops
        i = first
        while i > 0:
            if i in stops:
                i = stops[i].first
            elif words.forms[i - 1] == "'s" and i - 1 in stops:
                i = stops[i - 1].first
            elif words.lower[i - 1] in lex.POSSESSIVES:
                return i - 1
            elif (words.glued[i] and i - 1 not in stops) or words.lower[i - 1] in _RANKING:
                i -= 1
            else:
                break
        return i


def _after_preposition(words: Words, first: int) -> bool:
    """Return whether a noun phrase stands after a preposition, its determiner passed over."""
    before = first - 1
    while before >= 0 and words.lower[before] in _DETERMINERS:
        before -= 1
    return before >= 0 and words.lower[before] in lex.PREPOSITIONS
