from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.actors import Gazetteer
from detente.coding import Coder
from detente.coding._sectors import SECTOR_NAMES, load_sector_clues, read_sector_clues, suit_sectors
from detente.ontology import EVENT_TYPES, SECTORS
from detente.records import Party
from detente.reports import parse_text

STATES = Gazetteer.load().states
ISRAEL = Party("Israel", "ISR", "GOV", None, "Israel", "state")


def test_a_state_strikes_with_its_forces_and_asks_by_its_government() -> None:
    (striking,) = suit_sectors([ISRAEL], "actor", "ASSAULT", "aerial", STATES)
    (asking,) = suit_sectors([ISRAEL], "actor", "REQUEST", "change", STATES)
    (struck,) = suit_sectors([ISRAEL], "recipient", "ASSAULT", "heavy-weapons", STATES)
    assert (striking.sector, asking.sector, struck.sector) == ("MIL", "GOV", "CVL")
    assert asking is ISRAEL
    assert (striking.who, striking.text, striking.name) == ("ISR", "Israel", "Israel")


def test_who_is_told_by_more_than_a_state_stays() -> None:
    officials = Party("Israeli officials", "ISR", "GOV", None, None, "role")
    group = Party("Hezbollah", "HEZBOLLAH", "REB", None, "Hezbollah", "gazetteer")
    for role in ("actor", "recipient"):
        assert suit_sectors([group], role, "ASSAULT", None, STATES) == (group,)
    assert suit_sectors([officials], "actor", "ACCUSE", None, STATES) == (officials,)


def test_the_clues_name_sector_deed_and_words() -> None:
    clues = read_sector_clues(
        Party("a group of Syrian soldiers", "SYR", "MIL", None, None, "role"),
        "actor",
        "RETREAT",
        "withdraw",
        STATES,
    )
    assert {"s=MIL", "r=MIL|role|land", "k=MIL|actor|RETREAT", "km=MIL|actor|RETREAT|withdraw|land"} <= set(
        clues
    )
    assert {"h=group", "hs=group|MIL", "hk=group|actor|RETREAT", "w=soldiers", "w=syrian"} <= set(clues)
    assert "r=GOV|state|state" in read_sector_clues(ISRAEL, "actor", "AID", None, STATES)
    assert "r=REB||body" in read_sector_clues(Party("", "HAMAS", "REB"), "actor", "AID", None, STATES)
    assert not [
        c for c in read_sector_clues(Party("", "HAMAS", "REB"), "actor", "AID", None, STATES) if c[0] in "hw"
    ]


def test_the_weights_are_of_sectors_that_exist() -> None:
    assert tuple(SECTORS) == SECTOR_NAMES
    assert load_sector_clues().sum_up(["w=soldiers"])[SECTOR_NAMES.index("MIL")] > 0


@given(
    st.text(max_size=60),
    st.sampled_from(["ISR", "UNK", "HAMAS", "ZZZ"]),
    st.sampled_from(SECTOR_NAMES),
    st.sampled_from(["actor", "recipient"]),
    st.sampled_from(sorted(EVENT_TYPES)),
)
def test_any_words_have_a_sector(text: str, who: str, sector: str, role: str, kind: str) -> None:
    (party,) = suit_sectors([Party(text, who, sector)], role, kind, None, STATES)
    assert party.sector in SECTORS
    assert (party.text, party.who) == (text, who)


@pytest.mark.parametrize(
    ("sentence", "role", "sector"),
    [
        ("Israel bombed a depot near Damascus on Monday.", "actor", "MIL"),
        ("Israel demanded that Syria hand over the pilot.", "actor", "GOV"),
        ("Russia massed troops along the border with Ukraine.", "actor", "MIL"),
    ],
)
def test_records_have_the_sector_in_which_a_party_acts(sentence: str, role: str, sector: str) -> None:
    events = Coder.load().code(parse_text(sentence))
    assert [party.sector for party in getattr(events[0], role)] == [sector]


def test_an_actor_whom_nothing_names_has_no_sector(tmp_path: Path) -> None:
    (event,) = Coder.load().code(parse_text("A commander of Hezbollah was assassinated in Beirut."))
    assert [(p.who, p.sector) for p in event.actor] == [("UNK", "UNK")]
