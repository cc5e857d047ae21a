"""The ledger: many reports, one account of the crisis.

`Ledger` keeps what was reported, by whom and when, in an SQLite file or a PostgreSQL database, and makes of
it events with their claims, numbers and status, a docket of open matters, and measures by day.
docs/ledger.md describes the rules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente._late import fetch_late
from detente.ledger._checking import check_coded, make_storable
from detente.ledger._frames import to_frame
from detente.ledger._ladder import RUNGS, rung_of
from detente.ledger.coded import (
    OWN_DATASET,
    CodedAddition,
    CodedEvent,
    CodedParty,
    Scheme,
    plain_who,
)
from detente.ledger.ledger import Ledger
from detente.ledger.records import (
    GRADES,
    Account,
    Addition,
    Claim,
    ClaimedNumber,
    Event,
    EventStatus,
    Grade,
    LedgerSize,
    MergedMention,
    Stance,
    StatusChange,
)

if TYPE_CHECKING:
    from detente.ledger._browsing import Browser
    from detente.ledger._docket import RULES, Matter, Rule
    from detente.ledger._encoder import EncoderEmbedder
    from detente.ledger._likeness import Embedder, HashedEmbedder
    from detente.ledger._matching import LINK_SCORE
    from detente.ledger._measures import DayMeasure, Dyad
    from detente.ledger._questions import (
        Change,
        Context,
        EventPage,
        EventQuery,
        KnownDays,
        PlaceCount,
        TypeCounts,
    )
    from detente.ledger._reviewing import Reviewer
    from detente.ledger._stored import ReportLine, StoredMention, StoredReport
    from detente.ledger._tension import follow_tension, level_days
    from detente.ledger._verdicts import Correction, Doubt, LinkDoubt, Verdict

__all__ = [
    "GRADES",
    "LINK_SCORE",
    "OWN_DATASET",
    "RULES",
    "RUNGS",
    "Account",
    "Addition",
    "Browser",
    "Change",
    "Claim",
    "ClaimedNumber",
    "CodedAddition",
    "CodedEvent",
    "CodedParty",
    "Context",
    "Correction",
    "DayMeasure",
    "Doubt",
    "Dyad",
    "Embedder",
    "EncoderEmbedder",
    "Event",
    "EventPage",
    "EventQuery",
    "EventStatus",
    "Grade",
    "HashedEmbedder",
    "KnownDays",
    "Ledger",
    "LedgerSize",
    "LinkDoubt",
    "Matter",
    "MergedMention",
    "PlaceCount",
    "ReportLine",
    "Reviewer",
    "Rule",
    "Scheme",
    "Stance",
    "StatusChange",
    "StoredMention",
    "StoredReport",
    "TypeCounts",
    "Verdict",
    "check_coded",
    "follow_tension",
    "level_days",
    "make_storable",
    "plain_who",
    "rung_of",
    "to_frame",
]

# These load SQLAlchemy, which an import of the room should not.
_HOMES = {
    "Browser": "detente.ledger._browsing",
    "Change": "detente.ledger._questions",
    "Context": "detente.ledger._questions",
    "Correction": "detente.ledger._verdicts",
    "DayMeasure": "detente.ledger._measures",
    "Doubt": "detente.ledger._verdicts",
    "Dyad": "detente.ledger._measures",
    "Embedder": "detente.ledger._likeness",
    "EncoderEmbedder": "detente.ledger._encoder",
    "EventPage": "detente.ledger._questions",
    "EventQuery": "detente.ledger._questions",
    "HashedEmbedder": "detente.ledger._likeness",
    "KnownDays": "detente.ledger._questions",
    "LINK_SCORE": "detente.ledger._matching",
    "LinkDoubt": "detente.ledger._verdicts",
    "Matter": "detente.ledger._docket",
    "PlaceCount": "detente.ledger._questions",
    "RULES": "detente.ledger._docket",
    "ReportLine": "detente.ledger._stored",
    "Reviewer": "detente.ledger._reviewing",
    "Rule": "detente.ledger._docket",
    "StoredMention": "detente.ledger._stored",
    "StoredReport": "detente.ledger._stored",
    "TypeCounts": "detente.ledger._questions",
    "Verdict": "detente.ledger._verdicts",
    "follow_tension": "detente.ledger._tension",
    "level_days": "detente.ledger._tension",
}

__getattr__ = fetch_late(__name__, _HOMES)
