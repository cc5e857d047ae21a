"""Numbers that a sentence claims: dead, wounded, strikes and others, with the words that say them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

__all__ = ["NUMBER_KINDS", "Bound", "NumberKind", "SaidNumber", "find_numbers"]

NumberKind = Literal["dead", "wounded", "missing", "captured", "displaced", "strikes"]
Bound = Literal["exactly", "at least", "about", "at most"]
NUMBER_KINDS: Final[tuple[NumberKind, ...]] = (
    "dead",
    "wounded",
    "missing",
    "captured",
    "displaced",
    "strikes",
)

_UNIT_WORDS: Final = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen
"""
_TEN_WORDS: Final = "twenty thirty forty fifty sixty seventy eighty ninety"
_UNITS: Final = {word: value for value, word in enumerate(_UNIT_WORDS.split())}
_TENS: Final = {word: value for value, word in zip(range(20, 100, 10), _TEN_WORDS.split(), strict=True)}
_SCALES: Final = {"hundred": 100, "thousand": 1000, "million": 1_000_000}
_ROUND: Final = {"dozen": 12, "a dozen": 12, "two dozen": 24, "three dozen": 36}

_SIMPLE: Final = "|".join([*_TENS, *_UNITS])
_AMOUNT: Final = (
    r"(?P<amount>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?(?:\s(?:hundred|thousand|million))?"
    r"|(?:(?:a|two|three)\s)?dozen"
    rf"|(?:a\s(?=hundred|thousand)|(?:{_SIMPLE}))?[\s-]?(?:{_SIMPLE}|hundred|thousand)"
    rf"(?:[\s-](?:and\s)?(?:{_SIMPLE}|hundred|thousand))*)"
)
_BOUNDS: Final = (
    r"(?:(?P<bound>at\sleast|more\sthan|over|no\sfewer\sthan|as\smany\sas|up\sto|about|around|some|nearly|almost"
    r"|approximately|roughly|fewer\sthan|less\sthan)\s)?"
)
_PEOPLE: Final = r"(?:\s(?!and\b|were\b|was\b|have\b|had\b|others?\s(?:were|was)\b)[\w'’-]+){0,5}?"
_BE: Final = (
    r"(?:,\sincluding\s[^,.;]{1,60},)?"
    r"(?:\s(?:were|was|are|is|have\sbeen|has\sbeen|had\sbeen|being))?(?:\salso|\sreportedly)?"
)
_STATES: Final[dict[NumberKind, str]] = {
    "dead": r"(?:killed|dead|died|slain|deaths|fatalities)",
    "wounded": r"(?:wounded|injured|hurt|injuries)",
    "missing": r"(?:missing|unaccounted\sfor)",
    "captured": r"(?:captured|detained|arrested|abducted|kidnapped|taken\s(?:hostage|prisoner)|freed)",
    "displaced": r"(?:displaced|evacuated|forced\sto\sflee|fled)",
    "strikes": r"(?:strikes|air\s?strikes|air\sraids|raids|missiles|rockets|drones|shells|sorties|attacks)",
}
_VERBS: Final[dict[NumberKind, str]] = {
    "dead": r"(?:killed|killing|kills|kill|claimed\sthe\slives\sof|death\stoll(?:\s\w+){0,6}?"
    r"\s(?:to|at|stands\sat|reached|of|is))",
    "wounded": r"(?:wounded|wounding|wounds|hurt|injured|injuring|injures|hurting)",
    "captured": r"(?:captured|capturing|detained|detaining|arrested|arresting|abducted|abducting)",
    "displaced": r"(?:displaced|displacing)",
}
_BEFORE: Final = {
    kind: re.compile(rf"(?<![\w.,]){_BOUNDS}(?P<all>{_AMOUNT})(?![\w,]*\d){_PEOPLE}{_BE}\s{state}\b", re.I)
    for kind, state in _STATES.items()
}
_AFTER: Final = {
    kind: re.compile(
        rf"\b{verb}\s{_BOUNDS}(?P<all>{_AMOUNT})(?!\s?(?:%|per\scent|percent|years?|days?|hours?|"
        r"km|kilomet|miles?|metres?))\b",
        re.I,
    )
    for kind, verb in _VERBS.items()
}
_BOUND_NAMES: Final[dict[str, Bound]] = {
    "": "exactly",
    "at least": "at least",
    "more than": "at least",
    "over": "at least",
    "no fewer than": "at least",
    "as many as": "at most",
    "up to": "at most",
    "fewer than": "at most",
    "less than": "at most",
}


@dataclass(frozen=True, slots=True, order=True)
class SaidNumber:
    """A number as a text claims it.

    Attributes:
        start: Offset of the first character of the words, in the text given.
        end: Offset after the last.
        kind: What is counted: dead, wounded, missing, captured, displaced or strikes.
        value: How many.
        bound: exactly, at least, about or at most, as the words say.
        text: The words.
    """

    start: int
    end: int
    kind: NumberKind
    value: int
    bound: Bound
    text: str


def find_numbers(text: str) -> tuple[SaidNumber, ...]:
    """Return the numbers that a sentence claims, in order; one number is read for one kind only.

    Example:
        >>> [(n.kind, n.value, n.bound) for n in find_numbers("It killed at least 12 and hurt thirty.")]
        [('dead', 12, 'at least'), ('wounded', 30, 'exactly')]
    """
    found: list[tuple[int, int, SaidNumber]] = []
    for patterns in (_AFTER, _BEFORE):
        for kind, pattern in patterns.items():
            for match in pattern.finditer(text):
                value = read_number(match["amount"])
                if value is None or _is_year(match["amount"], match["bound"]):
                    continue
                bound = _BOUND_NAMES.get(" ".join((match["bound"] or "").lower().split()), "about")
                at, end = match.span("all")
                said = SaidNumber(match.start(), match.end(), kind, value, bound, match.group())
                found.append((at, end, said))
    kept: dict[int, tuple[int, int, SaidNumber]] = {}
    # "killed 12 and wounded 30": the verb before a number claims it before a word after it does, and of two
    # readings of one number the one in fewer words is right.
    for at, end, said in sorted(found, key=lambda item: (item[2].end - item[2].start, item[2])):
        if all(end <= other[0] or at >= other[1] for other in kept.values()):
            kept[at] = (at, end, said)
    return tuple(said for _, _, said in sorted(kept.values(), key=lambda item: item[0]))


def read_number(words: str) -> int | None:
    """Return the whole number that words or digits say, or None.

    Example:
        >>> read_number("1,200"), read_number("twenty-four"), read_number("a hundred and five")
        (1200, 24, 105)
    """
    words = " ".join(words.lower().replace("-", " ").split())
    if words in _ROUND:
        return _ROUND[words]
    total = current = 0
    for word in words.split():
        digits = word.replace(",", "")
        if word in {"a", "and"}:
            current = current or (1 if word == "a" else 0)
        elif re.fullmatch(r"\d+(\.\d+)?", digits, re.ASCII):
            scaled = float(digits)
            rest = words.split()[words.split().index(word) + 1 :]
            scale = _SCALES.get(rest[0], 1) if rest else 1
            return round(scaled * scale) if scaled * scale < 1e9 else None
        elif word in _UNITS or word in _TENS:
            current += _UNITS.get(word, 0) + _TENS.get(word, 0)
        elif word == "hundred":
            current = (current or 1) * 100
        elif word in _SCALES:
            total, current = total + (current or 1) * _SCALES[word], 0
        else:
            return None
    return total + current


def _is_year(amount: str, bound: str | None) -> bool:
    return bound is None and re.fullmatch(r"(19|20)\d\d", amount) is not None
