"""Who acts on whom as a matrix: rows act, columns are acted on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from detente.ledger import Dyad

__all__ = ["Cell", "Matrix", "build_matrix"]

SIDE: Final = 10
STEPS: Final = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """What one party does to another.

    Attributes:
        events: Number of counted events.
        conflict: How many are conflict.
        cooperation: How many are cooperation.
        shade: 0 for none to 5 for the most.
    """

    events: int
    conflict: int
    cooperation: int
    shade: int

    @property
    def side(self) -> str:
        """Return "conf", "coop" or "both"."""
        if self.conflict == self.cooperation:
            return "both"
        return "conf" if self.conflict > self.cooperation else "coop"


@dataclass(frozen=True, slots=True)
class Matrix:
    """The most active parties and what each does to each.

    Attributes:
        parties: Their codes.
        rows: A row a party, in the same order; None on the diagonal and for nothing.
    """

    parties: tuple[str, ...]
    rows: tuple[tuple[Cell | None, ...], ...]


def build_matrix(dyads: Sequence[Dyad]) -> Matrix:
    """Return the matrix of the most active parties whose names are known."""
    weight: dict[str, int] = {}
    for dyad in dyads:
        for code in (dyad.actor, dyad.recipient):
            if code != "UNK":
                weight[code] = weight.get(code, 0) + dyad.events
    parties = tuple(sorted(weight, key=lambda code: (-weight[code], code))[:SIDE])
    cells = {(dyad.actor, dyad.recipient): dyad for dyad in dyads}
    most = max((d.events for pair, d in cells.items() if set(pair) <= set(parties)), default=1)

    def cell(actor: str, recipient: str) -> Cell | None:
        dyad = cells.get((actor, recipient))
        if dyad is None:
            return None
        shade = max(1, round(STEPS * (dyad.events / most) ** 0.5))
        return Cell(
            dyad.events,
            dyad.verbal_conflict + dyad.material_conflict,
            dyad.verbal_cooperation + dyad.material_cooperation,
            shade,
        )

    return Matrix(parties, tuple(tuple(cell(a, b) for b in parties) for a in parties))
