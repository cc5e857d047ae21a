"""From the statements of reports to one account of an event: what, who, when, how sure."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from detente.ledger._ladder import rung_of
from detente.ledger.records import Claim, ClaimedNumber, Event, EventStatus, Grade, Stance, StatusChange
from detente.ontology import intensity_of, quad_class_of

__all__ = ["Statement", "Versions", "derive_claims", "derive_event", "derive_history", "derive_numbers"]

Key = TypeVar("Key")
CONFIRMED_WITNESSES = 3
CORROBORATED_WITNESSES = 2
# Reports are dated in time zones of their own.
_SLACK = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A mention with what its report is: all that the account of an event is made of.

    Attributes:
        mention: Identifier of the mention.
        order: Its place in merging order.
        type: PLOVER type.
        mode: Mode, or None.
        status: As in `EventMention`.
        actor: Known parties that act.
        recipient: Known parties that it is done to.
        day: Day of the event, where its words say so, else None.
        place: Name of the place, country, degrees north and east; None where not known.
        stance: As in `Claim`.
        hedged: As in `Claim`.
        source: Code, name and kind of the source; three times "" for the outlet's own word.
        report_id: The report.
        url: Its address.
        outlet: Its outlet.
        family: First of the reports that are copies of it.
        known_on: Day from which the report was known.
        issued_at: When it was published or last changed, as its page says (`stamp`); "" when not known.
        version_mark: Number of the version that its headline or file bears, or 0.
        words: The sentence.
    """

    mention: str
    order: tuple[int, str, int, int, str]
    type: str
    mode: str | None
    status: str
    actor: tuple[str, ...]
    recipient: tuple[str, ...]
    day: dt.date | None
    place: tuple[str | None, str | None, float | None, float | None]
    stance: Stance
    hedged: bool
    source: tuple[str, str, str]
    report_id: str
    url: str
    outlet: str
    family: str
    known_on: dt.date
    issued_at: str
    version_mark: int
    words: str


Versions = Mapping[str, Sequence[tuple[dt.date, str]]]
"""An address to the reports that are its versions, in order: day from which known, report."""


def derive_event(
    id_: str, statements: Sequence[Statement], versions: Versions, as_of: dt.date | None = None
) -> Event | None:
    """Return the event as known on a day, or None when nothing was known of it.

    Args:
        id_: The event's identifier.
        statements: All statements on it, in any order.
        versions: The versions of each address among them.
        as_of: The last day from which reports count; None for all.
    """
    known = _known(statements, as_of)
    if not known:
        return None
    claims = derive_claims(known, versions, as_of)
    standing = [(s, c) for s, c in zip(known, claims, strict=True) if not c.withdrawn]
    telling = [s for s, c in standing if c.stance not in {"retracts", "denies"}] or known
    type_ = _most_said(s.type for s in telling) or known[0].type
    mode = _most_said(s.mode for s in telling if s.type == type_)
    status, disputed = _status_of(claims)
    day, said = _day_of(known, telling, status)
    asserting = [c for c in claims if not c.withdrawn and c.stance not in {"denies", "retracts"}]
    place = _most_said(s.place for s in telling if s.place[0]) or (None, None, None, None)
    return Event(
        id=id_,
        type=type_,
        mode=mode,
        quad_class=quad_class_of(type_),
        intensity=intensity_of(type_, mode),
        rung=rung_of(type_, mode),
        actor=_agreed_parties(s.actor for s in telling),
        recipient=_agreed_parties(s.recipient for s in telling),
        status=status,
        disputed=disputed,
        hedged=bool(asserting) and all(c.hedged for c in asserting),
        grade=_grade_of(claims, known, disputed),
        day=day,
        day_said=said,
        first_known=known[0].known_on,
        last_known=known[-1].known_on,
        place=place[0],
        country=place[1],
        lat=place[2],
        lon=place[3],
        mentions=len(known),
        reports=len({s.report_id for s in known}),
        witnesses=len({c.witness for c in asserting}),
        counted=status == "happened" and day is not None,
        words=known[0].words,
    )


def derive_claims(
    statements: Sequence[Statement], versions: Versions, as_of: dt.date | None = None
) -> tuple[Claim, ...]:
    """Return what each statement claims, in the order in which they became known."""
    known = _known(statements, as_of)
    witness = _number_witnesses(known)
    latest, number = _read_versions(versions, as_of)
    telling: dict[str, set[str]] = defaultdict(set)
    for s in known:
        if s.url:
            telling[s.url].add(s.report_id)
    retractions = [s for s in known if s.stance == "retracts"]
    return tuple(
        Claim(
            mention=s.mention,
            report_id=s.report_id,
            outlet=s.outlet,
            url=s.url,
            version=number.get(s.report_id, 1),
            known_on=s.known_on,
            stance=s.stance,
            hedged=s.hedged,
            source_who=s.source[0],
            source_name=s.source[1],
            source_kind=s.source[2],
            witness=witness[s.mention],
            withdrawn=(s.url in latest and latest[s.url] not in telling[s.url])
            or (s.stance != "retracts" and any(_takes_back(r, s, witness, number) for r in retractions)),
        )
        for s in known
    )


def derive_history(statements: Sequence[Statement], versions: Versions) -> tuple[StatusChange, ...]:
    """Return the status and grade of an event from each day on which either changed."""
    days = {s.known_on for s in statements}
    for url in {s.url for s in statements if s.url}:
        days |= {day for day, _ in versions.get(url, ())}
    changes: list[StatusChange] = []
    for day in sorted(days):
        event = derive_event("", statements, versions, day)
        if event is not None:
            now = (event.status, event.grade, event.disputed)
            last = changes[-1] if changes else None
            if last is None or now != (last.status, last.grade, last.disputed):
                changes.append(StatusChange(day, *now))
    return tuple(changes)


def derive_numbers(
    said: Iterable[tuple[str, str, int, str, str]], claims: Sequence[Claim]
) -> tuple[ClaimedNumber, ...]:
    """Return the numbers claimed of an event, each with what the version before claimed.

    Args:
        said: Mention, kind, value, bound and words of each number.
        claims: The event's claims.
    """
    place = {claim.mention: (number, claim) for number, claim in enumerate(claims)}
    rows = sorted(
        (
            (place[mention], kind, value, bound, text)
            for mention, kind, value, bound, text in said
            if mention in place
        ),
        key=lambda row: (row[0][1].known_on, row[0][1].version, row[0][0], row[1], row[2], row[4]),
    )
    last: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    numbers = []
    for (_, claim), kind, value, bound, text in rows:
        key = claim.url or claim.report_id, kind
        before = [other for version, other in last[key] if version < claim.version]
        last[key].append((claim.version, value))
        numbers.append(
            ClaimedNumber(
                kind=kind,
                value=value,
                bound=bound,
                text=text,
                mention=claim.mention,
                report_id=claim.report_id,
                outlet=claim.outlet,
                version=claim.version,
                known_on=claim.known_on,
                before=before[-1] if before else None,
            )
        )
    return tuple(numbers)


def _day_of(
    known: Sequence[Statement], telling: Sequence[Statement], status: EventStatus
) -> tuple[dt.date | None, bool]:
    """Return the day of an event, None when nothing says so, and whether a report names it.

    What happened takes its day from those who say that it did; that which was foretold counts only where it
    had come when the first of them said so.
    """
    doing = [s for s in telling if s.stance == "asserts"] if status == "happened" else telling
    day = _most_said(_named_day(s) for s in doing)
    if day is None and status == "happened":
        latest = doing[0].known_on + _SLACK
        day = _most_said(s.day for s in telling if s.day is not None and s.day <= latest)
    if day is not None:
        return day, True
    if any(s.status in {"actual", "negated"} for s in telling):
        return (doing if status == "happened" else known)[0].known_on, False
    return None, False


def _named_day(statement: Statement) -> dt.date | None:
    """Return the day that a statement names, unless its deed is told as done and the day was to come."""
    day = statement.day
    told_as_done = statement.status in {"actual", "historical"}
    return None if day is not None and told_as_done and day > statement.known_on + _SLACK else day


def _known(statements: Sequence[Statement], as_of: dt.date | None) -> list[Statement]:
    # By nothing that depends on when they were added.
    return sorted(
        (s for s in statements if as_of is None or s.known_on <= as_of),
        key=lambda s: (s.known_on, s.issued_at, s.version_mark, s.order),
    )


def _read_versions(versions: Versions, as_of: dt.date | None) -> tuple[dict[str, str], dict[str, int]]:
    latest: dict[str, str] = {}
    number: dict[str, int] = {}
    for url, reports in versions.items():
        for count, (day, report_id) in enumerate(reports, start=1):
            if url and (as_of is None or day <= as_of):
                latest[url] = report_id
                number[report_id] = count
    return latest, number


def _takes_back(
    retraction: Statement, other: Statement, witness: Mapping[str, int], version: Mapping[str, int]
) -> bool:
    """Return whether a retraction takes back what a statement says, its outlet's own or on its word."""
    if _is_earlier(retraction, other, version):
        return False
    cited = other.source[2] == "media" and witness[other.mention] == witness[retraction.mention]
    return cited or _same_outlet(retraction, other)


def _is_earlier(one: Statement, other: Statement, version: Mapping[str, int]) -> bool:
    """Return whether a statement is known to come before another; False where nothing tells."""
    if one.report_id == other.report_id:
        return one.order < other.order
    if one.url and one.url == other.url:
        return version.get(one.report_id, 1) < version.get(other.report_id, 1)
    if one.known_on != other.known_on or not (one.issued_at and other.issued_at):
        return one.known_on < other.known_on
    return one.issued_at < other.issued_at


def _same_outlet(one: Statement, other: Statement) -> bool:
    return bool(one.outlet and one.outlet.casefold() == other.outlet.casefold()) or bool(
        one.url and one.url == other.url
    )


def _number_witnesses(statements: Sequence[Statement]) -> dict[str, int]:
    """Return the witness of each mention: what shares an outlet, a text or a cited medium is one."""
    parent: dict[str, str] = {}

    def find(name: str) -> str:
        while parent.setdefault(name, name) != name:
            name = parent[name]
        return name

    for s in statements:
        marks = [f"family {s.family}", f"words {' '.join(s.words.casefold().split())}"]
        if s.outlet:
            marks.append(f"outlet {s.outlet.casefold()}")
        if s.url:
            marks.append(f"url {s.url}")
        if s.source[2] == "media" and s.source[1]:
            marks.append(f"outlet {s.source[1].casefold()}")
        for mark in marks[1:]:
            parent[find(mark)] = find(marks[0])
    numbers: dict[str, int] = {}
    return {s.mention: numbers.setdefault(find(f"family {s.family}"), len(numbers) + 1) for s in statements}


def _status_of(claims: Sequence[Claim]) -> tuple[EventStatus, bool]:
    stances = {claim.stance for claim in claims if not claim.withdrawn}
    disputed = "denies" in stances and bool(stances & {"asserts", "announces"})
    for stance, status in _BY_STANCE:
        if stance in stances:
            return status, disputed
    return "retracted", False


_BY_STANCE: tuple[tuple[Stance, EventStatus], ...] = (
    ("asserts", "happened"),
    ("denies", "denied"),
    ("announces", "announced"),
    ("expects", "expected"),
    ("supposes", "hypothetical"),
)


def _grade_of(claims: Sequence[Claim], statements: Sequence[Statement], disputed: bool) -> Grade:
    standing = [
        (claim, statement)
        for claim, statement in zip(claims, statements, strict=True)
        if not claim.withdrawn and claim.stance not in {"denies", "retracts"}
    ]
    if not standing:
        return "contested" if any(c.stance == "denies" and not c.withdrawn for c in claims) else "retracted"
    if disputed:
        return "contested"
    plain = [
        (claim, statement)
        for claim, statement in standing
        if not claim.hedged and claim.source_kind != "anonymous"
    ]
    witnesses = {claim.witness for claim, _ in plain}
    owned = any(claim.source_who and claim.source_who in statement.actor for claim, statement in plain)
    if len(witnesses) >= CONFIRMED_WITNESSES or (owned and len(witnesses) >= CORROBORATED_WITNESSES):
        return "confirmed"
    if len(witnesses) >= CORROBORATED_WITNESSES or owned:
        return "corroborated"
    return "reported" if plain else "unconfirmed"


def _most_said(values: Iterable[Key | None]) -> Key | None:
    # Of equally frequent ones the first said, since `Counter` keeps that order.
    counts = Counter(value for value in values if value is not None)
    return max(counts, key=lambda value: counts[value]) if counts else None


def _agreed_parties(named: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the parties that at least half of those name who name any; else the one most named."""
    naming = [parties for parties in named if parties]
    counts = Counter(party for parties in naming for party in parties)
    if not counts:
        return ()
    agreed = sorted(party for party, count in counts.items() if 2 * count >= len(naming))
    return tuple(agreed) or (min(counts, key=lambda party: (-counts[party], party)),)
