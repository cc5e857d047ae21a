"""The account that the ledger must give of the demonstration crisis, from gold mentions.

Which mentions tell of one event is scored in tests/test_merging.py; here it is what is made of them.
"""

from __future__ import annotations

import datetime as dt

import pytest

from benchmarks.crisis_pages import CRISIS_GOLD
from benchmarks.stories import read_stories
from detente.ledger import Ledger
from detente.ledger._features import mention_ids


def day(number: int) -> dt.date:
    return dt.date(2021, 3, number)


class Crisis:
    """The ledger of the crisis, asked by the names of the gold standard's events."""

    def __init__(self, ledger: Ledger, home: dict[str, list[str]]) -> None:
        self.ledger, self._home = ledger, home

    def account(self, name: str, as_of: dt.date | None = None):
        """Return the account of the event that holds most of a gold event's mentions."""
        events = [self.ledger.account(mention).event.id for mention in self._home[name]]
        return self.ledger.account(max(sorted(set(events)), key=events.count), as_of=as_of)

    def matter(self, name: str, as_of: dt.date | None = None):
        id_ = self.account(name).event.id
        return next(matter for matter in self.ledger.docket(as_of=as_of) if matter.event == id_)


@pytest.fixture(scope="module")
def crisis(tmp_path_factory):
    stories = read_stories(CRISIS_GOLD)
    home: dict[str, list[str]] = {}
    for story in stories:
        ids = mention_ids(story.mentions, story.report.id)
        for id_, name in zip(ids, story.names, strict=True):
            home.setdefault(name, []).append(id_)
    with Ledger(tmp_path_factory.mktemp("crisis") / "crisis.db") as ledger:
        ledger.add_many((story.report, story.mentions) for story in stories)
        yield Crisis(ledger, home)


def test_the_toll_of_the_attack_rises_from_version_to_version(crisis):
    dead = [
        n for n in crisis.account("post-attack").numbers if n.kind == "dead" and n.outlet == "Andean Wire"
    ]
    assert {(n.version, n.value, n.before) for n in dead} == {(1, 4, None), (2, 6, 4)}
    clash = [n for n in crisis.account("canal-clash").numbers if n.outlet == "Andean Wire"]
    assert {(n.version, n.value, n.bound, n.before) for n in clash} == {
        (1, 2, "at least", None),
        (2, 3, "exactly", 2),
    }


def test_who_denies_a_part_in_the_attack_does_not_deny_it(crisis):
    event = crisis.account("post-attack").event
    assert (event.status, event.disputed, event.day, event.place) == ("happened", False, day(1), "Zarumilla")
    assert event.witnesses >= 3
    assert crisis.account("ecu-denies").event.status == "happened"


def test_wire_copy_is_one_witness(crisis):
    account = crisis.account("per-expels")
    assert account.event.reports >= 4
    assert account.event.witnesses == 2  # the wire and those that print it; the broadsheet


def test_the_raid_was_told_denied_and_taken_back(crisis):
    history = [(change.day, change.status, change.grade) for change in crisis.account("machala-raid").history]
    assert history == [(day(3), "happened", "contested"), (day(4), "denied", "contested")]
    claims = crisis.account("machala-raid").claims
    assert {c.outlet for c in claims if c.stance == "asserts"} >= {"The Continental", "Radio Frontera"}
    assert all(c.withdrawn for c in claims if c.stance == "asserts")
    assert {c.source_who for c in claims if c.stance == "denies"} >= {"PER", "ECU"}


def test_the_truce_foretold_for_piura_is_not_the_one_of_manaus(crisis):
    foretold, signed = crisis.account("piura-truce").event, crisis.account("truce").event
    assert foretold.id != signed.id
    assert (foretold.status, foretold.place) == ("denied", "Piura")
    assert (signed.status, signed.place, signed.day) == ("happened", "Manaus", day(8))
    assert crisis.account("piura-truce", as_of=day(6)).event.status == "expected"


def test_the_swap_is_announced_then_done(crisis):
    history = [(change.day, change.status) for change in crisis.account("swap").history]
    assert history[0] == (day(8), "announced")
    assert (day(9), "happened") in history
    assert crisis.account("swap").event.day == day(9)


@pytest.mark.parametrize(
    ("name", "kind", "state", "on", "rule"),
    [
        ("asks-brazil", "request", "granted", day(3), "help-given"),
        ("asks-us", "request", "refused", day(4), "request-rejected"),
        ("ultimatum", "ultimatum", "refused", day(5), "ultimatum-refused"),
        ("power-threat", "ultimatum", "carried out", day(4), "measures-taken"),
        ("swap", "promise", "carried out", day(9), "announced-then-done"),
        ("access-promise", "promise", "open", None, ""),
        ("compensation", "demand", "open", None, ""),
    ],
)
def test_the_docket(crisis, name, kind, state, on, rule):
    matter = crisis.matter(name)
    assert (matter.kind, matter.state, matter.answered_on, matter.rule) == (kind, state, on, rule)


def test_deadlines_and_what_was_open_when(crisis):
    assert crisis.matter("ultimatum").deadline == day(5)
    assert crisis.matter("access-promise").deadline == day(20)
    assert crisis.matter("asks-us", as_of=day(3)).state == "open"
    assert crisis.matter("ultimatum", as_of=day(4)).state == "open"


def test_the_threat_to_shoot_down_aircraft_is_not_carried_out(crisis):
    # Shots at a patrol are no aircraft shot down; the truce ends the threat.
    assert crisis.matter("shoot-threat").state in {"withdrawn", "open"}
    assert crisis.matter("shoot-threat", as_of=day(6)).state == "open"


def test_tension_rises_and_falls(crisis):
    tension = {measure.day: measure.tension for measure in crisis.ledger.measures(("PER", "ECU"))}
    assert max(tension, key=tension.get) <= day(6)
    assert tension[day(10)] < max(tension.values())
