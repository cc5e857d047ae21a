"""Loading, looking up, and the user's own file."""

import datetime as dt
import gc
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.actors import Fault, Gazetteer, Resolver, check_file
from detente.actors._files import parse_blocks
from detente.actors._index import scan_blocks, scan_names
from detente.actors._text import split_words
from detente.actors.entries import read_entry
from detente.actors.gazetteer import KIND_OF_FILE
from detente.errors import ActorsError


def parties(gazetteer: Gazetteer, name: str) -> set[str]:
    return {n.entry.who for n in gazetteer.find(name)}


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("Kremlin", "RUS"),
        ("U.S.", "USA"),
        ("Hizballah", "HEZBOLLAH"),
        ("Erdoğan", "TUR"),
        ("Knesset", "ISR"),
        ("al-Qassam Brigades", "HAMAS"),
        ("Quai d’Orsay", "FRA"),
    ],
)
def test_find(gazetteer: Gazetteer, name: str, who: str) -> None:
    assert who in parties(gazetteer, name)


def test_ambiguous_names_keep_all_parties(gazetteer: Gazetteer) -> None:
    assert {"GEO", "USA"} <= parties(gazetteer, "Georgia")
    assert {"COD", "COG"} <= parties(gazetteer, "Congo")


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (dt.date(2024, 5, 18), "Ebrahim Raisi"),
        (dt.date(2024, 8, 10), "Masoud Pezeshkian"),
        (dt.date(2010, 1, 1), "Mahmoud Ahmadinejad"),
    ],
)
def test_holder_by_date(gazetteer: Gazetteer, day: dt.date, name: str) -> None:
    holder = gazetteer.holder("IRN", "president", day)
    assert holder is not None
    assert holder.name == name


def test_holder_unknown(gazetteer: Gazetteer) -> None:
    assert gazetteer.holder("IRN", "king", dt.date(2020, 1, 1)) is None


OWN = """# mine
kind: group
name: Sons of the River
who: SONS OF THE RIVER
country: MLI
alias: River Sons

kind: person
name: Vladimir Putin
country: RUS
office: Tsar | GOV | 2000 |

kind: nonsense
name: X

kind: group
name: Nameless

kind: person
name: Ann Example
country: Ruritania
"""


def test_own_file_adds_overrides_and_reports(tmp_path: Path) -> None:
    path = tmp_path / "own.txt"
    path.write_text(OWN, encoding="utf-8")
    gazetteer = Gazetteer.load(extra=path)
    assert parties(gazetteer, "river sons") == {"SONS OF THE RIVER"}
    titles = {o.title for n in gazetteer.find("Vladimir Putin") for o in n.entry.offices}
    assert titles == {"Tsar"}
    messages = [str(f) for f in gazetteer.faults]
    assert len(messages) == 3
    assert messages[0].startswith(f"{path}:13: unknown kind 'nonsense'")
    assert f"{path}:16: a group needs a line 'who: ...'" in messages
    assert f"{path}:21: 'Ruritania' is no ISO alpha-3 code" in messages
    dossier = Resolver(gazetteer).open()
    dossier.add_sentence("River Sons fired on a barge.")
    assert dossier.resolve(0, 10).who == "SONS OF THE RIVER"


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("name: Ann Example\ncountry: FRA\n\nkind: person\nname: Ann  Example\ncountry: FRA",
         "6: person 'ann example' stands already in line 1, which this one replaces"),
        ("name: Ann Example\ncountry: FRA\noffice: President | GOV | 2024-13 |",
         "4: month must be in 1..12 (in 'President | GOV | 2024-13 |')"),
        ("name: Ann Example\ncountry: FRA\nfrom: May 2024", "4: 'May 2024' is no date"),
        ("name: Ann Example\ncountry: XQZ", "1: 'Ann Example': there is no state 'XQZ'"),
        ("name: Ann Example\ncountry: FRA\nhat: red", "4: unknown key 'hat' for a person"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_and_the_rest_is_used(tmp_path: Path, lines: str, message: str) -> None:
    path = tmp_path / "own.txt"
    path.write_text(f"kind: person\n{lines}\n\nkind: group\nname: River Sons\nwho: SONS\n", encoding="utf-8")
    faults = [str(f) for f in check_file(path).faults]
    assert len(faults) == 1
    assert f"{path}:{message}" in faults[0]
    assert parties(Gazetteer.load(extra=path), "River Sons") == {"SONS"}


def test_gazetteers_that_share_words_keep_their_own_roles(tmp_path: Path) -> None:
    path = tmp_path / "own.txt"
    path.write_text("kind: role\nname: glimmer guard\nsector: MIL\n", encoding="utf-8")
    words, plain, own = split_words("the glimmer guards met"), Gazetteer.load(), Gazetteer.load(extra=path)
    assert not own.faults
    for _ in range(2):
        assert plain.match_role(words, 1, 4) is None
        found = own.match_role(words, 1, 4)
        assert found is not None
        assert (found[0], found[1].sector, found[1].plural) == (3, "MIL", True)


def test_loading_leaves_the_collector_as_it_was() -> None:
    assert gc.isenabled()
    Gazetteer.load()
    assert gc.isenabled()
    gc.disable()
    try:
        Gazetteer.load()
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_group_parties_are_those_of_group_entries(gazetteer: Gazetteer) -> None:
    assert gazetteer.group_parties == {e.who for e in gazetteer.entries if e.kind == "group"}


def test_missing_own_file() -> None:
    with pytest.raises(ActorsError, match="there is no such actors file"):
        Gazetteer.load(extra=Path("/no/such/file"))


@pytest.mark.parametrize("name", [";", "-", "A; -"])
@pytest.mark.parametrize("kind", ["group", "role"])
def test_names_without_letters_are_faults(tmp_path: Path, kind: str, name: str) -> None:
    path = tmp_path / "own.txt"
    path.write_text(f"kind: {kind}\nname: {name}\nwho: X\nsector: REB\n", encoding="utf-8")
    assert Gazetteer.load(extra=path).faults


@settings(max_examples=20, deadline=None)
@given(st.text(st.sampled_from(":;|-# \n") | st.characters(max_codepoint=300), max_size=60))
def test_any_own_file_is_read_or_faulted(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("own") / "own.txt"
    path.write_text(f"kind: person\nname: {text}\ncountry: FRA\n", encoding="utf-8")
    check = check_file(path)
    assert check.used or check.faults


def test_unread_blocks_have_the_names_of_read_ones() -> None:
    """The quick pass over the built-in files finds just what reading them whole gives."""
    for file in (resources.files("detente.actors") / "data").iterdir():
        kind = KIND_OF_FILE.get(file.name.split(".")[0].partition("-")[0])
        if kind in (None, "role"):
            continue
        text = file.read_text(encoding="utf-8")
        quick = [(r.line, scan_names(r.text)[0]) for r in scan_blocks(text, kind, file.name)]
        faults: list[Fault] = []
        whole = []
        for block in parse_blocks(text, file.name, faults):
            found = read_entry(block, kind, faults)
            assert found is not None
            whole.append((block.line, found[1]))
        assert [(line, sorted(names)) for line, names in quick] == [
            (ln, sorted(names)) for ln, names in whole
        ]
        assert not faults


def test_an_entry_of_no_state_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "own.txt"
    path.write_text(
        "kind: person\nname: Jane Roe\ncountry: ZZZ\n\nkind: person\nname: Joe Doe\ncountry: FRA\n\n"
        "kind: group\nname: River Sons\nwho: SONS\ncountry: MLI\nsponsor: ZZZ; FRA\n",
        encoding="utf-8",
    )
    gazetteer = Gazetteer.load(extra=path)
    assert [str(f).rpartition("/")[2] for f in gazetteer.faults] == [
        "own.txt:1: 'Jane Roe': there is no state 'ZZZ'",
        "own.txt:9: 'River Sons': there is no state 'ZZZ'",
    ]
    assert gazetteer.own_count == 2
    assert [e.name for e in gazetteer.own_entries] == ["Joe Doe", "River Sons"]
    assert gazetteer.find("Jane Roe") == ()
    assert gazetteer.find("River Sons")[0].entry.sponsors == ("FRA",)


def test_an_entry_of_an_own_state_is_used(tmp_path: Path) -> None:
    path = tmp_path / "own.txt"
    path.write_text(
        "kind: person\nname: Jane Roe\ncountry: ZZZ\n\nkind: state\nname: Zembla\ncode: ZZZ\n",
        encoding="utf-8",
    )
    gazetteer = Gazetteer.load(extra=path)
    assert (gazetteer.faults, gazetteer.own_count) == ([], 2)
    assert gazetteer.find("Jane Roe")[0].entry.who == "ZZZ"
