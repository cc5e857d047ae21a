import datetime as dt

import pytest

from detente.coding._known import LIST, KnownEvents, parse_known
from detente.ontology import EVENT_TYPES

LINE = "2021-08-15 | COERCE RETREAT | TALIBAN, USA | kabul > fall, fell, seiz*"


def day_of(
    known: KnownEvents,
    sentence: str,
    trigger: str,
    published: str,
    kind: str = "COERCE",
    actor: str = "TALIBAN",
) -> str | None:
    found = known.day_of(
        kind, frozenset({actor}), frozenset({"AFG"}), sentence, trigger, dt.date.fromisoformat(published)
    )
    return found.isoformat() if found else None


def test_a_mention_is_dated_by_parties_type_and_words() -> None:
    known = KnownEvents(parse_known(LINE))
    sentence = "The Taliban seized Kabul that summer."
    assert day_of(known, sentence, "seized", "2024-08-06") == "2021-08-15"
    assert day_of(known, sentence, "seized", "2021-08-14") is None
    assert day_of(known, sentence, "seized", "2024-08-06", kind="ASSAULT") is None
    assert day_of(known, sentence, "seized", "2024-08-06", actor="RUS") is None
    assert day_of(known, "The Taliban seized Herat.", "seized", "2024-08-06") is None
    assert day_of(known, "The Taliban fellows left Kabul.", "fellows", "2024-08-06") is None


def test_a_party_may_have_to_be_the_actor() -> None:
    known = KnownEvents(parse_known("2021-08-15 | COERCE | AFG> | kabul"))
    assert day_of(known, "Kabul", "seized", "2024-08-06") is None
    assert day_of(known, "Kabul", "seized", "2024-08-06", actor="AFG") == "2021-08-15"


def test_the_latest_event_before_the_report_counts() -> None:
    known = KnownEvents(parse_known("2001-01-01 | * | * | kabul\n2005-05-05 | COERCE | * | kabul\n"))
    assert day_of(known, "Kabul", "fell", "2024-08-06") == "2005-05-05"
    assert day_of(known, "Kabul", "fell", "2004-08-06") == "2001-01-01"
    assert day_of(known, "Kabul", "fell", "2024-08-06", kind="AID") == "2001-01-01"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("2021-08-15 | COERCE | USA", "3 columns"),
        ("2021-13-15 | COERCE | USA | kabul", "month"),
        ("2021-08-15 | SEIZE | USA | kabul", "unknown type SEIZE"),
        ("2021-08-15 |  | USA | kabul", "empty"),
        ("2021-08-15 | COERCE | USA | Kabul", "lower case"),
        ("2021-08-15 | COERCE | USA | ", "there has to be one"),
        ("2021-08-15 | COERCE | USA | kabul, *", "there has to be one"),
    ],
)
def test_a_faulty_line_is_named(line: str, message: str) -> None:
    with pytest.raises(ValueError, match=rf"line 2: .*{message}"):
        parse_known(f"# a comment\n{line}\n")


def test_the_list_of_the_package_is_in_order() -> None:
    events = parse_known(LIST.read_text(encoding="utf-8"))
    days = [e.day for e in events]
    assert days == sorted(days)
    assert len(events) > 200
    assert days[-1].year >= 2026
    assert {t for e in events for t in e.types} <= set(EVENT_TYPES)
    for party in (p for e in events for p in e.actors | e.parties):
        assert party == party.upper()


@pytest.mark.parametrize(
    ("sentence", "trigger", "kind", "actor", "published", "day"),
    [
        ("Russia's invasion of Ukraine", "invasion", "ASSAULT", "RUS", "2024-01-01", "2022-02-24"),
        ("the killing of Qassem Soleimani", "killing", "ASSAULT", "USA", "2024-01-01", "2020-01-03"),
        ("the annexation of Crimea", "annexation", "COERCE", "RUS", "2015-01-01", "2014-03-18"),
        ("the Benghazi attack", "attack", "ASSAULT", "UNK", "2012-12-01", "2012-09-11"),
        ("the 2015 nuclear deal", "deal", "AGREE", "IRN", "2019-01-01", "2015-07-14"),
        ("pulled out of the Iran deal", "pulled out", "SANCTION", "USA", "2019-01-01", "2018-05-08"),
        ("the Oct. 7 attacks", "attacks", "ASSAULT", "HAMAS", "2023-12-01", "2023-10-07"),
        (
            "the assassination of Ismail Haniyeh",
            "assassination",
            "ASSAULT",
            "UNK",
            "2024-10-01",
            "2024-07-31",
        ),
        ("Russia struck Kyiv", "struck", "ASSAULT", "RUS", "2024-01-01", None),
    ],
)
def test_well_known_events_are_found(
    sentence: str, trigger: str, kind: str, actor: str, published: str, day: str | None
) -> None:
    assert day_of(KnownEvents.load(), sentence, trigger, published, kind, actor) == day
