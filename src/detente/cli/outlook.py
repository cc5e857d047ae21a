"""``detente outlook``: what is likely in the days to come."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from detente.cli._forecast import (
    Format,
    check_charts,
    end_stopped,
    follow_runs,
    know_source,
    load_model,
    print_paragraph,
    print_rows,
    print_table,
    print_whole,
    run_options,
    source_options,
)

if TYPE_CHECKING:
    from detente.outlook import CrisisOutlook

__all__ = ["outlook_command"]


@click.command("outlook")
@source_options
@click.option(
    "--horizon",
    "horizons_days",
    metavar="DAYS",
    type=click.IntRange(min=1),
    multiple=True,
    default=(7, 14, 30),
    show_default=True,
    help="Up to 90 days; may be repeated.",
)
@run_options
@click.pass_context
def outlook_command(
    ctx: click.Context,
    /,
    *,
    db: str,
    as_of: dt.datetime | None,
    states: bool | None,
    horizons_days: tuple[int, ...],
    pairs: tuple[tuple[str, str], ...],
    parties: tuple[str, ...],
    whats: tuple[str, ...],
    runs: int,
    seed: int,
    model: str | None,
    charts: tuple[str, ...],
    format_: Format,
) -> None:
    """Tell what is likely in the days to come.

    The odds of pairs and of the crisis, the rungs it may reach and the tension to expect, from many simulated
    runs of a model of action and reaction; beside them how such odds fared when it was put to the test. The
    same seed gives the same answer. Ctrl-C stops and shows what the runs done so far tell.
    """
    from detente.outlook import chart_outlook, look_ahead, write_chart

    check_charts(charts)
    known = know_source(db, as_of, states)
    fitted = load_model(model)
    with follow_runs() as (progress, should_stop):
        found = look_ahead(
            fitted,
            known.history,
            origin=known.origin,
            pairs=pairs,
            parties=parties,
            whats=whats,
            horizons_days=horizons_days,
            runs=runs,
            seed=seed,
            progress=progress,
            should_stop=should_stop,
        )
    for path in charts:
        write_chart(chart_outlook(found), path)
    if format_ == "json":
        print_whole(found)
    elif format_ != "text":
        groups = {"odds": found.odds, "rung": found.rungs, "past": found.past, "tension": found.tension}
        print_rows(groups, format_)
    else:
        _print(found, shipped=model is None)
    end_stopped(ctx, found.runs, runs)


def _print(found: CrisisOutlook, shipped: bool) -> None:
    from detente.outlook import describe_outlook, describe_record, read_record, say_percent

    for line in describe_outlook(found):
        print_paragraph(line)
    days = [f"{horizon} days" for horizon in found.horizons_days]
    for what in dict.fromkeys(odds.what for odds in found.odds):
        pairs = dict.fromkeys((odds.actor, odds.recipient) for odds in found.odds if odds.what == what)
        rows = []
        for pair in pairs:
            odds = [o for o in found.odds if (o.actor, o.recipient, o.what) == (*pair, what)]
            record = (
                f"{say_percent(odds[-1].low)} to {say_percent(odds[-1].high)}"
                if odds[-1].record_cases
                else "none"
            )
            rows.append(
                [
                    f"{pair[0]} to {pair[1]}",
                    *(say_percent(o.prob) for o in odds),
                    record,
                    f"{odds[-1].past_events:,}",
                ]
            )
        click.echo()
        print_table(["pair", *days, f"record, {days[-1]}", "events"], rows, title=f"Probability of {what}")
    click.echo()
    _print_rungs(found, days)
    click.echo()
    for line in describe_record(found, read_record() if shipped else None):
        print_paragraph(line)


def _print_rungs(found: CrisisOutlook, days: list[str]) -> None:
    from detente.outlook import say_percent

    rows = []
    for rung in dict.fromkeys(odds.rung for odds in reversed(found.rungs)):
        line = [odds for odds in found.rungs if odds.rung == rung]
        mark = "next" if line[0].is_next else "now" if rung == found.rung else ""
        rows.append([f"{rung} {line[0].name}", mark, *(say_percent(odds.prob) for odds in line)])
    title = "Probability of a rung, or a higher one"
    print_table(["rung", "", *days], rows, title=title, left=2)
