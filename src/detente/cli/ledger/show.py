"""``detente ledger show``: all that is known of one event."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from detente.cli.ledger._common import (
    Format,
    as_of_option,
    db_option,
    format_option,
    open_ledger,
    print_events,
    print_records,
    to_day,
)

if TYPE_CHECKING:
    from detente.ledger import Account, CodedEvent, CodedParty

__all__ = ["show_command"]


@click.command("show")
@click.argument("event")
@as_of_option
@format_option
@db_option
@click.pass_context
def show_command(ctx: click.Context, /, *, event: str, as_of: dt.datetime | None, format_: Format) -> None:
    """Show all that is known of EVENT.

    Its mentions and why they are one, claims, numbers, status. EVENT is its name, that of one of its
    mentions, or the first four or more signs. With --format jsonl all of it is one line; with csv, its
    mentions.
    """
    from detente.ledger import MergedMention

    account = open_ledger(ctx).account(event, as_of=to_day(as_of))
    if format_ == "jsonl":
        print_records([account], format_, {})
    elif format_ == "csv":
        print_records(account.mentions, format_, {}, kind=MergedMention)
    else:
        _print_account(account)


def _print_account(account: Account) -> None:
    print_events([account.event], "table")
    if account.coded is not None:
        _print_origin(account.coded)
        return
    print_records(
        account.mentions,
        "table",
        {
            "mention": lambda m: m.id[:8],
            "known": lambda m: m.known_on,
            "outlet": lambda m: m.outlet,
            "sentence": lambda m: m.sentence,
            "why one": lambda m: (
                m.why if m.score is None else f"{m.merged_with[:8]}: {m.score:.2f} = {m.why}"
            ),
        },
        "Mentions",
    )
    print_records(
        account.claims,
        "table",
        {
            "known": lambda c: c.known_on,
            "outlet": lambda c: c.outlet + (f" v{c.version}" if c.version > 1 else ""),
            "claim": lambda c: (
                c.stance + (", hedged" if c.hedged else "") + (", withdrawn" if c.withdrawn else "")
            ),
            "on the word of": lambda c: c.source_name or "the outlet",
            "witness": lambda c: c.witness,
        },
        "Claims",
    )
    if account.numbers:
        print_records(
            account.numbers,
            "table",
            {
                "known": lambda n: n.known_on,
                "outlet": lambda n: n.outlet + (f" v{n.version}" if n.version > 1 else ""),
                "number": lambda n: f"{n.bound + ' ' if n.bound != 'exactly' else ''}{n.value} {n.kind}",
                "before": lambda n: "" if n.before is None else n.before,
                "words": lambda n: n.text,
            },
            "Numbers",
        )
    print_records(
        account.history,
        "table",
        {
            "from": lambda h: h.day,
            "status": lambda h: h.status + (", disputed" if h.disputed else ""),
            "grade": lambda h: h.grade,
        },
        "Status",
    )


def _print_origin(coded: CodedEvent) -> None:
    deaths = (coded.deaths_low, coded.deaths_best, coded.deaths_high)
    facts = {
        "data set": f"{coded.dataset} {coded.id}",
        "coded as": f"{coded.scheme} {coded.code}"
        + ("" if coded.scale is None else f", scale {coded.scale:g}"),
        "known on": coded.known_on,
        "ends on": coded.end_day,
        "actor": "; ".join(map(_describe_party, coded.actor)),
        "recipient": "; ".join(map(_describe_party, coded.recipient)),
        "deaths": None if deaths == (None,) * 3 else f"{deaths[1]} (best), {deaths[0]} to {deaths[2]}",
        "sources": coded.sources,
        "publisher": coded.publisher,
        "address": coded.url,
        "contexts": "; ".join(coded.contexts),
        "words": coded.words,
    }
    rows = [(name, value) for name, value in facts.items() if value not in {None, ""}]
    print_records(rows, "table", {"origin": lambda row: row[0], "": lambda row: row[1]}, "Origin")


def _describe_party(party: CodedParty) -> str:
    given = " ".join(part for part in (party.code, party.name) if part)
    return f"{party.who} {party.sector}" + (f" ({given})" if given else "")
