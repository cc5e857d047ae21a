"""``detente serve``: the desk in a browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from detente.cli._ledger_options import open_db
from detente.cli._own_actors import own_actors, warn_of_faults
from detente.errors import DetenteError

if TYPE_CHECKING:
    from detente.coding import CoderLike

__all__ = ["serve_command"]


@click.command("serve")
@click.option(
    "--db",
    metavar="FILE|ADDRESS",
    required=True,
    envvar="DETENTE_LEDGER",
    help="The ledger: a file, made when absent, or a PostgreSQL address. Also DETENTE_LEDGER.",
)
@click.option("--host", metavar="ADDRESS", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option(
    "--port",
    metavar="N",
    type=click.IntRange(0, 65535),
    default=8760,
    show_default=True,
    help="0 for any free one.",
)
@click.option(
    "--name", "names", metavar="HOST", multiple=True, help="Further name under which the desk is reached."
)
@click.option(
    "--token",
    metavar="TEXT",
    envvar="DETENTE_TOKEN",
    help="What browsers have to show. Default: one is made, unless the desk listens on this machine only. "
    "Also DETENTE_TOKEN.",
)
@own_actors
@click.option(
    "--model",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="A model of the outlook of your own, from detente fit.",
)
@click.pass_context
def serve_command(
    ctx: click.Context,
    /,
    *,
    db: str,
    host: str,
    port: int,
    names: tuple[str, ...],
    token: str | None,
    actors: Path | None,
    model: Path | None,
) -> None:
    """Show a ledger in a browser, and read reports into it.

    Pages: the situation, the timeline, events, pairs, parties, reports, the outlook, what if, review, and a
    form to add reports; a JSON API, described at /docs. It listens on this machine only unless --host says
    otherwise; then a token is needed. Stop it with Ctrl-C.
    """
    warn_of_faults(actors)
    try:
        from detente.desk.web import Guard, create_app
        from detente.desk.web.serving import serve
    except ModuleNotFoundError as error:
        raise DetenteError(f"{error.name} is not installed", hint="pip install 'detente[desk]'") from None
    if token is not None and len(token) < 16:
        raise click.UsageError("--token is too short: give 16 signs or more.")
    guard = Guard.for_host(host, names=names, token=token)
    coder: CoderLike | None = ctx.obj
    ledger = open_db(ctx, db, make=True)
    app = create_app(ledger, guard=guard, coder=coder, actors=actors, model=model)
    serve(app, host, port, tell=lambda url: click.echo(_greet(url, guard.token), err=True))


def _greet(url: str, token: str) -> str:
    return f"The desk is at {url}{f'?token={token}' if token else ''}  (Ctrl-C stops it)"
