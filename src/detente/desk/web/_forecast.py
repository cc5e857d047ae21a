"""The outlook and what if, worked out aside while pages go on being served."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from detente.desk.web._cache import RevisionCache
from detente.desk.web._traffic import Traffic
from detente.errors import DetenteError, OutlookError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from detente.ledger import Browser
    from detente.outlook import Added, Blocked, CrisisOutlook, History, Odds, Outlook, WhatIf

__all__ = ["HORIZONS_DAYS", "Forecasts", "Progress"]

Found = TypeVar("Found")
HORIZONS_DAYS: Final = (7, 14, 30)
RUNS: Final = 1000
SEED: Final = 0
MOST_WAITING: Final = 12


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a forecast is.

    Attributes:
        done: Number of runs done.
        total: Number of runs wanted.
    """

    done: int
    total: int


class Forecasts:
    """Forecasts by what was asked, each for one state of the ledger.

    Args:
        browser: The ledger's questions.
        tell: Is told that one is done, from the thread that works.
        model: File of the model's parameters; None for those of the package.
        traffic: The requests that are being answered, to which work aside gives way.
    """

    def __init__(
        self,
        browser: Browser,
        tell: Callable[[], None],
        model: Path | None = None,
        traffic: Traffic | None = None,
    ) -> None:
        self._traffic = traffic or Traffic()
        self._browser = browser
        self._path = model
        self._cache = RevisionCache(browser.revision, size=64, traffic=self._traffic, tell=tell)
        self._lock = threading.Lock()
        self._model: Outlook | None = None
        self._progress: dict[Hashable, Progress] = {}
        self._stopping = threading.Event()

    def close(self) -> None:
        """Stop what is being worked out."""
        self._stopping.set()
        self._cache.close()

    def look_ahead(
        self, as_of: dt.date | None, what: str, wait_s: float = 0.2
    ) -> CrisisOutlook | DetenteError | Progress:
        """Return the outlook of the crisis, why there is none, or how far it is."""
        key = ("outlook", as_of, what)

        def work() -> CrisisOutlook:
            from detente.outlook import look_ahead

            history, origin = self._know(as_of)
            return look_ahead(
                self.model,
                history,
                origin=origin,
                whats=(what,),
                horizons_days=HORIZONS_DAYS,
                runs=RUNS,
                seed=SEED,
                progress=self._follow(key),
                should_stop=self._stopping.is_set,
            )

        return self._soon(key, work, wait_s)

    def compare(
        self,
        as_of: dt.date | None,
        added: Sequence[Added],
        blocked: Sequence[Blocked],
        what: str,
        horizon_days: int,
        wait_s: float = 0.2,
    ) -> WhatIf | DetenteError | Progress:
        """Return the days to come with and without what is supposed, why not, or how far it is."""
        key = ("whatif", as_of, tuple(added), tuple(blocked), what, horizon_days)

        def work() -> WhatIf:
            from detente.outlook import compare

            history, origin = self._know(as_of)
            return compare(
                self.model,
                history,
                added=added,
                blocked=blocked,
                origin=origin,
                horizon_days=horizon_days,
                whats=(what,),
                runs=RUNS,
                seed=SEED,
                progress=self._follow(key),
                should_stop=self._stopping.is_set,
            )

        return self._soon(key, work, wait_s)

    def odds_of(
        self, one: str, other: str, as_of: dt.date | None, wait_s: float = 0.05
    ) -> tuple[Odds, ...] | DetenteError | Progress:
        """Return the odds of material conflict of a pair in both directions, why not, or how far they are."""
        key = ("odds", one, other, as_of)

        def work() -> tuple[Odds, ...]:
            history, origin = self._know(as_of)
            pairs = [(one, other), (other, one)]
            return self.model.predict(history, pairs, horizons_days=HORIZONS_DAYS, origin=origin)

        return self._soon(key, work, wait_s)

    @property
    def model(self) -> Outlook:
        """The model, loaded when first asked for.

        Raises:
            OutlookError: There is none.
        """
        with self._lock:
            if self._model is None:
                from detente.outlook import Outlook

                self._model = Outlook.load(self._path)
            return self._model

    def _know(self, as_of: dt.date | None) -> tuple[History, dt.date]:
        # All pairs and questions of a day share one history.
        return self._cache.get(("history", as_of), lambda: self._read_history(as_of))

    def _read_history(self, as_of: dt.date | None) -> tuple[History, dt.date]:
        from detente.outlook import History

        known = self._browser.known_days()
        if known is None:
            raise OutlookError("there are no reports to go by", hint="add some")
        last = min(as_of or known.last, known.last)
        acts, dropped = self._browser.acts(as_of=as_of)
        history = History.from_rows(acts, dropped=dropped)
        origin = last + dt.timedelta(days=1)
        before = history.before(origin)
        if not len(before):
            raise OutlookError(
                "nothing is known to go by: no event happened, on a known day, between two known parties",
                hint="add reports, or ask for a later day",
            )
        return before, origin

    def _follow(self, key: Hashable) -> Callable[[int, int], None]:
        pace = self._traffic.pace()

        def follow(done: int, total: int) -> None:
            pace()
            self._progress[key] = Progress(done, total)

        return follow

    def _soon(
        self, key: Hashable, work: Callable[[], Found], wait_s: float
    ) -> Found | DetenteError | Progress:
        # What can't be answered is an answer too: it is kept, and is not tried again for each page.
        def attempt() -> Found | DetenteError:
            try:
                return work()
            except DetenteError as error:
                return error
            finally:
                self._progress.pop(key, None)

        if self._cache.waiting >= MOST_WAITING and not self._cache.knows(key):
            raise UsageError("too much is being worked out already", hint="try again in a minute")
        found, fresh = self._cache.get_soon(key, attempt, wait_s)
        if fresh and found is not None:
            return found
        return self._progress.get(key, Progress(0, RUNS))
