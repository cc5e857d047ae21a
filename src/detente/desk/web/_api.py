"""The JSON API: the same answers as the pages, for programs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, File, Form, Query, Request, UploadFile
from starlette.datastructures import UploadFile as StarletteUpload
from starlette.responses import Response, StreamingResponse

from detente.desk.web._api_records import (
    Json,
    LinkGiven,
    MergeGiven,
    NewReport,
    Page,
    PartyCount,
    SplitGiven,
    VerdictGiven,
)
from detente.desk.web._asked import Asked, AsOf, Code, Limit, Offset, RecordId, Supposed, What, blank_none
from detente.desk.web._errors import ApiError, ErrorBody
from detente.desk.web._export import write_events_csv
from detente.desk.web._forecast import Progress
from detente.desk.web._jobs import Job, Submission
from detente.desk.web._state import Desk
from detente.desk.web._view_records import EventView, PairView, PartyView, Situation
from detente.desk.web._views import (
    dyads_of,
    look_at_event,
    look_at_pair,
    look_at_party,
    look_at_situation,
    open_matters,
)
from detente.errors import DetenteError, UnknownRecordError, UsageError
from detente.ledger import (
    DayMeasure,
    Doubt,
    Dyad,
    Event,
    LinkDoubt,
    Matter,
    ReportLine,
    StoredReport,
    Verdict,
)
from detente.outlook import CrisisOutlook, WhatIf
from detente.reports import MAX_FILE_BYTES

__all__ = ["ERRORS", "FILES_AT_ONCE", "router"]

FILES_AT_ONCE = 50
FORECAST_S = 60.0
ERRORS: dict[int | str, dict[str, Any]] = {
    code: {"model": ApiError, "description": words}
    for code, words in (
        (401, "The desk asks for its token."),
        (403, "The request comes from another site."),
        (404, "There is no such record."),
        (413, "It is too large."),
        (422, "A value does not fit."),
        (503, "The ledger or the coder does not answer."),
    )
}
router = APIRouter(prefix="/api", responses=ERRORS)


def desk_of(request: Request) -> Desk:
    """Return the desk of an application."""
    desk: Desk = request.app.state.desk
    return desk


@router.get("/situation", response_model=Situation, tags=["situation"])
def get_situation(request: Request, as_of: AsOf) -> Response:
    """The crisis at a glance: tension and what moved it, who acts on whom, open matters, changes, places."""
    found = look_at_situation(desk_of(request), as_of)
    if found is None:
        raise UnknownRecordError(
            "nothing was known", where="as_of", hint="add a report, or ask for a later day"
        )
    return Json(found)


@router.get("/events", response_model=Page[Event], tags=["events"])
def get_events(
    request: Request,
    asked: Asked,
    as_of: AsOf,
    limit: Limit = 50,
    offset: Offset = 0,
    order: Annotated[
        str, Query(pattern="^(newest|oldest)$", description="newest or oldest first.")
    ] = "newest",
) -> Response:
    """Events by day; those without a day come last."""
    page = desk_of(request).browser.find_events(
        asked, as_of=as_of, limit=limit, offset=offset, newest_first=order == "newest"
    )
    return Json(Page(list(page.events), page.total, limit, offset))


@router.get(
    "/events.csv",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}, "description": "A row an event."}},
    tags=["events"],
)
def get_events_csv(request: Request, asked: Asked, as_of: AsOf) -> Response:
    """The same as a table for spreadsheet programs, whole; no cell is a formula."""
    page = desk_of(request).browser.find_events(asked, as_of=as_of, limit=1_000_000, newest_first=False)
    headers = {"content-disposition": 'attachment; filename="events.csv"'}
    return Response(write_events_csv(page.events), media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/events/{event}", response_model=EventView, tags=["events"])
def get_event(request: Request, event: RecordId, as_of: AsOf) -> Response:
    """All that is known of one event: mentions, claims, numbers, history, sentences in their context."""
    return Json(look_at_event(desk_of(request), event, as_of))


@router.post("/events/{event}/merge", response_model=Event, tags=["review"])
def merge_events(request: Request, event: RecordId, given: MergeGiven) -> Response:
    """Make one event of several, for good."""
    return Json(desk_of(request).ledger.merge(event, *given.others, by=given.by))


@router.post("/events/{event}/split", response_model=list[Event], tags=["review"])
def split_event(request: Request, event: RecordId, given: SplitGiven) -> Response:
    """Take mentions out of an event into one of their own, for good."""
    return Json(desk_of(request).ledger.split(event, *given.mentions, by=given.by))


@router.get("/docket", response_model=Page[Matter], tags=["situation"])
def get_docket(request: Request, as_of: AsOf, limit: Limit = 50, offset: Offset = 0) -> Response:
    """Open matters, the latest first: what was asked, demanded, threatened or promised, unanswered."""
    matters, _ = open_matters(desk_of(request), as_of, wait_s=120)
    found = matters or []
    return Json(Page(found[offset : offset + limit], len(found), limit, offset))


@router.get("/measures", response_model=Page[DayMeasure], tags=["situation"])
def get_measures(
    request: Request,
    as_of: AsOf,
    one: Annotated[str, Query(max_length=80, description="A party of a pair; none for the crisis.")] = "",
    other: Annotated[str, Query(max_length=80, description="The other party.")] = "",
    limit: Limit = 500,
    offset: Offset = 0,
) -> Response:
    """Counts, intensity, tension and rung for each day of a pair or of the crisis."""
    if bool(one) != bool(other):
        raise UsageError("a pair has two parties", where="other" if one else "one")
    pairs = [(one, other)] if one else []
    found = desk_of(request).browser.measures(*pairs, as_of=as_of)
    return Json(Page(found[offset : offset + limit], len(found), limit, offset))


@router.get("/pairs", response_model=Page[Dyad], tags=["parties"])
def get_pairs(request: Request, as_of: AsOf, limit: Limit = 50, offset: Offset = 0) -> Response:
    """Who acts on whom, the most frequent first."""
    found = dyads_of(desk_of(request), as_of)
    return Json(Page(found[offset : offset + limit], len(found), limit, offset))


@router.get("/pairs/{one}/{other}", response_model=PairView, tags=["parties"])
def get_pair(request: Request, one: Code, other: Code, as_of: AsOf) -> Response:
    """What two parties do to each other: history, reactions against their base rates, open matters."""
    return Json(look_at_pair(desk_of(request), one, other, as_of))


@router.get("/parties", response_model=Page[PartyCount], tags=["parties"])
def get_parties(request: Request, as_of: AsOf, limit: Limit = 50, offset: Offset = 0) -> Response:
    """The parties that act or are acted on, the most frequent first."""
    found = count_parties(desk_of(request), as_of)
    return Json(Page(found[offset : offset + limit], len(found), limit, offset))


def count_parties(desk: Desk, as_of: dt.date | None) -> list[PartyCount]:
    """Return the parties of counted events, the most frequent first."""
    dyads = dyads_of(desk, as_of)
    acts: dict[str, int] = {}
    suffers: dict[str, int] = {}
    for dyad in dyads:
        acts[dyad.actor] = acts.get(dyad.actor, 0) + dyad.events
        suffers[dyad.recipient] = suffers.get(dyad.recipient, 0) + dyad.events
    codes = sorted({*acts, *suffers}, key=lambda c: (-acts.get(c, 0) - suffers.get(c, 0), c))
    return [PartyCount(c, desk.names(c), acts.get(c, 0), suffers.get(c, 0)) for c in codes]


@router.get("/parties/{code}", response_model=PartyView, tags=["parties"])
def get_party(request: Request, code: Code, as_of: AsOf) -> Response:
    """What a party does and what is done to it."""
    return Json(look_at_party(desk_of(request), code, as_of))


@router.get("/outlook", response_model=CrisisOutlook, tags=["outlook"])
def get_outlook(request: Request, as_of: AsOf, what: What = "material conflict") -> Response:
    """What is likely in the days to come: odds of pairs, rungs that may be reached, tension to expect."""
    return _forecast(desk_of(request).forecasts.look_ahead(as_of, what, wait_s=FORECAST_S))


@router.get("/whatif", response_model=WhatIf, tags=["outlook"])
def get_whatif(
    request: Request,
    as_of: AsOf,
    supposed: Supposed,
    what: What = "material conflict",
    horizon: Annotated[int, Query(ge=1, le=90, description="Number of days.")] = 30,
) -> Response:
    """The days to come with and without what is supposed, run for run by the same chances."""
    added, blocked = supposed.parsed()
    if not added and not blocked:
        raise UsageError("nothing is supposed", where="add", hint="give add or block")
    forecasts = desk_of(request).forecasts
    return _forecast(forecasts.compare(as_of, added, blocked, what, horizon, wait_s=FORECAST_S))


def _forecast(found: Any) -> Response:
    if isinstance(found, DetenteError):
        raise found
    if isinstance(found, Progress):
        body = ErrorBody("working", "it is being worked out", hint="ask again in a moment")
        return Json(ApiError(body), status_code=503, headers={"retry-after": "5"})
    return Json(found)


@router.get("/reports", response_model=Page[ReportLine], tags=["reports"])
def get_reports(
    request: Request,
    text: Annotated[str, Query(max_length=200, description="Words in headline or outlet.")] = "",
    limit: Limit = 50,
    offset: Offset = 0,
) -> Response:
    """Reports, the last known first."""
    lines, total = desk_of(request).browser.reports(text=text.replace("\0", " "), limit=limit, offset=offset)
    return Json(Page(lines, total, limit, offset))


@router.get("/reports/{report}", response_model=StoredReport, tags=["reports"])
def get_report(request: Request, report: RecordId) -> Response:
    """A report with its mentions, its versions and its copies."""
    return Json(desk_of(request).browser.report(report))


@router.post("/reports", response_model=Job, status_code=202, tags=["reports"])
def post_report(request: Request, given: NewReport) -> Response:
    """Add a report by its text or its address; the answer is a job, whose steps `/api/jobs` shows."""
    submission = Submission(
        name=given.url or "pasted text",
        text=given.text,
        url=given.url,
        outlet=given.outlet.strip(),
        published=blank_none(given.published, "published"),
        known_on=blank_none(given.known_on, "known_on"),
    )
    return Json(request.app.state.jobs.submit(submission), status_code=202)


@router.post("/uploads", response_model=list[Job], status_code=202, tags=["reports"])
async def post_uploads(
    request: Request,
    files: Annotated[list[UploadFile], File(description="Text or HTML files.")],
    published: Annotated[str, Form()] = "",
    outlet: Annotated[str, Form()] = "",
) -> Response:
    """Add reports from files; the answer has a job for each."""
    try:
        submissions = await read_uploads(files, blank_none(published, "published"), outlet.strip())
    finally:
        for file in files:
            await file.close()
    return Json([request.app.state.jobs.submit(one) for one in submissions], status_code=202)


async def read_uploads(
    files: Sequence[StarletteUpload], published: dt.date | None, outlet: str
) -> list[Submission]:
    """Return what was uploaded.

    Raises:
        UsageError: They are too many or too large, or one is empty.
    """
    if len(files) > FILES_AT_ONCE:
        raise UsageError(f"more than {FILES_AT_ONCE} files at once", where="files", hint="send some of them")
    found = []
    for file in files:
        name = (file.filename or "file").replace("\\", "/").rpartition("/")[2][:200]
        data = await file.read(MAX_FILE_BYTES + 1)
        await file.close()
        if len(data) > MAX_FILE_BYTES:
            raise UsageError(f"it is larger than {MAX_FILE_BYTES / 1e6:g} MB", where=name)
        if not data:
            raise UsageError("the file is empty", where=name)
        found.append(Submission(name=name, data=data, published=published, outlet=outlet))
    return found


@router.get("/jobs", response_model=list[Job], tags=["reports"])
def get_jobs(request: Request, limit: Limit = 50) -> Response:
    """Reports on their way into the ledger, the last submitted first."""
    return Json(request.app.state.jobs.latest(limit))


@router.get("/jobs/{job}", response_model=Job, tags=["reports"])
def get_job(request: Request, job: RecordId) -> Response:
    """How far one report is."""
    found = request.app.state.jobs.get(job)
    if found is None:
        raise UnknownRecordError("there is no such job", where=job)
    return Json(found)


@router.get("/review/mentions", response_model=Page[Doubt], tags=["review"])
def get_doubts(request: Request, limit: Limit = 50, offset: Offset = 0) -> Response:
    """Mentions of which the coder was not sure, without a verdict, the least sure first."""
    doubts, total = desk_of(request).reviewer.doubts(limit=limit, offset=offset)
    return Json(Page(doubts, total, limit, offset))


@router.post("/review/mentions/{mention}", response_model=Verdict, tags=["review"])
def judge_mention(request: Request, mention: RecordId, given: VerdictGiven) -> Response:
    """Confirm, correct or discard a mention, for good: the events follow at once."""
    reviewer = desk_of(request).reviewer
    if given.verdict == "confirmed":
        return Json(reviewer.confirm(mention, by=given.by))
    if given.verdict == "discarded":
        return Json(reviewer.discard(mention, by=given.by))
    if given.verdict == "corrected":
        return Json(reviewer.correct(mention, given.correction, by=given.by))
    raise UsageError(
        f"{given.verdict[:40]!r} is no verdict", where="verdict", hint="confirmed, corrected or discarded"
    )


@router.delete("/review/mentions/{mention}", status_code=204, response_class=Response, tags=["review"])
def undo_verdict(request: Request, mention: RecordId) -> Response:
    """Take a verdict back."""
    desk_of(request).reviewer.undo(mention)
    return Response(status_code=204)


@router.get("/review/links", response_model=Page[LinkDoubt], tags=["review"])
def get_link_doubts(request: Request, limit: Limit = 50, offset: Offset = 0) -> Response:
    """Mentions that were taken for one event, not far above the least score."""
    doubts, total = desk_of(request).reviewer.link_doubts(limit=limit, offset=offset)
    return Json(Page(doubts, total, limit, offset))


@router.post("/review/links/{mention}", status_code=204, response_class=Response, tags=["review"])
def judge_link(request: Request, mention: RecordId, given: LinkGiven) -> Response:
    """Say whether a mention and the one to which it is linked tell of one event, for good."""
    reviewer = desk_of(request).reviewer
    if given.same:
        reviewer.keep_link(mention, by=given.by)
    else:
        reviewer.cut_link(mention, by=given.by)
    return Response(status_code=204)


@router.get(
    "/review/export",
    response_class=Response,
    responses={200: {"content": {"application/x-ndjson": {}}, "description": "A sentence a line."}},
    tags=["review"],
)
def export_verdicts(request: Request) -> Response:
    """Training data in the layout of the gold set: each sentence all of whose mentions have a verdict."""
    lines = b"".join(msgspec.json.encode(row) + b"\n" for row in desk_of(request).reviewer.export())
    headers = {"content-disposition": 'attachment; filename="reviewed.jsonl"'}
    return Response(lines, media_type="application/x-ndjson", headers=headers)


@router.get(
    "/stream",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {}}, "description": "Server-sent events."}},
    tags=["live"],
)
async def get_stream(request: Request) -> Response:
    """Server-sent events: `changed` when the ledger changes, `job` at each step of a report."""
    return StreamingResponse(request.app.state.live.listen(), media_type="text/event-stream")
