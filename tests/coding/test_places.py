import pytest

from detente.coding._places import resolve_place


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
    ],
)
def test_country_of_a_place(words: str, country: str) -> None:
    assert resolve_place(words).country == country


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
