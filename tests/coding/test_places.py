import pytest

from detente.actors import Town, list_states
from detente.coding import Coder
from detente.coding._places import _regions, resolve_place
from detente.reports import parse_text


@pytest.mark.parametrize(
    ("words", "country"),
    [
        ("Tehran", "IRN"),
        ("northern Aleppo", "SYR"),
        ("the city of Kharkiv", "UKR"),
        ("Kyiv", "UKR"),
        ("Paris", "FRA"),
        ("Sudan", "SDN"),
        ("Goma, Democratic Republic of the Congo", "COD"),
        ("the Gaza Strip", "PSE"),
        ("northern Gaza Strip", "PSE"),
        ("Eastern Ghouta", "SYR"),
        ("Borno state", "NGA"),
        ("Gaza's largest hospital", "PSE"),
        ("swaths of central Athens", "GRC"),
        ("the south of Yemen", "YEM"),
        ("Kibbutz Be'eri", None),
        ("Nasser hospital", None),
        ("the Red Sea", None),
        ("the U.K.", "GBR"),
    ],
)
def test_country_of_a_place(words: str, country: str | None) -> None:
    assert resolve_place(words, countries={"GRC"}).country == country


def test_cities_have_coordinates() -> None:
    place = resolve_place("Tehran")
    assert place.lat == pytest.approx(35.69, abs=0.1)
    assert place.lon == pytest.approx(51.42, abs=0.1)


def test_the_reports_own_countries_decide_between_cities_of_one_name() -> None:
    assert resolve_place("Tripoli", countries={"LBN"}).country == "LBN"
    assert resolve_place("Tripoli", countries={"LBY"}).country == "LBY"


def test_an_unknown_place_keeps_its_words_only() -> None:
    place = resolve_place("the third floor")
    assert (place.text, place.country, place.lat) == ("the third floor", None, None)


def test_a_name_inside_of_other_words_is_a_town_only_of_the_reports_countries() -> None:
    assert resolve_place("Jenin camp", countries={"ISR", "PSE"}).country == "PSE"
    assert resolve_place("Jenin camp", countries={"FRA"}).country is None


def test_every_region_has_a_state_and_lies_on_the_globe() -> None:
    codes = {state.iso3 for state in list_states()}
    regions = {name: region for name, region in _regions().items() if isinstance(region, Town)}
    assert len(regions) > 300
    for name, region in regions.items():
        assert region.country in codes, name
        assert -90 <= region.lat <= 90, name
        assert -180 <= region.lon <= 180, name


def test_a_state_of_another_name_has_no_coordinates_either() -> None:
    britain = resolve_place("the U.K.")
    assert (britain.country, britain.name, britain.lat) == ("GBR", "United Kingdom", None)
    assert resolve_place("United Kingdom").lat is None


def test_a_genitive_is_no_part_of_the_place() -> None:
    (event,) = Coder.load().code(
        parse_text("Dozens were killed in strikes on Homs's markets, activists said.")
    )
    assert event.place is None or not event.place.text.endswith("s's")
