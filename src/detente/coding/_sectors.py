"""In which sector a party acts: what the actors room says of it, weighed with what it does in the event.

"Israel struck" is its army and "Israel demanded" its government; "an attack on Israel" mostly hits its
people. The clues are what the resolver says of the party, what it does, and the words that name it; what they
weigh is a linear model in ``sector_clues.txt``, fitted on annotated reports (`training.fit_labels`). The
prefixes:

- ``s``: the resolver's sector; ``r``: with its rule, and whether a state's mere name is meant.
- ``k``: the resolver's sector, role and type; ``ks km kr``: and whether a state is meant, the mode, the rule.
- ``h hs hk``: the head of the words; with the resolver's sector; with role and type. ``w``: a word.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from detente.coding._clue_weights import ClueWeights
from detente.coding._clues import find_head
from detente.ontology import SECTORS
from detente.records import Party

if TYPE_CHECKING:
    from detente.actors import Entry

__all__ = ["SECTOR_CLUES", "SECTOR_NAMES", "load_sector_clues", "read_sector_clues", "suit_sectors"]

SECTOR_CLUES: Final = Path(__file__).with_name("sector_clues.txt")
SECTOR_NAMES: Final = tuple(SECTORS)


def load_sector_clues() -> ClueWeights:
    """Return what the clues weigh (outcomes: `SECTOR_NAMES`), read once.

    Raises:
        ModelError: The file is missing or damaged.
    """
    return ClueWeights.load_named(SECTOR_CLUES, SECTOR_NAMES)


def read_sector_clues(
    party: Party, role: str, kind: str, mode: str | None, states: Mapping[str, Entry]
) -> list[str]:
    """Return the clues to a party's sector.

    Args:
        party: The party, with the sector that the resolver gives it.
        role: "actor" or "recipient".
        kind: The event's type.
        mode: Its mode, or None.
        states: The states of the gazetteer by their codes.
    """
    known = states.get(party.who)
    standing = "body" if known is None else "state" if party.name == known.name else "land"
    sector, rule = party.sector, party.rule
    said = f"{sector}|{role}|{kind}"
    clues = [
        f"s={sector}",
        f"r={sector}|{rule}|{standing}",
        f"k={said}",
        f"ks={said}|{standing}",
        f"km={said}|{mode}|{standing}",
        f"kr={said}|{rule}",
    ]
    head, words = find_head(party.text)
    if words:
        clues += (f"h={head}", f"hs={head}|{sector}", f"hk={head}|{role}|{kind}", *(f"w={w}" for w in words))
    return clues


def suit_sectors(
    parties: Iterable[Party], role: str, kind: str, mode: str | None, states: Mapping[str, Entry]
) -> tuple[Party, ...]:
    """Return the parties of an event in the sectors in which they act; the arguments are as above."""
    weights = load_sector_clues()
    suited = []
    for party in parties:
        odds = weights.sum_up(read_sector_clues(party, role, kind, mode, states))
        sector = SECTOR_NAMES[int(odds.argmax())]
        suited.append(party if sector == party.sector else replace(party, sector=sector))
    return tuple(suited)
