"""A question to the simulation turned into runs, and the runs into what the user gets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import numpy as np

from detente.errors import OutlookError, UsageError
from detente.outlook._asking import (
    QUAD_OF_TYPE,
    check_horizon,
    check_parties,
    choose_origin,
    choose_parties,
    make_generator,
    make_plan,
    pairs_among,
    pool_shares,
    spread_usual,
    tension_before,
)
from detente.outlook._history import PLOVER_TYPES, History, is_whole, to_number
from detente.outlook._simulating import draw_in_chunks
from detente.outlook._simulation import Simulation
from detente.outlook._supposing import check_supposed
from detente.outlook.records import Added, Blocked

if TYPE_CHECKING:
    from detente.outlook._fitting import Fit

__all__ = ["Rng", "simulate_forward"]

Rng = int | np.random.Generator


def simulate_forward(
    fit: Fit,
    history: History,
    *,
    parties: Collection[str] | None,
    horizon_days: int,
    origin: dt.date | None,
    runs: int,
    added: Sequence[Added] = (),
    blocked: Sequence[Blocked] = (),
    rng: Rng,
) -> Simulation:
    """Return many runs of the days to come by what was fitted; see `Outlook.simulate`."""
    check_horizon(horizon_days)
    if not is_whole(runs) or runs < 1:
        raise UsageError("at least one run is wanted", hint="give a whole number")
    chance = make_generator(rng)
    origin = choose_origin(history, origin, horizon_days)
    check_supposed(added, blocked, origin, horizon_days)
    named = {p for a in added for p in (a.actor, a.recipient)}
    named |= {p for b in blocked for p in (b.actor, b.recipient) if p is not None}
    check_parties(history, named | set(parties or ()))
    chosen = tuple(sorted(choose_parties(history, named) if parties is None else {*parties, *named}))
    if len(chosen) < 2:
        raise OutlookError("fewer than two parties are named", hint="name two or more")
    known = history.joined(
        (a.day, a.actor, a.type, a.recipient) for a in added if a.day < origin for _ in range(a.count)
    )
    start = to_number(origin)
    pairs = pairs_among(known, chosen)
    state = fit.marks.state_at(known, pairs, start)
    shares = pool_shares(known, pairs, fit.shares)
    plan = make_plan(known, pairs, origin, horizon_days, added, blocked)
    draws = draw_in_chunks(
        fit.rates,
        fit.spread,
        state,
        start,
        horizon_days,
        runs,
        shares=shares,
        quad_of_type=QUAD_OF_TYPE,
        plan=plan,
        rng=chance,
    )
    at = {known.index(name): number for number, name in enumerate(chosen)}
    local = np.array([at.get(number, -1) for number in range(len(known.parties))], np.int64)
    return Simulation(
        origin=origin,
        horizon_days=horizon_days,
        runs=runs,
        parties=chosen,
        types=PLOVER_TYPES,
        run=draws.run,
        day=draws.day,
        actor=local[pairs.actor[draws.pair]],
        type=draws.type,
        recipient=local[pairs.recipient[draws.pair]],
        count=draws.count,
        start_tension=tension_before(known, chosen, origin),
        _calibration=fit.calibration,
        _bands=fit.bands,
        _usual=spread_usual(state, pairs, shares, local, len(chosen)),
    )
