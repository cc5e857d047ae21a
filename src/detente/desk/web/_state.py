"""All that the pages share: the ledger and its questions, the coder, names, the cache, the work under way."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from detente.desk.web._cache import RevisionCache
from detente.desk.web._forecast import Forecasts
from detente.desk.web._safety import Guard
from detente.ledger import Browser, Ledger, Reviewer

if TYPE_CHECKING:
    from pathlib import Path

    from detente.actors import Entry, Gazetteer
    from detente.coding import CoderLike

__all__ = ["Desk", "Names"]


class Names:
    """What to call the parties that events carry by code.

    Args:
        extra: The user's own actors file, or None.
    """

    def __init__(self, extra: Path | None = None) -> None:
        self._extra = extra
        self._lock = threading.Lock()
        self._gazetteer: Gazetteer | None = None
        self._names: dict[str, str] = {"UNK": "unknown"}

    @property
    def gazetteer(self) -> Gazetteer:
        """The gazetteer, loaded when first asked for."""
        with self._lock:
            if self._gazetteer is None:
                from detente.actors import Gazetteer

                self._gazetteer = Gazetteer.load(extra=self._extra)
            return self._gazetteer

    def entries(self, code: str) -> tuple[Entry, ...]:
        """Return what the gazetteer knows of a party, the main entry first."""
        return self.gazetteer.of_party(code)

    def __call__(self, code: str) -> str:
        """Return a party's usual name, or the code where there is none."""
        name = self._names.get(code)
        if name is None:
            entries = self.entries(code)
            main = entries[0] if entries and entries[0].kind != "person" else None
            name = main.name if main is not None else code.replace("_", " ")
            self._names[code] = name
        return name


@dataclass(slots=True)
class Desk:
    """What the pages share.

    Attributes:
        ledger: The ledger.
        guard: Who may ask.
        load_coder: Returns the coder; called once, when the first report comes in.
        names: What to call parties.
        model: File of the outlook's parameters, or None for those of the package.
        tell: Is told that something was worked out, so that open pages can show it.
        allow_private: Whether addresses on this machine and in private networks are fetched; for tests only.
        browser: Questions of the ledger.
        reviewer: What people say of mentions.
        cache: What was worked out from the ledger.
        forecasts: The outlook and what if.
    """

    ledger: Ledger
    guard: Guard
    load_coder: Callable[[], CoderLike]
    names: Names = field(default_factory=Names)
    model: Path | None = None
    tell: Callable[[], None] = lambda: None
    allow_private: bool = False
    browser: Browser = field(init=False)
    reviewer: Reviewer = field(init=False)
    cache: RevisionCache = field(init=False)
    forecasts: Forecasts = field(init=False)

    def __post_init__(self) -> None:
        self.browser = Browser(self.ledger)
        self.reviewer = Reviewer(self.ledger)
        self.cache = RevisionCache(self.browser.revision)
        self.forecasts = Forecasts(self.browser, lambda: self.tell(), self.model)

    def close(self) -> None:
        """Let go of what the questions hold; the ledger itself is its opener's to close."""
        self.forecasts.close()
        self.cache.close()
        self.browser.close()
