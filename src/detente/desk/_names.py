"""What to call the parties that events carry by code."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from detente.desk._words import shorten

if TYPE_CHECKING:
    from detente.actors import Entry, Gazetteer

__all__ = ["PartyNames"]


class PartyNames:
    """The usual names of parties; the gazetteer is loaded when the first is asked for, by whatever thread.

    Args:
        extra: The user's own actors file, or None.

    Example:
        >>> PartyNames()("PER")
        'Peru'
    """

    def __init__(self, extra: Path | None = None) -> None:
        self._extra = extra
        self._lock = threading.RLock()
        self._gazetteer: Gazetteer | None = None
        self._by_party: dict[str, list[Entry]] | None = None
        self._names: dict[str, str] = {"UNK": "unknown"}

    @property
    def gazetteer(self) -> Gazetteer:
        """The gazetteer, loaded when first asked for."""
        with self._lock:
            if self._gazetteer is None:
                from detente.actors import Gazetteer

                self._gazetteer = Gazetteer.load(extra=self._extra)
            return self._gazetteer

    def main_entry(self, code: str) -> Entry | None:
        """Return the state, group or body that a code stands for, or None when the gazetteer has none."""
        state = self.gazetteer.states.get(code)
        if state is not None:
            return state
        # A group is found by its code's own words: to look through all entries takes a second.
        named = [found.entry for found in self.gazetteer.find(code.replace("_", " "))]
        for entry in named:
            if entry.who == code and entry.kind != "person":
                return entry
        return self._look_through(code)

    def __call__(self, code: str) -> str:
        """Return a party's usual name, or its code in words where the gazetteer has none."""
        name = self._names.get(code)
        if name is None:
            entry = self.main_entry(code)
            name = shorten(entry.name if entry is not None else code.replace("_", " "), 60)
            self._names[code] = name
        return name

    def _look_through(self, code: str) -> Entry | None:
        with self._lock:
            if self._by_party is None:
                self._by_party = {}
                for entry in self.gazetteer.entries:
                    if entry.kind != "person":
                        self._by_party.setdefault(entry.who, []).append(entry)
        found = self._by_party.get(code, ())
        return min(
            found, key=lambda e: (e.kind not in {"state", "group"}, e.name.upper() != code), default=None
        )
