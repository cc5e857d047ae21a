"""Where sentences begin and end: a rule-based splitter for news prose.

Rules rather than a library: on news, pysbd (unmaintained, a hundred times slower) and sentencex (three times
faster) place fewer boundaries right. A stop ends a sentence unless the word before it (an abbreviation, an
initial) or the word after it (lower case) says otherwise; after an abbreviation that may also end a sentence
("in the U.S. The army"), the next word decides: function words begin sentences, names go on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from detente.records import Span
from detente.reports._abbreviations import AFTER_CLOCK, NEVER, NUMBERED, SELDOM, STARTERS

__all__ = ["MAX_SENTENCE_CHARS", "ends_with_stop", "split_sentences"]

MAX_SENTENCE_CHARS = 1_500
"""Longest sentence in characters; longer ones are cut at a space. The longest of 45,000 sentences: 599."""

_ENDS = (".", "!", "?", "…", "。", "！", "？", "؟", "।")
_CLOSERS = "\"'”’»)]*_ "
_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
# The look-behind and the possessive quantifiers keep the search linear on megabytes of dots.
_STOP = re.compile(
    r"(?<![.!?…؟।])[.!?…؟।]++[\"'”’»›)\]*_]*+(?:\s++|(?=[\"“‘]?[A-Z][a-z]*+\s))"
    r"|[。！？｡][。！？｡…]*+[\"'”’」』）»]*+\s*+"
)
_NEXT = re.compile(r"[\"'“”‘’«‹„(\[*_—–\-]*+([^\W_]*+[’']?)")
_LOOSE_QUOTE = re.compile(r"[\"”’»](?:\s++|\Z)")
_WORD_CHARS = 40  # no abbreviation is longer; bounds the look back

_INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]\Z")
_CONTINUERS = ",;:.%)]}…"
_PARTICLES = ("al-", "el-", "an-", "as-", "ash-", "ad-", "ar-", "iPhone", "eBay")


def ends_with_stop(text: str) -> bool:
    """Return whether a text ends as a sentence does, quotes and brackets after the stop left aside.

    Example:
        >>> ends_with_stop('"We won."'), ends_with_stop("Talks fail")
        (True, False)
    """
    return text.rstrip(_CLOSERS).endswith(_ENDS)


def split_sentences(text: str) -> tuple[Span, ...]:
    """Return where the sentences of a text stand, in order.

    Every line break ends a sentence (`parse_text` joins hard-wrapped lines first). Spans do not overlap,
    neither begin nor end with a space, and together hold every character that is no white space.

    Args:
        text: Any text, of any length; time taken grows with its length.

    Returns:
        Half-open spans into `text`; empty when it holds white space only. None is longer than
        `MAX_SENTENCE_CHARS`.

    Example:
        >>> text = "Mr. Kaya left the U.S. on Monday. Talks go on."
        >>> [text[span.start:span.end] for span in split_sentences(text)]
        ['Mr. Kaya left the U.S. on Monday.', 'Talks go on.']
    """
    spans: list[Span] = []
    for line in _LINE.finditer(text):
        begin, stop = line.span()
        for end in _find_ends(text, begin, stop):
            spans.extend(_cut(text, begin, end))
            begin = end
    return tuple(spans)


def _find_ends(text: str, begin: int, stop: int) -> Iterator[int]:
    """Yield the offsets in one line at which a new sentence begins, and the line's end."""
    seen, quotes = begin, 0
    for match in _STOP.finditer(text, begin, stop):
        after = match.end()
        if after < stop and _ends_sentence(text, begin, match.start(), after):
            quotes += text.count('"', seen, after)
            seen = after
            loose = _LOOSE_QUOTE.match(text, after, stop)
            if loose and (loose[0][0] != '"' or quotes % 2):
                # Tokenised text: the closing mark stands alone after the stop.
                after = loose.end()
            if after < stop:
                yield after
            begin = after
    yield stop


def _ends_sentence(text: str, begin: int, mark: int, after: int) -> bool:
    """Return whether the stop at `mark` ends the sentence from `begin`; the next word is at `after`."""
    if text[mark] in "。！？｡":
        return True
    if text[after] in _CONTINUERS:
        return False
    following = _NEXT.match(text, after)
    word = following[1] if following else ""
    if len(word) == 1 and following and text.startswith(".", following.end()):
        word = ""  # an initial, not the word "I" or "A"
    if word and word[0].islower() and not text.startswith(_PARTICLES, after):
        return text[mark : mark + 2] == ". " and _is_plain(_find_last_word(text, begin, mark))
    if not text[after - 1].isspace():
        # "attack.The army": a space is missing, unless it is a name such as "Booking.Com".
        return word in STARTERS and text[mark - 1 : mark].islower()
    if text[mark] != "." or text[mark + 1 : mark + 2] == ".":
        return True
    return _stop_ends(text, begin, mark, word)


def _stop_ends(text: str, begin: int, mark: int, word: str) -> bool:
    """Return whether a single full stop ends a sentence, judged by the word before it and `word` after it."""
    last = _find_last_word(text, begin, mark)
    if not last:
        return True
    low = last.lower()
    if low in NEVER:
        return False
    if low in NUMBERED:
        return not word[:1].isdigit()
    if low in SELDOM:
        return word in STARTERS and not (low[-1] == "m" and word in AFTER_CLOCK)
    if len(last) == 1:
        if last.isdigit() or last.islower():
            # "1. The army": the number of a list's item, if it stands first; "1. 7 million" is tokenised.
            return not _is_first(text, begin, mark - 1) and not word[:1].isdigit()
        return word in STARTERS and not _is_first(text, begin, mark - 1) and last != "I"
    if _INITIALS.match(last):
        return word in STARTERS
    if last.isdigit() and len(last) < 3:
        return not _is_first(text, begin, mark - len(last))
    return True


def _find_last_word(text: str, begin: int, mark: int) -> str:
    """Return the word before the stop at `mark`, without opening quotes and brackets."""
    before = max(begin, mark - _WORD_CHARS)
    return text[max(before, text.rfind(" ", before, mark) + 1) : mark].lstrip("\"'“”‘’«([")


def _is_plain(last: str) -> bool:
    """Return whether a sentence can end after `last` although lower case follows (careless writing)."""
    known = last in NEVER or last in SELDOM or last in NUMBERED
    return len(last) > 3 and last.isalpha() and last.islower() and not known


def _is_first(text: str, begin: int, at: int) -> bool:
    """Return whether nothing but white space stands between `begin` and `at`."""
    return at <= begin or not text[begin:at].strip()


def _cut(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the trimmed spans of one sentence, cut at a space where it is too long."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > MAX_SENTENCE_CHARS:
        limit = start + MAX_SENTENCE_CHARS
        cut = text.rfind(" ", start + MAX_SENTENCE_CHARS // 2, limit)
        cut = cut if cut > 0 else limit
        stop = cut
        while text[stop - 1].isspace():
            stop -= 1
        yield Span(start, stop)
        start = cut
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        yield Span(start, end)
