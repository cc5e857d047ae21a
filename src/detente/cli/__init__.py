"""The command line: one file for each command, each a thin layer over one function of the library.

Data goes to standard output, messages to standard error. Exit codes: 0 all went well, 1 an error,
2 arguments that do not fit, 3 some of several inputs failed.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Final

import click

from detente import __version__
from detente.cli._lazy import COMMAND, LazyGroup
from detente.errors import DetenteError, UsageError

__all__ = ["COMMANDS", "EXIT_PARTIAL", "cli", "main"]

EXIT_PARTIAL: Final = 3
# Name of a command to where it is; a command's file is loaded when it is called, so that help is quick.
COMMANDS: Final[dict[str, str]] = {
    "read": "detente.cli.read:read_command",
    "schema": "detente.cli.schema:schema_command",
    "evaluate": "detente.cli.evaluate:evaluate",
    "actors": "detente.cli.actors:actors_command",
    "ledger": "detente.cli.ledger:ledger_command",
    "brief": "detente.cli.brief:brief_command",
    "watch": "detente.cli.watch:watch_command",
    "outlook": "detente.cli.outlook:outlook_command",
    "whatif": "detente.cli.whatif:whatif_command",
    "baserate": "detente.cli.baserate:baserate_command",
    "fit": "detente.cli.fit:fit_command",
    "backtest": "detente.cli.backtest:backtest_command",
    "serve": "detente.cli.serve:serve_command",
}


class MainGroup(LazyGroup):
    """The group of all commands; turns Détente's errors into messages."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; an error of Détente's becomes a line on standard error and its exit code."""
        try:
            return super().invoke(ctx)
        except DetenteError as error:
            _name_option(ctx, error)
            click.echo(f"detente: {error}", err=True)
            ctx.exit(error.exit_code)
        except BrokenPipeError:
            raise
        except OSError as error:
            # A full disk, a folder that may not be written to.
            where = f"{error.filename}: " if error.filename else ""
            what = error.strerror or str(error)
            if isinstance(error, FileNotFoundError) and not Path(str(error.filename)).parent.is_dir():
                what = "there is no such folder (make it first)"
            click.echo(f"detente: {where}{what}", err=True)
            ctx.exit(1)


def _name_option(ctx: click.Context, error: DetenteError) -> None:
    """Put an option's own name, such as --within, in the place of the argument that it gives."""
    command: click.Command | None = ctx.meta.get(COMMAND)
    if isinstance(error, UsageError) and command is not None:
        names = {param.name: param.opts[-1] for param in command.params if isinstance(param, click.Option)}
        error.where = names.get(error.where, error.where)


@click.group(cls=MainGroup, lazy=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="detente")
def cli() -> None:
    """Turn news reports into coded political events, offline.

    Who did, said, asked or threatened what to whom, through whom and on whose word. Events are coded by
    PLOVER 2.0; each comes with the words it was read from.
    """


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal in an old encoding shows "?" for what it cannot, and the program goes on.
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
    cli(prog_name="detente")
