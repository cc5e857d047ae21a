"""PLOVER 2.0 as Détente uses it: types, modes, quad classes, intensities and nearest CAMEO roots.

Vocabulary and scores: PLOVER 2.0 manual, Open Event Data Alliance, CC BY-SA 4.0. Three readings of the
manual's tables are ours: its ACCUSE +3 is a slip for -3, SANCTION is material conflict, and a mode
without a score takes that of its type. CAMEO: Gerner, Schrodt and Yilmaz (2009); the crosswalk follows
the project's CAMEO2PLOVER table of 2021, inverted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

__all__ = [
    "EVENT_TYPES",
    "QUAD_CLASSES",
    "SECTORS",
    "SOURCE_KINDS",
    "STATUSES",
    "EventType",
    "cameo_root",
    "describe_event",
    "intensity_of",
    "quad_class_of",
]

QUAD_CLASSES: Final = ("verbal cooperation", "material cooperation", "verbal conflict", "material conflict")
STATUSES: Final = ("actual", "historical", "future", "hypothetical", "negated")
SOURCE_KINDS: Final = ("named", "institution", "anonymous", "media", "document")
SECTORS: Final[dict[str, str]] = {
    "GOV": "government",
    "MIL": "military",
    "LEG": "legislature",
    "JUD": "judiciary",
    "PTY": "party",
    "OPP": "opposition",
    "REB": "armed group",
    "COP": "police",
    "SPY": "intelligence",
    "CVL": "civilians",
    "IGO": "international body",
    "NGO": "non-governmental organisation",
    "MED": "medical",
    "JRN": "press",
    "BUS": "business",
    "REL": "religious",
    "UNK": "unknown",
}


@dataclass(frozen=True, slots=True)
class EventType:
    """One PLOVER type.

    Attributes:
        quad_class: One of `QUAD_CLASSES`.
        intensity: PLOVER score of the bare type, -10 to 10.
        cameo: Nearest CAMEO root code of the bare type.
        words: The type as a reader would say it.
        modes: Mode to its intensity.
        cameo_modes: Mode to its CAMEO root, where that differs from `cameo`.
    """

    quad_class: str
    intensity: float
    cameo: str
    words: str
    modes: dict[str, float] = field(default_factory=dict)
    cameo_modes: dict[str, str] = field(default_factory=dict)


EVENT_TYPES: Final[dict[str, EventType]] = {
    "AGREE": EventType("verbal cooperation", 2.5, "03", "agrees"),
    "CONSULT": EventType(
        "verbal cooperation",
        2.5,
        "04",
        "consults",
        {"visit": 4, "third-party": 1, "multilateral": 4, "phone": 1.5},
    ),
    "SUPPORT": EventType("verbal cooperation", 5, "05", "supports"),
    "CONCEDE": EventType("verbal cooperation", 4.5, "08", "concedes"),
    "COOPERATE": EventType("material cooperation", 9.5, "06", "cooperates"),
    "AID": EventType("material cooperation", 10, "07", "aids"),
    "RETREAT": EventType(
        "material cooperation",
        6.5,
        "08",
        "retreats",
        {"withdraw": 8, "release": 6.5, "disarm": 10, "ceasefire": 7.5, "access": 6.5, "resign": 4.5},
    ),
    "REQUEST": EventType(
        "verbal conflict",
        0,
        "02",
        "requests",
        {"assist": 0.5, "change": -1, "yield": -1, "meet": 0},
        {"yield": "10"},
    ),
    "ACCUSE": EventType(
        "verbal conflict",
        -3,
        "11",
        "accuses",
        {"disapprove": -2, "investigate": -3.5, "allege": -3.5},
        {"investigate": "09"},
    ),
    "REJECT": EventType(
        "verbal conflict", -2, "12", "rejects", {"assist": -1.5, "change": -2, "yield": -2, "meet": -2}
    ),
    "THREATEN": EventType(
        "verbal conflict",
        -3.5,
        "13",
        "threatens",
        {"restrict": -3, "arrest": -3.5, "relations": -3.5, "expel": -3.5, "territory": -4, "violence": -3.5},
    ),
    "PROTEST": EventType(
        "material conflict",
        -5,
        "14",
        "protests",
        {
            "demo": -5,
            "riot": -7,
            "strike": -5,
            "hunger": -4.5,
            "boycott": -4.5,
            "obstruct": -4.5,
            "vandalize": -5,
        },
    ),
    "SANCTION": EventType(
        "material conflict",
        -6,
        "16",
        "sanctions",
        {"convict": -6, "expel": -5.5, "withdraw": -6, "discontinue": -6},
        {"convict": "17"},
    ),
    "MOBILIZE": EventType(
        "material conflict",
        -5.5,
        "15",
        "mobilizes",
        {"troops": -6.5, "weapons": -6.5, "police": -5.5, "militia": -6},
    ),
    "COERCE": EventType(
        "material conflict",
        -7,
        "17",
        "coerces",
        {
            "seize": -7,
            "restrict": -7,
            "arrest": -7,
            "deport": -7,
            "withhold": -7,
            "cyber": -7,
            "censor": -6.5,
            "curfew": -6.5,
            "misinformation": -6.5,
            "martial-law": -7.5,
        },
    ),
    "ASSAULT": EventType(
        "material conflict",
        -9,
        "18",
        "assaults",
        {
            "beat": -7.5,
            "crowd-control": -7.5,
            "primitive": -8,
            "abduct": -8.5,
            "torture": -8.5,
            "sexual": -8.5,
            "destroy": -8.5,
            "firearms": -9,
            "explosives": -9,
            "targeted": -9.5,
            "suicide-attack": -9.5,
            "aerial": -9.5,
            "drone": -9.5,
            "heavy-weapons": -9.5,
            "unconventional": -10,
        },
        {
            "aerial": "19",
            "drone": "19",
            "heavy-weapons": "19",
            "firearms": "19",
            "destroy": "19",
            "unconventional": "20",
            "crowd-control": "17",
        },
    ),
}


def quad_class_of(type_: str) -> str:
    """Return the quad class of a type.

    Example:
        >>> quad_class_of("REQUEST")
        'verbal conflict'
    """
    return EVENT_TYPES[type_].quad_class


def intensity_of(type_: str, mode: str | None = None) -> float:
    """Return the PLOVER intensity of a type and mode, -10 to 10; that of the type when mode is None.

    Example:
        >>> intensity_of("ASSAULT", "aerial")
        -9.5
    """
    found = EVENT_TYPES[type_]
    return found.modes.get(mode or "", found.intensity)


def cameo_root(type_: str, mode: str | None = None) -> str:
    """Return the nearest CAMEO root code, "01" to "20".

    Example:
        >>> cameo_root("ASSAULT", "aerial"), cameo_root("ACCUSE")
        ('19', '11')
    """
    found = EVENT_TYPES[type_]
    return found.cameo_modes.get(mode or "", found.cameo)


def describe_event(type_: str, mode: str | None = None) -> str:
    """Return type and mode in words for a reader.

    Example:
        >>> describe_event("REQUEST", "assist")
        'requests (assist)'
    """
    words = EVENT_TYPES[type_].words
    return f"{words} ({mode})" if mode else words
