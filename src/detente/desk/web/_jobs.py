"""Reports on their way into the ledger: one after the other, each with its progress for all to see."""

from __future__ import annotations

import contextlib
import datetime as dt
import queue
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

from detente.errors import DetenteError, UsageError
from detente.reports import MAX_FILE_BYTES, parse_report, read_report

if TYPE_CHECKING:
    from detente.desk.web._state import Desk
    from detente.reports import Report

__all__ = ["Job", "Jobs", "Submission"]

KEPT_JOBS: Final = 500
WAITING_JOBS: Final = 1_000
Step = Literal["waiting", "fetching", "reading", "coding", "merging", "added", "there already", "failed"]
DONE: Final = frozenset({"added", "there already", "failed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A report to add, in one of three forms.

    Attributes:
        name: What to call it until its headline is known: a file's name, an address, "pasted text".
        text: The text or page, as pasted; "" when it is not in this form.
        data: The file, as it came; b"" when it is not in this form.
        url: The address to fetch; "" when it is not in this form.
        published: Day of publication, or None for what the page says.
        outlet: The outlet, "" for what the page says.
        known_on: Day from which it was known, or None for the day of publication.
    """

    name: str
    text: str = ""
    data: bytes = b""
    url: str = ""
    published: dt.date | None = None
    outlet: str = ""
    known_on: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A report on its way into the ledger.

    Attributes:
        id: Its identifier.
        name: What to call it.
        step: waiting, fetching, reading, coding, merging, added, there already or failed.
        message: Why it failed, "" otherwise.
        hint: What to do about it, "" when nothing.
        report: The report, "" until it has been read.
        headline: Its headline, "" until it has been read.
        mentions: How many mentions were coded; None until then.
    """

    id: str
    name: str
    step: Step = "waiting"
    message: str = ""
    hint: str = ""
    report: str = ""
    headline: str = ""
    mentions: int | None = None

    @property
    def done(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.step in DONE


class Jobs:
    """The queue: one thread reads, codes and merges.

    Args:
        desk: The desk.
        tell: Called after each step of each report, from the thread.
    """

    def __init__(self, desk: Desk, tell: Callable[[Job], None]) -> None:
        self._desk = desk
        self._tell = tell
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._lock = threading.Lock()
        self._queue: queue.Queue[tuple[str, Submission] | None] = queue.Queue(WAITING_JOBS)
        self._thread = threading.Thread(target=self._work, name="desk-jobs", daemon=True)
        self._stopping = False
        self._thread.start()

    def submit(self, submission: Submission) -> Job:
        """Put a report into the queue.

        Raises:
            UsageError: It is in no form, or the queue is full.
        """
        given = [bool(submission.text.strip()), bool(submission.data), bool(submission.url.strip())]
        if sum(given) != 1:
            raise UsageError("a text, a file or an address is needed", where="text", hint="give one of them")
        if submission.url and not submission.url.strip().lower().startswith(("http://", "https://")):
            raise UsageError("it is no http or https address", where="url", hint="write https://host/page")
        if len(submission.data) > MAX_FILE_BYTES:
            raise UsageError(f"the file is larger than {MAX_FILE_BYTES / 1e6:g} MB", where=submission.name)
        job = Job(id=secrets.token_hex(6), name=submission.name)
        with self._lock:
            self._jobs[job.id] = job
            while len(self._jobs) > KEPT_JOBS and next(iter(self._jobs.values())).done:
                self._jobs.popitem(last=False)
        try:
            self._queue.put_nowait((job.id, submission))
        except queue.Full:
            with self._lock:
                del self._jobs[job.id]
            raise UsageError(
                f"{WAITING_JOBS} reports are waiting already", hint="wait until some are read"
            ) from None
        return job

    def get(self, id_: str) -> Job | None:
        """Return a job, or None."""
        with self._lock:
            return self._jobs.get(id_)

    def latest(self, limit: int = 50) -> list[Job]:
        """Return the jobs, the last submitted first."""
        with self._lock:
            return list(reversed(self._jobs.values()))[:limit]

    def close(self) -> None:
        """Finish the report at hand and stop."""
        self._stopping = True
        with contextlib.suppress(queue.Full):
            self._queue.put_nowait(None)
        self._thread.join(timeout=60)

    def _work(self) -> None:
        while not self._stopping:
            item = self._queue.get()
            if item is None:
                return
            job_id, submission = item
            try:
                self._read(job_id, submission)
            except DetenteError as error:
                self._step(job_id, step="failed", message=error.what, hint=error.hint)
            except Exception as error:
                # The thread must outlive any report; what went wrong is shown with it.
                self._step(job_id, step="failed", message=f"{type(error).__name__}: {error}")

    def _read(self, job_id: str, submission: Submission) -> None:
        self._step(job_id, step="fetching" if submission.url else "reading")
        report = _parse(submission, allow_private=self._desk.allow_private)
        self._step(job_id, step="coding", report=report.id, headline=report.headline or report.text[:80])
        if self._desk.ledger.holds(report):
            self._step(job_id, step="there already")
            return
        mentions = self._desk.load_coder().code(report)
        self._step(job_id, step="merging", mentions=len(mentions))
        added = self._desk.ledger.add(report, mentions, known_on=submission.known_on)
        self._step(job_id, step="added" if added else "there already")

    def _step(self, job_id: str, **changes: object) -> None:
        with self._lock:
            job = replace(self._jobs[job_id], **changes)  # type: ignore[arg-type]
            self._jobs[job_id] = job
        self._tell(job)


def _parse(submission: Submission, *, allow_private: bool) -> Report:
    """Return the report that was submitted.

    Raises:
        ReportError: It can't be read.
    """
    published, outlet = submission.published, submission.outlet
    if submission.url:
        # An address only: `submit` has refused all else, so that no path of this machine is read.
        return read_report(
            submission.url.strip(), published=published, outlet=outlet or None, allow_private=allow_private
        )
    pasted = submission.text.encode("utf-8", "replace")
    return parse_report(
        submission.data or pasted,
        where=submission.name,
        charset="utf-8" if pasted else None,
        published=published,
        outlet=outlet,
    )
