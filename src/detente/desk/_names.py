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
        entries = self._gazetteer.of_party(code)
        if entries and entries[0].kind != "person":
            return entries[0].name
        return code.replace("_", " ")
