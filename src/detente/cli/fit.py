"""``detente fit``: learn the outlook's parameters from a history."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from detente.cli._days import DAY
from detente.cli._history import load_history, tell

__all__ = ["fit_command"]


@click.command("fit")
@click.argument("history")
@click.option(
    "--out",
    required=True,
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write the parameters (.npz).",
)
@click.option("--until", metavar="DATE", type=DAY, help="First day that is not learned from.")
@click.option("--states", is_flag=True, help="Map parties to states by bracketed country or name.")
@click.option("--start", metavar="DATE", type=DAY, help="Day of the first fact of an ICEWS folder.")
@click.option(
    "--calibration-days",
    type=click.IntRange(min=0),
    default=90,
    show_default=True,
    help="Last days on which odds are held against what came, fewer where the history is short; 0 for none.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="Of the chance in fitting.")
def fit_command(
    *,
    history: str,
    out: Path,
    until: dt.datetime | None,
    states: bool,
    start: dt.datetime | None,
    calibration_days: int,
    seed: int,
) -> None:
    """Learn the outlook's parameters from HISTORY.

    They are written to a file. HISTORY is a ledger, a CSV of day, actor, type and recipient, an ICEWS
    folder or table, or a KEDS file.
    """
    from detente.errors import OutlookError
    from detente.outlook import Outlook

    if not out.parent.is_dir():
        raise OutlookError(
            "there is no such folder", where=str(out.parent), hint="name a file in one that is"
        )
    events = load_history(history, states=states, start=start)
    if until is not None:
        events = events.before(until.date())
    model = Outlook(calibration_days=calibration_days, rng=seed)
    model.fit(events, until=until.date() if until else None, name=history, progress=tell)
    for note in model.notes_:
        tell(f"warning: {note}")
    model.save(out)
    click.echo(f"{out}: fitted to {model.fitted_on_}")
