"""Who a data set means: from its codes and names to parties as Détente writes them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Final

from detente.actors import Gazetteer, list_states
from detente.formats._tables import SECTOR_CODES, read_table, states_by_number
from detente.ledger import CodedParty, plain_who
from detente.ontology import SECTORS

__all__ = [
    "country_by_name",
    "country_of_fips",
    "name_of_country",
    "party_of_cameo",
    "party_of_group",
    "party_of_keds",
    "party_of_name",
    "party_of_plover",
    "sector_of",
]

UNKNOWN: Final = "UNK"
# Names that data sets give to states, where the gazetteer's differ.
_STATE_NAMES: Final = {
    "moldova, republic of": "MDA",
    "the former yugoslav republic of macedonia": "MKD",
    "macedonia, fyr": "MKD",
    "occupied palestinian territory": "PSE",
    "kingdom of eswatini": "SWZ",
    "congo": "COG",
    "georgia": "GEO",
    "north yemen": "YEM",
    "yemen arab republic": "YEM",
    "burma": "MMR",
    "zaire": "COD",
    "soviet union": "RUS",
    "yugoslavia": "SRB",
}
# FIPS 10-4 codes that GDELT uses and GeoNames lists not, or for another state.
_FIPS: Final = {"GZ": "PSE", "WE": "PSE", "OD": "SSD", "RB": "SRB", "YI": "SRB", "MJ": "MNE", "KV": "XKX"}
_NO_NAMES: Final = frozenset(
    {"", "na", "n/a", "none", "nan", "null", "unspecified actor", "unidentified actor"}
)
_NOTE: Final = re.compile(r"\s*\([^()]*\)\s*$")
_PARTY_KINDS: Final = frozenset({"group", "organisation"})


@cache
def _gazetteer() -> Gazetteer:
    return Gazetteer.load()


@cache
def _actor_codes(table: str) -> dict[str, str]:
    return {code: who for who, codes in read_table(table) for code in codes}


@cache
def _sector_names() -> list[tuple[str, frozenset[str]]]:
    return [(sector, frozenset(names)) for sector, names in read_table("sectors")]


@cache
def _countries() -> dict[str, tuple[str, str]]:
    """Return each FIPS code with ISO alpha-3 code and name of its state."""
    found = {state.fips: (state.iso3, state.name) for state in list_states() if state.fips}
    return found | {fips: (iso, "") for fips, iso in _FIPS.items()}


def country_of_fips(code: str) -> str | None:
    """Return the ISO alpha-3 code of a FIPS 10-4 country code, None for seas and what is not known.

    Example:
        >>> country_of_fips("RI"), country_of_fips("CG"), country_of_fips("OC")
        ('SRB', 'COD', None)
    """
    return _countries().get(code.upper(), (None, ""))[0]


@lru_cache(maxsize=4096)
def country_by_name(name: str) -> str | None:
    """Return the ISO alpha-3 code of a state by its code or name, or None.

    Example:
        >>> country_by_name("Russia (Soviet Union)"), country_by_name("Cote d'Ivoire"), country_by_name("NA")
        ('RUS', 'CIV', None)
    """
    plain = name.strip()
    while plain.casefold() not in _NO_NAMES:
        if len(plain) == 3 and plain.upper() in _iso_codes():
            return plain.upper()
        known = _STATE_NAMES.get(plain.casefold())
        if known:
            return known
        states = {found.entry.who for found in _gazetteer().find(plain) if found.entry.kind == "state"}
        if len(states) == 1:
            return states.pop()
        for code, title in _countries().values():
            if title.casefold() == plain.casefold():
                return code
        shorter = _NOTE.sub("", plain)
        if shorter == plain:
            return None
        plain = shorter
    return None


@cache
def _iso_codes() -> frozenset[str]:
    return frozenset(code for code, _ in _countries().values())


@lru_cache(maxsize=1024)
def name_of_country(code: str) -> str:
    """Return the usual English name of a state by its ISO alpha-3 code; the code where it has none.

    Example:
        >>> name_of_country("RUS")
        'Russia'
    """
    entry = _gazetteer().states.get(code)
    if entry is not None:
        return entry.name
    return next((name for iso, name in _countries().values() if iso == code and name), code)


def sector_of(codes: Sequence[str], *, med: str = "JRN") -> str:
    """Return the sector of a party by codes of CAMEO or PLOVER, the first that is known; else UNK.

    Args:
        codes: The codes, the most telling first.
        med: What MED stands for: the press in CAMEO ("JRN"), medicine in PLOVER ("MED").

    Example:
        >>> sector_of(["", "COP"]), sector_of(["MED"]), sector_of(["MED"], med="MED"), sector_of(["CRM"])
        ('COP', 'JRN', 'MED', 'UNK')
    """
    for code in codes:
        found = med if code == "MED" else SECTOR_CODES.get(code)
        if found:
            return found
    return UNKNOWN


@lru_cache(maxsize=16384)
def _sector_by_names(names: str) -> str:
    given = {name.strip() for name in names.split(",")}
    return next((sector for sector, known in _sector_names() if known & given), UNKNOWN)


@lru_cache(maxsize=65536)
def party_of_cameo(
    code: str, name: str, country: str, group: str, ethnic: str, types: tuple[str, str, str]
) -> CodedParty | None:
    """Return a GDELT actor as a party, None when the row names none.

    Args:
        code: The whole CAMEO code.
        name: The name.
        country: Code of the country.
        group: Code of the known group, which stands before the country's.
        ethnic: Code of the ethnic group, which stands where nothing else does.
        types: Codes of the roles.

    Example:
        >>> party_of_cameo("ROMGOV", "ROMANIA", "ROM", "", "", ("GOV", "", ""))
        CodedParty(who='ROU', sector='GOV', code='ROMGOV', name='ROMANIA')
    """
    if not code and not name:
        return None
    codes = _actor_codes("cameo-actors")
    who = next((codes.get(c.upper(), c.upper()) for c in (group, country, ethnic) if c), UNKNOWN)
    return CodedParty(plain_who(who), sector_of(types or (), med="JRN"), code, name)


@lru_cache(maxsize=16384)
def party_of_keds(code: str) -> CodedParty:
    """Return an actor code of the KEDS project as a party.

    Example:
        >>> party_of_keds("FRYGOV"), party_of_keds("BOSSER").who, party_of_keds("MOS").who
        (CodedParty(who='SRB', sector='GOV', code='FRYGOV', name=''), 'BOSNIAN_SERBS', 'MOS')
    """
    codes = _actor_codes("keds-actors")
    sector = ""
    for length in range(len(code), 1, -1):
        rest = code[length:]
        sector = sector_of([rest[-3:]])
        if code[:length] in codes and (not rest or sector != UNKNOWN):
            return CodedParty(codes[code[:length]], sector, code)
    return CodedParty(plain_who(code), UNKNOWN, code)


@lru_cache(maxsize=65536)
def party_of_name(name: str, country: str = "", sectors: str = "") -> CodedParty | None:
    """Return a party by its name, the country that the data set gives it and its ICEWS sectors.

    A group or body that the gazetteer lists stands for itself, all else for its country. A body of no country
    is its name; somebody of no country is UNK. None when there is neither name nor country.

    Example:
        >>> party_of_name("Police (India)", "India", "Police,Government")
        CodedParty(who='IND', sector='COP', code='', name='Police (India)')
        >>> party_of_name("European Union", "", "International Government Organization").who
        'EU'
    """
    plain = name.strip()
    nameless = plain.casefold() in _NO_NAMES
    state = country_by_name(country) if country else None
    if nameless and state is None:
        return None
    sector = _sector_by_names(sectors) if sectors else UNKNOWN
    entries = [] if nameless else [found.entry for found in _gazetteer().find(plain)]
    bodies = {entry.who: entry.sector for entry in entries if entry.kind in _PARTY_KINDS}
    if len(bodies) == 1 and not any(entry.kind == "state" for entry in entries):
        ((who, of_body),) = bodies.items()
        return CodedParty(plain_who(who), sector if sector != UNKNOWN else of_body, "", plain)
    if state is None and not nameless:
        state = country_by_name(plain)
    if state is not None:
        if sector == UNKNOWN and any(entry.kind == "state" for entry in entries):
            sector = "GOV"
        return CodedParty(state, sector, "", "" if nameless else plain)
    return CodedParty(plain_who(plain) if sector == "IGO" else UNKNOWN, sector, "", plain)


@lru_cache(maxsize=65536)
def party_of_group(name: str, number: str = "") -> CodedParty | None:
    """Return a side of a UCDP conflict: a government by its state, a group by its name; None when nameless.

    Args:
        name: The side's name, "Government of Syria".
        number: The state's number in the list of Gleditsch and Ward, "" for a group.

    Example:
        >>> party_of_group("Government of Russia (Soviet Union)").who, party_of_group("Syrian insurgents").who
        ('RUS', 'SYRIAN_INSURGENTS')
    """
    plain = name.strip()
    if plain.casefold() in _NO_NAMES:
        return None
    if plain == "Civilians":
        return CodedParty(UNKNOWN, "CVL", "", plain)
    head, of, title = plain.partition("Government of ")
    if of and not head:
        state = states_by_number().get(int(float(number))) if number else None
        return CodedParty(state or country_by_name(title) or plain_who(title), "GOV", "", plain)
    found = party_of_name(plain)
    if found is not None and found.who != UNKNOWN and len(found.who) > 3:
        return found
    return CodedParty(plain_who(plain), "REB", "", plain)


@lru_cache(maxsize=65536)
def party_of_plover(name: str, country: str, sector: str, number: str = "") -> CodedParty | None:
    """Return a POLECAT actor as a party; None when the row names none.

    Args:
        name: The name.
        country: Its country, as ISO alpha-3 code or name.
        sector: PLOVER code of its sector.
        number: The country's number in the Correlates of War, where it has no code.
    """
    state = country_by_name(country) if country.strip().casefold() not in _NO_NAMES else None
    if state is None and number.strip().isdigit():
        state = states_by_number().get(int(number))
    found = party_of_name(name, state or "")
    if found is None:
        code = sector.strip().upper()
        return (
            None if code.casefold() in _NO_NAMES else CodedParty(UNKNOWN, sector_of([code], med="MED"), code)
        )
    given = sector.strip().upper()
    role = given if given in SECTORS else sector_of([given], med="MED")
    code = "" if given.casefold() in _NO_NAMES else given
    return CodedParty(found.who, role if role != UNKNOWN else found.sector, code, found.name)
