"""Names that a package fetches when they are first used, so that its import is quick."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["fetch_late"]


def fetch_late(package: str, homes: Mapping[str, str]) -> Callable[[str], Any]:
    """Return the ``__getattr__`` of a package that fetches names from their modules.

    Args:
        package: Its full name.
        homes: Name to module: a full name, or that of a module in the package.

    Example:
        >>> fetch_late("json", {"JSONDecoder": "decoder"})("JSONDecoder").__name__
        'JSONDecoder'
    """

    def get(name: str) -> Any:
        home = homes.get(name)
        if home is None:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(importlib.import_module(home if "." in home else f"{package}.{home}"), name)

    return get
