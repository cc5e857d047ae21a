"""Why the resolver errs on gold spans: its misses by cause, the most frequent first.

    python -m benchmarks.party_errors ../shared/gold/dev.jsonl [--show 5]
    python -m benchmarks.party_errors ../shared/text/news_pool.jsonl --pool

Reads the gold split `train`, or the half of the annotated pool that may be looked at. The cause is told from
the words, the rule that decided and the two parties, by the first of `CAUSES` that fits: it says where to
look, not what is wrong. Annotation errs too (a careful coder agrees with the gold set at about 0.95 a party).
"""

from __future__ import annotations

import argparse
import collections
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from benchmarks.parties import Case, read_pool, read_reports, resolve_reports
from detente.actors import _lexicon as lex
from detente.coding._scoring import name_party

VICTIMS: Final = lex.word_set(
    """people civilian civilians hostage hostages captives residents villagers settlers workers worshippers
    pilgrims crew children women men families victims prisoners detainees refugees protesters patients
    passengers others person man woman boy girl child killed dead"""
)
HOLDERS: Final = lex.word_set(
    """president minister ministry officials official government administration army military troops soldiers
    forces police authorities regime leader leaders parliament court ambassador spokesman spokesperson
    lawmakers senators"""
)
STRANGERS: Final = frozenset({"unknown-person", "described", "earlier-in-report"})
BARE: Final = frozenset({"context", "focus", "the-group", "same-noun", "captives"})
OWNED: Final = frozenset({"role", "modifier", "owner", "office", "after-of", "tail"})
STATE_LENGTH: Final = 3


def _is_group(who: str) -> bool:
    return who != "UNK" and len(who) != STATE_LENGTH


def _last(case: Case) -> str:
    return case.text.lower().rstrip(".,'").split()[-1] if case.text.split() else ""


CAUSES: Final[tuple[tuple[str, Callable[[Case], bool]], ...]] = (
    ("text missing or broken", lambda c: not any(w.isalnum() for w in c.text)),
    ("several parties in one span", lambda c: c.several),
    ("pronoun", lambda c: c.text.lower() in lex.PRONOUNS),
    ("another party's spelling (label)", lambda c: _is_group(c.who) and c.who in name_party(c.found.who)),
    ("named, should be UNK", lambda c: c.who == "UNK"),
    ("victims' side", lambda c: not VICTIMS.isdisjoint(c.text.lower().split())),
    ("UNK, should be named", lambda c: name_party(c.found.who) == "UNK"),
    ("a person without a state", lambda c: c.found.rule in STRANGERS),
    ("place for its state or group", lambda c: c.found.rule in {"place", "state", "town"}),
    ("group, should be state", lambda c: _is_group(name_party(c.found.who)) and not _is_group(c.who)),
    ("state, should be group or body", lambda c: _is_group(c.who) and not _is_group(name_party(c.found.who))),
    ("office or force of which state", lambda c: _last(c) in HOLDERS),
    ("name that is not listed", lambda c: c.text[:1].isupper() and c.found.rule in {"context", "focus", ""}),
    ("short form or bare noun", lambda c: c.found.rule in BARE),
    ("nationality or owner", lambda c: c.found.rule in OWNED),
)  # fmt: skip


def cause_of(case: Case) -> str:
    """Return why a case is wrong, by the first of `CAUSES` that fits; "other" when none does."""
    return next((name for name, fits in CAUSES if fits(case)), "other")


def main() -> int:
    """Print misses by cause, with examples."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("gold", type=Path, help="gold file, or with --pool the pool's texts")
    parser.add_argument("--pool", action="store_true", help="the pool's half to look at")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="examples of each cause")
    arguments = parser.parse_args()
    reports = read_pool(arguments.gold, "look") if arguments.pool else read_reports(arguments.gold, "train")
    misses: dict[str, list[Case]] = collections.defaultdict(list)
    total = 0
    for case in resolve_reports(reports):
        total += 1
        if not case.right:
            misses[cause_of(case)].append(case)
    wrong = sum(map(len, misses.values()))
    print(f"{wrong} of {total} wrong")
    for name, cases in sorted(misses.items(), key=lambda pair: -len(pair[1])):
        fields = collections.Counter(c.field for c in cases)
        parts = ", ".join(f"{field} {count}" for field, count in fields.items())
        print(f"{len(cases):5} {len(cases) / wrong:6.1%}  {name}  ({parts})")
        for case in cases[: arguments.show]:
            print(f"        {case.text[:60]!r} gold {case.who} got {case.found.who} ({case.found.rule})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
