"""English for sentences made by rule: lists, numbers, plurals, articles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

__all__ = [
    "capitalise",
    "is_plural",
    "join_words",
    "spell",
    "with_article",
    "with_determiner",
]

_SMALL: Final = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
_PLURAL_FIRST: Final = frozenset(
    {
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fifteen",
        "twenty",
        "thirty",
        "dozens",
        "scores",
        "hundreds",
        "thousands",
        "several",
        "many",
        "some",
        "both",
        "these",
        "those",
        "few",
    }
)
_PLURAL_LAST: Final = frozenset(
    {"people", "men", "women", "police", "troops", "children", "militia", "fishermen", "gunmen"}
)
_ARTICLE: Final = re.compile(
    r"(?:United |European Union|Netherlands|Philippines|Maldives|Bahamas|Gambia|Vatican|Taliban|Arab League|"
    r"African Union|Houthis|Democratic Republic|Central African Republic|Dominican Republic|Czech Republic)"
)


def join_words(words: Sequence[str], most: int = 4) -> str:
    """Return words as a list in a sentence; of more than a number, the last are counted.

    Example:
        >>> join_words(["Peru", "Chad", "Mali"]), join_words(["a", "b", "c"], 2)
        ('Peru, Chad and Mali', 'a and two others')
    """
    shown = list(words)
    if len(shown) > most:
        left = len(shown) - most + 1
        shown = [*shown[: most - 1], f"{spell(left)} other{'s' if left > 1 else ''}"]
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} and {shown[-1]}"


def spell(number: int) -> str:
    """Return a number as it stands in a sentence: in words up to twelve.

    Example:
        >>> spell(0), spell(3), spell(1400)
        ('no', 'three', '1,400')
    """
    return _SMALL[number] if 0 <= number < len(_SMALL) else f"{number:,}"


def capitalise(text: str) -> str:
    """Return the text with its first letter in capitals, the others as they are.

    Example:
        >>> capitalise("the UN met")
        'The UN met'
    """
    return text[:1].upper() + text[1:]


def with_article(name: str) -> str:
    """Return a party's name as it stands in a sentence.

    Example:
        >>> with_article("United States"), with_article("Peru")
        ('the United States', 'Peru')
    """
    return f"the {name}" if _ARTICLE.match(name) else name


def is_plural(words: str) -> bool:
    """Return whether words for a party take a verb in the plural, as far as their form shows it.

    Example:
        >>> is_plural("four soldiers"), is_plural("the United States"), is_plural("Peruvian forces")
        (True, False, True)
    """
    parts = re.sub(r"\s*\(.*\)$", "", words).split(" of ")[0].replace(",", " ").split()
    if not parts:
        return False
    first, last = parts[0].casefold(), parts[-1]
    if first in {"one", "a", "an"}:
        return False
    if first in _PLURAL_FIRST or (first[:1].isdigit() and first != "1"):
        return True
    if last.casefold() in _PLURAL_LAST or first in _PLURAL_LAST:
        return True
    return last.islower() and last.endswith("s") and not last.endswith(("ss", "us", "is"))


_DETERMINERS: Final = frozenset(
    {
        "the",
        "a",
        "an",
        "this",
        "that",
        "no",
        "any",
        "every",
        "each",
        "its",
        "his",
        "her",
        "their",
        "our",
        "my",
        "your",
    }
)


def with_determiner(words: str) -> str:
    """Return words for a party with "the" before a bare noun, as headlines leave it out.

    Example:
        >>> with_determiner("ambassador"), with_determiner("army officers"), with_determiner("Peru's envoy")
        ('the ambassador', 'army officers', "Peru's envoy")
    """
    first = words.split()[0].casefold() if words.split() else ""
    if not words[:1].islower() or first in _DETERMINERS or is_plural(words) or first in _SMALL:
        return words
    return f"the {words}"
