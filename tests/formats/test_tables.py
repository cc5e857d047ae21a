"""The tables of codes are whole, and agree with the projects' own where these are at hand."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from detente.actors import Gazetteer
from detente.formats._parties import country_of_fips, name_of_country, sector_of
from detente.formats._tables import (
    SECTOR_CODES,
    goldstein_of,
    kinds_of_cameo,
    kinds_of_weis,
    read_table,
    states_by_number,
)
from detente.ontology import EVENT_TYPES, SECTORS

SHARED = Path(__file__).parents[3] / "shared" / "events"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/events is not here")
# Where our reading differs from the crosswalk on purpose, as the head of cameo.txt says.
OWN_READINGS = {"0842", "085", "132", "1321", "1322", "1712", "1722", "175", "185", "186", "195"} | {
    *("200", "201", "202", "203"),
}


def shared_codes() -> dict[str, dict[str, str]]:
    with (SHARED / "cameo" / "cameo_codes.csv").open(encoding="utf-8") as lines:
        return {row["cameo_code"]: row for row in csv.DictReader(lines)}


@pytest.mark.parametrize("kinds", [kinds_of_cameo, kinds_of_weis])
def test_kinds_are_those_of_the_ontology(kinds):
    for code, kind in kinds().items():
        assert code.isdigit()
        if kind is not None:
            type_, mode = kind
            assert mode is None or mode in EVENT_TYPES[type_].modes, (code, kind)


@pytest.mark.parametrize(
    "name", ["cameo", "weis", "goldstein", "cameo-actors", "keds-actors", "gleditsch-ward"]
)
def test_no_code_is_there_twice(name):
    codes = [code for _, codes in read_table(name) for code in codes]
    assert len(set(codes)) == len(codes)


@needs_shared
def test_every_cameo_code_has_a_kind_or_is_named_without_one():
    kinds = kinds_of_cameo()
    assert set(shared_codes()) <= set(kinds)
    without = {code for code, kind in kinds.items() if kind is None}
    assert without == {"01", *(f"01{number}" for number in range(10))}


@needs_shared
def test_kinds_are_those_of_the_crosswalk():
    kinds = kinds_of_cameo()
    seen = 0
    text = (SHARED / "cameo" / "CAMEO2PLOVER-2021.txt").read_text(encoding="utf-8")
    for code, type_, mode in re.findall(r"^(\d+):\s*([A-Z]+)\s*(?:,\s*([\w-]*)\s*)?(?:,|#|$)", text, re.M):
        if code == "08":
            continue
        assert kinds[code] is not None
        assert kinds[code][0] == type_, code
        if code not in OWN_READINGS:
            assert (kinds[code][1] or "") == mode, code
        seen += 1
    assert seen > 270


@needs_shared
def test_appeals_are_the_demands_of_the_same_number():
    kinds = kinds_of_cameo()
    for code in shared_codes():
        if code.startswith("02") and len(code) > 2:
            assert kinds[code] == kinds["10" + code[2:]]


@needs_shared
def test_the_goldstein_scale_is_the_projects():
    with (SHARED / "cameo" / "goldstein.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            assert goldstein_of(row["code"]) == float(row["goldstein"]), row["code"]
    assert goldstein_of("99") is None


@needs_shared
def test_every_weis_code_of_the_sample_has_a_kind_or_is_named_without_one():
    with (SHARED / "samples" / "keds_balkans_weis.csv").open(encoding="utf-8") as lines:
        codes = {row["code"] for row in csv.DictReader(lines)}
    assert codes <= set(kinds_of_weis())


def test_states_are_states():
    states = set(Gazetteer.load().states)
    assert set(states_by_number().values()) <= states
    for table in ("cameo-actors", "keds-actors"):
        for who, _ in read_table(table):
            assert (
                who in states or len(who) != 3 or who in {"IMF", "WTO", "GCC", "WHO", "OIC", "KLA", "PKK"}
            ), who


def test_bodies_are_called_as_in_the_gazetteer():
    gazetteer = Gazetteer.load()
    known = {entry.who for entry in gazetteer.entries}
    unknown = {
        who
        for table in ("cameo-actors", "keds-actors")
        for who, _ in read_table(table)
        if who not in known and who.replace("_", " ") not in known
    }
    # Sides of the Balkan wars that KEDS tells apart and the gazetteer has no entry for.
    assert unknown == {"BOSNIAN_MUSLIMS", "KOSOVO_ALBANIANS", "KOSOVO_SERBS", "ETHNIC_ALBANIANS", "UNHCR"}


def test_sectors_are_sectors():
    assert set(SECTOR_CODES.values()) <= set(SECTORS)
    assert {sector for sector, _ in read_table("sectors")} <= set(SECTORS)
    assert sector_of([]) == "UNK"


def test_country_codes_of_gdelt():
    assert [
        country_of_fips(code) for code in ("RS", "RI", "UP", "IS", "GZ", "WE", "OD", "KV", "AS", "AU")
    ] == [
        *("RUS", "SRB", "UKR", "ISR", "PSE", "PSE", "SSD", "XKX", "AUS", "AUT"),
    ]
    assert country_of_fips("ZZ") is None
    assert name_of_country("XXX") == "XXX"
