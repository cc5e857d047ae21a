"""What the JSON API takes and gives besides the records of other rooms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import msgspec
from starlette.responses import Response

from detente.ledger import Correction
from detente.records import Party, Source

__all__ = [
    "Json",
    "LinkGiven",
    "MergeGiven",
    "NewReport",
    "Page",
    "PartyCount",
    "PartyGiven",
    "SourceGiven",
    "SplitGiven",
    "VerdictGiven",
]

Item = TypeVar("Item")


class Json(Response):
    """A record as JSON, written by msgspec."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        """Return the bytes."""
        return msgspec.json.encode(content)


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """Some of many.

    Attributes:
        items: Those of this page.
        total: How many there are on all pages.
        limit: The most on a page.
        offset: How many come before this page.
    """

    items: list[Item]
    total: int
    limit: int
    offset: int


@dataclass(frozen=True, slots=True)
class PartyCount:
    """A party with how often it takes part.

    Attributes:
        code: Its code.
        name: Its usual name.
        acts: Number of counted events in which it acts.
        suffers: Number of those in which it is acted on.
    """

    code: str
    name: str
    acts: int
    suffers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReport:
    """A report to add: either its text or its address.

    Attributes:
        text: The text or the page, as copied.
        url: An http or https address to fetch.
        published: Day of publication, YYYY-MM-DD; "" for what the page says.
        outlet: The outlet; "" for what the page says.
        known_on: Day from which it was known, YYYY-MM-DD; "" for the day of publication.
    """

    text: str = ""
    url: str = ""
    published: str = ""
    outlet: str = ""
    known_on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyGiven:
    """A party as a person names it.

    Attributes:
        who: Its code, or UNK.
        sector: Its sector, or UNK.
        text: Its words in the sentence; "" when it has none.
    """

    who: str
    sector: str = "UNK"
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceGiven:
    """A source as a person names it.

    Attributes:
        who: Its code, or UNK.
        kind: named, institution, anonymous, media or document.
        text: Its words in the sentence.
    """

    who: str
    kind: str = "named"
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictGiven:
    """What a person says of a mention.

    Attributes:
        verdict: confirmed, corrected or discarded.
        by: Who says so.
        type: Where corrected: the PLOVER type; null to leave it.
        mode: The mode; "" for none, null to leave it.
        status: The status; null to leave it.
        hedged: Whether the words mark doubt; null to leave it.
        actor: Who acts; null to leave it.
        recipient: On whom; null to leave it.
        said_by: On whose word: an empty list for the outlet's own; null to leave it.
    """

    verdict: str
    by: str = ""
    type: str | None = None
    mode: str | None = None
    status: str | None = None
    hedged: bool | None = None
    actor: list[PartyGiven] | None = None
    recipient: list[PartyGiven] | None = None
    said_by: list[SourceGiven] | None = None

    @property
    def correction(self) -> Correction:
        """The same as a correction."""

        def parties(given: list[PartyGiven] | None) -> tuple[Party, ...] | None:
            return None if given is None else tuple(Party(p.text, p.who.strip(), p.sector) for p in given)

        said_by = self.said_by
        return Correction(
            type=self.type,
            mode=self.mode,
            status=self.status,
            hedged=self.hedged,
            actor=parties(self.actor),
            recipient=parties(self.recipient),
            said_by=None
            if said_by is None
            else tuple(Source(s.text, s.who.strip(), s.kind) for s in said_by),  # type: ignore[arg-type]
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkGiven:
    """What a person says of a link between two mentions.

    Attributes:
        same: Whether the two tell of one event.
        by: Who says so.
    """

    same: bool
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeGiven:
    """Events that are one.

    Attributes:
        others: Identifiers of the events to put together with it.
        by: Who says so.
    """

    others: list[str]
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitGiven:
    """Mentions that are another event.

    Attributes:
        mentions: Identifiers of the mentions to take out.
        by: Who says so.
    """

    mentions: list[str]
    by: str = ""
