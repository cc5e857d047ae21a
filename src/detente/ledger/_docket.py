"""Open matters: what was asked, demanded, threatened, promised or offered, and what came of it.

Answers are linked by the rules in `RULES`, each by name: an act of the right kind, by the party that owes the
answer, towards the party that waits for it, within the rule's days. Of several matters that an act could
answer it answers the one whose words are most like its own, then the latest.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from detente.ledger._deadlines import find_deadline
from detente.ledger._likeness import content_stems
from detente.ledger._loading import Pause, paced
from detente.ledger.records import Event

__all__ = ["RULES", "Matter", "Rule", "build_docket"]

Kind = Literal["request", "demand", "threat", "ultimatum", "promise", "offer"]
State = Literal["open", "granted", "refused", "carried out", "withdrawn", "broken", "lapsed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """A request, demand, threat, ultimatum, promise or offer, and what came of it.

    Attributes:
        event: Identifier of the event that made it.
        kind: request, demand, threat, ultimatum, promise or offer.
        owed_by: Who has to act next: those asked, those who threaten or promise.
        owed_to: Who waits for it: those who ask, are threatened, are promised.
        since: Day on which it was made.
        deadline: Day by which, or None.
        state: open, granted, refused, carried out, withdrawn, broken or lapsed.
        answer: Identifier of the event that answers it, or None.
        answered_on: Day of that event, or the deadline that passed, or None.
        rule: Name of the rule that linked them, "" while open.
        type: PLOVER type of the event that made it.
        mode: Its mode, or None.
        words: The sentence that first told of it.
    """

    event: str
    kind: Kind
    owed_by: tuple[str, ...]
    owed_to: tuple[str, ...]
    since: dt.date
    deadline: dt.date | None
    state: State
    answer: str | None
    answered_on: dt.date | None
    rule: str
    type: str
    mode: str | None
    words: str


@dataclass(frozen=True, slots=True)
class Rule:
    """How an act answers a matter.

    Attributes:
        name: Name of the rule.
        kinds: Kinds of matter that it answers.
        modes: Modes of the matter; empty for all.
        types: Types of act that answer.
        state: What becomes of the matter.
        days: Most days from matter to act.
        answer_modes: Modes of the act; empty for all.
    """

    name: str
    kinds: frozenset[str]
    modes: frozenset[str | None]
    types: frozenset[str]
    state: State
    days: int = 60
    answer_modes: frozenset[str | None] = frozenset()


def _rule(
    name: str,
    kinds: str,
    modes: str,
    types: str,
    state: State,
    days: int = 60,
) -> Rule:
    wanted = frozenset(None if mode == "none" else mode for mode in modes.split())
    return Rule(name, frozenset(kinds.split()), wanted, frozenset(types.split()), state, days)


RULES: Final[tuple[Rule, ...]] = (
    _rule("request-rejected", "request demand ultimatum", "", "REJECT", "refused"),
    _rule("ultimatum-refused", "ultimatum", "", "REJECT", "refused"),
    _rule("help-given", "request", "assist", "AID COOPERATE SUPPORT AGREE", "granted"),
    _rule("meeting-held", "request", "meet", "CONSULT AGREE", "granted"),
    _rule("demand-met", "request demand ultimatum", "change yield none", "CONCEDE RETREAT AGREE", "granted"),
    _rule("force-used", "threat ultimatum", "violence territory none", "ASSAULT", "carried out"),
    _rule(
        "measures-taken",
        "threat ultimatum",
        "restrict relations expel none",
        "SANCTION COERCE",
        "carried out",
    ),
    _rule("arrests-made", "threat ultimatum", "arrest", "COERCE", "carried out"),
    _rule("threat-dropped", "threat", "", "RETREAT CONCEDE AGREE", "withdrawn"),
    _rule("promise-kept", "promise offer", "", "AID COOPERATE RETREAT CONCEDE", "carried out"),
    _rule("promise-broken", "promise", "", "REJECT SANCTION ASSAULT", "broken"),
    _rule("offer-refused", "offer", "", "REJECT", "refused"),
    _rule("offer-taken", "offer", "", "AGREE", "granted"),
)
"""The rules that link an answer to a matter, tried in order."""

LONGEST_DAYS: Final = max(rule.days for rule in RULES)
SAME_EVENT: Final = "announced-then-done"
DEADLINE: Final = "deadline-passed"
# Those who were made an offer answer it; a matter of any other kind is answered by those who owe.
_BY_RECEIVER: Final = frozenset({"offer-refused", "offer-taken", "ultimatum-refused"})
# What keeps or breaks a promise has to do with what was promised.
_SAME_THING: Final = frozenset({"promise-kept", "promise-broken"})
_COOPERATIVE: Final = frozenset({"AID", "COOPERATE", "SUPPORT", "RETREAT", "CONCEDE"})
_HOSTILE: Final = frozenset({"ASSAULT", "COERCE", "SANCTION", "MOBILIZE"})
# A reader of the rules takes a threat of an act as a threat in that act's mode.
# "We deny it" answers a charge, not a demand.
_DENIES: Final = re.compile(r"\b(?:den(?:y|ies|ied|ying)|denials?|dismiss\w*)\b", re.I)
# "would be shot down if it crossed": a threat that says what for is carried out by an act of which it speaks.
_CONDITION: Final = re.compile(r"\b(?:if|unless|any|should|whoever|were)\b", re.I)
_LOWER: Final = re.compile(r"(?<![\w'’-])[a-z][\w'’-]*")
_MODE_OF_ACT: Final = {
    "ASSAULT": "violence",
    "MOBILIZE": "violence",
    "COERCE": "restrict",
    "SANCTION": "restrict",
}


def build_docket(
    events: Iterable[Event],
    announced: frozenset[str] = frozenset(),
    today: dt.date | None = None,
    sentences: Mapping[str, Sequence[str]] | None = None,
    pause: Pause | None = None,
) -> list[Matter]:
    """Return the matters that events open, in the order in which they were made.

    Args:
        events: Events as they were known at one moment.
        announced: Identifiers of those that somebody announced before they happened.
        today: The day on which deadlines are judged; None for the last day on which anything was known.
        sentences: The sentences that tell of an event, by its identifier, in which deadlines are looked for;
            None for its first alone.
        pause: Called now and then.
    """
    found = sorted(events, key=lambda event: (_day_of(event), event.first_known, event.id))
    today = today or max((event.last_known for event in found), default=dt.date.min)
    matters: list[Matter] = []
    waiting = _Waiting()
    for event in paced(found, pause):
        if event.status == "happened" and event.id not in announced:
            _answer(matters, event, waiting)
        told = (sentences or {}).get(event.id) or [event.words]
        matter = _matter_of(event, event.id in announced, told)
        if matter is not None:
            waiting.add(len(matters), matter)
            matters.append(matter)
    return [_lapse(matter, today) for matter in matters]


class _Waiting:
    """Numbers of the open matters by what would answer them: a type of act, by whom, towards whom."""

    def __init__(self) -> None:
        self._of: dict[tuple[str, str, str], dict[int, Matter]] = {}
        self._stems: dict[int, frozenset[str]] = {}

    def add(self, number: int, matter: Matter) -> None:
        if matter.state == "open":
            for key in _answer_keys(matter):
                self._of.setdefault(key, {})[number] = matter

    def close(self, number: int, matter: Matter) -> None:
        for key in _answer_keys(matter):
            self._of[key].pop(number, None)

    def among(self, event: Event) -> list[tuple[int, Matter]]:
        """Return the matters that the event could answer by its type, parties and day, in their order."""
        day, fits = _day_of(event), dict[int, Matter]()
        for by in event.actor:
            for to in event.recipient or ("",):
                of_key = self._of.get((event.type, by, to), {})
                # They stand in the order of their days, but for those announced: a few old ones may stay.
                while of_key:
                    number, matter = next(iter(of_key.items()))
                    if (day - matter.since).days <= LONGEST_DAYS:
                        break
                    del of_key[number]
                fits |= of_key
        return sorted(fits.items())

    def stems(self, number: int, matter: Matter) -> frozenset[str]:
        if number not in self._stems:
            self._stems[number] = content_stems(matter.words)
        return self._stems[number]


def _matter_of(event: Event, announced: bool, told: Sequence[str]) -> Matter | None:
    if event.status in {"denied", "retracted", "hypothetical"}:
        return None
    kind = _kind_of(event, announced, told)
    if kind is None:
        return None
    asks = kind in {"request", "demand"} or (kind == "ultimatum" and event.type == "REQUEST")
    owed_by, owed_to = (event.recipient, event.actor) if asks else (event.actor, event.recipient)
    since = event.first_known if announced else _day_of(event)
    done = announced and event.status == "happened"
    return Matter(
        event=event.id,
        kind=kind,
        owed_by=owed_by,
        owed_to=owed_to,
        since=since,
        deadline=_deadline_of(told, since),
        state="carried out" if done else "open",
        answer=event.id if done else None,
        answered_on=event.day if done else None,
        rule=SAME_EVENT if done else "",
        type=event.type,
        mode=event.mode if event.type in {"REQUEST", "THREATEN"} else _MODE_OF_ACT.get(event.type),
        words=event.words,
    )


def _deadline_of(told: Sequence[str], since: dt.date) -> dt.date | None:
    """Return the deadline that most sentences name, of equally frequent ones the first."""
    named = Counter(day for day in (find_deadline(text, since) for text in told) if day is not None)
    return max(named, key=lambda day: named[day]) if named else None


def _kind_of(event: Event, announced: bool, told: Sequence[str]) -> Kind | None:
    if event.type in {"REQUEST", "THREATEN"} and event.status == "happened":
        words = " ".join(told).lower()
        if "ultimatum" in words or (
            (event.type == "THREATEN" or event.mode == "yield")
            and _deadline_of(told, _day_of(event)) is not None
        ):
            return "ultimatum"
        if event.type == "THREATEN":
            return "threat"
        return "demand" if event.mode == "yield" or "demand" in words else "request"
    if event.type == "AGREE" and event.status == "happened":
        return "promise"
    if announced or event.status == "announced":
        if event.type in _COOPERATIVE:
            return "offer" if " offer" in " ".join(told).lower() else "promise"
        return "threat" if event.type in _HOSTILE else None
    return None


def _answer_keys(matter: Matter) -> set[tuple[str, str, str]]:
    keys: set[tuple[str, str, str]] = set()
    for rule in RULES:
        if matter.kind in rule.kinds and (not rule.modes or matter.mode in rule.modes):
            by, to = matter.owed_by, matter.owed_to
            if rule.name in _BY_RECEIVER:
                by, to = to, by
            keys |= {(type_, one, other) for type_ in rule.types for one in by for other in (*to, "")}
    return keys


def _answer(matters: list[Matter], event: Event, waiting: _Waiting) -> None:
    fits: list[tuple[int, dt.date, int, Rule]] = []
    words: frozenset[str] | None = None
    for number, matter in waiting.among(event):
        rule = _rule_for(matter, event)
        if rule is not None:
            words = content_stems(event.words) if words is None else words
            fits.append((len(words & waiting.stems(number, matter)), matter.since, number, rule))
    if fits:
        _, _, number, rule = max(fits, key=lambda fit: fit[:3])
        waiting.close(number, matters[number])
        matters[number] = replace(
            matters[number], state=rule.state, answer=event.id, answered_on=_day_of(event), rule=rule.name
        )


def _rule_for(matter: Matter, event: Event) -> Rule | None:
    day = _day_of(event)
    if event.id == matter.event or day < matter.since:
        return None
    for rule in RULES:
        if (
            matter.kind in rule.kinds
            and event.type in rule.types
            and (not rule.modes or matter.mode in rule.modes)
            and (day - matter.since).days <= rule.days
            and _directed(matter, event, by_receiver=rule.name in _BY_RECEIVER)
            and (rule.name != "ultimatum-refused" or matter.type == "THREATEN")
            and _speaks_of(matter, event, rule)
        ):
            return rule
    return None


def _directed(matter: Matter, event: Event, *, by_receiver: bool) -> bool:
    by, to = (matter.owed_to, matter.owed_by) if by_receiver else (matter.owed_by, matter.owed_to)
    if not set(by) & set(event.actor):
        return False
    if set(to) & set(event.recipient):
        return True
    # An answer need not name to whom; what names somebody else is none.
    return not event.recipient and event.type in {"REJECT", "CONCEDE", "RETREAT", "AGREE"}


def _speaks_of(matter: Matter, event: Event, rule: Rule) -> bool:
    """Return whether an act's words may answer a matter's: no denial of a charge, and of the same thing."""
    if event.type == "REJECT" and event.mode is None and _DENIES.search(event.words):
        return False
    if rule.name not in _SAME_THING and not (
        rule.state == "carried out"
        and (matter.kind == "ultimatum" or (matter.kind == "threat" and _CONDITION.search(matter.words)))
    ):
        return True
    # Names of parties stand in both whatever they are about.
    threat, act = (content_stems(" ".join(_LOWER.findall(text))) for text in (matter.words, event.words))
    return bool(threat & act)


def _lapse(matter: Matter, today: dt.date) -> Matter:
    if matter.state == "open" and matter.deadline is not None and matter.deadline < today:
        return replace(matter, state="lapsed", answered_on=matter.deadline, rule=DEADLINE)
    return matter


def _day_of(event: Event) -> dt.date:
    return event.day or event.first_known


def select_matters(
    matters: Sequence[Matter], parties: Iterable[str] = (), *, open_only: bool = False
) -> list[Matter]:
    """Return the matters in which one of some parties has a share, or all when none is given."""
    wanted = set(parties)
    return [
        matter
        for matter in matters
        if (not wanted or wanted & {*matter.owed_by, *matter.owed_to})
        and (not open_only or matter.state == "open")
    ]
