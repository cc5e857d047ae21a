"""What commands that read reports are given: files, folders, addresses, standard input."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from detente.errors import UsageError

__all__ = ["expand_sources"]

SUFFIXES: Final = frozenset({".txt", ".html", ".htm", ".xhtml", ".text"})


def expand_sources(sources: tuple[str, ...]) -> Iterator[str]:
    """Yield each source, a folder's files in its place.

    Raises:
        UsageError: A folder holds no report, or a source is no name.
    """
    for source in sources:
        if not source.strip():
            raise UsageError("a source has no name", hint="give a path, an address or -")
        if source != "-" and "://" not in source and Path(source).is_dir():
            found = sorted(
                path for path in Path(source).rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file()
            )
            if not found:
                raise UsageError("the folder holds no text or HTML file", where=source)
            yield from map(str, found)
        else:
            yield source
