"""Choosing a party where the words leave it open: a fitted choice between those that the report names.

"The government", "police", "they", an unknown person: the rules (`_context`, `_coreference`) propose a
party, and a conditional logit model (McFadden 1974) weighs that proposal against every other party of the
report, and against none. What it looks at are plain facts ("stands before the words in the sentence", "is the
report's most named state"); how much each counts depends on the kind of words. The weights are in
`data/choice.weights`; `training/fit_parties.py` fits them.
"""

from __future__ import annotations

import math
from functools import lru_cache
from importlib import resources
from typing import Final, NamedTuple

from msgspec.structs import replace

from detente.actors import _lexicon as lex
from detente.actors._context import Context
from detente.actors._deeds import deed_of
from detente.actors._facts import FactFinder
from detente.actors._features import FEATURES, NO_EVENT, NUMBER, EventView, Facts, head_noun, pronoun_key
from detente.actors._findings import Finding, Sentence, named_as
from detente.actors._memory import Memory
from detente.actors.gazetteer import Gazetteer

__all__ = ["OPEN_RULES", "Choice", "Options", "is_open"]

OPEN_RULES: Final = frozenset(
    {
        "",
        "ambiguous",
        "captives",
        "context",
        "earlier-in-report",
        "focus",
        "of-subject",
        "office-earlier",
        "pronoun",
        "relation",
        "same-noun",
        "side-only",
        "speaker",
        "the-group",
        "unknown-person",
        "unnamed",
        "unnamed-before",
        "vague",
    }
)
_WHOSE: Final = frozenset({"COALITION"})
_CLEAR: Final = frozenset({"earlier-in-report"})
# Rules under which words of all sectors are alike; words with which phrases begin.
_LOOSE: Final = frozenset({"relation", "vague", "side-only", "unnamed"})
_FORMS: Final = lex.word_set("the a an some his her its their this these other")
_PRONOUN_GROUPS: Final = {
    word: group
    for group, words in (
        ("he", lex.HE | lex.SHE),
        ("it", lex.IT),
        ("they", lex.THEY),
        ("you", lex.YOU),
        ("i", lex.word_set("i me my mine myself")),
        ("we", lex.word_set("we us our ours ourselves")),
    )
    for word in words
}


class Options(NamedTuple):
    """A choice: the keys of the words, the parties ("UNK" last), and the facts about each."""

    keys: tuple[str, ...]
    parties: list[str]
    facts: list[Facts]


class Choice:
    """Chooses among the parties of one report."""

    def __init__(self, gazetteer: Gazetteer, memory: Memory, context: Context, outlet: str) -> None:
        self._gazetteer = gazetteer
        self._memory = memory
        self._facts = FactFinder(gazetteer, memory, context, outlet)

    def settle(
        self,
        sentence: Sentence,
        first: int,
        stop: int,
        finding: Finding,
        kind: str,
        event: EventView = NO_EVENT,
    ) -> Finding:
        """Return the finding with the likeliest party; the rules' own where that is theirs.

        Args:
            sentence: The sentence.
            first: First word of the phrase.
            stop: The word after its last.
            finding: What the rules say.
            kind: "actor", "recipient", "source", or "party" when not known.
            event: What is known of the event.
        """
        noun = head_noun(sentence, first, stop)
        if noun in {"source", "sources"} and finding.who == "UNK":
            return finding
        if finding.rule == "speaker" and finding.confidence >= 0.8 and not event.trigger:
            # Nothing is known of an event: who speaks beside the quotation is the best there is.
            return finding
        facts = self._facts.find(sentence, first, stop, finding, kind, noun=noun, event=event)
        _, weights = _combined(*_view(sentence, first, stop, finding, kind, event.trigger, noun))
        parties = [*facts]
        scores = [sum([weights[number] * value for number, value in row]) for row in facts.values()]
        top = max(scores)
        best = scores.index(top)
        prob = 1.0 / sum([math.exp(score - top) for score in scores])
        who = parties[best]
        key = noun or pronoun_key(sentence, first, stop)
        if key:
            self._facts.decided[key] = who
        if who == finding.who:
            if who == "UNK":
                return self._unsure(finding, parties, scores)
            return replace(finding, confidence=round(prob, 3))
        if who == "UNK":
            empty = replace(finding, who="UNK", entry=None, name=None, definite=False)
            return self._unsure(empty, parties, scores)
        changed = self._changed(sentence, first, finding, who)
        pronoun = pronoun_key(sentence, first, stop)
        if not pronoun or (finding.who == "UNK" and finding.role):
            # Who is named with a title, or stands so behind the pronoun, is not the holder of the office.
            changed = named_as(changed, finding)
        return replace(changed, confidence=round(prob, 3))

    @staticmethod
    def _unsure(finding: Finding, parties: list[str], scores: list[float]) -> Finding:
        """Return an unresolved finding with the three parties that come next as its candidates."""
        ranked = sorted(range(len(parties)), key=lambda i: -scores[i])
        found = tuple(parties[i] for i in ranked if parties[i] != "UNK")[:3]
        return replace(finding, candidates=finding.candidates or found)

    def _changed(self, sentence: Sentence, first: int, finding: Finding, who: str) -> Finding:
        """Return a finding for another party than the rules', with what the report says of that party."""
        state = who in self._gazetteer.states
        word = sentence.words.lower[first] if first < len(sentence.words) else ""
        pronoun = word in lex.PRONOUNS
        if pronoun or not state:
            rule = finding.rule if finding.rule in {"pronoun", "speaker", "the-group"} else "context"
            found = self._named_last(sentence, first, who, word)
            if found is not None:
                return replace(found, rule=rule)
        role = self._gazetteer.find_role(finding.role or "")
        entry = None
        if role is not None and role.office and not finding.plural and state and not pronoun:
            entry = self._gazetteer.holder(who, role.name, self._memory.day)
        named = finding.thing == "person" and finding.rule in {"unknown-person", "earlier-in-report"}
        name = entry.name if entry else finding.name if named else None
        sector = "CVL" if finding.sector == "UNK" and named else finding.sector
        return replace(
            finding,
            who=who,
            sector=sector,
            rule="context",
            entry=entry,
            name=name,
            candidates=(),
            definite=False,
        )

    def _named_last(self, sentence: Sentence, first: int, who: str, word: str) -> Finding | None:
        """Return whom of a party the report has named last before a word; nobody's name for the wrong sex."""
        human = word in lex.HE or word in lex.SHE
        other = None
        for antecedent in self._memory.before(sentence.index, first):
            finding = antecedent.finding
            if finding.who != who or (human and finding.thing != "person"):
                continue
            if not human or finding.woman is not (word in lex.HE):
                return finding
            # "She" is of the party of the man who is named, but is not him.
            other = other or replace(finding, name=None, role=None, woman=word in lex.SHE)
        return other

    def options(
        self,
        sentence: Sentence,
        first: int,
        stop: int,
        finding: Finding,
        kind: str,
        event: EventView = NO_EVENT,
    ) -> Options:
        """Return the parties that some words may stand for, with the facts about each; see `settle`."""
        noun = head_noun(sentence, first, stop)
        facts = self._facts.find(sentence, first, stop, finding, kind, noun=noun, event=event)
        keys, _ = _combined(*_view(sentence, first, stop, finding, kind, event.trigger, noun))
        return Options(keys, [*facts], [*facts.values()])


def is_open(sentence: Sentence, first: int, stop: int, finding: Finding) -> bool:
    """Return whether the words leave the party open, so that the report must tell."""
    if finding.rule in _CLEAR and (finding.entry is not None or finding.confidence >= 0.8):
        # A person of the gazetteer whom the report has named.
        return False
    if finding.rule in OPEN_RULES:
        return True
    fighters = finding.rule == "role" and finding.sector == "REB" and finding.thing == "crowd"
    if fighters or finding.who in _WHOSE:
        # "Palestinian militants" may be those of a group, "the coalition" is whose the report says.
        return True
    # "Its forces", "his government": whose they are is as open as "it" and "he".
    owned = finding.rule in {"role", "owner", "office"} and stop - first > 1
    return owned and sentence.words.lower[first] in lex.POSSESSIVES and not sentence.within(first, stop)


def _view(
    sentence: Sentence, first: int, stop: int, finding: Finding, kind: str, trigger: str, noun: str
) -> tuple[str, str, str, str, str, str]:
    """Return what decides how much the facts about some words count: what `_combined` takes."""
    words = sentence.words.lower
    word = words[first] if first < len(words) else ""
    if word in _PRONOUN_GROUPS:
        group = _PRONOUN_GROUPS[word]
        if stop - first > 1:
            group = f"of-{group}"
    elif finding.thing == "person" and (finding.name or finding.rule == "unknown-person"):
        group = "name"
    elif finding.rule in _LOOSE:
        group = finding.rule
    else:
        group = finding.sector.lower()
    form = "the" if first and words[first - 1] == "the" else "bare"
    if word in _FORMS:
        form = word
    elif word[:1].isdigit() or word in lex.LEADING:
        form = "count"
    return group, kind, finding.rule, deed_of(trigger), form, noun


@lru_cache(maxsize=1)
def _weights() -> dict[str, list[tuple[int, float]]]:
    """Return the fitted weights, by key: numbers of facts with what each counts."""
    return read_weights(
        (resources.files("detente.actors") / "data" / "choice.weights").read_text(encoding="utf-8")
    )


def read_weights(text: str) -> dict[str, list[tuple[int, float]]]:
    """Return the weights of a file's text, by key: numbers of facts with what each counts."""
    found: dict[str, list[tuple[int, float]]] = {}
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        key, _, rest = line.partition(": ")
        pairs = [pair.rpartition("=") for pair in rest.split()]
        found[key] = [(NUMBER[name], float(value)) for name, _, value in pairs]
    return found


@lru_cache(maxsize=8192)
def _combined(
    group: str, kind: str, rule: str, deed: str, form: str, noun: str
) -> tuple[tuple[str, ...], list[float]]:
    """Return the keys under which weights for some words stand, the commonest first, and their weights' sum.

    Args:
        group: What sort of words they are: a pronoun, a name, a role of some sector.
        kind: What they are in the event.
        rule: By which rule they were read.
        deed: What kind of deed the event is.
        form: How they begin.
        noun: Their head noun.
    """
    keys = (
        "*",
        f"group={group}",
        f"kind={kind}",
        f"rule={rule}",
        f"deed+kind={deed}+{kind}",
        f"group+form={group}+{form}",
        f"noun={noun}",
        f"group+kind={group}+{kind}",
        f"noun+kind={noun}+{kind}",
    )
    weights = _weights()
    found = [0.0] * len(FEATURES)
    for key in keys:
        # Under most keys stand few weights.
        for number, weight in weights.get(key, ()):
            found[number] += weight
    return keys, found
