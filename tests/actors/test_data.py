"""The gazetteer's own files."""

from importlib import resources

from detente.actors import Gazetteer
from detente.actors._check import check_gazetteer
from detente.ontology import SECTORS

DATA = resources.files("detente.actors") / "data"


def test_nothing_is_wrong(gazetteer: Gazetteer) -> None:
    assert [str(f) for f in check_gazetteer(gazetteer)] == []


def test_every_file_states_origin_and_licence() -> None:
    for file in DATA.iterdir():
        if file.name.endswith(".txt"):
            head = file.read_text(encoding="utf-8").split("\n\n")[0]
            assert head.startswith("#")
            assert "CC BY 4.0" in head, file.name


def test_all_un_members_and_the_contested(gazetteer: Gazetteer) -> None:
    assert len(gazetteer.states) >= 197
    assert {"PSE", "TWN", "XKX", "HKG", "VAT", "ESH", "SSD", "TLS"} <= gazetteer.states.keys()


def test_sectors_exist(gazetteer: Gazetteer) -> None:
    assert {e.sector for e in gazetteer.entries} <= SECTORS.keys()
    assert all(o.sector in SECTORS for e in gazetteer.entries for o in e.offices)


def test_people_have_offices_in_time_order(gazetteer: Gazetteer) -> None:
    for entry in gazetteer.entries:
        begins = [o.since for o in entry.offices if o.since]
        assert begins == sorted(begins), entry.name
