"""Pages with forms that change something: review and add; and the form that leads to a party."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.responses import HTMLResponse, RedirectResponse, Response

from detente.desk.web._api import FILES_AT_ONCE, desk_of, read_uploads
from detente.desk.web._asked import Offset, blank_none
from detente.desk.web._jobs import Submission
from detente.desk.web._pages import show
from detente.desk.web._state import Desk
from detente.errors import DetenteError, UnknownRecordError, UsageError
from detente.ledger import Correction
from detente.records import Party, Source

__all__ = ["router"]

PAGE_REVIEW: Final = 12
router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/review")
def review(request: Request, offset: Offset = 0, done: str = "", links: bool = False) -> Response:
    """What a person should look at."""
    reviewer = desk_of(request).reviewer
    doubts, total = reviewer.doubts(limit=PAGE_REVIEW, offset=0 if links else offset)
    pairs, link_total = reviewer.link_doubts(limit=PAGE_REVIEW, offset=offset if links else 0)
    return show(
        request,
        "review.html",
        "/review",
        doubts=doubts,
        total=total,
        pairs=pairs,
        link_total=link_total,
        offset=offset,
        size=PAGE_REVIEW,
        links=links,
        last=reviewer.verdicts(limit=8),
        done=done,
    )


@router.post("/review")
async def post_review(request: Request) -> Response:
    """Take a verdict from a form."""
    desk = desk_of(request)
    form = await request.form(max_files=0, max_fields=80)
    _check_mark(desk, form.get("mark"))
    mention, verdict = str(form.get("mention", "")), str(form.get("verdict", ""))
    await run_in_threadpool(_take_verdict, desk, mention, verdict, {k: str(v) for k, v in form.items()})
    back = "/review?links=1" if verdict in {"same", "apart"} else "/review"
    if request.headers.get("x-desk") == "1":
        return Response(status_code=204)
    return RedirectResponse(back, status_code=303)


def _take_verdict(desk: Desk, mention: str, verdict: str, fields: dict[str, str]) -> None:
    reviewer = desk.reviewer
    if verdict == "confirmed":
        reviewer.confirm(mention, by="desk")
    elif verdict == "discarded":
        reviewer.discard(mention, by="desk")
    elif verdict == "undo":
        reviewer.undo(mention)
    elif verdict == "same":
        reviewer.keep_link(mention, by="desk")
    elif verdict == "apart":
        reviewer.cut_link(mention, by="desk")
    elif verdict == "corrected":
        reviewer.correct(mention, _correction_of(fields), by="desk")
    else:
        raise UsageError(f"{verdict[:40]!r} is no verdict", where="verdict")


def _correction_of(fields: dict[str, str]) -> Correction:
    def rows(role: str) -> list[tuple[str, str, str]]:
        found = []
        for number in range(12):
            text, who, kind = (
                fields.get(f"{role}-{number}-{part}", "").strip() for part in ("text", "who", "kind")
            )
            if who:
                found.append((text, who, kind))
        return found

    said_by = rows("said_by")
    return Correction(
        type=fields.get("type") or None,
        mode=fields.get("mode", "").partition(":")[2],
        status=fields.get("status") or None,
        hedged=fields.get("hedged") == "1",
        actor=tuple(Party(text, who, kind or "UNK") for text, who, kind in rows("actor")),
        recipient=tuple(Party(text, who, kind or "UNK") for text, who, kind in rows("recipient")),
        said_by=tuple(Source(text, who, kind or "named") for text, who, kind in said_by[:1]),  # type: ignore[arg-type]
    )


@router.get("/add")
def add(request: Request) -> Response:
    """The form to add reports, and how far they are."""
    return show(
        request, "add.html", "/add", jobs=request.app.state.jobs.latest(60), fault=None, files=FILES_AT_ONCE
    )


@router.post("/add")
async def post_add(request: Request) -> Response:
    """Take reports from the form."""
    desk, jobs = desk_of(request), request.app.state.jobs
    async with request.form(max_files=FILES_AT_ONCE, max_fields=20, max_part_size=20_000_000) as form:
        _check_mark(desk, form.get("mark"))
        try:
            for submission in await _submissions_of(form):
                jobs.submit(submission)
        except DetenteError as error:
            page = show(request, "add.html", "/add", jobs=jobs.latest(60), fault=error, files=FILES_AT_ONCE)
            page.status_code = 422
            return page
    return RedirectResponse("/add", status_code=303)


async def _submissions_of(form: FormData) -> list[Submission]:
    published = blank_none(str(form.get("published", "")), "day of publication")
    outlet = str(form.get("outlet", "")).strip()[:200]
    files = [f for f in form.getlist("files") if isinstance(f, UploadFile) and (f.filename or f.size)]
    found = await read_uploads(files, published, outlet)
    text, url = str(form.get("text", "")), str(form.get("url", "")).strip()
    if text.strip():
        found.append(Submission(name="pasted text", text=text, published=published, outlet=outlet))
    if url:
        found.append(Submission(name=url[:500], url=url, published=published, outlet=outlet))
    if not found:
        raise UsageError("nothing was given", hint="paste a text, choose files, or give an address")
    return found


@router.get("/go")
def go(request: Request, party: str = "", to: str = "") -> Response:
    """Lead from a form to the page of a party or a pair."""
    one, other = party.strip().upper(), to.strip().upper()
    if not one or len(one) > 80 or any(c.isspace() for c in one + other):
        raise UnknownRecordError("there is no such party", where=one)
    from urllib.parse import quote

    path = (
        f"/pair/{quote(one, safe='')}/{quote(other, safe='')}" if other else f"/party/{quote(one, safe='')}"
    )
    return RedirectResponse(path, status_code=303)


def _check_mark(desk: Desk, given: object) -> None:
    if not desk.guard.knows_mark(given):
        raise UsageError("the form is of another run of the desk", where="mark", hint="load the page again")
