"""The English of the brief: verbs, lists, plurals, parties, places."""

from __future__ import annotations

import datetime as dt

import pytest

from detente.desk._evidence import say_evidence, say_numbers
from detente.desk._grammar import is_plural, join_words, spell, with_article, with_determiner
from detente.desk._names import PartyNames
from detente.desk._saying import choose_telling, name_parties, say_event, say_place
from detente.desk._verbs import verb_of
from detente.ledger import Browser, Ledger
from detente.ontology import EVENT_TYPES
from detente.records import Party, Place
from tests.ledger.telling import act, tell

KINDS = [(type_, mode) for type_, found in EVENT_TYPES.items() for mode in (None, *found.modes)]
NAMES = {"COL": "Colombia", "USA": "United States", "PER": "Peru", "ECU": "Ecuador", "ELN": "ELN"}


def name(code: str) -> str:
    return NAMES.get(code, code)


@pytest.mark.parametrize(("type_", "mode"), KINDS)
def test_every_type_and_mode_can_be_said(type_, mode):
    verb = verb_of(type_, mode)
    assert verb.base
    assert verb.past
    assert verb.nobody
    assert verb.base != verb.past or verb.base.split()[0] in {"beat", "spread"}
    passive = (verb.passive or "{o} {was} x").format(o="Chad", was="was")
    assert "Chad" in passive
    assert "{" not in f"{verb.nobody}{verb.tail}{verb.link}{verb.alone}{passive}"


@pytest.mark.parametrize(
    ("words", "plural"),
    [
        ("four Peruvian soldiers", True),
        ("two officers of the army", True),
        ("an army of rebels", False),
        ("the United States", False),
        ("police", True),
        ("Peru", False),
        ("Chinese President Shen Guowei", False),
        ("the press", False),
        ("", False),
    ],
)
def test_plurals(words, plural):
    assert is_plural(words) is plural


def test_lists_and_numbers():
    assert join_words([]) == ""
    assert join_words(["a"]) == "a"
    assert join_words(["a", "b", "c", "d", "e"]) == "a, b, c and two others"
    assert join_words(["a", "b", "c"], 3) == "a, b and c"
    assert [spell(n) for n in (0, 1, 12, 13, 2000)] == ["no", "one", "twelve", "13", "2,000"]
    assert with_article("Philippines") == "the Philippines"
    assert with_determiner("envoy to Lima") == "the envoy to Lima"
    assert with_determiner("three boats") == "three boats"


@pytest.mark.parametrize(
    ("party", "said"),
    [
        (Party("he", "PER", "GOV", name="Some Body"), ["Peru"]),
        (Party("She", "UNK", "GOV", name="Rosaura Quintanilla"), ["Rosaura Quintanilla"]),
        (Party("The Peruvian navy", "PER", "MIL"), ["the Peruvian navy"]),
        (Party("Its patrol", "PER", "MIL"), ["Peru’s patrol"]),
        (Party("her Peruvian counterpart", "PER", "GOV"), ["the Peruvian counterpart"]),
        (Party("ambassador", "ECU", "GOV"), ["the ambassador (Ecuador)"]),
        (Party("Lima", "PER", "GOV", name="Peru"), ["Peru"]),
        (Party("Washington", "USA", "GOV", name="United States"), ["the United States"]),
        (Party("Peru's", "PER", "GOV", name="Peru"), ["Peru"]),
        (Party("", "UNK"), []),
        (Party("who", "UNK"), []),
    ],
)
def test_parties_by_their_words(party, said):
    assert name_parties([party], name) == said


def test_a_party_is_named_once():
    assert name_parties([Party("Peru", "PER", "GOV"), Party("it", "PER", "GOV")], name) == ["Peru"]


def test_places():
    assert say_place(Place("the border")) == "at the border"
    assert say_place(Place("near Machala")) == "near Machala"


def test_usual_names():
    names = PartyNames()
    assert names("PER") == "Peru"
    assert names("HAMAS").casefold() == "hamas"
    assert names("NO_SUCH_GROUP") == "NO SUCH GROUP"


def said(tmp_path, *reports):
    with Ledger(tmp_path / "crisis.db") as ledger:
        for report, mentions in reports:
            ledger.add(report, mentions)
        with Browser(ledger) as browser:
            (event,) = ledger.events()
            account = ledger.account(event.id)
            mentions = [m for r in {c.report_id for c in account.claims} for m in browser.report(r).mentions]
            return choose_telling(account, mentions), account


@pytest.mark.parametrize(
    ("sentence", "coded", "clause"),
    [
        (
            "ELN commander Aurelio Pardo was killed on Monday.",
            act("ASSAULT", "was killed", "", "ELN=ELN_commander_Aurelio_Pardo", mode="targeted"),
            "ELN commander Aurelio Pardo was killed; nobody has been named",
        ),
        (
            "Four soldiers were attacked.",
            act("ASSAULT", "attacked", "", "PER=Four_soldiers"),
            "four soldiers (Peru) were attacked; nobody has been named",
        ),
        (
            "Peru and Ecuador met the United States in Lima.",
            act("CONSULT", "met", "PER=Peru ECU=Ecuador", "USA=the_United_States", place=("Lima", "PER")),
            "Peru and Ecuador met the United States in Lima",
        ),
        (
            "Ecuador might ask Peru for help.",
            act("REQUEST", "ask", "ECU=Ecuador", "PER=Peru", mode="assist", status="hypothetical"),
            "Ecuador might ask Peru for help",
        ),
        (
            "Ecuador will withdraw.",
            act("RETREAT", "withdraw", "ECU=Ecuador", mode="withdraw", status="future"),
            "Ecuador said that it would pull back",
        ),
        (
            "Peru reportedly bombed Ecuador.",
            act("ASSAULT", "bombed", "PER=Peru", "ECU=Ecuador", mode="aerial", hedged=True),
            "Peru reportedly bombed Ecuador",
        ),
        (
            "Troops were moved.",
            act("MOBILIZE", "were moved", mode="troops"),
            "troops were moved",
        ),
    ],
)
def test_events_in_a_sentence(tmp_path, sentence, coded, clause):
    told, mentions = tell("Wire", "2024-05-01", (sentence, coded))
    mentions = tuple(_with_spaces(mention) for mention in mentions)
    telling, _ = said(tmp_path, (told, mentions))
    assert say_event(telling, name) == clause


def _with_spaces(mention):
    """Party words are coded with "_" for spaces, since `act` parts parties at spaces."""
    from dataclasses import replace

    def clean(parties):
        return tuple(replace(party, text=party.text.replace("_", " ")) for party in parties)

    return replace(mention, actor=clean(mention.actor), recipient=clean(mention.recipient))


def test_evidence_names_who_denies(tmp_path):
    sentence = "Peru attacked Ecuador in Machala on Wednesday, officers said."
    denial = "Peru did not attack Ecuador in Machala on Wednesday, the minister said."
    kind = {"mode": "aerial", "date": "2024-05-01"}
    telling, account = said(
        tmp_path,
        tell(
            "Wire",
            "2024-05-01",
            (sentence, act("ASSAULT", "attacked", "PER", "ECU", said_by=("officers",), **kind)),
        ),
        tell(
            "Gazette",
            "2024-05-02",
            (
                denial,
                act(
                    "ASSAULT",
                    "attack",
                    "PER",
                    "ECU",
                    status="negated",
                    said_by=("the minister", "PER", "institution"),
                    **kind,
                ),
            ),
        ),
    )
    assert say_evidence(account) == (
        "Contested: Wire, citing officers, unnamed; denied by the minister (Gazette, 2 May)."
    )
    assert telling.outlet == "Wire"
    assert telling.known_on == dt.date(2024, 5, 1)


def test_numbers_with_what_they_replace(tmp_path):
    line = "A blast in Lima killed {} people on Monday."
    reports = [
        tell(
            "Wire",
            f"2024-05-0{day}",
            (line.format(dead), act("ASSAULT", "killed", "", "PER=people", date="2024-04-29")),
            url="https://wire.example/1",
        )
        for day, dead in ((1, "four"), (2, "seven"))
    ]
    _, account = said(tmp_path, *reports)
    assert say_numbers(account) == "Seven dead (Wire; earlier four)."
