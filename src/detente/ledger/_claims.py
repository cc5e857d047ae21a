"""What a mention claims: its stance, its source, and the numbers in its sentence or the one after."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from detente.ledger._features import parties_of
from detente.ledger._numbers import SaidNumber, find_numbers
from detente.ledger.records import Stance
from detente.records import EventMention

__all__ = ["assign_numbers", "stance_of"]

# Denial or retraction governs what follows it closely, in the same clause.
_DENIAL: Final = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|denials? (?:of|that)|refut(?:e[sd]?|ing)|disput(?:e[sd]?|ing))\b", re.I
)
_RETRACTION: Final = re.compile(
    r"\b(?:retract(?:s|ed|ing|ion)?|withdr(?:ew|aws?|awn|awing) (?:its|the|an|that) (?:report|story|claim)|"
    r"no longer stands? by|erroneously reported|wrongly reported|reported in error)\b",
    re.I,
)
# Who denies a part in a deed does not deny the deed.
_PART: Final = re.compile(
    r"\b(?:behind|responsib\w+|involve\w+|(?:part|hand|role) in|link|connect\w+|blam\w+|charg\w+|accus\w+)\b",
    re.I,
)
_REACH: Final = 90
_HUMAN_COST: Final = frozenset({"ASSAULT", "COERCE", "PROTEST"})
# A toll stands in the sentence of the attack or soon after.
_FOLLOWING_SENTENCES: Final = 2


def stance_of(mention: EventMention) -> Stance:
    """Return what a mention does to its event: asserts, denies, announces, expects, supposes or retracts."""
    before = mention.sentence[: max(0, mention.trigger_span.start - mention.sentence_span.start)]
    clause = re.split(r"[;:]|, (?:but|while|although|and)\b", before)[-1][-_REACH:]
    if _RETRACTION.search(clause):
        return "retracts"
    # A rejection is an event itself; its own "denied" denies something else.
    denial = None if mention.type == "REJECT" else _DENIAL.search(clause)
    if mention.status == "negated" or (denial and not _PART.search(clause, denial.end())):
        return "denies"
    if mention.status == "future":
        own = (
            mention.said_by is None
            or not mention.said_by.who
            or mention.said_by.who in parties_of(mention.actor)
        )
        return "announces" if own and not mention.hedged and parties_of(mention.actor) else "expects"
    return "supposes" if mention.status == "hypothetical" else "asserts"


def assign_numbers(
    mentions: Sequence[EventMention], sentences: Mapping[int, tuple[int, str]]
) -> list[tuple[int, SaidNumber]]:
    """Return each number that a report claims with the index of the mention to which it belongs.

    A number in a sentence with a violent event belongs to the one whose trigger is nearest; in a sentence
    without, to the last violent event of the two sentences before. Others belong to none and are left out.

    Args:
        mentions: The report's mentions.
        sentences: Number of each sentence to its offset in the report and its text.
    """
    violent = [
        (number, mention)
        for number, mention in enumerate(mentions)
        if mention.type in _HUMAN_COST and mention.status in {"actual", "historical", "negated"}
    ]
    found: list[tuple[int, SaidNumber]] = []
    for index, (offset, text) in sorted(sentences.items()):
        said = find_numbers(text) if violent else ()
        if not said:
            continue
        here = [(number, mention) for number, mention in violent if mention.sentence_index == index]
        others = any(mention.sentence_index == index for mention in mentions)
        for one in said:
            moved = SaidNumber(offset + one.start, offset + one.end, one.kind, one.value, one.bound, one.text)
            if here:
                nearest = min(here, key=lambda item: (_gap(item[1], moved), item[0]))
                found.append((nearest[0], moved))
            elif index >= 0 and not others:
                earlier = [
                    item for item in violent if 0 < index - item[1].sentence_index <= _FOLLOWING_SENTENCES
                ]
                if earlier:
                    last = max(earlier, key=lambda item: (item[1].sentence_index, item[1].trigger_span.start))
                    found.append((last[0], moved))
    return found


def _gap(mention: EventMention, said: SaidNumber) -> int:
    return max(said.start - mention.trigger_span.end, mention.trigger_span.start - said.end, 0)
