from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import UnknownRecordError, UsageError
from detente.ledger import Correction, Ledger, Reviewer
from detente.records import Party, Source
from tests.ledger.telling import act, tell

STRIKE = "Iran struck a fuel depot near Erbil, killing four."
TOLD = (
    tell(
        "Herald",
        "2024-08-01",
        (STRIKE, act("ASSAULT", "struck", "IRN=Iran", "IRQ", place=("Erbil", "IRQ", "Erbil", 36.2, 44.0))),
        ("Iraq condemned the strike and recalled its envoy.", act("ACCUSE", "condemned", "IRQ", "IRN")),
    ),
    tell(
        "Courier",
        "2024-08-01",
        ("Iran struck the fuel depot at Erbil.", act("ASSAULT", "struck", "IRN", "IRQ")),
    ),
    tell(
        "Post",
        "2024-08-02",
        ("A fuel depot near Erbil was struck by Iran.", act("ASSAULT", "struck", "IRN", "IRQ")),
    ),
)


def state(ledger):
    return [(e, ledger.account(e.id).claims, ledger.account(e.id).numbers) for e in ledger.events()]


@pytest.fixture
def ledger(address):
    with Ledger(address) as opened:
        opened.add_many(TOLD)
        yield opened


def first(ledger, type_):
    return next(event.id for event in ledger.events() if event.type == type_)


def test_the_least_sure_come_first_and_leave_with_a_verdict(ledger):
    reviewer = Reviewer(ledger)
    assert reviewer.doubts()[1] == 0
    doubts, total = reviewer.doubts(below=0.95)
    assert total == len(doubts) == 4
    verdict = reviewer.confirm(doubts[0].id, by="ana")
    assert (verdict.verdict, verdict.made_by, verdict.record) == ("confirmed", "ana", doubts[0].mention)
    left, total = reviewer.doubts(below=0.95, limit=2)
    assert (total, len(left)) == (3, 2)
    assert doubts[0].id not in {doubt.id for doubt in left}


def test_discarded_is_as_if_never_read_and_can_be_taken_back(ledger, tmp_path):
    before, reviewer = state(ledger), Reviewer(ledger)
    mentions = ledger.account(first(ledger, "ASSAULT")).mentions
    mention = next(one.id for one in mentions if one.outlet == "Herald")
    reviewer.discard(mention)
    with Ledger(tmp_path / "without.db") as without:
        without.add(TOLD[0][0], [m for m in TOLD[0][1] if m.type != "ASSAULT"])
        without.add_many(TOLD[1:])
        assert state(ledger) == state(without)
    # It sticks: the report, added again, changes nothing.
    assert not ledger.add(*TOLD[0])
    assert len(ledger.account(first(ledger, "ASSAULT")).mentions) == 2
    reviewer.undo(mention)
    assert state(ledger) == before
    with pytest.raises(UnknownRecordError):
        reviewer.undo(mention)


def test_corrected_stands_in_its_place(ledger):
    reviewer = Reviewer(ledger)
    mention = first(ledger, "ACCUSE")
    fixed = Correction(
        type="SANCTION",
        mode="withdraw",
        actor=(Party("Iraq", "IRQ", "GOV"),),
        said_by=(Source("envoy", "IRQ", "named"),),
        hedged=True,
    )
    reviewer.correct(mention, fixed)
    (event,) = [e for e in ledger.events() if e.type == "SANCTION"]
    assert (event.id, event.mode, event.hedged, event.actor) == (mention, "withdraw", True, ("IRQ",))
    record = reviewer.verdict(mention).corrected
    assert record.said_by.span is not None
    sentence = record.sentence_span.start
    assert (
        record.sentence[record.said_by.span.start - sentence : record.said_by.span.end - sentence] == "envoy"
    )
    # A second thought starts from what was coded.
    reviewer.correct(mention, Correction(hedged=True))
    assert reviewer.verdict(mention).corrected.type == "ACCUSE"


@pytest.mark.parametrize(
    "correction",
    [
        Correction(type="ATTACK"),
        Correction(type="AGREE", mode="aerial"),
        Correction(status="maybe"),
        Correction(actor=(Party("not there", "IRQ"),)),
        Correction(actor=(Party("", ""),)),
        Correction(actor=(Party("", "IRQ", "XXX"),)),
        Correction(said_by=(Source("", "IRQ"), Source("", "IRN"))),
    ],
)
def test_what_does_not_fit_is_refused_and_changes_nothing(ledger, correction):
    before = state(ledger)
    with pytest.raises(UsageError):
        Reviewer(ledger).correct(first(ledger, "ACCUSE"), correction)
    assert state(ledger) == before
    assert Reviewer(ledger).verdicts() == []


def test_training_data_in_the_gold_layout(ledger):
    reviewer = Reviewer(ledger)
    assert list(reviewer.export()) == []
    for mention in ledger.account(first(ledger, "ASSAULT")).mentions:
        if mention.outlet == "Herald":
            reviewer.correct(mention.id, Correction(mode="explosives"))
        elif mention.outlet == "Post":
            reviewer.discard(mention.id)
    rows = {row["text"]: row for row in map(json.loads, map(json.dumps, reviewer.export()))}
    assert set(rows) == {STRIKE, "A fuel depot near Erbil was struck by Iran."}
    row = rows[STRIKE]
    assert set(row) == {"doc", "sent", "date", "outlet", "headline", "text", "events"}
    (event,) = row["events"]
    assert event == {
        "type": "ASSAULT",
        "trigger": "struck",
        "actor": [{"text": "Iran", "who": "IRN", "sector": "GOV"}],
        "recipient": [{"text": "IRQ", "who": "IRQ", "sector": "GOV"}],
        "via": [],
        "said_by": None,
        "status": "actual",
        "hedged": False,
        "mode": "explosives",
        "place": "Erbil",
    }
    assert rows["A fuel depot near Erbil was struck by Iran."]["events"] == []


def test_links(ledger):
    reviewer = Reviewer(ledger)
    doubts, total = reviewer.link_doubts(below=2.0)
    assert total == len(doubts) == 2
    assert doubts[0].score <= doubts[1].score
    reviewer.keep_link(doubts[0].mention, by="ana")
    reviewer.cut_link(doubts[1].mention, by="ana")
    assert reviewer.link_doubts(below=2.0)[1] == 0
    assert sum(event.type == "ASSAULT" for event in ledger.events()) == 2


@settings(max_examples=12)
@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.sampled_from(["discard", "correct", "confirm", "undo"])), max_size=7
    )
)
def test_whatever_was_said_undoing_all_leads_back(tmp_path_factory, steps):
    with Ledger(tmp_path_factory.mktemp("r") / "crisis.db") as ledger:
        ledger.add_many(TOLD)
        before, reviewer = state(ledger), Reviewer(ledger)
        mentions = sorted(d.id for d in reviewer.doubts(below=2.0)[0])
        for number, step in steps:
            if step == "correct":
                reviewer.correct(mentions[number], Correction(type="THREATEN", mode="", status="future"))
            elif step != "undo":
                getattr(reviewer, step)(mentions[number])
            elif reviewer.verdict(mentions[number]) is not None:
                reviewer.undo(mentions[number])
        for verdict in reviewer.verdicts():
            reviewer.undo(verdict.mention_id)
        assert state(ledger) == before
