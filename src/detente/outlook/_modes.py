"""Modes: the kind of act within a PLOVER type, as records in CAMEO and WEIS tell it."""

from __future__ import annotations

from typing import Final

from detente.errors import UsageError
from detente.ontology import EVENT_TYPES
from detente.outlook._history import parse_what

__all__ = ["join_mode", "mode_of_cameo", "mode_of_weis", "parse_kinds", "split_mode"]

# CAMEO code, or how it begins, to a mode of the type that the code has. Ours, by the codebook's descriptions
# (Gerner, Schrodt and Yilmaz 2009); a code whose description fits no one mode is left out.
_CAMEO: Final = {
    "041": "phone",
    "042": "visit",
    "043": "visit",
    "045": "third-party",
    "046": "multilateral",
    "0841": "release",
    "0842": "release",
    "086": "access",
    "0871": "ceasefire",
    "0872": "access",
    "0873": "disarm",
    "0874": "withdraw",
    "10": "yield",
    "1312": "restrict",
    "1313": "relations",
    "132": "restrict",
    "134": "relations",
    "135": "relations",
    "137": "violence",
    "138": "violence",
    "1382": "territory",
    "141": "demo",
    "142": "hunger",
    "143": "strike",
    "144": "obstruct",
    "145": "riot",
    "151": "police",
    "152": "troops",
    "153": "police",
    "154": "troops",
    "1711": "seize",
    "1712": "destroy",
    "1724": "martial-law",
    "172": "restrict",
    "173": "arrest",
    "174": "deport",
    "175": "crowd-control",
    "176": "cyber",
    "181": "abduct",
    "1821": "sexual",
    "1822": "torture",
    "1823": "beat",
    "182": "beat",
    "1831": "suicide-attack",
    "1832": "explosives",
    "1833": "explosives",
    "185": "targeted",
    "186": "targeted",
    "191": "restrict",
    "193": "firearms",
    "194": "heavy-weapons",
    "195": "aerial",
    "204": "unconventional",
    "09": "investigate",
    "111": "disapprove",
    "112": "allege",
}
_WEIS: Final = {
    "173": "violence",
    "172": "restrict",
    "212": "arrest",
    "210": "seize",
    "211": "seize",
    "213": "abduct",
    "222": "destroy",
    "221": "destroy",
    "196": "strike",
    "197": "censor",
    "224": "riot",
    "182": "troops",
    "181": "demo",
    "180": "demo",
    "111": "disapprove",
}


def _find(code: str, modes: dict[str, str], type_: str) -> str | None:
    while code:
        if modes.get(code) in EVENT_TYPES[type_].modes:
            return modes[code]
        code = code[:-1]
    return None


def mode_of_cameo(code: str, type_: str) -> str | None:
    """Return the PLOVER mode that a CAMEO code tells for its type, None when it tells none.

    Example:
        >>> mode_of_cameo("1383", "THREATEN"), mode_of_cameo("190", "ASSAULT")
        ('violence', None)
    """
    return _find(code, _CAMEO, type_)


def mode_of_weis(code: str, type_: str) -> str | None:
    """Return the PLOVER mode that a WEIS code tells for its type, None when it tells none."""
    return _find(code[:3], _WEIS, type_)


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
