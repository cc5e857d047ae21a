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
    entries = gazetteer.entries
    faults = list(gazetteer.faults)
    parties = {e.who for e in entries if e.kind != "person"}
    seen: dict[tuple[str, str, tuple[str, ...]], str] = {}
    for entry in entries:
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
            if office.who not in parties:
                faults.append(Fault(*where, f"{entry.name!r}: unknown party {office.who!r} in an office"))
    return faults
