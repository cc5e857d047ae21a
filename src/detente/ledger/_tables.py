"""The ledger's one schema, for SQLite and PostgreSQL alike.

Days that are compared in blocks are proleptic Gregorian ordinals (`datetime.date.toordinal`), since both
databases count with them alike; days that people read are dates. Parties are joined by one space.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

__all__ = [
    "CLAIMS",
    "CODED",
    "DECISIONS",
    "DYADS",
    "DYAD_DAYS",
    "DYAD_MONTHS",
    "EVENTS",
    "KEYS",
    "MENTIONS",
    "METADATA",
    "MIGRATIONS",
    "NUMBERS",
    "REPORTS",
    "SENTENCES",
    "SETTINGS",
    "SKETCHES",
    "VERDICTS",
]

METADATA: Final = MetaData()


def _later(target: str) -> ForeignKey:
    # Mentions come before the event that is made of them, in one transaction: checked when it ends.
    return ForeignKey(target, deferrable=True, initially="DEFERRED")


MIGRATIONS: Final = Table(
    "migrations",
    METADATA,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("name", String(80), nullable=False),
    Column("applied_at", String(20), nullable=False),
)

SETTINGS: Final = Table(
    "settings",
    METADATA,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)

REPORTS: Final = Table(
    "reports",
    METADATA,
    Column("id", String(16), primary_key=True),
    Column("url", Text, nullable=False),
    Column("outlet", Text, nullable=False),
    Column("published", Date),
    # The day from which the desk could know it: the day of publication, or that of retrieval.
    Column("known_on", Date, nullable=False, index=True),
    Column("retrieved_at", String(27), nullable=False),
    # Moment of publication or of the last change, as the page says it; orders versions of one day.
    Column("issued_at", String(20)),
    # Number of the version, where the headline or the file's name says it; else 0.
    Column("version_mark", Integer, nullable=False, server_default="0"),
    Column("language", String(8)),
    Column("headline", Text, nullable=False),
    Column("text", Text, nullable=False),
    # The first of the reports that are copies of one another; itself where it has no copy.
    Column("family", String(16), nullable=False, index=True),
    Column("sketch", LargeBinary, nullable=False),
)
Index("reports_by_url", REPORTS.c.url)
Index("reports_by_outlet", REPORTS.c.outlet)

SKETCHES: Final = Table(
    "sketches",
    METADATA,
    Column("band", String(20), primary_key=True),
    Column("report_id", ForeignKey("reports.id", ondelete="CASCADE"), primary_key=True),
)

SENTENCES: Final = Table(
    "sentences",
    METADATA,
    Column("report_id", ForeignKey("reports.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("text", Text, nullable=False),
)

EVENTS: Final = Table(
    "events",
    METADATA,
    Column("id", String(16), primary_key=True),
    Column("type", String(16), nullable=False),
    Column("mode", String(24)),
    Column("quad_class", String(24), nullable=False),
    Column("intensity", Float, nullable=False),
    Column("rung", Integer, nullable=False),
    Column("actor", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("status", String(16), nullable=False),
    Column("disputed", Boolean, nullable=False),
    Column("hedged", Boolean, nullable=False),
    Column("grade", String(16), nullable=False),
    Column("day", Date, index=True),
    Column("day_said", Boolean, nullable=False),
    Column("first_known", Date, nullable=False, index=True),
    Column("last_known", Date, nullable=False, index=True),
    # The last day on which a report or a new version of one changed what is known of it.
    Column("settled_on", Date, nullable=False, index=True),
    Column("place", Text),
    Column("country", String(3)),
    Column("lat", Float),
    Column("lon", Float),
    Column("mentions", Integer, nullable=False),
    Column("reports", Integer, nullable=False),
    Column("witnesses", Integer, nullable=False),
    Column("counted", Boolean, nullable=False),
    Column("words", Text, nullable=False),
    Column("origin", String(40), nullable=False),
)

# A page of events is read in this order; without it all events are sorted for each page.
Index("events_by_day", EVENTS.c.day, EVENTS.c.first_known, EVENTS.c.id)

MENTIONS: Final = Table(
    "mentions",
    METADATA,
    Column("id", String(16), primary_key=True),
    Column("report_id", ForeignKey("reports.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("sentence", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("known", Integer, nullable=False),
    Column("type", String(16), nullable=False),
    Column("mode", String(24)),
    Column("status", String(16), nullable=False),
    Column("trigger", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("first_day", Integer, nullable=False),
    Column("last_day", Integer, nullable=False),
    Column("day_said", Boolean, nullable=False),
    Column("place", Text),
    Column("country", String(3)),
    Column("lat", Float),
    Column("lon", Float),
    Column("vector", LargeBinary, nullable=False),
    Column("record", Text, nullable=False),
    # That of the record, for those who look the least sure ones over.
    Column("score", Float, nullable=False, server_default="1", index=True),
    # Mentions in different components can't be of one event unless a person says so.
    Column("component", String(16), nullable=False, index=True),
    # The event as the rules make it; `event_id` is it after the decisions of people.
    Column("cluster", String(16), nullable=False, index=True),
    Column("event_id", _later("events.id"), nullable=False, index=True),
    Column("merged_with", String(16)),
    Column("merged_score", Float, index=True),
    Column("merged_why", Text, nullable=False, default=""),
    ForeignKeyConstraint(
        ["report_id", "sentence"], ["sentences.report_id", "sentences.number"], ondelete="CASCADE"
    ),
)

KEYS: Final = Table(
    "mention_keys",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("mention_id", ForeignKey("mentions.id", ondelete="CASCADE"), primary_key=True),
    Column("first_day", Integer, nullable=False),
    Column("last_day", Integer, nullable=False),
)
Index("mention_keys_by_day", KEYS.c.key, KEYS.c.first_day, KEYS.c.last_day, KEYS.c.mention_id)

CLAIMS: Final = Table(
    "claims",
    METADATA,
    Column("mention_id", ForeignKey("mentions.id", ondelete="CASCADE"), primary_key=True),
    Column("stance", String(12), nullable=False, index=True),
    Column("hedged", Boolean, nullable=False),
    Column("source_who", Text, nullable=False),
    Column("source_name", Text, nullable=False),
    Column("source_kind", String(12), nullable=False),
)

NUMBERS: Final = Table(
    "numbers",
    METADATA,
    Column("mention_id", ForeignKey("mentions.id", ondelete="CASCADE"), primary_key=True),
    Column("start", Integer, primary_key=True, autoincrement=False),
    Column("end", Integer, nullable=False),
    Column("kind", String(12), nullable=False),
    Column("value", Integer, nullable=False),
    Column("bound", String(8), nullable=False),
    Column("text", Text, nullable=False),
)

DECISIONS: Final = Table(
    "decisions",
    METADATA,
    Column("kind", String(8), primary_key=True),
    Column("first", ForeignKey("mentions.id", ondelete="CASCADE"), primary_key=True),
    Column("second", ForeignKey("mentions.id", ondelete="CASCADE"), primary_key=True),
    Column("made_at", String(20), nullable=False),
    Column("made_by", Text, nullable=False),
)
Index("decisions_by_second", DECISIONS.c.second)

# What people say of what was read: of mentions, and of links between two of them.
VERDICTS: Final = Table(
    "verdicts",
    METADATA,
    Column("kind", String(8), primary_key=True),
    # The mention; no key, since one that is discarded stands here alone.
    Column("mention_id", String(16), primary_key=True),
    Column("report_id", ForeignKey("reports.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("verdict", String(12), nullable=False),
    Column("record", Text, nullable=False),
    Column("corrected", Text),
    Column("made_at", String(20), nullable=False),
    Column("made_by", Text, nullable=False),
)

DYADS: Final = Table(
    "event_dyads",
    METADATA,
    Column("event_id", ForeignKey("events.id", ondelete="CASCADE"), primary_key=True),
    Column("actor", Text, primary_key=True),
    Column("recipient", Text, primary_key=True),
    Column("day", Date, nullable=False),
    Column("quad_class", String(24), nullable=False),
    Column("intensity", Float, nullable=False),
    Column("rung", Integer, nullable=False),
    # That of the event.
    Column("settled_on", Date, nullable=False, server_default="1970-01-01"),
)
Index("event_dyads_by_day", DYADS.c.actor, DYADS.c.recipient, DYADS.c.day)

# One row for each pair, day of the events and day on which they were settled, kept beside the events so that
# a year of a million is asked in a moment, also as of a day.
DYAD_DAYS: Final = Table(
    "dyad_days",
    METADATA,
    Column("actor", Text, primary_key=True),
    Column("recipient", Text, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("settled_on", Date, primary_key=True),
    Column("verbal_cooperation", Integer, nullable=False),
    Column("material_cooperation", Integer, nullable=False),
    Column("verbal_conflict", Integer, nullable=False),
    Column("material_conflict", Integer, nullable=False),
    Column("intensity", Float, nullable=False),
    Column("conflict", Float, nullable=False),
    Column("cooperation", Float, nullable=False),
    Column("worst", Float, nullable=False),
    Column("best", Float, nullable=False),
    Column("rung", Integer, nullable=False),
)

# The same by month; a month is its first day.
DYAD_MONTHS: Final = Table(
    "dyad_months",
    METADATA,
    Column("actor", Text, primary_key=True),
    Column("recipient", Text, primary_key=True),
    Column("month", Date, primary_key=True),
    Column("settled_month", Date, primary_key=True),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("verbal_cooperation", Integer, nullable=False),
    Column("material_cooperation", Integer, nullable=False),
    Column("verbal_conflict", Integer, nullable=False),
    Column("material_conflict", Integer, nullable=False),
    Column("intensity", Float, nullable=False),
    Column("rung", Integer, nullable=False),
)

# What a data set says of an event that came from it; the event itself is a row of EVENTS without mentions.
CODED: Final = Table(
    "coded_events",
    METADATA,
    Column("event_id", ForeignKey("events.id", ondelete="CASCADE"), primary_key=True),
    Column("dataset", String(40), nullable=False),
    # The identifier that the data set itself gives the event.
    Column("own_id", Text, nullable=False),
    Column("end_day", Date),
    Column("scheme", String(8), nullable=False),
    Column("code", Text, nullable=False),
    Column("scale", Float),
    # Actors and recipients with their codes, names and sectors, as JSON.
    Column("parties", Text, nullable=False),
    Column("deaths_low", BigInteger),
    Column("deaths_best", BigInteger),
    Column("deaths_high", BigInteger),
    Column("sources", BigInteger),
    Column("url", Text, nullable=False),
    Column("publisher", Text, nullable=False),
    Column("contexts", Text, nullable=False),
    # Of the whole row, to tell whether another one with the same identifier says the same.
    Column("digest", BigInteger, nullable=False),
)
