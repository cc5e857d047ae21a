"""Files of the package that are missing or damaged: one answer for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from detente.errors import ModelError

__all__ = ["refuse_damaged"]


@contextmanager
def refuse_damaged(what: str, where: Path) -> Iterator[None]:
    """Turn what goes wrong while a file of the package is read into a `ModelError`.

    Args:
        what: What is read, to begin the message with.
        where: The file or its folder.

    Raises:
        ModelError: It is missing or damaged.
    """
    try:
        yield
    except (OSError, ValueError, TypeError, LookupError) as error:
        raise ModelError(
            f"{what} can't be read: {error}", where=str(where), hint="reinstall the package detente"
        ) from error
