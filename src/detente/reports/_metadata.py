"""What a news page says about itself: headline, outlet, day, address; its body as search engines get it."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from detente.reports.chrome import drop_chrome
from detente.reports.decoding import clean_text

__all__ = [
    "choose_date",
    "choose_headline",
    "choose_moment",
    "choose_outlet",
    "choose_url",
    "read_article_body",
    "read_structured",
    "squeeze",
]

_MIN_HEADLINE_CHARS = 12
_MOMENTS = (
    *("article:modified_time", "article:published_time", "og:updated_time", "last-modified"),
    *("datemodified", "datepublished", "date", "pubdate", "parsely-pub-date"),
)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_TITLE_TAIL = re.compile(r"\s+[|\-–—:·»•]+\s+")


def read_structured(tree: Any) -> Iterator[dict[str, Any]]:
    """Yield the objects of the page's JSON-LD, nested ones included."""
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            continue
        try:
            pending = [json.loads(script.text_content(), strict=False)]
        except (ValueError, RecursionError):
            continue
        while pending:
            item = pending.pop()
            if isinstance(item, dict):
                yield item
                pending.extend(
                    value
                    for key, value in item.items()
                    if key in {"@graph", "mainEntity", "mainEntityOfPage"}
                )
            elif isinstance(item, list):
                pending.extend(item[:100])


def _is_article(item: dict[str, Any]) -> bool:
    kinds = item.get("@type")
    return any(
        str(kind).endswith(("Article", "BlogPosting", "Report"))
        for kind in (kinds if isinstance(kinds, list) else [kinds])
    )


def read_article_body(structured: list[dict[str, Any]], headline: str) -> list[str]:
    """Return the paragraphs of the body that the page states in JSON-LD; none where there is no such."""
    import lxml.html  # type: ignore[import-untyped]

    for item in structured:
        body = item.get("articleBody")
        if _is_article(item) and isinstance(body, str) and body.strip():
            if "<" in body:
                body = re.sub(r"<(?:/?p|br|/?div|/?h\d)\b[^>]*>", "\n", body)
                body = lxml.html.fromstring(f"<div>{body}</div>").text_content()
            return drop_chrome(clean_text(body).split("\n"), headline=headline)
    return []


def choose_headline(tree: Any, document: Any, structured: list[dict[str, Any]]) -> str:
    """Return the article's headline: the heading that agrees with the page's title, else the title."""
    found = document.title if document is not None else ""
    articles = {str(item["headline"]) for item in structured if _is_article(item) and item.get("headline")}
    stated = articles.pop() if len(articles) == 1 else ""  # several are a list of posts
    titles = [squeeze(unescape(text)) for text in (stated, found or "", tree.findtext(".//title") or "")]
    for heading in tree.iter("h1"):
        text = squeeze(heading.text_content())
        # The title may carry the site's name before or behind the heading.
        if len(text) >= _MIN_HEADLINE_CHARS and any(_squash(text) in _squash(title) for title in titles):
            return text
    title = next(filter(None, titles), "")
    pieces = _TITLE_TAIL.split(title)
    site = _squash(document.sitename or "") if document is not None else ""
    if len(pieces) > 1 and _squash(pieces[-1]) and _squash(pieces[-1]) in site:
        title = title[: title.rindex(pieces[-1])].rstrip(" |-–—:·»•")
    return title


def squeeze(text: str) -> str:
    """Return clean text on one line, single-spaced."""
    return " ".join(clean_text(text).split())


def _squash(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def choose_outlet(document: Any, url: str) -> str:
    """Return the site's name as the page gives it, else the host's."""
    name = (document.sitename or document.hostname or "") if document is not None else ""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    return squeeze(unescape(name)) or host


def choose_url(document: Any) -> str:
    """Return the address that the page gives for itself, or ""."""
    url = (document.url or "") if document is not None else ""
    return url if url.startswith(("http://", "https://")) else ""


def choose_date(document: Any) -> dt.date | None:
    """Return the day of publication that the page states, or None."""
    try:
        return dt.date.fromisoformat((document.date or "")[:10]) if document is not None else None
    except ValueError:
        return None


def choose_moment(tree: Any, structured: list[dict[str, Any]]) -> dt.datetime | None:
    """Return the moment (UTC) at which the page says that it was last changed or, else, published, or None.

    Only what has a time of day counts; a moment without a time zone is taken to be in UTC.
    """
    meta = {
        str(name).lower(): element.get("content") or ""
        for element in tree.iter("meta")
        if (name := element.get("property") or element.get("name") or element.get("itemprop"))
    }
    said = [meta.get(name, "") for name in _MOMENTS]
    for item in structured:
        if _is_article(item):
            said += [str(item.get("dateModified") or ""), str(item.get("datePublished") or "")]
    moments = [moment for text in said if (moment := _read_moment(text)) is not None]
    return max(moments, default=None)


def _read_moment(text: str) -> dt.datetime | None:
    if not _MOMENT.match(text.strip()):
        return None
    try:
        moment = dt.datetime.fromisoformat(text.strip())
        aware = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
        return aware.astimezone(dt.UTC).replace(microsecond=0)
    except (ValueError, OverflowError):
        return None
