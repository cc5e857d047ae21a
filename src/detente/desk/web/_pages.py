"""The pages: HTML made on the server, readable without script."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from detente.desk._markup import collect_marks, mark_text, render_legend, render_record, split_paragraphs
from detente.desk._picture import Tie, draw_ties
from detente.desk.web._api import count_parties, desk_of
from detente.desk.web._asked import KINDS, Asked, AsOf, Code, Offset, RecordId, Supposed, What
from detente.desk.web._charts import WIDTHS, Point, draw_counts, draw_fan, draw_numbers, draw_tension
from detente.desk.web._docs import describe_api
from detente.desk.web._forecast import Progress
from detente.desk.web._map import draw_map
from detente.desk.web._matrix import build_matrix
from detente.desk.web._state import Desk
from detente.desk.web._templates import render
from detente.desk.web._views import (
    look_at_event,
    look_at_pair,
    look_at_party,
    look_at_situation,
    tension_on,
)
from detente.errors import DetenteError, UsageError
from detente.ledger import Claim, Dyad, Event, StoredReport
from detente.ontology import QUAD_CLASSES

__all__ = ["router"]

PAGE_EVENTS: Final = 60
PAGE_REVIEW: Final = 12
PAGE_REPORTS: Final = 60
router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


def show(request: Request, template: str, page: str, **values: Any) -> HTMLResponse:
    """Return a page."""
    desk = desk_of(request)
    known = desk.cache.get("known", desk.browser.known_days)
    return HTMLResponse(
        render(
            template,
            page=page,
            name=desk.names,
            known=known,
            mark=desk.guard.form_mark,
            given=dict(request.query_params),
            **values,
        )
    )


def charts(desk: Desk, key: tuple[Any, ...], draw: Any) -> Markup:
    """Return a chart in each of the widths; the style sheet shows the one that fits its place."""

    def both() -> Markup:
        narrow, wide = (draw(width) for width in WIDTHS)
        # Drawn by the library from our own specification; texts in it are escaped by it.
        return Markup(
            f'<div class="charts"><div class="chart narrow">{narrow}</div>'
            f'<div class="chart wide">{wide}</div></div>'
        )

    return desk.cache.get(key, both)


@router.get("/")
def situation(request: Request, as_of: AsOf) -> Response:
    """The crisis at a glance."""
    desk = desk_of(request)
    found = look_at_situation(desk, as_of)
    if found is None:
        return show(request, "empty.html", "/", as_of=as_of)
    points = [
        Point(
            mover.number,
            mover.day,
            f"{mover.number}: {mover.day.day} {mover.day:%b}, tension up {mover.rise:.0f} "
            f"to {mover.tension:.0f}",
        )
        for mover in found.movers
    ]
    tension = charts(
        desk,
        ("tension", as_of),
        lambda width: draw_tension(found.measures, points, width=width, height=190 if width > 400 else 160),
    )
    leaders = list(dict.fromkeys(code for d in found.dyads[:40] for code in (d.actor, d.recipient)))
    return show(
        request,
        "situation.html",
        "/",
        as_of=as_of,
        view=found,
        tension=tension,
        picture=Markup(draw_ties(*_ties_of(found.dyads), unit="event")),
        matrix=build_matrix(found.dyads),
        map=Markup(draw_map(found.places, leaders)),
    )


def _ties_of(dyads: Sequence[Dyad]) -> tuple[list[Tie], Counter[str]]:
    ties, alone = [], Counter[str]()
    for dyad in dyads[:40]:
        if dyad.recipient == "UNK":
            alone[dyad.actor] += dyad.events
            continue
        tie = Tie(dyad.actor, dyad.recipient, mutual=False, real=True)
        for quad_class in QUAD_CLASSES:
            number = getattr(dyad, quad_class.replace(" ", "_"))
            if number:
                tie.types[quad_class] = number
        ties.append(tie)
    return ties[:24], alone


@router.get("/timeline")
def timeline(request: Request, asked: Asked, as_of: AsOf, offset: Offset = 0) -> Response:
    """Events by day, with filters."""
    desk = desk_of(request)
    page = desk.browser.find_events(asked, as_of=as_of, limit=PAGE_EVENTS, offset=offset)
    days: list[tuple[dt.date | None, list[Event]]] = []
    for event in page.events:
        if not days or days[-1][0] != event.day:
            days.append((event.day, []))
        days[-1][1].append(event)
    return show(
        request,
        "timeline.html",
        "/timeline",
        as_of=as_of,
        asked=asked,
        days=days,
        total=page.total,
        offset=offset,
        size=PAGE_EVENTS,
        outlets=desk.cache.get("outlets", desk.browser.outlets),
        parties=desk.cache.get(("parties", as_of), lambda: count_parties(desk, as_of))[:300],
    )


@router.get("/event/{event}")
def event(request: Request, event: RecordId, as_of: AsOf) -> Response:
    """All that is known of one event."""
    desk = desk_of(request)
    view = look_at_event(desk, event, as_of)
    account = view.account
    numbers = Markup("")
    if len({number.known_on for number in account.numbers}) > 1:
        numbers = charts(
            desk,
            ("numbers", account.event.id, as_of),
            lambda width: draw_numbers(account.numbers, width=width),
        )
    claims = {claim.mention: claim for claim in account.claims}
    sides = {
        "asserts": _count_alike(c for c in account.claims if c.stance not in {"denies", "retracts"}),
        "denies": _count_alike(c for c in account.claims if c.stance in {"denies", "retracts"}),
    }
    return show(
        request,
        "event.html",
        "/timeline",
        as_of=as_of,
        view=view,
        account=account,
        event=account.event,
        claims=claims,
        sides=sides,
        numbers=numbers,
    )


def _count_alike(claims: Iterable[Claim]) -> list[tuple[Claim, int]]:
    """Return the first of the claims that read alike in the list, with their number."""
    found: dict[tuple[object, ...], tuple[Claim, int]] = {}
    for claim in claims:
        key = (claim.source_name, claim.outlet, claim.known_on, claim.stance, claim.withdrawn)
        first, times = found.get(key, (claim, 0))
        found[key] = first, times + 1
    return list(found.values())


@router.get("/pair/{one}/{other}")
def pair(request: Request, one: Code, other: Code, as_of: AsOf) -> Response:
    """What two parties do to each other."""
    desk = desk_of(request)
    view = look_at_pair(desk, one, other, as_of)
    tension = counts = Markup("")
    if view.measures:
        tension = charts(
            desk,
            ("tension", one, other, as_of),
            lambda width: draw_tension(view.measures, (), width=width, height=120),
        )
        counts = charts(
            desk, ("counts", one, other, as_of), lambda width: draw_counts(view.measures, width=width)
        )
    odds = desk.forecasts.odds_of(one, other, as_of) if view.total and one != other else ()
    return show(
        request,
        "pair.html",
        "",
        as_of=as_of,
        view=view,
        tension=tension,
        counts=counts,
        odds=odds if isinstance(odds, tuple) else (),
        odds_fault=odds if isinstance(odds, DetenteError) else None,
        odds_wait=isinstance(odds, Progress),
    )


@router.get("/party/{code}")
def party(request: Request, code: Code, as_of: AsOf) -> Response:
    """What a party does and what is done to it."""
    desk = desk_of(request)
    view = look_at_party(desk, code, as_of)
    return show(request, "party.html", "", as_of=as_of, view=view)


@router.get("/reports")
def reports(
    request: Request,
    text: Annotated[str, Query(max_length=200)] = "",
    offset: Offset = 0,
) -> Response:
    """The reports."""
    found, total = desk_of(request).browser.reports(
        text=text.replace("\0", " "), limit=PAGE_REPORTS, offset=offset
    )
    return show(
        request, "reports.html", "", lines=found, total=total, offset=offset, size=PAGE_REPORTS, text=text
    )


@router.get("/report/{report}")
def report(request: Request, report: RecordId) -> Response:
    """A report with its events marked."""
    desk = desk_of(request)
    stored = desk.browser.report(report)
    text = stored.report.text
    events = [found.mention for found in stored.mentions]
    marks = collect_marks(events)
    paragraphs = [
        Markup(mark_text(text, start, end, marks, events, linked=True))
        for start, end in split_paragraphs(text)
    ]
    head = paragraphs.pop(0) if stored.report.headline and paragraphs else None
    records = [Markup(render_record(one, number, linked=True)) for number, one in enumerate(events)]
    groups: dict[int, list[tuple[Markup, Any]]] = {}
    for record, found in zip(records, stored.mentions, strict=True):
        groups.setdefault(found.mention.sentence_index, []).append((record, found))
    verdicts = {verdict.mention_id: verdict for verdict in desk.reviewer.verdicts(report=stored.report.id)}
    return show(
        request,
        "report.html",
        "/reports",
        stored=stored,
        report=stored.report,
        head=head,
        paragraphs=paragraphs,
        groups=groups,
        verdicts=verdicts,
        legend=Markup(render_legend()),
    )


@router.get("/report/{report}/why")
def why(request: Request, report: RecordId) -> Response:
    """Which words decided each record of a report."""
    desk = desk_of(request)
    stored = desk.browser.report(report)
    coder: Any = desk.load_coder()
    reasons: list[tuple[Any, Any]] = []
    if hasattr(coder, "explain"):
        try:
            reasons = _explain(coder, stored, stored.mentions)
        except UsageError:
            # Some were coded by another version or by hand: each by itself, to find which.
            for found in stored.mentions:
                with contextlib.suppress(UsageError):
                    reasons += _explain(coder, stored, [found])
    return show(
        request,
        "why.html",
        "/reports",
        report=stored.report,
        reasons=reasons,
        left=len(stored.mentions) - len(reasons),
        able=hasattr(coder, "explain"),
    )


def _explain(coder: Any, stored: StoredReport, mentions: Sequence[Any]) -> list[tuple[Any, Any]]:
    said = coder.explain(stored.report, [found.mention for found in mentions])
    return list(zip(mentions, said, strict=True))


@router.get("/outlook")
def outlook(request: Request, as_of: AsOf, what: What = "material conflict") -> Response:
    """What is likely in the days to come."""
    desk = desk_of(request)
    found = desk.forecasts.look_ahead(as_of, what)
    values: dict[str, Any] = {"found": None, "fault": None, "progress": None, "fan": None, "lines": ()}
    if isinstance(found, Progress):
        values["progress"] = found
    elif isinstance(found, DetenteError):
        values["fault"] = found
    else:
        from detente.outlook import describe_outlook, describe_record

        values |= {
            "found": found,
            "fan": charts(
                desk,
                ("fan", as_of, what),
                lambda width: draw_fan(found.past, {"": found.tension}, width=width),
            ),
            "lines": describe_outlook(found),
            "of_all": tension_on(desk, found.origin - dt.timedelta(days=1), as_of),
            "record": describe_record(found),
        }
    return show(request, "outlook.html", "/outlook", as_of=as_of, what=what, kinds=KINDS, **values)


@router.get("/whatif")
def whatif(
    request: Request,
    as_of: AsOf,
    supposed: Supposed,
    what: What = "material conflict",
    horizon: Annotated[int, Query(ge=1, le=90)] = 30,
) -> Response:
    """The days to come with and without what is supposed."""
    desk = desk_of(request)
    values: dict[str, Any] = {"found": None, "fault": None, "progress": None, "fan": None, "lines": ()}
    try:
        added, blocked = supposed.parsed()
        if added or blocked:
            found = desk.forecasts.compare(as_of, added, blocked, what, horizon)
            if isinstance(found, Progress):
                values["progress"] = found
            elif isinstance(found, DetenteError):
                values["fault"] = found
            else:
                from detente.outlook import describe_what_if

                bands = {
                    "without": [shift.without for shift in found.tension],
                    "with it": [shift.with_it for shift in found.tension],
                }
                key = ("fan", as_of, what, horizon, added, blocked)
                values |= {
                    "found": found,
                    "fan": charts(desk, key, lambda width: draw_fan(found.past, bands, width=width)),
                    "lines": describe_what_if(found),
                }
    except UsageError as error:
        values["fault"] = error
    known = desk.cache.get("known", desk.browser.known_days)
    return show(
        request,
        "whatif.html",
        "/whatif",
        as_of=as_of,
        what=what,
        kinds=KINDS,
        horizon=horizon,
        supposed=supposed,
        parties=desk.cache.get(("parties", as_of), lambda: count_parties(desk, as_of))[:100],
        first_day=min(as_of or known.last, known.last) + dt.timedelta(days=1) if known else None,
        **values,
    )


@router.get("/docs")
def docs(request: Request) -> Response:
    """The description of the API."""
    return show(request, "docs.html", "/docs", groups=describe_api(request.app.openapi()))
