"""``detente backtest``: the outlook held against what came."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from detente.cli._days import DAY
from detente.cli._history import load_history, tell
from detente.cli.ledger._common import Format, format_option, print_records

if TYPE_CHECKING:
    from detente.outlook import OddsScore

__all__ = ["backtest_command"]

QUADS = ("verbal cooperation", "material cooperation", "verbal conflict", "material conflict")


@click.command("backtest")
@click.argument("history")
@click.option("--since", required=True, metavar="DATE", type=DAY, help="First origin.")
@click.option("--until", metavar="DATE", type=DAY, help="First day that is not used at all.")
@click.option(
    "--every",
    "every_days",
    type=click.IntRange(min=1),
    default=7,
    show_default=True,
    help="Days from one origin to the next.",
)
@click.option(
    "--refit",
    "refit_days",
    type=click.IntRange(min=1),
    default=30,
    show_default=True,
    help="Days after which the model is fitted anew.",
)
@click.option(
    "--model",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Judge these parameters instead of fitting.",
)
@click.option(
    "--what",
    type=click.Choice(QUADS),
    default="material conflict",
    show_default=True,
    help="What the odds are of.",
)
@click.option("--states", is_flag=True, help="Map parties to states by bracketed country or name.")
@click.option("--start", metavar="DATE", type=DAY, help="Day of the first fact of an ICEWS folder.")
@click.option(
    "--runs", type=click.IntRange(min=10), default=100, show_default=True, help="Runs for each origin."
)
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of the chance.")
@format_option
def backtest_command(
    *,
    history: str,
    since: dt.datetime,
    until: dt.datetime | None,
    every_days: int,
    refit_days: int,
    model: Path | None,
    what: str,
    states: bool,
    start: dt.datetime | None,
    runs: int,
    seed: int,
    format_: Format,
) -> None:
    """Hold odds made at many origins in HISTORY against what came.

    At each origin only what was known before it is used. Odds are for each ordered pair of parties, within
    7, 14 and 30 days, against climatology, persistence, the season's average and logistic regression.
    """
    from detente.outlook import Outlook, backtest

    record = backtest(
        load_history(history, states=states, start=start),
        since=since.date(),
        until=until.date() if until else None,
        every_days=every_days,
        refit_days=refit_days,
        model=Outlook.load(model) if model else None,
        what=what,
        runs=runs,
        rng=seed,
        progress=tell,
    )
    columns: dict[str, Callable[[OddsScore], object]] = {
        "days": lambda s: s.horizon_days,
        "against": lambda s: s.baseline,
        "odds": lambda s: s.odds,
        "came": lambda s: s.events,
        "Brier": lambda s: f"{s.brier:.4f}",
        "its": lambda s: f"{s.baseline_brier:.4f}",
        "skill": lambda s: f"{s.skill:+.3f}",
        "95%": lambda s: f"{s.skill_low:+.3f} to {s.skill_high:+.3f}",
        "AUC": lambda s: f"{s.auc:.3f}",
        "ECE": lambda s: f"{s.ece:.4f}",
    }
    print_records(record.odds, format_, columns)
    if format_ == "table":
        for count in record.counts:
            click.echo(
                f"counts within {count.horizon_days} days: CRPS {count.crps:.4f} (climatology "
                f"{count.climatology_crps:.4f}, persistence {count.persistence_crps:.4f}); "
                f"90% intervals hold {count.coverage:.1%} of {count.pairs} busy pairs"
            )
