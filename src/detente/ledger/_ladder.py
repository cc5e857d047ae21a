"""The ladder of escalation: PLOVER types and modes as rungs.

The order follows Kahn, *On Escalation* (1965): from disputes and gestures through hardened positions, shows
of force, harassment and acts of violence to open war; the place of each kind of act among the others follows
the weights of Goldstein, "A Conflict-Cooperation Scale for WEIS Events Data", Journal of Conflict Resolution
36(2), 1992. Kahn's 44 rungs are made 11, since news reports tell no finer.
"""

from __future__ import annotations

from typing import Final

__all__ = ["RUNGS", "rung_of"]

RUNGS: Final = (
    "no conflict",
    "disagreement",
    "accusation",
    "threat of measures",
    "sanction or protest",
    "threat of force",
    "show of force",
    "coercion",
    "limited violence",
    "armed attack",
    "open warfare",
    "unconventional attack",
)
"""Names of the rungs, 0 to 11."""

_TYPES: Final = {
    "REQUEST": 1,
    "REJECT": 1,
    "ACCUSE": 2,
    "THREATEN": 3,
    "SANCTION": 4,
    "PROTEST": 4,
    "MOBILIZE": 6,
    "COERCE": 7,
    # An assault of no known kind is not put above the least armed one.
    "ASSAULT": 9,
}
_MODES: Final = {
    ("REQUEST", "assist"): 0,
    ("REQUEST", "meet"): 0,
    ("ACCUSE", "disapprove"): 1,
    ("THREATEN", "violence"): 5,
    ("THREATEN", "territory"): 5,
    ("PROTEST", "riot"): 8,
    ("ASSAULT", "beat"): 8,
    ("ASSAULT", "crowd-control"): 8,
    ("ASSAULT", "primitive"): 8,
    ("ASSAULT", "abduct"): 8,
    ("ASSAULT", "torture"): 8,
    ("ASSAULT", "sexual"): 8,
    ("ASSAULT", "destroy"): 8,
    ("ASSAULT", "aerial"): 10,
    ("ASSAULT", "drone"): 10,
    ("ASSAULT", "heavy-weapons"): 10,
    ("ASSAULT", "unconventional"): 11,
}


def rung_of(type_: str, mode: str | None = None) -> int:
    """Return the rung of a type and mode, 0 (no conflict) to 11 (unconventional attack).

    Example:
        >>> rung_of("ASSAULT", "aerial"), RUNGS[rung_of("MOBILIZE")], rung_of("AID")
        (10, 'show of force', 0)
    """
    return _MODES.get((type_, mode or ""), _TYPES.get(type_, 0))
