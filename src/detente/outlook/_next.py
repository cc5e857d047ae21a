"""What is likeliest on the next day, by the fitted rates."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

from detente.outlook._asking import QUAD_OF_TYPE, check_parties, pool_shares
from detente.outlook._history import PLOVER_TYPES, History, check_limit, parse_what, to_number
from detente.outlook._marks import Marks
from detente.outlook._rates import Rates
from detente.outlook._state import Pairs
from detente.outlook.records import NextEvent

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["rank_next"]


def rank_next(
    rates: Rates,
    marks: Marks,
    usual: NDArray[np.float32],
    history: History,
    *,
    actor: str | None,
    what: str,
    recipient: str | None,
    origin: dt.date,
    limit: int,
) -> tuple[NextEvent, ...]:
    """Return the most expected events of the day `origin`; see `Outlook.rank`."""
    check_limit(limit)
    named = {party for party in (actor, recipient) if party is not None}
    check_parties(history, named)
    everyone = np.arange(len(history.parties))
    ends = [everyone if p is None else np.array([history.index(p)]) for p in (actor, recipient)]
    asked = Pairs.of(np.repeat(ends[0], len(ends[1])), np.tile(ends[1], len(ends[0])), len(everyone))
    if not named:
        # All pairs of many parties would be too many: those that met are asked about.
        asked = Pairs.of(history.actor, history.recipient, len(everyone))
    state = marks.state_at(history, asked, to_number(origin))
    shares = pool_shares(history, asked, usual)
    mean = rates.expect(state, to_number(origin))[QUAD_OF_TYPE].T * shares
    mean[:, [name not in parse_what(what) for name in PLOVER_TYPES]] = 0
    for party, column in ((actor, asked.actor), (recipient, asked.recipient)):
        if party is not None:
            mean[column != history.index(party)] = 0
    flat = mean.ravel()
    best = np.argsort(-flat, kind="stable")[:limit]
    types = len(PLOVER_TYPES)
    return tuple(
        NextEvent(
            actor=history.parties[asked.actor[at // types]],
            type=PLOVER_TYPES[at % types],
            recipient=history.parties[asked.recipient[at // types]],
            expected=float(flat[at]),
            share=float(flat[at] / flat.sum()),
        )
        for at in best
        if flat[at] > 0
    )
