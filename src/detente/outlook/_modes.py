"""Modes: the kind of act within a PLOVER type, and the words that name types and modes."""

from __future__ import annotations

from detente.errors import UsageError
from detente.ontology import EVENT_TYPES
from detente.outlook._history import parse_what

__all__ = ["join_mode", "parse_kinds", "split_mode"]


def join_mode(type_: str, mode: str | None) -> str:
    """Return a type and mode in one word: "THREATEN:violence", or the type alone."""
    return f"{type_}:{mode}" if mode else type_


def split_mode(name: str) -> tuple[str, str | None]:
    """Return type and mode of such a word."""
    type_, _, mode = name.partition(":")
    return type_, mode or None


def parse_kinds(text: str) -> tuple[tuple[str, str | None], ...]:
    """Return the types, with modes where given, that a list names; a mode of None stands for any.

    Args:
        text: Types, types with a mode, quad classes or "any", with commas between.

    Raises:
        UsageError: A word is none of these.

    Example:
        >>> parse_kinds("THREATEN:violence, ASSAULT")
        (('THREATEN', 'violence'), ('ASSAULT', None))
    """
    found: list[tuple[str, str | None]] = []
    for word in (part.strip() for part in text.split(",")):
        if not word:
            raise UsageError(
                f"a kind of event is missing in {text!r}", hint="such as THREATEN:violence,ASSAULT"
            )
        type_, mode = split_mode(word)
        if mode is None:
            among = parse_what(type_)
            found.extend((name, None) for name in EVENT_TYPES if name in among)
            continue
        (type_, mode) = (type_.strip().upper(), mode.strip().lower())
        if type_ not in EVENT_TYPES or mode not in EVENT_TYPES[type_].modes:
            modes = ", ".join(EVENT_TYPES[type_].modes) if type_ in EVENT_TYPES else ""
            raise UsageError(
                f"not a type and mode: {word!r}",
                hint=f"modes of {type_}: {modes or 'none'}"
                if type_ in EVENT_TYPES
                else "such as THREATEN:violence",
            )
        found.append((type_, mode))
    return tuple(dict.fromkeys(found))
