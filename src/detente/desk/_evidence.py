"""On whose word an event stands, how sure it is, and which numbers are claimed: made from its claims."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from detente.desk._grammar import capitalise, join_words, spell, with_determiner
from detente.desk._words import shorten, write_day

if TYPE_CHECKING:
    from detente.ledger import Account, Claim, ClaimedNumber

__all__ = ["say_evidence", "say_numbers", "say_outlet"]

_NOBODY: Final = re.compile(
    r"(?:he|she|it|they|we|i|you|who|nobody|no one|none|someone|somebody|officials?|th(?:is|at)(?: \w+)?)",
    re.I,
)
_BOUNDS: Final = {"at least": "at least ", "about": "about ", "at most": "at most "}


def say_outlet(outlet: str) -> str:
    """Return an outlet's name, or words for one that is not known."""
    return shorten(outlet, 60) or "an outlet not named"


def say_evidence(account: Account) -> str:
    """Return on whose word an event stands: grade, outlets, sources, who denies it, who took it back."""
    event = account.event
    standing = [claim for claim in account.claims if not claim.withdrawn]
    saying = [c for c in standing if c.stance not in {"denies", "retracts"}]
    parts = []
    if saying:
        witnesses = len({claim.witness for claim in saying})
        outlets = _outlets(saying)
        many = f" ({spell(witnesses)} independent witnesses)" if witnesses > 1 else ""
        if witnesses == 1 and len(outlets) > 1:
            many = " (one witness: they share a text or a source)"
        parts.append(f"{join_words(outlets)}{many}{_citing(saying)}")
    denying = [claim for claim in standing if claim.stance == "denies"]
    if denying:
        parts.append(_say_denial(denying, alone=not saying))
    parts += _say_withdrawals(account.claims)
    if not parts:
        parts.append("no standing claim")
    return capitalise(f"{event.grade}: {'; '.join(parts)}.")


def _outlets(claims: Iterable[Claim]) -> list[str]:
    return list(dict.fromkeys(say_outlet(claim.outlet) for claim in claims))


def _citing(claims: Iterable[Claim]) -> str:
    sources = _sources(claims)
    return f", citing {join_words(sources, 3)}" if sources else ""


def _sources(claims: Iterable[Claim]) -> list[str]:
    found: dict[str, None] = {}
    for claim in claims:
        words = shorten(claim.source_name, 60)
        if words and not _NOBODY.fullmatch(words) and words != claim.outlet:
            first, space, rest = words.partition(" ")
            words = f"{first.lower()}{space}{rest}" if first in {"The", "A", "An", "One", "Two"} else words
            words = with_determiner(words)
            # A source with no name of its own is an anonymous one, which its words should not hide.
            hidden = claim.source_kind == "anonymous" and not any(w[:1].isupper() for w in words.split())
            words += ", unnamed," if hidden else ""
            if not any(words in other or other in words for other in found):
                found[words] = None
    return [words.rstrip(",") if number == len(found) - 1 else words for number, words in enumerate(found)]


def _say_denial(claims: Sequence[Claim], *, alone: bool) -> str:
    # A report that is denied is cited by who denies it, who is not its source.
    sources = _sources([claim for claim in claims if claim.source_kind != "media"])
    outlets = join_words(_outlets(claims), 2)
    day = _short_day(claims[0])
    if sources:
        return f"denied by {join_words(sources, 3)} ({outlets}, {day})"
    return f"{'only denied, ' if alone else 'denied '}in {outlets} ({day})"


def _say_withdrawals(claims: Sequence[Claim]) -> Iterable[str]:
    retracting = [claim for claim in claims if claim.stance == "retracts"]
    for outlet in _outlets(retracting):
        claim = next(c for c in retracting if say_outlet(c.outlet) == outlet)
        yield f"taken back by {outlet} on {_short_day(claim)}"
    withdrawn = [c for c in claims if c.withdrawn and say_outlet(c.outlet) not in _outlets(retracting)]
    standing = _outlets(c for c in claims if not c.withdrawn)
    gone = [outlet for outlet in _outlets(withdrawn) if outlet not in standing]
    if gone:
        yield f"no longer in a later version of {join_words(gone)}"


def _short_day(claim: Claim) -> str:
    return write_day(claim.known_on).rpartition(" ")[0]


def say_numbers(account: Account) -> str:
    """Return the numbers claimed, the latest of each outlet, and those they replace; "" when there are none.

    The latest claim of each kind counts; where outlets differ the range is given.
    """
    withdrawn = {claim.mention for claim in account.claims if claim.withdrawn}
    standing = [n for n in account.numbers if n.mention not in withdrawn]
    said = []
    for kind in dict.fromkeys(number.kind for number in standing):
        said.append(_say_kind(kind, [n for n in account.numbers if n.kind == kind], withdrawn))
    return f"{capitalise('; '.join(said))}." if said else ""


def _say_kind(kind: str, numbers: Sequence[ClaimedNumber], withdrawn: set[str]) -> str:
    latest: dict[str, ClaimedNumber] = {}
    for number in sorted(numbers, key=lambda n: (n.known_on, n.version, n.value)):
        if number.mention not in withdrawn:
            latest[number.outlet] = number
    values = sorted({n.value for n in latest.values()})
    bound = _BOUNDS.get(next(iter(latest.values())).bound, "") if len(latest) == 1 else ""
    shown = f"{spell(values[0])} to {spell(values[-1])}" if len(values) > 1 else f"{bound}{spell(values[0])}"
    outlets = [say_outlet(outlet) for outlet in latest]
    earlier = sorted({n.value for n in numbers} - set(values))
    before = f"; earlier {join_words([spell(value) for value in earlier])}" if earlier else ""
    unit = {"strikes": "strikes"}.get(kind, kind)
    return f"{shown} {unit} ({join_words(outlets, 3)}{before})"
