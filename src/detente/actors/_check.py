"""Checks of a whole gazetteer that a single block can't show."""

from __future__ import annotations

from detente.actors._files import Fault
from detente.actors.gazetteer import Gazetteer

__all__ = ["check_gazetteer"]


def check_gazetteer(gazetteer: Gazetteer) -> list[Fault]:
    """Return everything wrong: faults of reading, entries listed twice, codes of states that there are not.

    Example:
        >>> check_gazetteer(Gazetteer.load())
        []
    """
    faults = list(gazetteer.faults)
    seen: dict[tuple[str, str, tuple[str, ...]], str] = {}
    for entry in gazetteer.entries:
        file, _, line = entry.where.rpartition(":")
        where = (file, int(line))
        key = (entry.kind, entry.name.lower(), entry.countries[:1])
        if key in seen:
            faults.append(Fault(*where, f"{entry.kind} {entry.name!r} stands already at {seen[key]}"))
        seen.setdefault(key, entry.where)
        for code in (*entry.countries, *entry.sponsors):
            if code not in gazetteer.states:
                faults.append(Fault(*where, f"{entry.name!r}: there is no state {code!r}"))
        for office in entry.offices:
            if len(office.who) == 3 and office.who.isalpha() and not gazetteer.knows_party(office.who):
                faults.append(Fault(*where, f"{entry.name!r}: unknown party {office.who!r} in an office"))
    return faults
