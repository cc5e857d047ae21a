"""What the rules say of some words of a report, before anything is weighed."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from detente.actors import _lexicon as lex
from detente.actors._choice import is_open
from detente.actors._context import Context
from detente.actors._coreference import COUNTING, Coreference
from detente.actors._findings import Finding, Sentence
from detente.actors._memory import Memory
from detente.actors._phrases import Phrases
from detente.actors._reading import is_model
from detente.actors._relations import with_role
from detente.actors._wording import trim
from detente.actors.gazetteer import Gazetteer

__all__ = ["Reading", "Rules"]

# First word, the one after the last, what they say, and whether it is left to the choice.
Reading = tuple[int, int, Finding, bool]

# "It is reported", "polls": nobody's word in particular.
_HEARSAY: Final = Finding("UNK", "UNK", "", "hearsay", 0.7, definite=False)
# "Su-35": no party at all.
_THING: Final = Finding("UNK", "UNK", "", "unnamed", 0.7, definite=False)
# Between the members of a list; and words after which it is no list.
_LISTING: Final = frozenset({"and", "&", "or", "including"})
# Without any of these, words are one phrase, which means somebody in particular.
_SPECIAL: Final = lex.QUANTIFIERS | COUNTING | _LISTING | {"of", "their", "koreas"}
_DESCRIBING: Final = frozenset({"of", "who", "that", "between"})
_UNKNOWN: Final = Finding("UNK", "UNK", "", "", 0.0, definite=False)


class Rules:
    """Reads words of one report by its rules.

    Attributes:
        phrases: Reads noun phrases.
    """

    def __init__(
        self, gazetteer: Gazetteer, memory: Memory, coreference: Coreference, context: Context
    ) -> None:
        self._gazetteer = gazetteer
        self._memory = memory
        self._coreference = coreference
        self._context = context
        self.phrases = Phrases(gazetteer, memory, coreference.pronoun, self._complete)
        # What has been read, as long as the report has not gone on.
        self._known: dict[tuple[int, int, int], list[Reading]] = {}

    def forget(self) -> None:
        """Read words anew from now on: the report goes on."""
        self._known.clear()

    def read(self, sentence: Sentence, first: int, stop: int) -> list[Reading]:
        """Return the parties that the rules find in some words, read once until the report goes on."""
        key = (sentence.index, first, stop)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._read(sentence, first, stop)
        return known

    def _read(self, sentence: Sentence, first: int, stop: int) -> list[Reading]:
        """Return the parties that the rules find: words, finding, and whether it is left to the choice."""
        begin, end = trim(sentence, first, stop)
        mention = sentence.begins.get(begin)
        word = sentence.words.lower[begin] if begin < end else ""
        if mention is not None and mention.stop == end and word not in lex.PRONOUNS and word != "koreas":
            # Most words that are asked for are a name and nothing else.
            named = self.phrases.finding_of(mention, sentence, exact=True)
            if named is not None:
                named = self._complete(sentence, begin, end, named)
                return [(first, stop, named, is_open(sentence, first, stop, named))]
        if end - begin == 2 and is_model(sentence.words, begin) and not sentence.within(begin, end):
            return [(first, stop, self._find_maker(sentence, begin) or _THING, False)]
        if _SPECIAL.isdisjoint(sentence.words.lower[first:stop]):
            # Neither several nor nobody in particular: one phrase.
            finding = self.phrases.read_trimmed(sentence, begin, end, exact=True)
            finding = self._complete_trimmed(sentence, begin, end, finding)
            return [(first, stop, finding, is_open(sentence, first, stop, finding))]
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
            finding = self.phrases.read(sentence, begin, end, exact=True)
            finding = self._complete(sentence, begin, end, finding)
            found.append((begin, end, finding, is_open(sentence, begin, end, finding)))
        return found

    def _find_maker(self, sentence: Sentence, begin: int) -> Finding | None:
        """Return the state named just before a weapon ("Russian Sukhoi Su-35"), or None."""
        near = [
            m for m in sentence.within(max(0, begin - 2), begin) if m.finding and m.finding.thing == "state"
        ]
        if not near or near[-1].side:
            return None
        between = sentence.words.forms[near[-1].stop : begin]
        # "Israel wants F-16s": only a make may stand between.
        return near[-1].finding if all(word[0].isupper() for word in between) else None

    def _read_shared(self, sentence: Sentence, first: int, stop: int) -> list[Finding]:
        """Return the parties of "the ministers of A, B and C": one for each name; empty for other words."""
        words = sentence.words
        if "of" not in words.lower[first + 1 : stop]:
            return []
        mark = words.lower.index("of", first + 1)
        named = sentence.within(mark, stop)
        if len(named) < 2 or sentence.within(first, mark) or any(m.finding is None or m.side for m in named):
            return []
        between = [i for i in range(mark + 1, stop) if not sentence.is_named(i, mark, stop)]
        if any(words.lower[i] not in {",", "and", "the"} for i in between):
            return []
        head = self.phrases.read(sentence, first, mark)
        role = self._gazetteer.find_role(head.role or "") if head is not None else None
        if head is None or role is None or not head.plural:
            return []
        several = replace(role, plural=True)
        return [
            with_role(self._gazetteer, self._memory, m.finding, several, words.lower[mark - 1])
            for m in named
            if m.finding
        ]

    def _split_list(self, sentence: Sentence, first: int, stop: int) -> list[tuple[int, int]]:
        """Return the ranges of a list's members, or the whole range when it is no list of parties."""
        words = sentence.words
        if _LISTING.isdisjoint(words.lower[first + 1 : stop - 1]):
            return [(first, stop)]
        free = [i for i in range(first, stop) if not sentence.is_named(i, first, stop)]
        cuts = [i for i in free if first < i < stop - 1 and words.lower[i] in _LISTING]
        if not cuts or any(words.lower[i] in _DESCRIBING for i in free if i < cuts[0]):
            return [(first, stop)]
        commas = [i for i in free if first < i < cuts[-1] and words.forms[i] == ","]
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
        return self._complete_trimmed(sentence, *trim(sentence, first, stop), finding)

    def _complete_trimmed(
        self, sentence: Sentence, first: int, stop: int, finding: Finding | None
    ) -> Finding:
        """Return the same as `_complete` for words that `trim` has left."""
        if finding is not None and (finding.definite or finding.candidates):
            return finding
        words = sentence.words
        last = words.lower[self.phrases.head_end(sentence, first, stop) - 1] if stop > first else ""
        if finding is not None and finding.who == "UNK":
            if last in lex.UNSAID:
                return _HEARSAY
            return self._context.fill(sentence, first, stop, finding, last)
        if finding is not None:
            return finding
        if last in lex.ANAPHORIC:
            body = self._coreference.last_body(sentence, first, last, "")
            if body is None or body.thing == "media":
                return body or _UNKNOWN
            return replace(body, rule="the-group", confidence=0.6, definite=False)
        if last in lex.OWN_NOUNS:
            body = self._coreference.last_body(sentence, first, last, "")
            if body is not None:
                return replace(body, rule="the-group", confidence=0.6, definite=False)
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
