"""The option ``--actors FILE``, which several commands take."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

__all__ = ["own_actors", "warn_of_faults"]

Command = TypeVar("Command", bound=Callable[..., Any])


def own_actors(command: Command) -> Command:
    """Return a command that takes ``--actors FILE``."""
    option = click.option(
        "--actors",
        metavar="FILE",
        type=click.Path(path_type=Path, dir_okay=False),
        help="Your own actors file, read on top of the built-in list.",
    )
    return option(command)


def warn_of_faults(path: Path | None) -> None:
    """Print what is wrong in an actors file to standard error; the rest of the file is used.

    Raises:
        ActorsError: The file can't be read.
    """
    if path is None:
        return
    from detente.actors import check_file

    for fault in check_file(path).faults:
        click.echo(f"detente: {fault}", err=True)
