import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from detente.coding import Coder
from detente.coding._clue_weights import ClueWeights
from detente.coding._clues import Act, ClueReader
from detente.coding._status import (
    STATUSES,
    StatusWeights,
    decide_status,
    load_status_clues,
    name_verdict,
    signs_of,
)
from detente.records import Status
from detente.reports import parse_text

SURE: dict[Status, float] = {
    "actual": 0.96,
    "historical": 0.01,
    "future": 0.01,
    "hypothetical": 0.01,
    "negated": 0.01,
}


def act_in(sentence: str, trigger: str, kind: str = "ASSAULT", actor: str = "HAMAS") -> Act:
    start = sentence.index(trigger)
    return Act(kind, None, start, start + len(trigger), frozenset({actor}), frozenset({"ISR"}))


def clues_of(sentence: str, trigger: str, published: dt.date | None = dt.date(2024, 8, 6)) -> list[str]:
    return ClueReader(published).read(act_in(sentence, trigger), sentence, place=3)


def test_clues_tell_of_helpers_days_and_place() -> None:
    clues = clues_of("Hamas had earlier attacked the post in March 2019.", "attacked")
    assert {"l2=had", "l1=earlier", "ax1=had|ed", "near=ancient", "own=ancient", "pos=2"} <= set(clues)
    assert not [c for c in clues if c.startswith("kn=")]
    assert "near=none" in clues_of("Hamas had attacked the post in March 2019.", "attacked", None)


def test_a_known_event_is_old_or_recent_by_the_day_of_the_report() -> None:
    sentence = "He condemned the Oct. 7 attack by Hamas."
    assert "kn=old" in clues_of(sentence, "attack", dt.date(2023, 12, 20))
    assert "kn=border" in clues_of(sentence, "attack", dt.date(2023, 11, 7))
    assert "kn=recent" in clues_of(sentence, "attack", dt.date(2023, 10, 20))


def test_an_earlier_mention_lends_its_day() -> None:
    reader = ClueReader(dt.date(2023, 12, 20))
    first = "Hamas attacked Israel on October 7."
    reader.read(act_in(first, "attacked"), first, place=0)
    later = "She was asleep when the attack began."
    assert "memo=kold" in reader.read(act_in(later, "attack"), later, place=1, before=[first])
    assert "memo=kold" not in reader.read(act_in(later, "attack", "AID"), later, place=1, before=[first])
    assert "memo=kold" not in reader.read(
        act_in(later, "attack", actor="RUS"), later, place=1, before=[first]
    )


def test_the_time_that_the_report_has_come_to_is_a_clue() -> None:
    sentence = "Hamas had attacked the post."
    before = ["It was another war in 2014.", "Both sides were tired.", "Nobody spoke of peace."]

    def frame(before: list[str], text: str = sentence) -> set[str]:
        clues = ClueReader(dt.date(2024, 8, 6)).read(act_in(text, "attacked"), text, place=9, before=before)
        return {c for c in clues if c.startswith(("fr", "nfr"))}

    assert frame(before) == {
        *("fr=ancient|3", "fra=ancient", "nfr=ancient|3", "nfra=ancient"),
        *("fr=ancient|3|had", "fra=ancient|had"),
    }
    assert "fra=recent" in frame([*before, "On Monday that was over."])
    assert "fr=none" in frame([*before, *["Nobody spoke."] * 5])
    assert not [c for c in frame(before, "Hamas attacked the post on Monday.") if c.startswith("n")]


def test_the_headline_is_known() -> None:
    sentence = "Hamas attacked the post."
    reader = ClueReader(None, "OPINION: The attack that changed all")
    assert {"hl=same", "opinion"} <= set(reader.read(act_in(sentence, "attacked"), sentence, place=0))


@given(st.text(min_size=1, max_size=80), st.data())
def test_any_words_have_clues_that_can_be_summed_up(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    act = Act("AID", None, start, data.draw(st.integers(start + 1, len(text))), frozenset(), frozenset())
    clues = ClueReader(dt.date(2024, 8, 6)).read(act, text, place=0)
    assert clues[0] == "type=AID"
    assert load_status_clues().sum_up(clues).shape == (len(STATUSES),)


def test_network_clues_and_days_are_weighed() -> None:
    silent = ClueWeights({}, load_status_clues().sum_up([])[None] * 0)
    alone = StatusWeights(1.0, 0.0)
    assert decide_status(SURE, [], None, alone, silent) == "actual"
    assert (
        decide_status(SURE, [], "historical", StatusWeights(1.0, 0.0, dated_old=5.0), silent) == "historical"
    )
    assert (
        decide_status(SURE, ["kn=old"], None, StatusWeights(1.0, 0.0, known_old=5.0), silent) == "historical"
    )
    unsure = SURE | {"historical": 0.97}
    assert decide_status(unsure, [], "actual", StatusWeights(1.0, 0.0, dated_recent=-5.0), silent) == "actual"
    assert signs_of(["memo=kold"], "actual") == (False, True, True)


def test_the_networks_outputs_are_named_in_any_order() -> None:
    probs = load_status_clues().sum_up([]) * 0
    probs[0] = 1.0
    assert name_verdict(("negated", *STATUSES[:4]), probs)["negated"] == 1.0


def test_the_day_of_the_report_decides_what_is_history() -> None:
    coder = Coder.load()
    text = (
        "Israel said it would go on. The families of those killed in the Oct. 7 Hamas attack met in Tel Aviv."
    )

    def statuses(day: str) -> set[str]:
        report = parse_text(text, published=dt.date.fromisoformat(day))
        return {e.status for e in coder.code(report) if e.type == "ASSAULT"}

    assert statuses("2023-10-12") == {"actual"}
    assert statuses("2024-01-12") == {"historical"}
