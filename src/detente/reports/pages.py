"""Reading a report from a news page: trafilatura finds the body, then our own clean-up of what it leaves in.

Measured on 60 saved pages (`benchmarks/pages.py`): precision mode without comments is the best of
trafilatura's settings. Links are kept through the extraction because lists of nothing but links are no part
of a report.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections.abc import Iterable, Iterator
from typing import Any

from detente.errors import EmptyReportError
from detente.reports._metadata import (
    choose_date,
    choose_headline,
    choose_moment,
    choose_outlet,
    choose_url,
    read_article_body,
    read_structured,
    squeeze,
)
from detente.reports.chrome import drop_chrome, is_chrome
from detente.reports.decoding import clean_text, decode
from detente.reports.report import Report, build_report
from detente.reports.splitting import ends_with_stop

__all__ = ["looks_like_html", "parse_html"]

_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|article|main|meta|title)\b",
    re.I | re.S,
)
_HTML_INSIDE = re.compile(r"<html[\s>]", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_SNIFF_CHARS = 4_096
_BULK_OPEN = re.compile(
    r"<(?:(script|style|svg|noscript|template)\b(?![^>]{0,200}ld\+json)|!--)", re.IGNORECASE
)
_BULK_CLOSE = {
    name: re.compile(rf"</{name}\s*>", re.IGNORECASE)
    for name in ("script", "style", "svg", "noscript", "template")
} | {"": re.compile("-->")}
_LONG_VALUE = re.compile(r'="[^"]{2000,}+"')
_BULK_CHARS = 300_000
"""Pages above this are rid of scripts, styles and inlined images before they are parsed."""
_LARGE_CHARS = 800_000
"""Pages still above this are read paragraph by paragraph: the extractors' time grows faster than the page."""

_INLINE = ("span", "em", "strong", "b", "i", "font", "mark", "u", "small", "cite", "abbr", "time")
_BLOCKS = frozenset({"p", "head", "list", "item", "quote", "table", "row", "code", "div", "body", "lb"})
# The day that the page states; htmldate's extensive search would guess one from any figures.
_DATE_OPTIONS = {"original_date": True, "extensive_search": False}
_MIN_LINK_SHARE = 0.9
_MIN_PROSE_CHARS = 60
_MIN_BODY_CHARS = 200
_MAX_ERROR_PAGE_CHARS = 1_200

_ERROR_TITLE = re.compile(
    r"\b(?:404|403|410|500|502|503)\b(?!\s*(?:\w+\s+)?(?:people|troops|killed|dead|men|soldiers|civilians|years|days|km|miles))|"
    r"\b(?:page|article|file|content|url)\b.{0,20}\b"
    r"(?:not|can(?:no|')t be|isn['’]t|no longer)\b.{0,12}\b(?:found|available|exist)|"
    r"^not found|access (?:to this page )?(?:has been )?denied|^forbidden|just a moment|attention required|"
    r"are you (?:a )?(?:human|robot)|verify (?:that )?you are|captcha|enable (?:javascript|cookies)|"
    r"^(?:log|sign)[ -]?[io]n\b|^register\b|^subscribe\b|"
    r"^(?:internal )?server error|^bad gateway|^service unavailable",
    re.IGNORECASE,
)


def looks_like_html(text: str) -> bool:
    """Return whether a text is an HTML page rather than plain text.

    Example:
        >>> looks_like_html("<!doctype html><p>Talks fail"), looks_like_html("Talks <b>fail")
        (True, False)
    """
    head = text[:_SNIFF_CHARS]
    return bool(_HTML.match(head) or _HTML_INSIDE.search(head))


def parse_html(
    data: bytes | str,
    *,
    outlet: str = "",
    url: str = "",
    published: dt.date | str | None = None,
    charset: str | None = None,
    where: str = "",
) -> Report:
    """Return the report on a news page.

    Headline, outlet, day and address are taken from the page's JSON-LD, OpenGraph and other metadata where
    the caller does not give them.

    Args:
        data: The page, as it came or already decoded.
        outlet: Who published it; "" to take the page's word.
        url: Its address; "" to take the page's word.
        published: Day of publication, as a date or "YYYY-MM-DD"; None to take the page's word.
        charset: Encoding that the HTTP header declares, or None.
        where: File or address, for errors; `url` when "".

    Raises:
        EmptyReportError: The page holds no article: a login form, a list of links, an error page.
        NotTextError: `data` is binary.

    Example:
        >>> text = "The two sides met in Doha on Monday and agreed on nothing. " * 4
        >>> page = f"<title>Talks fail</title><article><p>{text}</p></article>"
        >>> parse_html(page).headline
        'Talks fail'
    """
    where = where or url
    page = decode(data, charset=charset, where=where) if isinstance(data, bytes) else data
    page = _shorten(page)
    tree = _load_tree(page)
    if tree is None:
        raise EmptyReportError("the page is empty", where=where)
    structured = list(read_structured(tree))
    large = len(page) > _LARGE_CHARS
    document = _extract_large(page, url) if large else _extract(tree, url, precise=True)
    headline = choose_headline(tree, document, structured)
    if large:
        lines = _clean_parts(_read_paragraphs(tree), headline)
    else:
        lines = _find_lines(tree, document, url, headline, structured)
    _refuse_no_article(lines, headline, where)
    return build_report(
        "\n\n".join(lines),
        headline=headline,
        outlet=outlet or choose_outlet(document, url),
        url=url or choose_url(document),
        published=published or choose_date(document),
        issued_at=choose_moment(tree, structured),
    )


def _shorten(page: str) -> str:
    """Return a page without what no reader sees, if it is long: scripts, styles, comments, inlined images.

    One pass: an element that is never closed is left for the parser.
    """
    page = _XML_DECLARATION.sub("", page.replace("\0", ""), count=1)
    if len(page) <= _BULK_CHARS:
        return page
    parts: list[str] = []
    start = position = 0
    unclosed: set[str] = set()
    while opened := _BULK_OPEN.search(page, position):
        name = (opened[1] or "").lower()
        closed = None if name in unclosed else _BULK_CLOSE[name].search(page, opened.end())
        if closed is None:
            unclosed.add(name)
            position = opened.end()
            continue
        parts.append(page[start : opened.start()])
        start = position = closed.end()
    return _LONG_VALUE.sub('=""', " ".join([*parts, page[start:]]))


def _load_tree(page: str) -> Any:
    """Return the page as an lxml tree, or None when there is nothing in it."""
    import lxml.etree  # type: ignore[import-untyped]
    import lxml.html  # type: ignore[import-untyped]

    parser = lxml.html.HTMLParser(remove_comments=True, remove_pis=True, encoding="utf-8", huge_tree=True)
    try:
        tree = lxml.html.document_fromstring(page.encode("utf-8", "replace"), parser=parser)
    except (lxml.etree.LxmlError, ValueError, AssertionError):
        return None
    _free_inline(tree)
    return tree


def _free_inline(tree: Any) -> None:
    """Take class names from inline elements within paragraphs.

    The extractor prunes by class; a name like "link" on a phrase would cut that phrase out of its sentence.
    """
    for paragraph in tree.iter("p"):
        for element in paragraph.iter(*_INLINE):
            style = (element.get("style") or "").replace(" ", "").lower()
            if "display:none" not in style and element.get("hidden") is None:
                for name in ("class", "id", "role", "itemprop"):
                    element.attrib.pop(name, None)


def _extract(tree: Any, url: str, *, precise: bool) -> Any:
    """Return trafilatura's document for a page, or None when it finds nothing."""
    import trafilatura

    _silence_loggers()
    try:
        return trafilatura.bare_extraction(
            tree,
            url=url or None,
            favor_precision=precise,
            include_comments=False,
            include_links=True,
            with_metadata=True,
            date_extraction_params=_DATE_OPTIONS,
        )
    except (ValueError, TypeError, AttributeError, RecursionError):
        # Damaged markup; the caller tries other ways and else reports that there is no article.
        return None


def _extract_large(page: str, url: str) -> Any:
    """Return trafilatura's metadata of a very long page, from its beginning; None when it has none."""
    from trafilatura.metadata import extract_metadata

    _silence_loggers()
    tree = _load_tree(page[:_BULK_CHARS])
    try:
        return extract_metadata(tree, url or None, _DATE_OPTIONS, True)
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None


def _read_paragraphs(tree: Any) -> Iterator[tuple[str, str, float]]:
    """Yield a page's paragraphs as `_read_parts` does; all its text when it marks none.

    Navigation, asides and footers are left out.
    """
    for element in list(tree.iter("nav", "aside", "footer", "form", "header", "script", "style")):
        element.drop_tree()
    found = 0
    for paragraph in tree.iter("p"):
        text = squeeze(paragraph.text_content())
        found += len(text)
        if text:
            yield text, "p", 0.0
    if found < _MIN_BODY_CHARS:
        # Lists of links would pass for text here: a block must hold a sentence.
        yield from (part for part in _read_parts(tree) if ends_with_stop(part[0]))


def _silence_loggers() -> None:
    """Keep what the libraries log about a page off standard error, unless the caller has set up logging."""
    for name in ("trafilatura", "htmldate", "courlan", "justext"):
        logger = logging.getLogger(name)
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())


def _find_lines(
    tree: Any, document: Any, url: str, headline: str, structured: list[dict[str, Any]]
) -> list[str]:
    """Return the article's paragraphs, by the first way that gives prose."""
    lines = (
        _clean_parts(_read_parts(document.body), headline)
        if document is not None and document.body is not None
        else []
    )
    stated = read_article_body(structured, headline)
    # Pages that load or hide their text often state it whole for search engines.
    if len(stated) and _count_prose(stated) > 1.5 * _count_prose(lines) + _MIN_BODY_CHARS:
        return stated
    if _count_prose(lines) < _MIN_BODY_CHARS:
        second = _extract(tree, url, precise=False)
        if second is not None and second.body is not None:
            more = _clean_parts(_read_parts(second.body), headline)
            if _count_prose(more) > 1.5 * _count_prose(lines):
                return more
    return lines


def _clean_parts(parts: Iterable[tuple[str, str, float]], headline: str) -> list[str]:
    """Return the paragraphs among extracted blocks: no furniture, link lists, headings of nothing."""
    kept: list[tuple[str, str]] = []
    for text, tag, linked in parts:
        is_link = tag == "item" and linked >= _MIN_LINK_SHARE and not ends_with_stop(text)
        if not is_link and drop_chrome([text], headline=headline, at_top=len(kept) < 4):
            kept.append((text, tag))
    while kept and kept[-1][1] == "head":
        kept.pop()
    return [text for text, _ in kept]


def _read_parts(body: Any) -> Iterator[tuple[str, str, float]]:
    """Yield the text, the tag and the share of linked characters of every block in an extracted body."""
    text: list[str] = []
    linked = 0
    tag = "p"

    def flush() -> Iterator[tuple[str, str, float]]:
        nonlocal linked
        whole = " ".join(clean_text("".join(text)).split())
        if whole:
            yield whole, tag, linked / len(whole)
        text.clear()
        linked = 0

    # An explicit stack: pages can nest deeper than Python may recurse.
    stack: list[tuple[Any, bool, bool]] = [(body, False, False)]
    while stack:
        element, in_link, leaving = stack.pop()
        is_block = element.tag in _BLOCKS
        if leaving:
            if is_block:
                yield from flush()
                tag = "p"
            elif element.tag == "cell":
                text.append(" ")
            if element.tail and element is not body:
                text.append(element.tail)
                linked += len(element.tail.strip()) if in_link else 0
            continue
        if is_block:
            yield from flush()
            tag = "p" if element.tag in {"body", "div", "lb"} else str(element.tag)
        inside = in_link or element.tag in {"ref", "a"}
        if element.text:
            text.append(element.text)
            linked += len(element.text.strip()) if inside else 0
        stack.append((element, in_link, True))
        stack.extend((child, inside, False) for child in reversed(element) if isinstance(child.tag, str))
    yield from flush()


def _count_prose(lines: list[str]) -> int:
    """Return how many characters stand in paragraphs that are sentences rather than labels."""
    return sum(len(line) for line in lines if len(line) >= _MIN_PROSE_CHARS and ends_with_stop(line))


def _refuse_no_article(lines: list[str], headline: str, where: str) -> None:
    """Raise EmptyReportError for a page that is no article.

    Raises:
        EmptyReportError: An error page, a login form, a list of links.
    """
    prose = _count_prose(lines)
    if prose < _MAX_ERROR_PAGE_CHARS and _ERROR_TITLE.search(headline):
        raise EmptyReportError(
            f"the page is no article but says {headline[:80]!r}",
            where=where,
            hint="open the article itself and save it",
        )
    if not prose or all(map(is_chrome, lines)):
        raise EmptyReportError(
            "the page holds no article text",
            where=where,
            hint="save the page when the article is shown, or copy its text",
        )
