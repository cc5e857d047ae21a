"""What to call the parties that events carry by code."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from detente.desk._words import shorten

if TYPE_CHECKING:
    from detente.actors import Gazetteer

__all__ = ["PartyNames"]


class PartyNames:
    """The usual names of parties; the gazetteer is loaded when the first is asked for.

    Args:
        extra: The user's own actors file, or None.

    Example:
        >>> PartyNames()("PER")
        'Peru'
    """

    def __init__(self, extra: Path | None = None) -> None:
        self._extra = extra
        self._gazetteer: Gazetteer | None = None
        self._names: dict[str, str] = {}

    def __call__(self, code: str) -> str:
        """Return a party's usual name, or its code in words where the gazetteer has none."""
        if code not in self._names:
            self._names[code] = shorten(self._find(code), 60)
        return self._names[code]

    def _find(self, code: str) -> str:
        if self._gazetteer is None:
            from detente.actors import Gazetteer

            self._gazetteer = Gazetteer.load(extra=self._extra)
        words = code.replace("_", " ")
        state = self._gazetteer.states.get(code)
        if state is not None:
            return state.name
        # A group is found by its code's own words: to look through all entries takes a second.
        named = [found.entry for found in self._gazetteer.find(words)]
        entries = [e for e in named if e.who == code and e.kind != "person"] or self._gazetteer.of_party(code)
        return entries[0].name if entries else words
