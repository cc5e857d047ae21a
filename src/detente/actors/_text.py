"""Words of a sentence with their offsets, folded so that spellings of one name fall together."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Final

__all__ = ["Words", "fold", "name_key", "split_words"]

_APOSTROPHES: Final = "\u2018\u2019\u02bc\u02bb\u02be\u02bf\u0060\u00b4\u2032"
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

# Abbreviations with points are one word ("U.S."), a possessive 's is a word of its own, any other apostrophe
# stays inside ("Sana'a"); a hyphen between letters only parts words ("Iran-backed", "al-Nusra").
_WORD: Final = re.compile(
    r"(?:[^\W\d_]\.){2,}|(?:[^\W\d_]\.)+[^\W\d_](?![\w.])|'s\b|\d[\d.,:]*\d"
    r"|[^\W_]+(?:'(?!s\b)[^\W_]+)*|[^\s\w]|_",
    re.IGNORECASE,
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
    """

    text: str
    forms: list[str] = field(default_factory=list)
    lower: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    glued: list[bool] = field(default_factory=list)
    upper: bool = False

    def __len__(self) -> int:
        """Return the number of words."""
        return len(self.forms)

    def span_of(self, start: int, end: int) -> tuple[int, int]:
        """Return the range of words that the character range touches (half-open, maybe empty)."""
        first, last = 0, len(self.forms)
        while first < last and self.ends[first] <= start:
            first += 1
        while last > first and self.starts[last - 1] >= end:
            last -= 1
        return first, last


def split_words(text: str) -> Words:
    """Return the words of a sentence.

    Example:
        >>> split_words("U.S.-backed forces in Sana’a").lower
        ['us', 'backed', 'forces', 'in', 'sanaa']
    """
    words = Words(text)
    folded = fold(text)
    hyphen = -1
    for match in _WORD.finditer(folded):
        form, start = match.group(), match.start()
        if form == "-" and 0 < start < len(folded) - 1 and folded[start + 1].isalnum():
            if not folded[start - 1].isspace():
                hyphen = match.end()
                continue
        elif len(form) > 1:
            if "." in form:
                form = form.replace(".", "")
            if "'" in form and form[0] != "'":
                form = form.replace("'", "")
        words.forms.append(form)
        words.lower.append(form.lower())
        words.starts.append(start)
        words.ends.append(match.end())
        words.glued.append(hyphen == start)
    letters = [f for f in words.forms if f[0].isalpha()]
    words.upper = len(letters) > 2 and all(f.isupper() for f in letters)
    return words


def name_key(name: str) -> tuple[str, str]:
    """Return a name's key (folded words in lower case, blank between) and its form with capitals.

    Example:
        >>> name_key("Jabhat al-Nusra")
        ('jabhat al nusra', 'Jabhat al Nusra')
    """
    if name.isalpha() and name.isascii():
        return name.lower(), name
    if name.isascii() and name.replace(" ", "").replace("-", "").isalnum():
        form = " ".join(name.replace("-", " ").split())
        return form.lower(), form
    words = split_words(name)
    return " ".join(words.lower), " ".join(words.forms)
