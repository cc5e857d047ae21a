"""What the outlook's commands share: reading a history, saying what is done, a model's file."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from detente.outlook import History

__all__ = ["load_history", "tell"]


def tell(words: str) -> None:
    """Say on standard error what is being done."""
    click.echo(words, err=True)


def load_history(
    source: str, *, states: bool = False, as_of: dt.datetime | None = None, start: dt.datetime | None = None
) -> History:
    """Return the history in a ledger, file or folder, and say what was set aside."""
    from detente.outlook import read_history, to_states

    history = read_history(
        source, as_of=as_of.date() if as_of else None, start=start.date() if start else None
    )
    if states:
        history = to_states(history)
    if history.dropped:
        tell(f"{history.dropped} records set aside: no PLOVER type, day or two parties, or not happened")
    return history
