"""How complete the gazetteer's offices are for the 80 states most in the news, 1990 to mid 2026.

    python -m benchmarks.offices [--gaps 40] [--post "foreign minister"]

The states are those that most reports of the news pool name, by any of their names, in the headline or the
first twelve sentences (counted with the gazetteer over the 2,806 reports of ../shared/text/news_pool.jsonl).
A month is covered when somebody holds the post on its 15th. Prints the share of months covered by post, and
the longest gaps.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from detente.actors import Gazetteer
from detente.actors import _lexicon as lex
from detente.actors.entries import Office

# The most named first (USA: 1,541 reports; the last ones: 3 each, ties in order of first mention).
_STATES: Final = """
    USA ISR PSE GBR SYR IRN RUS EGY IRQ FRA PRK LBN TUR DEU UKR CHN SAU AFG KOR YEM JOR QAT CHE ARE LBY JPN
    ZAF CAN SGP ITA NLD IND PAK PHL CUB AUS POL ESP FIN VNM MEX SOM AUT SWE IRL KWT VAT BRA VEN GRC DNK THA
    BHR NGA BEL IDN OMN MYS SDN NZL NOR MAR DZA BGD HKG SRB BGR PRT ARG BLR HUN PER PAN CHL COL ETH BIH XKX
    TWN TZA
"""
STATES: Final = tuple(_STATES.split())
# Begin of independence, where that is after 1990; before it nobody can hold a post.
BEGUN: Final = {
    "UKR": 1991, "RUS": 1991, "BLR": 1991, "BIH": 1992, "XKX": 2008, "PSE": 1994, "SRB": 2006,
}  # fmt: skip
HEADS: Final = (
    "supreme leader",
    "crown prince",
    "paramount leader",
    "general secretary",
    "chief executive",
    "head of state",
    "prime minister",
    *lex.word_set(
        "president premier chancellor king queen emir sultan pope leader chairman monarch taoiseach"
    ),
)
POSTS: Final[dict[str, tuple[str, ...]]] = {
    "head": tuple(HEADS),
    "foreign minister": ("foreign minister", "secretary of state"),
    "defence minister": ("defence minister",),
    "interior minister": ("interior minister",),
    "army chief": ("army chief",),
}
FIRST: Final = dt.date(1990, 1, 15)
LAST: Final = dt.date(2026, 6, 15)


@dataclass(frozen=True, slots=True)
class Gap:
    """Months in which nobody is known to hold a post."""

    state: str
    post: str
    first: dt.date
    months: int


def months(state: str) -> Iterator[dt.date]:
    """Yield the 15th of every month in which a state can have offices."""
    day = max(FIRST, dt.date(BEGUN.get(state, 1990), 1, 15))
    while day <= LAST:
        yield day
        day = dt.date(day.year + day.month // 12, day.month % 12 + 1, 15)


def offices_of(gazetteer: Gazetteer, state: str) -> dict[str, list[Office]]:
    """Return the offices of a state by the usual name of their role."""
    found: dict[str, list[Office]] = {}
    for entry in gazetteer.entries:
        for office in entry.offices if entry.kind == "person" else ():
            if office.who == state:
                role = gazetteer.find_role(office.title)
                found.setdefault(role.name if role else office.title.lower(), []).append(office)
                found.setdefault(office.title.lower(), []).append(office)
    return found


def find_gaps(gazetteer: Gazetteer) -> tuple[dict[str, float], list[Gap]]:
    """Return the share of months covered by post, and all gaps, the longest first."""
    covered, total = dict.fromkeys(POSTS, 0), dict.fromkeys(POSTS, 0)
    gaps: list[Gap] = []
    for state in STATES:
        offices = offices_of(gazetteer, state)
        for post, titles in POSTS.items():
            held = [o for title in titles for o in offices.get(title, ())]
            begin, length = None, 0
            for day in months(state):
                total[post] += 1
                if any(o.held_on(day) for o in held):
                    covered[post] += 1
                    if begin is not None:
                        gaps.append(Gap(state, post, begin, length))
                    begin, length = None, 0
                else:
                    begin, length = begin or day, length + 1
            if begin is not None:
                gaps.append(Gap(state, post, begin, length))
    return {post: covered[post] / total[post] for post in POSTS}, sorted(gaps, key=lambda g: -g.months)


def main() -> int:
    """Print coverage and gaps."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--gaps", type=int, default=40, metavar="N")
    parser.add_argument("--post", choices=tuple(POSTS))
    arguments = parser.parse_args()
    shares, gaps = find_gaps(Gazetteer.load())
    for post, share in shares.items():
        print(f"{post:18} {share:.3f}")
    chosen = [g for g in gaps if arguments.post in {None, g.post}]
    for gap in chosen[: arguments.gaps]:
        print(f"{gap.state} {gap.post:18} {gap.months:4} months from {gap.first:%Y-%m}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
