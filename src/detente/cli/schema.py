"""``detente schema``: the JSON Schema of an event."""

from __future__ import annotations

import json

import click

__all__ = ["schema_command"]


@click.command("schema")
def schema_command() -> None:
    """Print the JSON Schema of an event.

    It is that of each line that `detente read --format jsonl` writes (draft 2020-12).
    """
    from detente.records import mention_schema

    click.echo(json.dumps(mention_schema(), indent=2, ensure_ascii=False))
