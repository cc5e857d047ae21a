"""What the pages show and the API answers with: records made from the ledger, the same for both."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from detente.desk.web._view_records import (
    EventView,
    Mover,
    PairView,
    PartyView,
    Reaction,
    Situation,
)
from detente.ledger import (
    Browser,
    Change,
    DayMeasure,
    Dyad,
    Event,
    EventQuery,
    Matter,
    PlaceCount,
    ReportLine,
)
from detente.ontology import QUAD_CLASSES

if TYPE_CHECKING:
    from detente.desk.web._state import Desk

__all__ = [
    "dyads_of",
    "look_at_event",
    "look_at_pair",
    "look_at_party",
    "look_at_situation",
    "tension_on",
]

MOVERS: Final = 8
LEAST_JUMP: Final = 1.5
RECENT_DAYS: Final = 7
REACTION_DAYS: Final = 7
MAP_PLACES: Final = 80
DYADS: Final = 60
CHANGES: Final = 40
SOON_S: Final = 0.12


def open_matters(
    desk: Desk, as_of: dt.date | None, *, wait_s: float = SOON_S
) -> tuple[list[Matter] | None, bool]:
    """Return the open matters, the latest first, and whether they are of the ledger as it stands."""

    def ask() -> list[Matter]:
        found = desk.browser.open_matters(as_of=as_of, pause=desk.traffic.pace())
        return sorted(found, key=lambda m: m.since, reverse=True)

    return desk.cache.get_soon(("matters", as_of), ask, wait_s)


def look_at_situation(desk: Desk, as_of: dt.date | None) -> Situation | None:
    """Return the crisis at a glance, or None when nothing was known on the day."""
    known = desk.cache.get("known", desk.browser.known_days)
    if known is None or (as_of is not None and as_of < known.first):
        return None
    parts = desk.cache.get(("situation", as_of), lambda: _situation_parts(desk, as_of))
    matters, fresh = open_matters(desk, as_of)
    size = desk.cache.get("size", lambda: desk.ledger.size)
    measures, movers, dyads, since, changes, places, latest = parts
    day = min(as_of or known.last, known.last)
    recent = [m for m in measures if m.day > day - dt.timedelta(days=RECENT_DAYS)]
    before = [m.tension for m in measures if m.day <= day - dt.timedelta(days=RECENT_DAYS)]
    return Situation(
        as_of=day,
        first=known.first,
        last=known.last,
        reports=size.reports,
        mentions=size.mentions,
        events=size.events,
        measures=measures,
        tension=measures[-1].tension if measures else 0.0,
        week_before=before[-1] if before else 0.0,
        rung=max((m.rung for m in recent), default=0),
        movers=movers,
        dyads=dyads[:DYADS],
        since=since,
        changes=changes[:CHANGES],
        changed=len(changes),
        matters=matters,
        matters_are_fresh=fresh,
        places=places[:MAP_PLACES],
        latest=latest,
    )


def _situation_parts(
    desk: Desk, as_of: dt.date | None
) -> tuple[
    list[DayMeasure], list[Mover], list[Dyad], dt.date, list[Change], list[PlaceCount], list[ReportLine]
]:
    known = desk.browser.known_days()
    assert known is not None
    day = min(as_of or known.last, known.last)
    measures = measures_until(desk.browser, day, as_of)
    since = day - dt.timedelta(days=1)
    latest, _ = desk.browser.reports(as_of=day, limit=6)
    return (
        measures,
        _movers_of(desk, measures, as_of),
        dyads_of(desk, as_of),
        since,
        desk.browser.changes(since, as_of=as_of),
        desk.browser.places(as_of=as_of),
        latest,
    )


def dyads_of(desk: Desk, as_of: dt.date | None) -> list[Dyad]:
    """Return who acts on whom, the most frequent first; many pages ask for it."""
    return desk.cache.get(("dyads", as_of), lambda: desk.browser.dyads(as_of=as_of))


def measures_until(
    browser: Browser, day: dt.date, as_of: dt.date | None, *pairs: tuple[str, str]
) -> list[DayMeasure]:
    """Return measures up to the last day known, so that tension is seen to fall when nothing happens."""
    # What is dated later than the day, a plan or a slip of the coder's, is no part of that day's picture.
    found = browser.measures(*pairs, as_of=as_of, until=day)
    # Background tells of years past; a chart of the crisis begins where its days begin to follow closely.
    return _trim(found)


def tension_on(desk: Desk, day: dt.date, as_of: dt.date | None) -> float:
    """Return the tension of the whole crisis at the end of a day, 0 to 100, as the situation shows it."""
    found = desk.cache.get(("tension on", day, as_of), lambda: measures_until(desk.browser, day, as_of))
    return found[-1].tension if found else 0.0


def _trim(measures: list[DayMeasure], gap_days: int = 60) -> list[DayMeasure]:
    start, quiet = 0, 0
    for index, measure in enumerate(measures):
        happened = any(getattr(measure, quad.replace(" ", "_")) for quad in QUAD_CLASSES)
        if happened and quiet > gap_days:
            start = index
        quiet = 0 if happened else quiet + 1
    return measures[start:]


def _movers_of(desk: Desk, measures: Sequence[DayMeasure], as_of: dt.date | None) -> list[Mover]:
    rises: list[tuple[float, DayMeasure]] = []
    last = 0.0
    for measure in measures:
        rises.append((measure.tension - last, measure))
        last = measure.tension
    chosen = [pair for pair in sorted(rises, key=lambda pair: -pair[0])[:MOVERS] if pair[0] >= LEAST_JUMP]
    events: dict[dt.date, list[Event]] = defaultdict(list)
    for event in desk.browser.day_events([measure.day for _, measure in chosen], as_of=as_of):
        if event.day is not None and event.intensity < 0:
            events[event.day].append(event)
    found: list[Mover] = []
    for rise, measure in sorted(chosen, key=lambda pair: pair[1].day):
        of_day = events.get(measure.day)
        if of_day:
            worst = min(of_day, key=lambda e: (e.intensity, -e.reports, e.id))
            found.append(
                Mover(len(found) + 1, measure.day, round(rise, 1), measure.tension, worst, len(of_day))
            )
    return found


def look_at_event(desk: Desk, id_: str, as_of: dt.date | None) -> EventView:
    """Return all that is known of an event.

    Raises:
        UnknownRecordError: There is no such event, or nothing was known of it on the day.
    """
    account = desk.ledger.account(id_, as_of=as_of)
    event = account.event
    near: list[Event] = []
    if event.day is not None and (event.actor or event.recipient):
        around = EventQuery(
            types=(event.type,),
            parties=(*event.actor, *event.recipient),
            since=event.day - dt.timedelta(days=2),
            until=event.day + dt.timedelta(days=2),
        )
        found = desk.browser.find_events(around, as_of=as_of, limit=12).events
        near = [one for one in found if one.id != event.id][:6]
    contexts = desk.browser.contexts([mention.id for mention in account.mentions])
    return EventView(account=account, contexts=contexts, near=near)


def look_at_pair(desk: Desk, one: str, other: str, as_of: dt.date | None) -> PairView:
    """Return what two parties do to each other; empty where they do nothing."""
    return desk.cache.get(("pair", one, other, as_of), lambda: _pair_of(desk, one, other, as_of))


def _pair_of(desk: Desk, one: str, other: str, as_of: dt.date | None) -> PairView:
    known = desk.browser.known_days()
    day = min(as_of or known.last, known.last) if known else None
    measures = measures_until(desk.browser, day, as_of, (one, other)) if day else []
    days = desk.browser.direction_days(one, other, as_of=as_of)
    counts = desk.browser.count_between(one, other, as_of=as_of)
    query = EventQuery(between=(one, other))
    page = desk.browser.find_events(query, as_of=as_of, limit=30, total=counts.total)
    dyads = {(d.actor, d.recipient): d for d in desk.browser.dyads((one, other), as_of=as_of)}
    reactions = [*reactions_of(days, one, other), *reactions_of(days, other, one)] if one != other else []
    both = {one, other}
    # Last, since it may begin to be worked out aside, which slows down what is done meanwhile.
    matters, _ = open_matters(desk, as_of)
    return PairView(
        one=one,
        other=other,
        measures=measures,
        forth=dyads.get((one, other)),
        back=dyads.get((other, one)) if one != other else None,
        types=counts.types,
        reactions=reactions,
        matters=None if matters is None else [m for m in matters if both <= {*m.owed_by, *m.owed_to}],
        events=list(page.events),
        total=page.total,
    )


def reactions_of(days: Sequence[DayMeasure], actor: str, other: str) -> list[Reaction]:
    """Return how a party acts on another within a week after the other's acts, against its habit.

    The base is the share of all days, from the pair's first to the last on which a week of record follows,
    after which such an act came within the week.
    """
    acts: dict[str, set[dt.date]] = defaultdict(set)
    stimuli: dict[str, set[dt.date]] = defaultdict(set)
    for measure in days:
        for quad_class in QUAD_CLASSES:
            if getattr(measure, quad_class.replace(" ", "_")):
                if (measure.one, measure.other) == (actor, other):
                    acts[quad_class].add(measure.day)
                elif (measure.one, measure.other) == (other, actor):
                    stimuli[quad_class].add(measure.day)
    every = [measure.day for measure in days]
    if not every:
        return []
    first, last = min(every), max(every) - dt.timedelta(days=REACTION_DAYS)
    record = (last - first).days + 1
    before = {response: _days_before(done) for response, done in acts.items()}
    found: list[Reaction] = []
    for stimulus, on in stimuli.items():
        within = {day for day in on if day <= last}
        for response, led in before.items():
            if not within or record < 1:
                continue
            followed = len(within & led)
            base = sum(first <= day <= last for day in led) / record
            found.append(
                Reaction(
                    actor=actor,
                    stimulus=stimulus,
                    response=response,
                    days=REACTION_DAYS,
                    stimuli=len(within),
                    followed=followed,
                    share=round(followed / len(within), 3),
                    base=round(base, 3),
                )
            )
    order = {quad_class: number for number, quad_class in enumerate(QUAD_CLASSES)}
    return sorted(found, key=lambda r: (-order[r.stimulus], -order[r.response]))


def _days_before(done: set[dt.date]) -> set[dt.date]:
    """Return the days within a week after which an act came."""
    return {day - dt.timedelta(days=n) for day in done for n in range(1, REACTION_DAYS + 1)}


def look_at_party(desk: Desk, code: str, as_of: dt.date | None) -> PartyView:
    """Return what a party does and what is done to it; empty where the ledger has nothing of it."""
    return desk.cache.get(("party", code, as_of), lambda: _party_of(desk, code, as_of))


def _party_of(desk: Desk, code: str, as_of: dt.date | None) -> PartyView:
    dyads = dyads_of(desk, as_of)
    query = EventQuery(parties=(code,))
    types: Counter[str] = Counter()
    for (type_, _), number in desk.browser.count_by("type", query, as_of=as_of).items():
        types[type_] += number
    page = desk.browser.find_events(query, as_of=as_of, limit=30, total=types.total())
    matters, _ = open_matters(desk, as_of)
    known = desk.browser.known_days()
    day = as_of or (known.last if known else None)
    return PartyView(
        code=code,
        name=desk.names(code),
        acts=[d for d in dyads if d.actor == code and d.recipient != code],
        suffers=[d for d in dyads if d.recipient == code and d.actor != code],
        types=dict(types.most_common()),
        matters=None if matters is None else [m for m in matters if code in {*m.owed_by, *m.owed_to}],
        events=list(page.events),
        total=page.total,
        leaders=[(office.title, entry.name) for office, entry in desk.names.gazetteer.holders(code, day)][:8],
        about=list(_about(desk, code)),
    )


def _about(desk: Desk, code: str) -> Iterable[tuple[str, str]]:
    main = desk.names.main_entry(code)
    if main is None:
        return
    yield "kind", main.kind
    if main.countries and main.countries != (code,):
        yield "states", ", ".join(desk.names(state) for state in main.countries[:8])
    if main.sponsors:
        yield "backed by", ", ".join(desk.names(state) for state in main.sponsors)
