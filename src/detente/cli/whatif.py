"""``detente whatif``: the days to come with and without what is supposed."""

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
    from detente.outlook import Difference, WhatIf

__all__ = ["whatif_command"]


@click.command("whatif")
@source_options
@click.option(
    "--add",
    "added",
    metavar="TEXT",
    multiple=True,
    help='Suppose an event: "2024-08-10 IRN RETREAT ISR" (x3 for three).',
)
@click.option(
    "--block",
    "blocked",
    metavar="TEXT",
    multiple=True,
    help='Take events out: "ISR ASSAULT LBN until 2024-08-20" (from DATE; * for any party).',
)
@click.option(
    "--horizon",
    "horizon_days",
    metavar="DAYS",
    type=click.IntRange(min=1),
    default=30,
    show_default=True,
    help="Up to 90 days.",
)
@run_options
@click.pass_context
def whatif_command(
    ctx: click.Context,
    /,
    *,
    db: str,
    as_of: dt.datetime | None,
    states: bool | None,
    added: tuple[str, ...],
    blocked: tuple[str, ...],
    horizon_days: int,
    pairs: tuple[tuple[str, str], ...],
    parties: tuple[str, ...],
    whats: tuple[str, ...],
    runs: int,
    seed: int,
    model: str | None,
    charts: tuple[str, ...],
    format_: Format,
) -> None:
    """Tell what is likely with and without what you suppose.

    Runs with and without it, run for run by the same chances, side by side. An added event of a day that is
    known counts as known, one of a day to come as coming. What differs is what the model expects given such
    reports: no proof that one thing causes another. Ctrl-C stops and shows what the runs done so far tell.
    """
    from detente.outlook import chart_what_if, compare, parse_added, parse_blocked, write_chart

    suppositions = [parse_added(text) for text in added], [parse_blocked(text) for text in blocked]
    check_charts(charts)
    known = know_source(db, as_of, states)
    fitted = load_model(model)
    with follow_runs() as (progress, should_stop):
        found = compare(
            fitted,
            known.history,
            added=suppositions[0],
            blocked=suppositions[1],
            origin=known.origin,
            horizon_days=horizon_days,
            pairs=pairs,
            parties=parties,
            whats=whats,
            runs=runs,
            seed=seed,
            progress=progress,
            should_stop=should_stop,
        )
    for path in charts:
        write_chart(chart_what_if(found), path)
    if format_ == "json":
        print_whole(found)
    elif format_ != "text":
        groups = {
            "difference": found.differences,
            "past": found.past,
            "tension": found.tension,
            "story": found.stories,
        }
        print_rows(groups, format_)
    else:
        _print(found)
    end_stopped(ctx, found.runs, runs)


def _print(found: WhatIf) -> None:
    from detente.outlook import describe_what_if

    for line in describe_what_if(found):
        print_paragraph(line)
    pairs = [d for d in found.differences if d.actor is not None]
    for what in dict.fromkeys(d.what for d in pairs):
        rows = [_row(f"{d.actor} to {d.recipient}", d) for d in pairs if d.what == what]
        click.echo()
        title = f"Probability of {what} within {found.horizon_days} days"
        print_table(["pair", "without", "with it", "difference", "95% interval"], rows, title=title)
    rungs = [d for d in reversed(found.differences) if d.actor is None]
    click.echo()
    rows = [_row(d.what.removeprefix("rung ").replace(",", ""), d) for d in rungs]
    title = f"Probability of a rung, or a higher one, within {found.horizon_days} days"
    print_table(["rung", "without", "with it", "difference", "95% interval"], rows, title=title)
    click.echo()
    _print_tension(found)
    if found.stories:
        click.echo()
        click.echo("The most telling runs")
    for story in found.stories:
        click.echo()
        print_paragraph(f"Run {story.run}, {story.why}.")
        print_paragraph(f"Without: {story.without}", indent=2)
        print_paragraph(f"With it: {story.with_it}", indent=2)


def _row(name: str, d: Difference) -> list[str]:
    from detente.outlook import say_percent, say_points

    difference = "supposed" if d.supposed else say_points(d.difference)
    interval = "" if d.supposed else f"{say_points(d.low)} to {say_points(d.high)}"
    return [name, say_percent(d.without), say_percent(d.with_it), difference, interval]


def _print_tension(found: WhatIf) -> None:
    last = len(found.tension) - 1
    days = sorted({*(d for d in (0, 2, 6, 13, 20, 29, 44, 59) if d < last), last})
    rows = []
    for at in days:
        shift = found.tension[at]
        bands = [f"{b.median:.0f} ({b.low:.0f} to {b.high:.0f})" for b in (shift.without, shift.with_it)]
        rows.append(
            [f"{shift.day}", *bands, f"{shift.difference:+.1f}", f"{shift.low:+.1f} to {shift.high:+.1f}"]
        )
    title = "Tension, 0 to 100: the middle run, and where it is to be nine times in ten"
    print_table(["end of", "without", "with it", "mean difference", "95% interval"], rows, title=title)
