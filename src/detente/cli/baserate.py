"""``detente baserate``: how often one kind of event was followed by another."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

import click

from detente.cli._forecast import (
    Format,
    format_option,
    know_source,
    print_paragraph,
    print_rows,
    print_table,
    print_whole,
    source_options,
)

if TYPE_CHECKING:
    from detente.outlook import BaseRate, Case

__all__ = ["baserate_command"]

MAX_SHOWN: Final = 20
_DIRECTION: Final = click.Choice(("same", "reverse", "either"))


@click.command("baserate")
@source_options
@click.option(
    "--trigger", metavar="KINDS", default="THREATEN:violence", show_default=True, help="What begins a case."
)
@click.option(
    "--by", "actors", metavar="WHO", default="states", show_default=True, help="states, any, or codes."
)
@click.option(
    "--against",
    "recipients",
    metavar="WHO",
    default="neighbours",
    show_default=True,
    help="neighbours (by land), states, any, or codes.",
)
@click.option(
    "--after",
    metavar="KINDS",
    default="ASSAULT",
    show_default=True,
    help="What the pair must have had before; none for no condition.",
)
@click.option("--after-days", type=int, default=90, show_default=True, help="In how many days before.")
@click.option("--after-least", type=int, default=1, show_default=True, help="How many of them at least.")
@click.option(
    "--after-direction", type=_DIRECTION, default="either", show_default=True, help="From whom to whom."
)
@click.option("--outcome", metavar="KINDS", default="ASSAULT", show_default=True, help="What is waited for.")
@click.option(
    "--direction",
    type=_DIRECTION,
    default="same",
    show_default=True,
    help="Of the outcome: as the trigger, the reverse, or either.",
)
@click.option(
    "--within", "within_days", type=int, default=30, show_default=True, help="Within how many days."
)
@click.option("--all", "show_all", is_flag=True, help=f"List all cases, not only the last {MAX_SHOWN}.")
@format_option
def baserate_command(
    *,
    db: str,
    as_of: dt.datetime | None,
    states: bool | None,
    trigger: str,
    actors: str,
    recipients: str,
    after: str,
    after_days: int,
    after_least: int,
    after_direction: str,
    outcome: str,
    direction: str,
    within_days: int,
    show_all: bool,
    format_: Format,
) -> None:
    """Tell how often a kind of event was followed by another.

    Always with the number of cases, a 95% interval and the cases themselves. KINDS are PLOVER types, with a
    mode after a colon where wanted (THREATEN:violence), quad classes, or any, with commas between. As it
    stands it asks: how often did threats of violence by a state against a neighbour with which it had clashed
    lead to force within 30 days? json gives the whole answer, jsonl and csv the cases.
    """
    from detente.outlook import BaseRateQuery, describe_base_rate, find_base_rate, say_setting_aside

    query = BaseRateQuery(
        trigger=trigger,
        actors=actors,
        recipients=recipients,
        after=None if after.strip().lower() == "none" else after,
        after_days=after_days,
        after_least=after_least,
        after_direction=after_direction,
        outcome=outcome,
        direction=direction,
        within_days=within_days,
    )
    known = know_source(db, as_of, states, modes=True)
    rate = find_base_rate(known.history, query, until=known.origin)
    if format_ == "json":
        print_whole(rate)
    elif format_ != "text":
        print_rows({"case": rate.cases}, format_)
    else:
        print_paragraph(describe_base_rate(rate))
        click.echo()
        for line in say_setting_aside(rate):
            print_paragraph(line)
        if rate.cases:
            _print_cases(rate, show_all)


def _print_cases(rate: BaseRate, show_all: bool) -> None:
    shown = rate.cases if show_all else rate.cases[-MAX_SHOWN:]
    title = f"The {len(shown)} last of {len(rate.cases)} cases (--all for all)"
    if len(shown) == len(rate.cases):
        title = "The cases" if len(shown) > 1 else "The case"
    click.echo()
    either = rate.query.direction == "either"
    rows = [
        (str(c.day), f"{c.actor} to {c.recipient}", str(c.before or ""), *_say_outcome(c, either))
        for c in shown
    ]
    columns = ["trigger", "by and against", "condition", "outcome", "what", "days"]
    if rate.query.after is None:
        columns.remove("condition")
    shown_rows = [row[:2] + row[-len(columns) + 2 :] for row in rows]
    print_table(columns, shown_rows, title=title, left=len(columns) - 1)


def _say_outcome(case: Case, either: bool) -> tuple[str, str, str]:
    from detente.ontology import describe_event

    if case.outcome_day is None or case.outcome is None:
        return "-", "", ""
    type_, _, mode = case.outcome.partition(":")
    what = f"{case.outcome_actor} " * either + describe_event(type_, mode or None)
    return str(case.outcome_day), what, str((case.outcome_day - case.day).days)
