"""Words of a sentence with their offsets, folded so that spellings of one name fall together."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from operator import add, sub
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from detente.actors.entries import Role

__all__ = ["Words", "find_quoted", "fold", "name_key", "read_words", "split_words"]

_APOSTROPHES: Final = "\u2018\u2019\u02bc\u02bb\u02be\u02bf\u0060\u00b4\u2032"
_QUOTES: Final = frozenset('"“”')
_DASHES: Final = "\u2010\u2011"


def _fold_table() -> dict[int, str]:
    """Return the map of single characters to single plain ones (accents off, curly quotes straight)."""
    table = {ord(c): "'" for c in _APOSTROPHES} | {ord(c): "-" for c in _DASHES}
    for code in (*range(0x00C0, 0x0250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFKD", chr(code))[0]
        if base.isascii() and base.isalpha():
            table[code] = base
    plain = {"ı": "i", "ß": "s", "Ø": "O", "ø": "o", "Ł": "L", "ł": "l", "Đ": "D", "đ": "d", "Ð": "D"}
    plain |= {"ð": "d", "Þ": "T", "þ": "t", "Æ": "A", "æ": "a", "Œ": "O", "œ": "o", "ə": "a", "Ə": "A"}
    return table | {ord(c): p for c, p in plain.items()}


_FOLD: Final = _fold_table()

# Abbreviations with points are one word ("U.S."), a possessive 's and the ends of "we've" and "he'd" are
# words of their own, any other apostrophe stays inside ("Sana'a"); a hyphen between letters only parts words
# ("Iran-backed", "al-Nusra"). A piece is such a word with the blanks before it; the first kind, letters
# alone, is there to be quick.
_PIECE: Final = re.compile(
    r"(\s*)([A-Za-z]++(?=[ ,])|U\. (?:S\.(?: ?A\.)?|K\.|N\.)"
    r"|(?:[^\W\d_]\.){2,}|(?:[^\W\d_]\.)+[^\W\d_](?![\w.])"
    r"|(?i:'(?:s|re|ve|ll|d|m)\b)|\d[\d.,:]*\d"
    r"|[^\W_]++(?:(?i:'(?!(?:s|re|ve|ll|d|m)\b))[^\W_]++)*|[^\s\w]|_)"
)


def fold(text: str) -> str:
    """Return the text with accents and curly quotes made plain, of the same length.

    Example:
        >>> fold("Erdoğan’s")
        "Erdogan's"
    """
    return text if text.isascii() else text.translate(_FOLD)


@dataclass(slots=True)
class Words:
    """The words of one sentence, as parallel lists.

    Attributes:
        text: The sentence as given.
        forms: Folded words without points and inner apostrophes, capitals kept.
        lower: The same in lower case; the keys of names are made of these.
        starts: Offset of each word's first character in `text`.
        ends: Offset after its last character.
        glued: True where a hyphen joins the word to the one before.
        upper: True when the sentence is written in capitals throughout.
        small: True when a sentence of several words is written without any capital, as in some headlines.
        title: True when nearly all its longer words begin with a capital, as in some headlines.
        roles: The gazetteer that has looked for roles in it last, None for none, and what it has found, by a
            role's first word and the last at which it may end.
    """

    text: str
    forms: list[str] = field(default_factory=list)
    lower: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    glued: list[bool] = field(default_factory=list)
    upper: bool = False
    title: bool = False
    small: bool = False
    roles: tuple[object, dict[tuple[int, int], tuple[int, Role] | None]] = field(
        default_factory=lambda: (None, {})
    )

    def __len__(self) -> int:
        """Return the number of words."""
        return len(self.forms)

    def span_of(self, start: int, end: int) -> tuple[int, int]:
        """Return the range of words that the character range touches (half-open, maybe empty)."""
        first = bisect_right(self.ends, start)
        last = bisect_left(self.starts, end, first)
        return first, last


def split_words(text: str) -> Words:
    """Return the words of a sentence.

    Example:
        >>> split_words("U.S.-backed forces in Sana’a").lower
        ['us', 'backed', 'forces', 'in', 'sanaa']
    """
    pieces = _PIECE.findall(fold(text))
    blanks, forms = map(list, zip(*pieces, strict=True)) if pieces else ([], [])
    lengths = list(map(len, forms))
    ends = list(accumulate(map(add, map(len, blanks), lengths)))
    starts = list(map(sub, ends, lengths))
    glued = [False] * len(forms)
    joints = []
    for n in [n for n, form in enumerate(forms) if not form.isalpha()]:
        form = forms[n]
        if form == "-":
            # It joins two words when nothing stands between it and them.
            touching = n and n + 1 < len(forms) and not blanks[n] and not blanks[n + 1]
            if touching and forms[n + 1][0].isalnum():
                joints.append(n)
                glued[n + 1] = True
        elif len(form) > 1:
            if "." in form:
                form = form.replace(".", "").replace(" ", "")
            if "'" in form and form[0] != "'":
                form = form.replace("'", "")
            forms[n] = form
    for n in reversed(joints):
        del forms[n], starts[n], ends[n], glued[n]
    words = Words(text, forms, list(map(str.lower, forms)), starts, ends, glued)
    longer = list(filter(str.isalpha, [form[0] for form in forms if len(form) > 4]))
    capitals = sum(map(str.isupper, longer))
    # "French President Marine Dupont condemned Russia." ends as no headline does.
    words.title = len(longer) > 3 and capitals > 0.8 * len(longer) and forms[-1] != "."
    words.small = not capitals and len(longer) > 2 and text == text.lower()
    if capitals == len(longer):
        letters = [f for f in forms if f[0].isalpha()]
        words.upper = len(letters) > 2 and all(f.isupper() for f in letters)
    return words


@lru_cache(maxsize=64)
def read_words(text: str) -> Words:
    """Return the words of a sentence as `split_words` does; the last sentences are remembered.

    A report is read twice where it begins: once to learn who its headline means. Nobody changes them but
    the gazetteer, which notes what it has found in them.
    """
    return split_words(text)


def find_quoted(words: Words, *, opened: bool) -> tuple[list[bool], bool]:
    """Return for each word whether it is quoted (empty when none is), and whether a quotation stays open.

    Args:
        words: The words of a sentence.
        opened: Whether the sentence before left a quotation open.
    """
    text = words.text
    if not opened and '"' not in text and "“" not in text and "”" not in text:
        return [], False
    marks = [i for i, form in enumerate(words.forms) if form in _QUOTES]
    if not marks:
        return ([True] * len(words.forms) if opened else []), opened
    opening = [_is_opening(text, words.starts[i]) for i in marks]
    # A sentence whose first mark closes begins inside the quotation.
    inside, flags, at = not opening[0], [], 0
    for mark, opens in zip(marks, opening, strict=True):
        flags += [inside] * (mark - at) + [False]
        inside, at = opens, mark + 1
    flags += [inside] * (len(words.forms) - at)
    return flags, inside


def _is_opening(text: str, at: int) -> bool:
    """Return whether a quotation mark opens: by its shape, or as it touches what follows."""
    if text[at] in "“”":
        return text[at] == "“"
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    return not after.isspace() and not (before.isalnum() or before in ".,!?…;")


def name_key(name: str) -> tuple[str, str]:
    """Return a name's key (folded words in lower case, blank between) and its form with capitals.

    Example:
        >>> name_key("Jabhat al-Nusra")
        ('jabhat al nusra', 'Jabhat al Nusra')
    """
    plain = name if name.isascii() else name.translate(_FOLD)
    if plain.isascii():
        if plain.isalpha():
            return plain.lower(), plain
        form = plain.replace("-", " ") if "-" in plain else plain
        if form.replace(" ", "").isalnum():
            if "  " in form or form[0] == " " or form[-1] == " ":
                form = " ".join(form.split())
            return form.lower(), form
    words = split_words(name)
    return " ".join(words.lower), " ".join(words.forms)
