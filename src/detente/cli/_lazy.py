"""A command group that loads a command's file when it is called, so that help is quick."""

from __future__ import annotations

import importlib
from typing import Any, Final

import click

__all__ = ["COMMAND", "LazyGroup"]

COMMAND: Final = "detente.command"
"""Where in a context's `meta` the command that was called is kept."""


class LazyGroup(click.Group):
    """A group of commands given by where they are: name to ``module:attribute``, in the order shown."""

    def __init__(self, *args: Any, lazy: dict[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands in the order given."""
        return list(self.lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by name, or None."""
        if cmd_name not in self.lazy:
            return None
        module, _, attribute = self.lazy[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that is called, and note it for messages that name its options."""
        found = super().resolve_command(ctx, args)
        ctx.meta[COMMAND] = found[1]
        return found
