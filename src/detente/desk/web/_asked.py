"""What may be asked, by page and by program alike: the one place where parameters are checked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from shlex import quote
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Path, Query, Request

from detente.desk.web._templates import EVENT_STATUSES
from detente.errors import UsageError
from detente.ledger import GRADES, EventQuery
from detente.ontology import EVENT_TYPES, QUAD_CLASSES

if TYPE_CHECKING:
    from detente.outlook import Added, Blocked

__all__ = ["KINDS", "AsOf", "Asked", "Code", "Limit", "Offset", "RecordId", "Supposed", "What", "blank_none"]

FIRST_DAY = dt.date(1900, 1, 1)
LAST_DAY = dt.date(2200, 1, 1)
CODE_PATTERN = r"^[^\s\x00-\x1f\x7f]{1,80}$"
ID_PATTERN = r"^[0-9A-Za-z]{4,16}$"


def blank_none(given: str | None, where: str) -> dt.date | None:
    """Return a day from text; None for none, since an empty field of a form asks for nothing.

    Raises:
        UsageError: It is no day of these times.
    """
    if given is None or not given.strip():
        return None
    try:
        day = dt.date.fromisoformat(given.strip())
    except ValueError:
        raise UsageError(f"{given[:40]!r} is no day", where=where, hint="write YYYY-MM-DD") from None
    if not FIRST_DAY <= day <= LAST_DAY:
        raise UsageError(f"{day} is no day of these times", where=where, hint=f"from {FIRST_DAY} on")
    return day


Day = Annotated[
    str | None,
    Query(
        description="A day, YYYY-MM-DD; empty for none.",
        max_length=40,
        json_schema_extra={"format": "date"},
        examples=["2024-08-05"],
    ),
]
Limit = Annotated[int, Query(ge=1, le=500, description="The most to return.")]
Offset = Annotated[int, Query(ge=0, le=10_000_000, description="How many to leave out before.")]
Code = Annotated[
    str, Path(pattern=CODE_PATTERN, description="Code of a party: IRN, HAMAS, UN.", examples=["IRN"])
]
RecordId = Annotated[
    str,
    Path(pattern=ID_PATTERN, description="An identifier, or the first four or more signs of it."),
]


def _as_of(as_of: Day = None) -> dt.date | None:
    return blank_none(as_of, "as_of")


AsOf = Annotated[dt.date | None, Depends(_as_of)]
"""The last day from which reports count."""

Words = Annotated[list[str], Query(max_length=50)]


def _asked(
    *,
    type: Annotated[Words, Query(description=f"PLOVER types: {', '.join(EVENT_TYPES)}.")] = [],  # noqa: A002, B006
    party: Annotated[Words, Query(description="Codes of parties of which one takes part.")] = [],  # noqa: B006
    actor: Annotated[str, Query(max_length=80, description="Code of a party that acts.")] = "",
    recipient: Annotated[str, Query(max_length=80, description="Code of a party that is acted on.")] = "",
    status: Annotated[Words, Query(description=f"Statuses: {', '.join(EVENT_STATUSES)}.")] = [],  # noqa: B006
    grade: Annotated[Words, Query(description=f"Grades: {', '.join(GRADES)}.")] = [],  # noqa: B006
    source: Annotated[Words, Query(description="Outlets of which one at least reported it.")] = [],  # noqa: B006
    text: Annotated[str, Query(max_length=200, description="Words in a sentence that tells of it.")] = "",
    since: Day = None,
    until: Day = None,
) -> EventQuery:
    return EventQuery(
        types=_known(type, EVENT_TYPES, "type"),
        parties=tuple(code.strip() for code in party if code.strip()),
        actor=actor.strip() or None,
        recipient=recipient.strip() or None,
        statuses=_known(status, EVENT_STATUSES, "status"),
        grades=_known(grade, GRADES, "grade"),
        outlets=tuple(outlet for outlet in source if outlet),
        text=" ".join(text.replace("\0", " ").split()),
        since=blank_none(since, "since"),
        until=blank_none(until, "until"),
    )


Asked = Annotated[EventQuery, Depends(_asked)]
"""Which events are asked for."""


KINDS = (*QUAD_CLASSES, *EVENT_TYPES)
What = Annotated[
    str, Query(pattern="^(" + "|".join(KINDS) + ")$", description="A quad class or a PLOVER type.")
]
MOST_SUPPOSED = 12


@dataclass(frozen=True, slots=True)
class Supposition:
    """What an analyst supposes, in words.

    Attributes:
        added: Events to add, each "2024-08-10 IRN RETREAT ISR".
        blocked: Events to take out, each "ISR ASSAULT LBN until 2024-08-20".
    """

    added: tuple[str, ...]
    blocked: tuple[str, ...]

    def parsed(self) -> tuple[tuple[Added, ...], tuple[Blocked, ...]]:
        """Return the same as records.

        Raises:
            UsageError: One of them does not read so.
        """
        from detente.outlook import parse_added, parse_blocked

        return tuple(map(parse_added, self.added)), tuple(map(parse_blocked, self.blocked))


def _supposed(
    request: Request,
    add: Annotated[
        Words, Query(description='Events to suppose, each "2024-08-10 IRN RETREAT ISR", x3 for three.')
    ] = [],  # noqa: B006
    block: Annotated[
        Words,
        Query(description='Events to take out, each "ISR ASSAULT LBN until 2024-08-20"; * for anybody.'),
    ] = [],  # noqa: B006
) -> Supposition:
    # The form of the page gives the parts of each in fields of their own.
    fields = request.query_params
    added, blocked = [text for text in add if text.strip()], [text for text in block if text.strip()]
    for number in range(4):
        parts = [
            fields.get(f"add-{number}-{name}", "").strip() for name in ("day", "actor", "type", "recipient")
        ]
        if parts[1] or parts[3]:
            added.append(" ".join(quote(part) if part else "?" for part in parts))
        parts = [fields.get(f"block-{number}-{name}", "").strip() for name in ("actor", "what", "recipient")]
        if parts[1]:
            until = fields.get(f"block-{number}-until", "").strip()
            words = " ".join(part or "*" for part in parts)
            blocked.append(f"{words} until {until}" if until else words)
    if len(added) + len(blocked) > MOST_SUPPOSED:
        raise UsageError(f"more than {MOST_SUPPOSED} suppositions", where="add", hint="give fewer")
    for text in (*added, *blocked):
        if len(text) > 300:
            raise UsageError("it is too long", where=text[:40])
    return Supposition(tuple(added), tuple(blocked))


Supposed = Annotated[Supposition, Depends(_supposed)]
"""What an analyst supposes."""


def _known(given: list[str], known: Collection[str], where: str) -> tuple[str, ...]:
    wanted = tuple(value for value in given if value)
    for value in wanted:
        if value not in known:
            raise UsageError(f"{value[:40]!r} is no {where}", where=where, hint=f"one of {', '.join(known)}")
    return wanted
