"""All that the pages share: the ledger and its questions, the coder, names, the cache, the work under way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from detente.desk._names import PartyNames
from detente.desk.web._cache import RevisionCache
from detente.desk.web._forecast import Forecasts
from detente.desk.web._safety import Guard
from detente.desk.web._traffic import Traffic
from detente.ledger import Browser, Ledger, Reviewer

if TYPE_CHECKING:
    from pathlib import Path

    from detente.coding import CoderLike

__all__ = ["Desk"]


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
        traffic: The requests that are being answered.
    """

    ledger: Ledger
    guard: Guard
    load_coder: Callable[[], CoderLike]
    names: PartyNames = field(default_factory=PartyNames)
    model: Path | None = None
    tell: Callable[[], None] = lambda: None
    allow_private: bool = False
    browser: Browser = field(init=False)
    reviewer: Reviewer = field(init=False)
    cache: RevisionCache = field(init=False)
    forecasts: Forecasts = field(init=False)
    traffic: Traffic = field(default_factory=Traffic)

    def __post_init__(self) -> None:
        self.browser = Browser(self.ledger)
        self.reviewer = Reviewer(self.ledger)
        self.cache = RevisionCache(self.browser.revision, traffic=self.traffic)
        self.forecasts = Forecasts(self.browser, lambda: self.tell(), self.model, self.traffic)

    def close(self) -> None:
        """Let go of what the questions hold; the ledger itself is its opener's to close."""
        self.forecasts.close()
        self.cache.close()
        self.browser.close()
