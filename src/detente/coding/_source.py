"""Whether an event is told on somebody's word: the reader's verdict weighed with clues of its words.

The reader marks the words of a source, and points at it; where the same words are a party too ("Trump said
he called off the strikes"), they go to one of both. The clues are words that speak ("said", "according") and
where they stand; what they weigh is a linear model in ``source_clues.txt``, fitted on annotated reports
without the network (`training.fit_source`). The prefixes, besides those of `_clues`:

- ``sp``: a word that speaks, on which side of the trigger, how far off, how many commas lie between, whether
  "that" does; ``spn spp``: with the word after, before it; ``end``: it ends the sentence.
- ``inq q``: whether the trigger stands in quotation marks, how many there are; ``w0``: the first word.
- ``bs bq``: words that speak, and quotation marks, in the sentence before.

What kind of source it is, a person or an institution, is told by the resolver and weighed with clues too
(``kind_clues.txt``, `training.fit_labels`): the resolver's kind and rule, who it is, and the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, get_args

import msgspec

from detente.coding._clue_weights import ClueWeights
from detente.coding._clues import Act, find_head, find_trigger, to_distance, to_tokens
from detente.coding._decode import to_log_odds
from detente.records import Source, SourceKind

__all__ = [
    "KINDS_OF_SOURCE",
    "KIND_CLUES",
    "SOURCE_CLUES",
    "SOURCE_FEATURES",
    "SourceSigns",
    "describe_source",
    "load_kind_clues",
    "load_source_clues",
    "read_kind_clues",
    "read_source_clues",
    "suit_kind",
]

SOURCE_CLUES: Final = Path(__file__).with_name("source_clues.txt")
KIND_CLUES: Final = Path(__file__).with_name("kind_clues.txt")
KINDS_OF_SOURCE: Final[tuple[SourceKind, ...]] = get_args(SourceKind)
SOURCE_FEATURES: Final = (
    "bias",
    "has words",
    "log odds of words",
    "not nobody unnamed",
    "not nobody anywhere",
    "log odds of a word, claimed or not",
    "that word is the actor's",
    "log odds not nobody unnamed",
    "log odds not nobody anywhere",
    "hedged",
    "log odds of clues",
)
"""What is known of whether an event has a source, in order; weights of the event's types follow."""

_SPEAKING: Final = frozenset(
    re.findall(
        r"\S+",
        """
    said say says saying told tells tell according reported reports report reporting announced announces
    confirmed confirms added adds adding claimed claims claim claiming stated stating statement statements
    quoted quoting citing cited alleged alleges alleging denied denies noted notes wrote writes tweeted
    reportedly insisted insists argued argues asserted asserts explained acknowledged acknowledges believe
    believes believed think thinks warned warns declared declares revealed reveals spokesman spokeswoman
    spokesperson sources source officials official disclosed described accusing accused blamed suggested
    suggests estimates estimated testified recalled stressed emphasized maintains contends vowed press agency
    media newspaper outlet broadcaster television tv radio post interview briefing reporters journalists x
    twitter telegram
    """,
    )
)
_QUOTES: Final = '"“”'


class SourceSigns(msgspec.Struct, frozen=True):
    """What the reader says of an event's source.

    Attributes:
        words: Probability of the likeliest words that no other role has taken; 0 for none.
        claimed: Probability of the likeliest word, taken or not.
        actor: Probability that this word is the actor's.
        nobody: Probabilities that the reader points at nobody: as unnamed source, and anywhere.
        hedged: Probability that the event is told with doubt.
    """

    words: float
    claimed: float
    actor: float
    nobody: tuple[float, float]
    hedged: float


def describe_source(signs: SourceSigns, clue_odds: float) -> list[float]:
    """Return the `SOURCE_FEATURES` of an event.

    Args:
        signs: What the reader says.
        clue_odds: Log odds that there is a source, by the clues.
    """
    unnamed, anywhere = (1.0 - p for p in signs.nobody)
    return [
        1.0,
        float(signs.words > 0.0),
        to_log_odds(signs.words) if signs.words > 0.0 else 0.0,
        unnamed,
        anywhere,
        to_log_odds(signs.claimed),
        signs.actor,
        to_log_odds(unnamed),
        to_log_odds(anywhere),
        signs.hedged,
        clue_odds,
    ]


def load_source_clues() -> ClueWeights:
    """Return what the clues weigh (outcomes: the reporter's own word, a source's), read once.

    Raises:
        ModelError: The file is missing or damaged.
    """
    return ClueWeights.load(SOURCE_CLUES, 2)


def read_source_clues(act: Act, sentence: str, before: Sequence[str] = ()) -> list[str]:
    """Return the clues of words that speak.

    Args:
        act: The event.
        sentence: Its sentence.
        before: The sentences before in the report, the last of them last; only that one counts.
    """
    tokens = to_tokens(sentence)
    found = find_trigger(tokens, act)
    if found is None:
        return []
    words = [word for *_, word in tokens]
    first, last = found
    previous = before[-1] if before else ""
    opened, quotes = words[:first].count('"') % 2, words.count('"')
    clues = [f"inq={opened}", f"q={min(quotes, 2)}", f"w0={words[0]}"]
    for at, word in enumerate(words):
        if word in _SPEAKING and not first <= at < last:
            clues += _spoken(words, at, first, last)
    clues += {f"bs={word}" for *_, word in to_tokens(previous) if word in _SPEAKING}
    clues.append(f"bq={min(2, sum(previous.count(mark) for mark in _QUOTES))}")
    return clues


def _spoken(words: Sequence[str], at: int, first: int, last: int) -> Iterator[str]:
    """Yield the clues of one word that speaks, outside of the trigger (first and the one after its last)."""
    word = words[at]
    ahead = at < first
    side = "L" if ahead else "R"
    between = words[at:first] if ahead else words[last:at]
    yield f"sp={word}|{side}"
    yield f"sp={word}|{side}{to_distance(first - at if ahead else at - last + 1)}"
    yield f"sp={word}|{side}|c{min(between.count(','), 2)}"
    yield f"sp={word}|{side}|t{int(ahead and 'that' in between)}"
    yield f"spn={word}|{words[at + 1] if at + 1 < len(words) else '</s>'}|{side}"
    yield f"spp={words[at - 1] if at else '<s>'}|{word}|{side}"
    if at == len(words) - 2:
        yield f"end={word}"


def load_kind_clues() -> ClueWeights:
    """Return what the clues to a source's kind weigh (outcomes: `KINDS_OF_SOURCE`), read once.

    Raises:
        ModelError: The file is missing or damaged.
    """
    return ClueWeights.load_named(KIND_CLUES, KINDS_OF_SOURCE)


def read_kind_clues(source: Source) -> list[str]:
    """Return the clues to the kind of a source, which has the resolver's."""
    kind, who = source.kind, source.who.replace(" ", "_")
    head, words = find_head(source.text)
    capitals = sum(word[:1].isupper() for word in source.text.split())
    clues = [
        f"s={kind}",
        f"r={kind}|{source.rule}",
        f"name={bool(source.name)}|{kind}",
        f"who={who}",
        f"whos={who}|{kind}",
        f"len={min(len(words), 6)}|{kind}",
        f"cap={min(capitals, 4)}|{kind}",
        f"low={min(len(words) - min(capitals, len(words)), 4)}|{kind}",
    ]
    if words:
        clues += (f"h={head}", f"hs={head}|{kind}", f"f={words[0]}", *(f"w={word}" for word in words))
    return clues


def suit_kind(source: Source) -> Source:
    """Return a source with the kind that the clues name."""
    odds = load_kind_clues().sum_up(read_kind_clues(source))
    kind = KINDS_OF_SOURCE[int(odds.argmax())]
    return source if kind == source.kind else replace(source, kind=kind)
