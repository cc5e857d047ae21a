"""A report as it was read, and its sentences with the place of each in the report's text."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass

from detente.errors import EmptyReportError, ReportError, UsageError
from detente.records import Span
from detente.reports.splitting import split_sentences

__all__ = ["HEADLINE_INDEX", "Report", "Sentence", "build_report", "read_day", "read_name_mark"]

HEADLINE_INDEX = -1
"""The headline's sentence index."""

_BREAK = "\n\n"
# As agencies mark them: "UPDATE 2-Talks fail", "WRAPUP 3-...".
_HEADLINE_MARK = re.compile(r"(?:UPDATE|WRAPUP|REFILE|RECAST)\s?(\d{1,3})\s?[-–—:]")
_NAME_MARK = re.compile(r"[-_. ](?:v|ver|version|rev|revision|update|upd)[-_. ]?(\d{1,3})$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a report.

    Attributes:
        index: Its number in the report's body, from 0; the headline is -1.
        text: Its words, without white space at either end.
        span: Where it stands: ``report.text[span.start:span.end] == text``.
    """

    index: int
    text: str
    span: Span


class _Memo:
    """Room for what is computed once; no field of the record, so neither compared nor written."""

    __slots__ = ("_sentences",)
    _sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Report(_Memo):
    r"""One news report.

    Attributes:
        text: The whole report: headline, a blank line, body; only the body when there is no headline.
            All offsets in Détente count its Unicode code points.
        headline: The headline as it stands in `text`; "" when there is none.
        outlet: Who published it, as the page or the user names it; "" when not known.
        url: Its address; "" when not known.
        published: Day of publication as the outlet dates it (in its own time zone), or None when not known;
            of a moment only its day is kept.
        language: ISO 639-1 code of the body's language, or None when not sure.
        id: First 16 hex digits of SHA-256 over url, outlet, published and text; computed when not given.
        issued_at: Moment at which this text was published or last changed, as its page says (UTC), or None.
            It orders versions of one address; no part of `id`.
        version: Number of the version that the headline ("UPDATE 2-...") or the file's name ("talks-v2.html")
            bears; 0 when neither does. No part of `id`.

    Raises:
        ReportError: `text` does not begin with the headline and a blank line.

    Example:
        >>> report = Report("Talks fail\n\nNo deal was made. Both left.", headline="Talks fail")
        >>> [(sentence.index, sentence.text) for sentence in report.sentences]
        [(-1, 'Talks fail'), (0, 'No deal was made.'), (1, 'Both left.')]
    """

    text: str
    headline: str = ""
    outlet: str = ""
    url: str = ""
    published: dt.date | None = None
    language: str | None = None
    id: str = ""
    issued_at: dt.datetime | None = None
    version: int = 0

    def __post_init__(self) -> None:
        if self.headline and self.text != self.headline and not self.text.startswith(self.headline + _BREAK):
            raise ReportError("the text does not begin with the headline and a blank line", where=self.url)
        if isinstance(self.published, dt.datetime):
            object.__setattr__(self, "published", self.published.date())
        moment = self.issued_at
        if moment is not None:
            aware = moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)
            object.__setattr__(self, "issued_at", aware)
        if not self.id:
            object.__setattr__(self, "id", _compute_id(self))

    @property
    def body(self) -> str:
        """The text without the headline."""
        return self.text[self.body_start :]

    @property
    def body_start(self) -> int:
        """Offset in `text` at which the body begins."""
        return min(len(self.headline) + len(_BREAK), len(self.text)) if self.headline else 0

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences in order; the headline, where there is one, is the first and has index -1."""
        if not hasattr(self, "_sentences"):
            object.__setattr__(self, "_sentences", _number_sentences(self))
        return self._sentences


def build_report(
    body: str,
    *,
    headline: str = "",
    outlet: str = "",
    url: str = "",
    published: dt.date | str | None = None,
    language: str | None = None,
    issued_at: dt.datetime | None = None,
) -> Report:
    r"""Return the report with this headline and body.

    Args:
        body: Paragraphs, each on a line of its own.
        headline: Put before the body with a blank line between; "" for none. Line breaks in it become spaces.
        outlet: As in `Report`.
        url: As in `Report`.
        published: As in `Report`.
        language: ISO 639-1 code if known; else it is detected.
        issued_at: As in `Report`; UTC when naive.

    Raises:
        EmptyReportError: Neither headline nor body hold a letter or digit.
        UsageError: `published` is text that is no date.

    Example:
        >>> build_report("No deal was made.", headline="Talks fail").text
        'Talks fail\n\nNo deal was made.'
    """
    from detente.reports.language import detect_language

    headline, body = " ".join(headline.split()), body.strip()
    text = _BREAK.join(part for part in (headline, body) if part)
    if not any(char.isalnum() for char in text):
        raise EmptyReportError("there is no text in it", where=url, hint="give a report with some sentences")
    return Report(
        text=text,
        headline=headline,
        outlet=outlet.strip(),
        url=url,
        published=read_day(published),
        language=language or detect_language(text),
        issued_at=issued_at,
        version=_read_headline_mark(headline),
    )


def read_day(published: dt.date | str | None) -> dt.date | None:
    """Return the day of publication that somebody gives: a date, a moment, or "YYYY-MM-DD"; None for None.

    A moment is taken as its day in UTC, a naive one as in UTC.

    Raises:
        UsageError: It is text that is no date.

    Example:
        >>> read_day("2025-03-12")
        datetime.date(2025, 3, 12)
    """
    if isinstance(published, dt.datetime):
        return (published.astimezone(dt.UTC) if published.tzinfo else published).date()
    if not isinstance(published, str):
        return published
    try:
        return dt.date.fromisoformat(published.strip()[:10])
    except ValueError:
        raise UsageError(f"{published!r} is no date", where="published", hint="write YYYY-MM-DD") from None


def read_name_mark(name: str) -> int:
    """Return the number of the version that a file's name bears, 0 when it bears none.

    Example:
        >>> names = ("talks.html", "talks-v2.html", "talks_update3.txt", "mig29.txt")
        >>> [read_name_mark(name) for name in names]
        [0, 2, 3, 0]
    """
    found = _NAME_MARK.search(name.rpartition(".")[0] or name)
    return int(found[1]) if found else 0


def _read_headline_mark(headline: str) -> int:
    found = _HEADLINE_MARK.match(headline)
    return int(found[1]) if found else 0


def _compute_id(report: Report) -> str:
    published = report.published.isoformat() if report.published else ""
    parts = (report.url, report.outlet, published, report.text)
    # A lone surrogate can stand in a text given from Python; it must not stop the reading.
    data = "\0".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(data).hexdigest()[:16]


def _number_sentences(report: Report) -> tuple[Sentence, ...]:
    text, sentences = report.text, []
    if report.headline:
        sentences.append(Sentence(HEADLINE_INDEX, report.headline, Span(0, len(report.headline))))
    start = report.body_start
    for index, span in enumerate(split_sentences(report.body)):
        here = Span(start + span.start, start + span.end)
        sentences.append(Sentence(index, text[here.start : here.end], here))
    return tuple(sentences)
