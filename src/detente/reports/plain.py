"""Reading a report from plain text: its headline, its paragraphs, without the page furniture copied along."""

from __future__ import annotations

import datetime as dt
import re
from itertools import pairwise

from detente.errors import EmptyReportError
from detente.reports.chrome import drop_chrome, is_byline, is_chrome, is_headline_copy
from detente.reports.decoding import clean_text
from detente.reports.report import Report, build_report
from detente.reports.splitting import ends_with_stop

__all__ = ["parse_text"]

_MAX_HEADLINE_CHARS = 200
_MAX_HEADLINE_WORDS = 30
_MIN_WRAP_CHARS = 45
_MAX_WRAP_CHARS = 132
"""Text hard-wrapped by mail programs and terminals lies between 45 and 132 columns."""

_ABBREVIATED = re.compile(r"(?:^|[\s(])(?:[^\W\d_]\.)+$")  # "Iran warns U.S."
_MARKDOWN = re.compile(r"#{1,6} +|\*\*(?=.+\*\*$)")


def parse_text(
    text: str,
    *,
    headline: str = "",
    outlet: str = "",
    url: str = "",
    published: dt.date | str | None = None,
    language: str | None = None,
    where: str = "",
) -> Report:
    r"""Return the report that stands in a plain text.

    A first line that looks like a headline and is followed by a blank line is the headline; its copies
    further down are dropped, and so are lines that are page furniture ("Post a Comment", "Share").
    Hard-wrapped lines are joined.

    Args:
        text: The text, of any length.
        headline: The headline if known; else it is looked for in the text.
        outlet: Who published it; "" when not known.
        url: Its address; "" when not known.
        published: Day of publication, as a date or "YYYY-MM-DD"; or None.
        language: ISO 639-1 code if known; else detected.
        where: File or address, for errors; `url` when "".

    Raises:
        EmptyReportError: Nothing but white space and page furniture.
        UsageError: `published` is no date.

    Example:
        >>> report = parse_text("Talks fail\n\nShare\n\nNo deal was made.\n\nPost a Comment")
        >>> report.headline, report.body
        ('Talks fail', 'No deal was made.')
    """
    blocks = [block for block in _split_blocks(clean_text(text)) if not all(map(is_chrome, block))]
    if not headline and blocks:
        headline, blocks = _take_headline(blocks)
    if not blocks and not headline:
        raise EmptyReportError(
            "there is no text in it", where=where or url, hint="give a report with some sentences"
        )
    lines = _join_wrapped(blocks)
    body = "\n\n".join("\n".join(kept) for kept in _keep_blocks(lines, headline))
    return build_report(
        body, headline=headline, outlet=outlet, url=url, published=published, language=language
    )


def _split_blocks(text: str) -> list[list[str]]:
    """Return the text's lines in groups between blank lines."""
    blocks: list[list[str]] = [[]]
    for line in text.split("\n"):
        stripped = line.strip()
        if stripped:
            blocks[-1].append(stripped)
        elif blocks[-1]:
            blocks.append([])
    return blocks if blocks[-1] else blocks[:-1]


def _take_headline(blocks: list[list[str]]) -> tuple[str, list[list[str]]]:
    """Return the headline ("" when there is none) and the blocks after it."""
    first = _MARKDOWN.sub("", blocks[0][0], count=1).removesuffix("**").strip()
    rest = [line for block in (blocks[0][1:], *blocks[1:]) for line in block]
    if not rest or not _can_be_headline(first):
        return "", blocks
    copies = [is_headline_copy(line, first) for line in rest]
    if (
        first.endswith(".")
        and not first.endswith("...")
        and not _ABBREVIATED.search(first)
        and not any(copies)
    ):
        return "", blocks
    stands_alone = all(copies[: len(blocks[0]) - 1])
    # One paragraph to a line, no blank lines: the first is the headline if it is no sentence and the next is.
    heads_lines = len(blocks) == 1 and ends_with_stop(rest[0]) and not ends_with_stop(first)
    if not stands_alone and not (heads_lines and len(rest[0]) > len(first) and not rest[0][0].islower()):
        return "", blocks
    return first, [block for block in (blocks[0][1:], *blocks[1:]) if block]


def _can_be_headline(line: str) -> bool:
    short = len(line) <= _MAX_HEADLINE_CHARS and len(line.split()) <= _MAX_HEADLINE_WORDS
    worded = any(char.isalnum() for char in line) and line[-1] not in ",;:-–—"
    return short and worded and not is_byline(line)


def _join_wrapped(blocks: list[list[str]]) -> list[list[str]]:
    """Return the blocks with hard-wrapped lines joined.

    Lines are hard-wrapped when none but a block's last would have had room for the next line's first word.
    """
    pairs = [(one, two) for block in blocks for one, two in pairwise(block)]
    width = max((len(line) for block in blocks if len(block) > 1 for line in block), default=0)
    full = sum(len(one) + 1 + len(two.split(" ", 1)[0]) > width for one, two in pairs)
    open_ends = sum(not ends_with_stop(one) for one, _ in pairs)
    wrapped = (
        _MIN_WRAP_CHARS <= width <= _MAX_WRAP_CHARS
        and full >= 0.8 * len(pairs)
        and open_ends >= 0.5 * len(pairs)
    )
    return [_join_block(block, wrapped=wrapped) for block in blocks]


def _join_block(block: list[str], *, wrapped: bool) -> list[str]:
    joined: list[list[str]] = [[block[0]]]
    is_prose = any(map(ends_with_stop, block))
    for before, line in pairwise(block):
        furniture = is_chrome(before) or is_chrome(line)
        # In prose, lower case goes on with the sentence of the line before, whatever the width.
        runs_on = is_prose and line[0].islower() and not ends_with_stop(before)
        if not furniture and (wrapped or runs_on):
            joined[-1].append(line)
        else:
            joined.append([line])
    return [" ".join(parts) for parts in joined]


def _keep_blocks(blocks: list[list[str]], headline: str) -> list[list[str]]:
    """Return the blocks without page furniture and copies of the headline; empty ones are left out."""
    kept: list[list[str]] = []
    top: list[str] = []
    for block in blocks:
        lines = drop_chrome(block, headline=headline, at_top=len(top) < 3)
        if lines:
            kept.append(lines)
            top.extend(lines[:3])
    return kept
