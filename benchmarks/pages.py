r"""How well article bodies are read from saved news pages.

    python -m benchmarks.pages ../shared/pages

The folder is laid out as the article-extraction-benchmark: `ground-truth.json` maps a page's name to
`{"articleBody": ...}`, typed by hand, and `html/NAME.html.gz` are the pages. The score is token F1: tokens
are runs of word characters (`\w+`), compared as a multiset with case. trafilatura alone is measured too, as
it comes and in the best of its settings, to show what our clean-up is worth. Where the ground truth has a
`headline`, exact matches are counted.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from detente.errors import EmptyReportError
from detente.reports import Report, parse_html

__all__ = ["PageScore", "compute_token_f1", "main", "score_pages"]

_TOKEN = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class PageScore:
    """How well one page was read.

    Attributes:
        name: The page's name in the ground truth.
        ours: Token F1 of `parse_html`, 0 to 1.
        extractor: Token F1 of trafilatura as it comes.
        tuned: Token F1 of trafilatura in its best setting here (precision, no comments).
        headline: Whether the headline matches, or None where the ground truth has none.
    """

    name: str
    ours: float
    extractor: float
    tuned: float
    headline: bool | None


def compute_token_f1(found: str, wanted: str) -> float:
    """Return the F1, 0 to 1, of the tokens of `found` against those of `wanted`; 1 when both have none.

    Example:
        >>> compute_token_f1("a b c d", "a b")
        0.6666666666666666
    """
    got, right = Counter(_TOKEN.findall(found)), Counter(_TOKEN.findall(wanted))
    total = got.total() + right.total()
    return 2 * (got & right).total() / total if total else 1.0


def score_pages(folder: Path) -> Iterator[PageScore]:
    """Yield the score of every page in a folder, in the order of the ground truth.

    Args:
        folder: Holds `ground-truth.json` and `html/`.
    """
    truth = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    for name, fields in truth.items():
        data = gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes())
        report, body = _read_ours(data), fields["articleBody"]
        headline = fields.get("headline")
        yield PageScore(
            name=name,
            ours=compute_token_f1(report.body if report else "", body),
            extractor=compute_token_f1(_read_extractor(data), body),
            tuned=compute_token_f1(_read_tuned(data), body),
            headline=None if headline is None else report is not None and report.headline == headline,
        )


def _read_ours(data: bytes) -> Report | None:
    try:
        return parse_html(data)
    except EmptyReportError:
        return None


def _read_extractor(data: bytes) -> str:
    import trafilatura

    return trafilatura.extract(data) or ""


def _read_tuned(data: bytes) -> str:
    import trafilatura

    return trafilatura.extract(data, favor_precision=True, include_comments=False) or ""


def main(arguments: list[str]) -> int:
    """Print the score of each page, the worst last, and the means; return the exit code."""
    if len(arguments) != 1 or not Path(arguments[0], "ground-truth.json").is_file():
        print("usage: python -m benchmarks.pages FOLDER (with ground-truth.json and html/)", file=sys.stderr)
        return 2
    scores = sorted(score_pages(Path(arguments[0])), key=lambda score: -score.ours)
    print(f"{'page':<14}{'ours':>8}{'trafilatura':>13}{'precision':>11}")
    for score in scores:
        print(f"{score.name[:12]:<14}{score.ours:>8.3f}{score.extractor:>13.3f}{score.tuned:>11.3f}")
    ours, extractor, tuned = (
        _mean(scores, pick) for pick in (lambda s: s.ours, lambda s: s.extractor, lambda s: s.tuned)
    )
    print(f"{'mean of ' + str(len(scores)):<14}{ours:>8.4f}{extractor:>13.4f}{tuned:>11.4f}")
    stated = [score.headline for score in scores if score.headline is not None]
    print(
        f"headlines: {sum(stated)} of {len(stated)} exact"
        if stated
        else "headlines: none in the ground truth"
    )
    return 0


def _mean(scores: list[PageScore], pick: Callable[[PageScore], float]) -> float:
    return sum(map(pick, scores)) / len(scores)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
