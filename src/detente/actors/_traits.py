"""What those whom a report has named are, as bits of one number, and how well they fit a pronoun."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from detente.actors import _lexicon as lex
from detente.actors._findings import Finding

__all__ = [
    "BACK",
    "CROWD",
    "NAMED",
    "PERSON",
    "PLURAL",
    "QUOTED",
    "SPEAKS",
    "SUBJECT",
    "best_fit",
    "fit",
    "pronoun_class",
    "traits_of",
]

PERSON, CROWD, BODY, PLURAL, NAMED, UNKNOWN, DERIVED, WOMAN, MAN, SUBJECT, SPEAKS, QUOTED = (
    1 << i for i in range(12)
)
# What a pronoun costs that points a sentence further back.
BACK: Final = 2.0
_THINGS: Final = {
    "person": PERSON,
    "crowd": CROWD,
    "state": BODY,
    "group": BODY,
    "organ": BODY,
    "organisation": BODY,
}
_CLASSES: Final = {
    word: kind
    for kind, words in (("he", lex.HE), ("she", lex.SHE), ("it", lex.IT), ("they", lex.THEY))
    for word in words
}


def traits_of(finding: Finding, *, subject: bool, speaks: bool, quoted: bool) -> int:
    """Return what somebody named is, in bits: what the finding says, and how the name stands."""
    found = _THINGS.get(finding.thing, 0)
    if finding.plural:
        found |= PLURAL
    if finding.name:
        found |= NAMED
    if finding.who == "UNK":
        found |= UNKNOWN
    if finding.form in {"adjective", "people"}:
        found |= DERIVED
    if finding.woman is not None:
        found |= WOMAN if finding.woman else MAN
    if subject:
        found |= SUBJECT
    if speaks:
        found |= SPEAKS
    if quoted:
        found |= QUOTED
    return found


def pronoun_class(pronoun: str) -> str:
    """Return the class of a pronoun, alike in whom they fit: "he", "she", "it", "they", or "" ("I")."""
    return _CLASSES.get(pronoun, "")


def best_fit(kind: str) -> float:
    """Return how well a pronoun of a class can be fitted at most."""
    return 3.0 if kind else 5.5


@lru_cache(maxsize=4096)
def fit(kind: str, traits: int, says: bool) -> float | None:
    """Return how well somebody of such traits fits a pronoun, their distance apart; None for not at all.

    Args:
        kind: The pronoun's class.
        traits: What somebody is, as `traits_of` gives it.
        says: Whether a verb of saying stands beside the pronoun.
    """
    person = traits & PERSON and not traits & PLURAL
    speaks = traits & SPEAKS
    score = (1.5 if traits & SUBJECT else 0.0) + (0.5 if traits & NAMED else 0.0)
    if kind in {"he", "she"}:
        if not person or traits & (WOMAN if kind == "he" else MAN):
            return None
        if kind == "she" and not traits & WOMAN:
            score -= 0.5
        return score + (1.0 if says and speaks else 0.0)
    if traits & UNKNOWN:
        return None
    if kind == "it":
        if person or traits & (PLURAL | DERIVED):
            return None
        return score + (0.5 if traits & BODY else 0.0)
    if kind == "they":
        return None if person else score + (1.0 if traits & PLURAL else 0.0)
    if not person and not traits & BODY:
        return None
    return score + (2.5 if speaks else 0.0) + (1.0 if person else 0.0)
