from training.fit_place import fit_place, score_places


def test_the_limit_is_where_most_places_are_right() -> None:
    places = [
        (0.9, "Kabul", "Kabul"),
        (0.7, "the Gaza Strip", "Gaza Strip"),
        (0.4, "East", ""),
        (0.0, "", "Aden"),
    ]
    assert score_places(places, 0.2) == 2 * 2 / 6
    assert score_places(places, 0.5) == 2 * 2 / 5
    limit, f1 = fit_place(places)
    assert 0.4 < limit <= 0.7
    assert f1 == 2 * 2 / 5


def test_no_place_at_all_is_no_error() -> None:
    assert score_places([(0.0, "", "")], 0.5) == 0.0
