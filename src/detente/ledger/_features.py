"""What the merging rules see of a mention: its parties, its window of days, its place, its words."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass
from typing import Any, Final

from detente.records import EventMention, Party

__all__ = ["FAMILIES", "Feature", "block_keys", "feature_of", "feature_of_row", "mention_ids", "parties_of"]

# Kinds of act that coders and reporters mix up; types of different families are never one event.
FAMILIES: Final = {
    "AGREE": "TALK",
    "CONSULT": "TALK",
    "SUPPORT": "HELP",
    "COOPERATE": "HELP",
    "AID": "HELP",
    "CONCEDE": "YIELD",
    "RETREAT": "YIELD",
    "REQUEST": "REQUEST",
    "ACCUSE": "ACCUSE",
    "REJECT": "REJECT",
    "THREATEN": "THREATEN",
    "PROTEST": "PROTEST",
    "SANCTION": "SANCTION",
    "MOBILIZE": "MOBILIZE",
    "COERCE": "FORCE",
    "ASSAULT": "FORCE",
}
SYMMETRIC: Final = frozenset({"AGREE", "CONSULT", "COOPERATE"})

# An undated act is of the day of its report or the two before; a plan is for the fortnight to come.
_FRESH_DAYS: Final = 2
_PLAN_DAYS: Final = 14
_PAST_DAYS: Final = 30
# Words that refer back to what was told before ("the expulsion", "which Peru had shelled") reach so far back.
_REFERRING_DAYS: Final = 14
# "the expulsion", "Peru's third shelling": a noun that is known already, whose head may stand two words on.
_DEFINITE: Final = re.compile(r"(?:\b(?:the|this|that|these|those|its|his|her|their)|\w['’]s|s['’])\s$", re.I)
_DEFINITE_FAR: Final = re.compile(_DEFINITE.pattern.removesuffix("\\s$") + r"(?:\s[\w-]+){1,2}\s$", re.I)
# "which Peru had shelled", "after it was attacked": told as done before something else.
_BEFORE_THAT: Final = re.compile(
    r"\b(?:had|after|since|(?:who|which|that)(?:\s\w+){0,3}?)"
    r"(?:\s(?:been|was|were|being|has|have|had|not|already|then))*\s$",
    re.I,
)
_VERB_TEXT: Final = """
began blew broke brought came cut drew drove fell fled flew fought gave held hit hurt laid led left lost met
put ran said sank sent set shot shut spoke stole struck swore told took walked went withdrew won
"""
_VERBS: Final = frozenset(_VERB_TEXT.split())


@dataclass(frozen=True, slots=True)
class Feature:
    """One mention as the merging rules see it.

    Attributes:
        id: The mention's identifier.
        report_id: Its report.
        sentence: Its sentence's number, -1 for the headline.
        start: Offset of its trigger.
        known: Ordinal of the day from which its report was known.
        type: PLOVER type.
        mode: Mode, or None.
        status: As in `EventMention`.
        trigger: The trigger's words.
        actor: Known parties that act; empty when none is known.
        recipient: Known parties that it is done to.
        first_day: Ordinal of the first day on which the event may have been.
        last_day: Ordinal of the last.
        day_said: True where the words name the day itself.
        place: The place's name, or None.
        country: ISO alpha-3 code of the place's state, or None.
        lat: Degrees north of a place finer than a state, or None.
        lon: Degrees east, or None.
        vector: Its words, packed.
    """

    id: str
    report_id: str
    sentence: int
    start: int
    known: int
    type: str
    mode: str | None
    status: str
    trigger: str
    actor: frozenset[str]
    recipient: frozenset[str]
    first_day: int
    last_day: int
    day_said: bool
    place: str | None
    country: str | None
    lat: float | None
    lon: float | None
    vector: bytes

    @property
    def order(self) -> tuple[int, str, int, int, str]:
        """The place in the one order in which mentions are merged, whatever the order of adding."""
        return (self.known, self.report_id, self.sentence, self.start, self.id)

    @property
    def refers(self) -> bool:
        """Whether its words refer back to what was told before; read off the window, which is wider then."""
        return self.status in {"actual", "negated"} and not self.day_said and self.known - self.first_day > _FRESH_DAYS

    @property
    def parties(self) -> frozenset[str]:
        """All known parties."""
        return self.actor | self.recipient


def mention_ids(mentions: tuple[EventMention, ...], report_id: str) -> list[str]:
    """Return an identifier for each mention of a report: 14 hex digits that depend on nothing else."""
    seen: dict[tuple[int, int, str], int] = {}
    ids = []
    for mention in mentions:
        place = (mention.trigger_span.start, mention.trigger_span.end, mention.type)
        seen[place] = seen.get(place, -1) + 1
        key = f"{report_id}\0{place}\0{seen[place]}".encode("utf-8", "surrogatepass")
        ids.append(hashlib.sha256(key).hexdigest()[:14])
    return ids


def parties_of(parties: tuple[Party, ...]) -> tuple[str, ...]:
    """Return the known parties' codes, each once, in alphabetical order; spaces within a code become "_"."""
    return tuple(sorted({"_".join(p.who.split()) for p in parties if p.who not in {"", "UNK"}}))


def feature_of(mention: EventMention, id_: str, report_id: str, known_on: dt.date, vector: bytes) -> Feature:
    """Return the feature of a mention whose report was known from a day on."""
    first, last, said = _window_of(mention, known_on.toordinal())
    place = mention.place
    # The middle of a state is no place at which anything happens.
    fine = place is not None and place.name is not None and place.lat is not None
    return Feature(
        id=id_,
        report_id=report_id,
        sentence=mention.sentence_index,
        start=mention.trigger_span.start,
        known=known_on.toordinal(),
        type=mention.type,
        mode=mention.mode,
        status=mention.status,
        trigger=mention.trigger,
        actor=frozenset(parties_of(mention.actor)),
        recipient=frozenset(parties_of(mention.recipient)),
        first_day=first,
        last_day=last,
        day_said=said,
        place=(place.name or place.text or None) if place else None,
        country=place.country if place else None,
        lat=place.lat if place and fine else None,
        lon=place.lon if place and fine else None,
        vector=vector,
    )


def feature_of_row(row: Any) -> Feature:
    """Return the feature of a row of the mentions table."""
    return Feature(
        id=row.id,
        report_id=row.report_id,
        sentence=row.sentence,
        start=row.start,
        known=row.known,
        type=row.type,
        mode=row.mode,
        status=row.status,
        trigger=row.trigger,
        actor=frozenset(row.actor.split()),
        recipient=frozenset(row.recipient.split()),
        first_day=row.first_day,
        last_day=row.last_day,
        day_said=row.day_said,
        place=row.place,
        country=row.country,
        lat=row.lat,
        lon=row.lon,
        vector=row.vector,
    )


def block_keys(feature: Feature) -> list[str]:
    """Return the keys of the blocks in which a mention is compared with others: family and known party."""
    family = FAMILIES.get(feature.type, feature.type)
    return [f"{family} {party}" for party in sorted(feature.parties)] or [f"{family} ?"]


def _window_of(mention: EventMention, known: int) -> tuple[int, int, bool]:
    if mention.date is not None:
        day = mention.date.toordinal()
        if mention.date_precision == "month":
            return day, day + 30, False
        if mention.date_precision == "year":
            return day, day + 365, False
        return day, day, True
    if mention.status in {"future", "hypothetical"}:
        return known, known + _PLAN_DAYS, False
    if mention.status == "historical":
        return known - _PAST_DAYS, known, False
    if mention.status in {"actual", "negated"} and refers_back(mention):
        return known - _REFERRING_DAYS, known, False
    return known - _FRESH_DAYS, known, False


def refers_back(mention: EventMention) -> bool:
    """Return whether a mention's words refer to an event told before, as a definite noun or a denial does."""
    if mention.status == "negated":
        return True
    if mention.trigger.lower().startswith("the "):
        return True
    before = mention.sentence[: max(0, mention.trigger_span.start - mention.sentence_span.start)]
    if _DEFINITE.search(before) or _BEFORE_THAT.search(before):
        return True
    head = (mention.trigger.lower().split() or [""])[-1]
    # After "the army" a word that may be a verb is one.
    verb = head.endswith(("ed", "s")) or not _VERBS.isdisjoint(mention.trigger.lower().split())
    return not verb and _DEFINITE_FAR.search(before) is not None
