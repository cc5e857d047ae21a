"""The brief: what happened, on whose word, what is open, how near the brink, made from the ledger by rule."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from detente.desk._brief_odds import say_odds
from detente.desk._brief_open import say_matter
from detente.desk._brief_records import Brief, Notes, Remark, Section
from detente.desk._brief_tension import LEAST_SCORE, say_tension, shown_measures
from detente.desk._evidence import say_evidence, say_numbers
from detente.desk._grammar import capitalise, join_words, spell, with_article
from detente.desk._names import PartyNames
from detente.desk._saying import Telling, acts_on_itself, choose_telling, say_event, say_when
from detente.desk._words import count, write_day
from detente.errors import UsageError

if TYPE_CHECKING:
    from detente.ledger import Browser, Event, Ledger, StoredReport

__all__ = ["DAYS", "Room", "Teller", "compose_brief"]

DAYS: Final = 14
MOST_DAYS: Final = 3660
_LAST_AS_OF: Final = dt.date(dt.MAXYEAR - 1, 12, 31)
_DOUBTFUL: Final = frozenset({"contested", "retracted", "unconfirmed"})


@dataclass(frozen=True, slots=True)
class Room:
    """How much a brief has room for, so that it is two printed sides.

    Attributes:
        happened: Most events in what happened.
        doubtful: Most events in doubt.
        matters: Most open matters.
        ahead: Most events announced or expected.
        odds: Most pairs with odds; 0 leaves the odds out.
        newest: Whether the latest days are preferred to the weightiest events.
    """

    happened: int = 9
    doubtful: int = 3
    matters: int = 5
    ahead: int = 2
    odds: int = 3
    newest: bool = False


@dataclass(slots=True)
class Teller:
    """Tells events of a ledger by the mentions that tell them best; reports are read once.

    Attributes:
        ledger: The ledger.
        browser: Questions of it.
        as_of: The last day from which reports count; None for all.
        name: Usual names of parties.
    """

    ledger: Ledger
    browser: Browser
    as_of: dt.date | None
    name: PartyNames
    _reports: dict[str, StoredReport] = field(default_factory=dict)
    _told: dict[str, Telling | None] = field(default_factory=dict)

    def tell(self, event: str) -> Telling | None:
        """Return an event with its best mention; None where no standing mention tells it as what it is."""
        if event not in self._told:
            account = self.ledger.account(event, as_of=self.as_of)
            mentions = []
            for id_ in dict.fromkeys(m.report_id for m in account.mentions):
                if id_ not in self._reports:
                    self._reports[id_] = self.browser.report(id_)
                mentions += [m for m in self._reports[id_].mentions if m.event == account.event.id]
            self._told[event] = choose_telling(account, mentions)
        return self._told[event]


def check_as_of(day: dt.date) -> None:
    """Raise where the last day that is known is no day, or has not the days after it that odds are of.

    Raises:
        UsageError: It is so.
    """
    if isinstance(day, dt.datetime) or not isinstance(day, dt.date):
        hint = "give a date; for a moment, that of its time in UTC"
        raise UsageError(f"a day is wanted, not {day!r}", where="as_of", hint=hint)
    if day > _LAST_AS_OF:
        raise UsageError(f"{day} is at the end of the calendar", where="as_of", hint="give an earlier day")


def compose_brief(
    ledger: Ledger,
    *,
    as_of: dt.date | None = None,
    days: int = DAYS,
    parties: Collection[str] = (),
    room: Room | None = None,
    names: PartyNames | None = None,
) -> Brief:
    """Return the brief of a ledger as records.

    Args:
        ledger: The ledger.
        as_of: The last day from which reports count; None for all.
        days: Days of which it tells, to the last, 1 to 3660.
        parties: Codes of parties of which one at least takes part; empty for all.
        room: How much it has room for; None for what two printed sides hold.
        names: What to call parties; None for the usual names.

    Raises:
        UsageError: `days` is not 1 to 3660, or `as_of` is no day or at the end of the calendar.
        LedgerError: The database refused it.
    """
    from detente.ledger import Browser

    if days < 1:
        raise UsageError(f"a brief of {days} days tells of nothing", where="days", hint="give 1 or more")
    if days > MOST_DAYS:
        raise UsageError(f"a brief can't tell of {days} days", where="days", hint=f"give at most {MOST_DAYS}")
    if as_of is not None:
        check_as_of(as_of)
    name = names or PartyNames()
    with Browser(ledger) as browser:
        known = browser.known_days()
        if known is None:
            return _without_reports(_title(parties, name))
        if as_of is not None and as_of < known.first:
            return _before_reports(_title(parties, name), as_of, known.first, known.last)
        day = known.last if as_of is None else as_of
        since = day - dt.timedelta(days=days - 1)
        teller = Teller(ledger, browser, as_of, name)
        title = _title(parties or _chief_pair(ledger, since, as_of), name)
        return _compose(teller, title, day, since, tuple(parties), room or Room())


def _title(parties: Collection[str], name: PartyNames) -> str:
    names = [with_article(name(code)) for code in parties]
    return capitalise(join_words(names)) if names else "The crisis"


def _chief_pair(ledger: Ledger, since: dt.date, as_of: dt.date | None) -> tuple[str, ...]:
    """Return the two parties between which most happens, or none where no pair stands out."""
    pairs: Counter[tuple[str, ...]] = Counter()
    for dyad in ledger.dyads(since=since, as_of=as_of):
        if dyad.actor != dyad.recipient:
            pairs[tuple(sorted((dyad.actor, dyad.recipient)))] += dyad.events
    (pair, most), *_ = pairs.most_common(1) or [((), 0)]
    return pair if most * 3 >= pairs.total() else ()


def _without_reports(title: str) -> Brief:
    text = "The ledger holds no report yet, so there is nothing to tell."
    aside = "Add reports with: detente ledger --db FILE add REPORTS. They may be files, folders or addresses."
    section = Section("happened", "What happened", (Remark(text, aside=aside),))
    return Brief(title=title, day=None, since=None, facts=("no reports",), sections=(section,))


def _before_reports(title: str, as_of: dt.date, first: dt.date, last: dt.date) -> Brief:
    text = f"Nothing was known by {write_day(as_of)}: the first report is of {write_day(first)}."
    aside = f"The ledger's reports run from {write_day(first)} to {write_day(last)}: ask for a day of those."
    section = Section("happened", "What happened", (Remark(text, aside=aside),))
    return Brief(title=title, day=as_of, since=None, facts=("No reports by that day",), sections=(section,))


def _compose(
    teller: Teller, title: str, day: dt.date, since: dt.date, parties: tuple[str, ...], room: Room
) -> Brief:
    notes = Notes()
    events = teller.ledger.events(parties=parties, since=since, as_of=teller.as_of)
    # What is said to have happened on a later day is a misread date.
    events = [e for e in events if e.day is None or e.day <= day or e.status != "happened"]
    measures = shown_measures(teller.ledger, parties, day, since, teller.as_of)
    happened = [e for e in events if e.status == "happened"]
    chosen = _choose(teller, happened, room.happened, _DOUBTFUL, newest=room.newest)
    doubtful = _choose(teller, [e for e in events if e.grade in _DOUBTFUL], room.doubtful)
    ahead = [e for e in events if e.status in {"announced", "expected"} and (e.day is None or e.day >= day)]
    sections = [
        say_tension(teller, notes, measures, day, since, parties),
        _happened(teller, notes, chosen, events, since, day),
        _in_doubt(teller, notes, doubtful),
        _open(teller, notes, parties, day, room.matters),
        say_odds(teller, parties, day, room.odds) if room.odds else None,
        _ahead(teller, notes, _choose(teller, ahead, room.ahead)),
    ]
    return Brief(
        title=title,
        day=day,
        since=since,
        facts=_facts(teller, events, since, day),
        sections=tuple(section for section in sections if section is not None),
        measures=measures,
        notes=tuple(notes.all()),
    )


def _facts(teller: Teller, events: Sequence[Event], since: dt.date, day: dt.date) -> tuple[str, ...]:
    known = teller.browser.known_days()
    assert known is not None
    size = teller.ledger.size
    outlets = len(teller.browser.outlets())
    span = f"{write_day(known.first)} to {write_day(known.last)}"
    held = f"{count(size.reports, 'report')} of {count(outlets, 'outlet')} in the ledger, {span}"
    return held, f"{count(len(events), 'event')} since {write_day(since)}"


def weigh(event: Event) -> float:
    """Return how much an event matters to a reader: how grave, on how many words."""
    return (
        abs(event.intensity) / 10
        + 0.4 * math.log2(1 + event.witnesses)
        + 0.2 * math.log2(1 + event.reports)
        + 0.3 * bool(event.actor and event.recipient and event.actor != event.recipient)
    )


def _weigh_telling(telling: Telling) -> float:
    """Return how much a told event matters: how grave, how many died, how surely it was read."""
    dead = max((n.value for n in telling.account.numbers if n.kind == "dead"), default=0)
    return (
        weigh(telling.event)
        + 0.15 * math.log2(1 + dead)
        + 0.4 * telling.mention.score
        - 0.6 * acts_on_itself(telling.mention)
    )


def _choose(
    teller: Teller,
    events: Iterable[Event],
    most: int,
    without: Collection[str] = (),
    *,
    newest: bool = False,
) -> list[Telling]:
    """Return the weightiest events that can be told, no sentence or statement twice, in order of days."""

    def days_ago(event: Event) -> int:
        return -(event.day or event.first_known).toordinal() if newest else 0

    wanted = [event for event in events if event.grade not in without]
    ranked = sorted(wanted, key=lambda e: (days_ago(e), -weigh(e), e.id))
    tellings = [t for event in ranked[: 4 * most + 8] if (t := teller.tell(event.id)) is not None]
    found: list[Telling] = []
    said: set[str] = set()
    for telling in sorted(tellings, key=lambda t: (days_ago(t.event), -_weigh_telling(t), t.event.id)):
        mention = telling.mention
        if len(found) == most:
            break
        if mention.score < LEAST_SCORE or not any(p.text for p in (*mention.actor, *mention.recipient)):
            continue
        marks = {f"{mention.type} {mention.sentence}", say_event(telling, teller.name)}
        if not marks & said:
            found.append(telling)
            said |= marks
    return sorted(found, key=lambda t: (t.event.day or t.known_on, t.event.first_known, t.event.id))


def _remark(teller: Teller, notes: Notes, telling: Telling, before: str = "") -> Remark:
    clause = say_event(telling, teller.name)
    text = f"{before} {clause}." if before else f"{capitalise(clause)}."
    aside = " ".join(part for part in (say_numbers(telling.account), say_evidence(telling.account)) if part)
    cited = notes.cite(telling, *_denial_of(teller, telling))
    return Remark(
        text,
        cited,
        say_when(telling.event),
        aside,
        telling.event.quad_class,
        day=telling.event.day or telling.known_on,
        clause=capitalise(clause),
        grade=telling.event.grade,
    )


def _denial_of(teller: Teller, telling: Telling) -> Iterable[Telling]:
    """Yield the mention that denies or takes back, where one does: both sides have their note."""
    sentences = {mention.id: mention for mention in telling.account.mentions}
    for claim in telling.account.claims:
        if claim.stance in {"denies", "retracts"} and not claim.withdrawn and claim.mention != telling.id:
            report = teller.browser.report(claim.report_id)
            stored = next((m for m in report.mentions if m.id == claim.mention), None)
            if stored is not None and stored.mention.sentence != telling.mention.sentence:
                known_on = sentences[claim.mention].known_on if claim.mention in sentences else claim.known_on
                yield Telling(
                    telling.event, telling.account, claim.mention, stored.mention, claim.outlet, known_on
                )
                return


def _happened(
    teller: Teller,
    notes: Notes,
    chosen: Sequence[Telling],
    events: Sequence[Event],
    since: dt.date,
    day: dt.date,
) -> Section:
    items = tuple(_remark(teller, notes, t) for t in chosen)
    happened = [event for event in events if event.status == "happened"]
    span = f"from {write_day(since)} to {write_day(day)}"
    if not happened:
        text = f"No report tells of an event {span}."
        later = "Earlier events are in the ledger; a longer period (--days) shows them."
        return Section("happened", "What happened", (Remark(text, aside=later),))
    sure = sum(event.grade in {"confirmed", "corroborated"} for event in happened)
    text = f"Reports tell of {count(len(happened), 'event')} {span}; {spell(sure)} of them "
    text += f"{'stands' if sure == 1 else 'stand'} on more than one word or the actor’s own."
    if items and len(items) < len(happened):
        some = "is the one that weighs" if len(items) == 1 else f"are the {spell(len(items))} that weigh"
        text += f" Below {some} most among those that the coder is surer of."
    if any(not t.event.day_said for t in chosen):
        text += " “By” a day: no report names the day, and that of the first is given."
    return Section("happened", "What happened, on whose word", (Remark(text.strip()),), items)


def _in_doubt(teller: Teller, notes: Notes, chosen: Sequence[Telling]) -> Section | None:
    if not chosen:
        return None
    items = [_remark(teller, notes, telling, _doubt_of(telling)) for telling in chosen]
    return Section("doubt", "In doubt", (), tuple(items))


def _doubt_of(telling: Telling) -> str:
    event = telling.event
    if telling.mention.status == "negated":
        return "It is denied that"
    if event.status == "retracted":
        return "It was reported, and taken back, that"
    if event.grade == "contested":
        return "It is reported, and denied, that"
    return "It is said, and not confirmed, that"


def _ahead(teller: Teller, notes: Notes, chosen: Sequence[Telling]) -> Section | None:
    if not chosen:
        return None
    items = tuple(_remark(teller, notes, t) for t in chosen)
    return Section("ahead", "Announced or expected", (), items)


def _open(teller: Teller, notes: Notes, parties: tuple[str, ...], day: dt.date, most: int) -> Section:
    matters = teller.ledger.docket(parties=parties, as_of=teller.as_of)
    found = [m for m in matters if m.state == "open" and m.since <= day and m.owed_by != m.owed_to]
    ranked = sorted(found, key=lambda m: (m.deadline or dt.date.max, -m.since.toordinal(), m.event))
    items: list[Remark] = []
    said: set[str] = set()
    for matter in ranked:
        if len(items) == most:
            break
        telling = teller.tell(matter.event)
        if telling is None or telling.mention.score < LEAST_SCORE:
            continue
        remark = say_matter(matter, telling, notes, teller.name, said)
        if remark is not None:
            items.append(remark)
            said.add(telling.mention.sentence)
    if not items:
        text = "Nothing that was asked, threatened or promised is known to be unanswered."
        return Section("open", "What is open", (Remark(text),))
    dated = sum(matter.deadline is not None for matter in found)
    text = f"{spell(len(found))} {'matter is' if len(found) == 1 else 'matters are'} open"
    text += f", {spell(dated)} with a deadline" if dated else ", none with a deadline"
    if len(items) < len(found):
        some = "is the one" if len(items) == 1 else f"are the {spell(len(items))}"
        text += f"; below {some} due first, then the latest"
    return Section("open", "What is open", (Remark(f"{capitalise(text)}."),), tuple(items))
