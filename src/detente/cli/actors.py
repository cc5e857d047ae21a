"""``detente actors``: who is who, and a user's own list of actors."""

from __future__ import annotations

import datetime as dt
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from detente.cli import EXIT_PARTIAL
from detente.cli._days import DAY
from detente.cli._own_actors import own_actors, warn_of_faults
from detente.cli._sources import expand_sources
from detente.errors import DetenteError, UsageError

if TYPE_CHECKING:
    from detente.actors import Entry, Gazetteer
    from detente.coding import CoderLike
    from detente.records import EventMention

__all__ = ["actors_command"]

KINDS = ("state", "organ", "group", "organisation", "party", "media", "person", "role")
LISTED = 40

on_day = click.option(
    "--date",
    "date",
    metavar="DATE",
    type=DAY,
    help="Who held which office on this day, year-month-day. Default: who holds it now.",
)


@click.group("actors")
def actors_command() -> None:
    """Look up who is who, and keep an actors file of your own.

    Détente knows states, organs, armed groups, bodies, parties, outlets and people with their dates in
    office. An actors file adds to that, or corrects it: give it to `read` and `evaluate` as --actors FILE.
    """


@actors_command.command("find")
@click.argument("words", metavar="NAME", nargs=-1, required=True)
@own_actors
@on_day
def find(words: tuple[str, ...], actors: Path | None, date: dt.datetime | None) -> None:
    """Find a NAME: whom it may stand for.

    One line each: party, sector, kind, usual name, office on the day. Where nothing is written just so,
    names that contain it are shown. The exit code is 1 when there is none.
    """
    name = " ".join(words)
    gazetteer = _load(actors)
    day = date.date() if date else None
    found = gazetteer.search(name)
    if not found:
        raise DetenteError(f"nobody is called {name!r}", hint=_how_to_add(name, actors))
    for entry in found[:LISTED]:
        click.echo(_line(entry, day))
    if len(found) > LISTED:
        click.echo(f"... and {len(found) - LISTED} more", err=True)


@actors_command.command("show")
@click.argument("words", metavar="WHO", nargs=-1, required=True)
@own_actors
@on_day
def show(words: tuple[str, ...], actors: Path | None, date: dt.datetime | None) -> None:
    """Show all about a party or a name.

    WHO is a party as events carry it (IRN, HAMAS, UN) or a name. Shown are spellings, states, sponsors,
    and the people in office on the day.
    """
    who = " ".join(words)
    gazetteer = _load(actors)
    day = date.date() if date else None
    entries = gazetteer.of_party(who.upper()) or gazetteer.search(who)
    if not entries:
        raise DetenteError(f"there is no party and no name {who!r}", hint=_how_to_add(who, actors))
    main, others = entries[0], entries[1:]
    _show_entry(gazetteer, main, day)
    party = main.who if main.kind != "person" else ""
    if not gazetteer.of_party(party):
        for entry in others[:LISTED]:
            click.echo()
            _show_entry(gazetteer, entry, day)
        return
    for title, lines in (
        ("in office", [f"{office.title}: {entry.name}" for office, entry in gazetteer.holders(party, day)]),
        ("also", [f"{entry.kind}: {entry.name} ({entry.sector})" for entry in others]),
    ):
        if lines:
            click.echo(f"\n{title}")
            for line in lines:
                click.echo(f"  {line}")


@actors_command.command("add")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("kind", metavar="KIND", type=click.Choice(KINDS))
@click.argument("name")
@click.option("--who", metavar="PARTY", help="Party that events carry: a state's code or a name in capitals.")
@click.option("--country", metavar="CODE", multiple=True, help="ISO alpha-3 code; the first is home.")
@click.option("--code", metavar="CODE", help="A state's own code.")
@click.option("--sector", metavar="SECTOR", help="GOV, MIL, REB, NGO ...")
@click.option("--alias", metavar="NAME", multiple=True, help="Another name or spelling.")
@click.option("--short", metavar="NAME", multiple=True, help="A name that needs its country named before.")
@click.option("--surname", metavar="NAME", multiple=True, help="What the news calls a person for short.")
@click.option("--gender", type=click.Choice(["f", "m"]), help="f for women: tells “she” from “he”.")
@click.option("--sponsor", metavar="CODE", multiple=True, help="A state that backs a group.")
@click.option(
    "--office", metavar="TEXT", multiple=True, help="“TITLE | SECTOR | FROM | UNTIL”, once for each post."
)
@click.option("--from", "from_", metavar="DATE", help="Begin of existence or public life.")
@click.option("--until", metavar="DATE", help="Its end.")
@click.option("--note", metavar="TEXT", help="Where you have it from.")
def add(file: Path, kind: str, name: str, from_: str | None, **values: Any) -> None:
    """Add an entry to your actors FILE.

    The file is made where there is none. Nothing is written when the entry is not well formed. An entry of
    the kind and name of a built-in one takes its place.

    KIND is one of state, organ, group, organisation, party, media, person, role. A state needs --code; a
    group --who; an organ or organisation --who and --sector; a party, media or person --country; a role
    --sector.
    """
    from detente.actors import add_block

    given = {"name": (name,), **values, "from": from_}
    fields = {
        key: (value,) if isinstance(value, str) else tuple(value) for key, value in given.items() if value
    }
    _check_options(kind, fields)
    line = add_block(file, kind, fields)
    click.echo(f"{file}:{line}: added {kind} {name!r}")


@actors_command.command("check")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_context
def check(ctx: click.Context, file: Path) -> None:
    """Check your actors FILE.

    Prints file, line and what is wrong, one line each. What is not wrong can be used: the exit code is 0
    when all is well, 3 when some entries are faulty, 1 when the file can't be read.
    """
    from detente.actors import check_file

    found = check_file(file)
    for fault in found.faults:
        click.echo(str(fault))
    click.echo(f"{found.used} of {found.blocks} entries can be used, {len(found.faults)} faults", err=True)
    if found.faults:
        ctx.exit(EXIT_PARTIAL)


@actors_command.command("unresolved")
@click.argument("sources", metavar="PATH|URL|-...", nargs=-1, required=True)
@own_actors
@click.option(
    "--limit",
    metavar="N",
    type=click.IntRange(min=1),
    default=LISTED,
    show_default=True,
    help="The most names to list.",
)
@click.pass_context
def unresolved(ctx: click.Context, /, *, sources: tuple[str, ...], actors: Path | None, limit: int) -> None:
    """List the names that reports leave unresolved.

    Reads reports and prints the names of actors, recipients and sources that have no party, or one that is
    guessed from the report around; the most frequent first: events, reports, name, guesses.
    """
    from detente._reading import read
    from detente.actors import list_unresolved

    warn_of_faults(actors)
    coder: CoderLike | None = ctx.obj
    mentions: list[EventMention] = []
    failed = 0
    paths = expand_sources(sources)
    for source in paths:
        try:
            mentions += read(source, actors=actors, coder=coder).events
        except DetenteError as error:
            click.echo(f"detente: {error}", err=True)
            failed += 1
    found = list_unresolved(mentions)
    if not found:
        click.echo("nothing", err=True)
    for name in found[:limit]:
        guess = f"  ({' or '.join(name.guessed)}?)" if name.guessed else ""
        click.echo(f"{name.count:5} {name.reports:5}  {name.name}{guess}")
    if failed:
        ctx.exit(EXIT_PARTIAL if failed < len(paths) else 1)


def _check_options(kind: str, fields: Mapping[str, Sequence[str]]) -> None:
    """Raise UsageError where the options are not those of an entry of this kind."""
    from detente.actors import list_keys

    needed, known = list_keys(kind)
    article = "an" if kind[0] == "o" else "a"
    hint = "nothing was written; see `detente actors add --help`"
    if missing := [f"--{key}" for key in needed if not any(value.strip() for value in fields.get(key, ()))]:
        what = " and ".join(missing).replace("--name", "a name")
        raise UsageError(f"{article} {kind} needs {what}", hint=hint)
    if others := [f"--{key}" for key in fields if key not in known]:
        raise UsageError(f"{article} {kind} takes no {' and no '.join(others)}", hint=hint)


def _how_to_add(name: str, actors: Path | None) -> str:
    """Return the command that adds a name; what is left to fill in stands in capitals as in its help."""
    file = shlex.quote(str(actors)) if actors else "FILE"
    command = f"detente actors add {file} KIND {shlex.quote(name)}"
    return f"add it with `{command}`; `detente actors add --help` says what each KIND needs"


def _load(path: Path | None) -> Gazetteer:
    from detente.actors import Gazetteer

    warn_of_faults(path)
    return Gazetteer.load(extra=path)


def _line(entry: Entry, day: dt.date | None) -> str:
    office = entry.last_office(day)
    who, sector = (office.who, office.sector) if office else (entry.who, entry.sector)
    post = f", {office.title}" if office else ""
    if office and not (office.until is None if day is None else office.held_on(day)):
        post = f", formerly {office.title}"
    return f"{who:24} {sector:4} {entry.kind:12} {entry.name}{post}"


def _show_entry(gazetteer: Gazetteer, entry: Entry, day: dt.date | None) -> None:
    click.echo(_line(entry, day))
    for form, names in gazetteer.spellings(entry).items():
        click.echo(f"  {form}: {'; '.join(names)}")
    for key, codes in (("country", entry.countries), ("sponsor", entry.sponsors)):
        if codes:
            click.echo(f"  {key}: {'; '.join(codes)}")
    for office in entry.offices:
        click.echo(
            f"  {office.since or ''} to {office.until or ''}: {office.title} ({office.sector}, {office.who})"
        )
    click.echo(f"  from {entry.where}")
