"""How names are spelt: plurals, capitals, and which spelling fits where."""

from __future__ import annotations

from typing import Final

__all__ = ["PLAIN_FORMS", "fits_case", "is_initials", "is_looser", "plural_of"]

# Forms of names that are read in sentences without capitals, and from how many letters initials are too.
PLAIN_FORMS: Final = frozenset({"name", "alias", "adjective", "people", "capital"})
_WORDLIKE: Final = 4
_ARTICLES: Final = frozenset({"al", "el", "the"})


def plural_of(word: str) -> str:
    """Return the regular plural of a role's words ("chief of staff" -> "chiefs of staff")."""
    head, of, rest = word.partition(" of ")
    if head.endswith("man"):
        head = head[:-3] + "men"
    elif head.endswith(("s", "sh", "ch", "x")):
        head += "es"
    elif head.endswith("y") and head[-2:-1] not in "aeiou":
        head = head[:-1] + "ies"
    else:
        head += "s"
    return head + of + rest


def is_initials(written: str) -> bool:
    """Return whether a name is short and in capitals ("WHO", "US"): small, it may be another word."""
    return written.isupper() and len(written) < _WORDLIKE


def is_looser(written: str, known: str) -> bool:
    """Return whether a spelling also fits where a known one of the same words does not."""
    if known.isupper() or (written[0].islower() and known[0].isupper()):
        return True
    pairs = zip(written.split(" "), known.split(" "), strict=False)
    return " " in written and any(a[0].islower() and b[0].isupper() for a, b in pairs)


def fits_case(written: str, text: list[str]) -> bool:
    """Return whether words of a text have the capitals that a name asks for."""
    names = written.split()
    for i, (name, word) in enumerate(zip(names, text, strict=False)):
        if name[0].isupper():
            if not word[0].isupper():
                # "al Qaeda in Iraq", "the Times of Israel": the first word of a long name may be small.
                if not i and len(names) > 2 and name.lower() in _ARTICLES and name.lower() == word:
                    continue
                # "Kurdistan Workers' party": long names are often not capitalised to the end.
                if i and len(names) > 2:
                    continue
                return False
            if 1 < len(name) < 6 and name.isupper() and not word.isupper():
                return False
            if len(names) == 1 and len(word) < 4 and word.isupper() and not name.isupper():
                # "BAE" is no "Bae".
                return len(word) == 1
    return True
