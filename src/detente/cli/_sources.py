"""What commands that read reports are given: files, folders, addresses, standard input."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from detente.errors import UsageError

__all__ = ["expand_sources"]

SUFFIXES: Final = frozenset({".txt", ".html", ".htm", ".xhtml", ".text"})


def expand_sources(sources: tuple[str, ...]) -> list[str]:
    """Return the sources, a folder's files in its place; a folder without any stays, to fail by itself.

    Raises:
        UsageError: No source but folders without a report, or a source is no name.
    """
    found: list[str] = []
    empty = 0
    for source in sources:
        if not source.strip():
            raise UsageError("a source has no name", hint="give a path, an address or -")
        if source == "-" or "://" in source or not Path(source).is_dir():
            found.append(source)
            continue
        files = sorted(
            path for path in Path(source).rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file()
        )
        empty += not files
        found += map(str, files) if files else (source,)
    if empty and empty == len(found):
        raise UsageError("the folder holds no text or HTML file", where=", ".join(found))
    return found
