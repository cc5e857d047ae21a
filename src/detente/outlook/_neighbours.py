"""Which states there are, and which of them have a land border in common."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

__all__ = ["are_neighbours", "is_state"]


@cache
def _borders() -> dict[str, frozenset[str]]:
    text = (files("detente.outlook") / "data" / "borders.txt").read_text(encoding="utf-8")
    lines = (line.split() for line in text.splitlines() if line and not line.startswith("#"))
    return {code: frozenset(others) for code, *others in lines}


def is_state(code: str) -> bool:
    """Return whether a code is the ISO 3166 alpha-3 code of a state (or XKX, Kosovo)."""
    return code in _borders()


def are_neighbours(one: str, other: str) -> bool:
    """Return whether two states have a land border in common; False for what is no state.

    Example:
        >>> are_neighbours("PER", "ECU"), are_neighbours("IRN", "ISR")
        (True, False)
    """
    return other in _borders().get(one, frozenset())
