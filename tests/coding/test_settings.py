"""Which candidates are read at all, and what a lower score finds."""

from dataclasses import replace

import pytest

from detente.actors import Gazetteer, Resolver
from detente.coding import Coder
from detente.coding._assemble import Assembler
from detente.coding._coder import MODEL_FOLDER
from detente.coding._network import Network
from detente.coding._settings import Settings, read_settings
from detente.errors import ModelError
from detente.reports import Report, parse_text


def test_a_lower_score_reads_what_was_passed_over() -> None:
    settings = Settings("x", read_limit=0.7, min_score=0.4, min_certainty=0.2)
    assert settings.with_min_score(0.1).read_limit == 0.0
    assert settings.with_min_score(0.6).read_limit == 0.7


def test_a_lower_score_finds_no_fewer_events() -> None:
    report = Report("Kenya asked Sudan for calm, and a minister may have warned of a strike.", headline="")
    usual, all_ = (len(Coder.load(min_score=m).code(report)) for m in (0.6, 0.05))
    assert usual <= all_


def test_numbers_fitted_for_another_version_are_refused() -> None:
    settings = read_settings(MODEL_FOLDER)
    short = settings.choice["actor"] | {"weights": settings.choice["actor"]["weights"][:-1]}
    stale = replace(settings, choice=settings.choice | {"actor": short})
    with pytest.raises(ModelError, match="another version"):
        Assembler(Network(MODEL_FOLDER).labels, stale)


def test_a_place_is_told_when_it_is_sure_enough_and_repetitions_do_not_depend_on_it() -> None:
    report = parse_text(
        "Rebels attacked an army post near Benghazi on Monday, killing ten soldiers in the raid."
    )
    network, resolver = Network(MODEL_FOLDER), Resolver(Gazetteer.load())
    found = {}
    for limit in (0.0, 1.01):
        settings = replace(read_settings(MODEL_FOLDER), place_limit=limit)
        found[limit] = Coder(network, resolver, settings).code(report)
    sure, never = found[0.0], found[1.01]
    assert any(e.place and e.place.text == "Benghazi" for e in sure)
    assert all(e.place is None for e in never)
    assert [e.trigger for e in sure] == [e.trigger for e in never]


@pytest.mark.parametrize("role", ["actor", "said_by"])
def test_settings_without_a_roles_weights_are_refused_at_once(role: str) -> None:
    settings = read_settings(MODEL_FOLDER)
    choice = {name: fields for name, fields in settings.choice.items() if name != role}
    with pytest.raises(ModelError, match="another version"):
        Coder(Network(MODEL_FOLDER), Resolver(Gazetteer.load()), replace(settings, choice=choice))
