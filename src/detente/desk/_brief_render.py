"""The brief of a ledger, written as HTML, PDF or Markdown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from detente.desk._brief import DAYS, Room, compose_brief
from detente.desk._names import PartyNames
from detente.errors import UsageError

if TYPE_CHECKING:
    from detente.ledger import Ledger

__all__ = ["BRIEF_FORMS", "BriefForm", "render_brief"]

BriefForm = Literal["html", "pdf", "md"]
BRIEF_FORMS: Final[tuple[BriefForm, ...]] = ("html", "pdf", "md")
SIDES: Final = 2


def render_brief(
    ledger: Ledger,
    form: BriefForm = "html",
    *,
    as_of: dt.date | None = None,
    days: int = DAYS,
    parties: Collection[str] = (),
    actors: Path | None = None,
) -> bytes:
    """Return a brief of two printed sides: what happened, on whose word, what is open, how near the brink.

    Every sentence on an event is made by rule from one coded mention, and has a note with the sentence it was
    read from. All text of reports is escaped.

    Args:
        ledger: The ledger; an empty one gives a page that says so.
        form: "html" (one file that loads nothing), "pdf" (the same page; needs the extra ``pdf``) or "md".
        as_of: The last day from which reports count; None for all.
        days: Days of which it tells, to the last, 1 to 3660.
        parties: Codes of parties of which one at least takes part; of just two, tension is that of the pair.
            Empty for all.
        actors: The user's own actors file, or None.

    Raises:
        UsageError: There is no such form, `days` is not 1 to 3660, or `as_of` is no day or at the end of the
            calendar.
        LedgerError: The database refused it.
        DetenteError: The library that makes PDFs is not installed.

    Example:
        >>> import tempfile
        >>> from detente.ledger import Ledger
        >>> with Ledger(tempfile.mkdtemp() + "/crisis.db") as ledger:
        ...     render_brief(ledger, "md").decode().splitlines()[0]
        '# The crisis'
    """
    if form not in BRIEF_FORMS:
        raise UsageError(f"no form of a brief: {form!r}", where="form", hint=f"give {', '.join(BRIEF_FORMS)}")
    room, names = Room(), PartyNames(actors)
    brief = compose_brief(ledger, as_of=as_of, days=days, parties=parties, room=room, names=names)
    if form == "md":
        from detente.desk._brief_markdown import render_markdown

        return render_markdown(brief).encode()
    from detente.desk._brief_html import count_pages, render_html, render_pdf

    if form == "html":
        return render_html(brief).encode()
    while count_pages(brief) > SIDES and room.happened > 2:
        # Long sentences fill the page before the room does: the least weighty are left out.
        room = replace(
            room,
            happened=room.happened - 2,
            doubtful=max(1, room.doubtful - 1),
            matters=max(1, room.matters - 1),
            ahead=max(1, room.ahead - 1),
            odds=max(1, room.odds - 1),
        )
        brief = compose_brief(ledger, as_of=as_of, days=days, parties=parties, room=room, names=names)
    return render_pdf(brief)
