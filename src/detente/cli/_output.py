"""Printing of tables, the same for all commands."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["make_console", "print_rich", "say_number"]


def make_console() -> Console:
    """Return a console on standard output that shows text as it is."""
    from rich.console import Console

    return Console(file=sys.stdout, highlight=False, markup=False, emoji=False)


def say_number(number: int, noun: str) -> str:
    """Return a number with its noun, "1 report" or "1,200 reports"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def print_rich(renderable: object, console: Console | None = None) -> None:
    """Print something of rich's; in a pipe or a file without the padding at the ends of lines."""
    console = console or make_console()
    if console.is_terminal:
        console.print(renderable)
        return
    with console.capture() as capture:
        console.print(renderable)
    click.echo("\n".join(line.rstrip() for line in capture.get().splitlines()))
