"""Words of reports that are themselves the verb: what stands there is said, not the name of its type."""

from __future__ import annotations

from typing import Final

__all__ = ["OF_PERSONS", "OWN_WORDS"]

OWN_WORDS: Final[tuple[tuple[str, frozenset[str], str, str], ...]] = tuple(
    (stem, frozenset(types.split()), base, past)
    for stem, types, base, past in (
        (r"kill", "ASSAULT", "kill", "killed"),
        (r"assassinat", "ASSAULT", "assassinate", "assassinated"),
        (r"murder", "ASSAULT", "murder", "murdered"),
        (r"shell(?:s|ed|ing)?$", "ASSAULT", "shell", "shelled"),
        (r"bomb(?:s|ed|ing)?$", "ASSAULT", "bomb", "bombed"),
        (r"raid", "ASSAULT", "raid", "raided"),
        (r"ambush", "ASSAULT", "ambush", "ambushed"),
        (r"kidnap", "ASSAULT", "kidnap", "kidnapped"),
        (r"captur", "ASSAULT COERCE", "capture", "captured"),
        (r"detain|detention", "COERCE", "detain", "detained"),
        (r"seiz", "COERCE", "seize", "seized"),
        (r"meet|met$|met with", "CONSULT", "meet", "met"),
        (r"warn", "THREATEN", "warn", "warned"),
        (r"condemn", "ACCUSE", "condemn", "condemned"),
        (r"denounc", "ACCUSE", "denounce", "denounced"),
        (r"blam", "ACCUSE", "blame", "blamed"),
        (r"evacuat", "AID", "evacuate", "evacuated"),
    )
)
"""Beginning of the word, types of which it tells, infinitive and past."""

OF_PERSONS: Final = frozenset({"kill", "assassinate", "murder", "kidnap", "capture", "detain", "ambush"})
"""Verbs whose object is a person, never a place or a state."""
