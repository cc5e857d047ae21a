import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.coding import Coder
from detente.coding._clues import Act
from detente.coding._source import (
    KINDS_OF_SOURCE,
    SOURCE_FEATURES,
    SourceSigns,
    describe_source,
    load_kind_clues,
    load_source_clues,
    read_kind_clues,
    read_source_clues,
    suit_kind,
)
from detente.records import Source, SourceKind
from detente.reports import parse_text


def clues_of(sentence: str, trigger: str, before: str = "") -> set[str]:
    start = sentence.index(trigger)
    act = Act("ASSAULT", None, start, start + len(trigger), frozenset(), frozenset())
    return set(read_source_clues(act, sentence, [before]))


def test_words_that_speak_are_told_by_side_distance_and_what_lies_between() -> None:
    clues = clues_of("The army said that rebels, its foes, attacked the post.", "attacked")
    assert {"sp=said|L", "sp=said|L2", "sp=said|L|c2", "sp=said|L|t1", "spn=said|that|L"} <= clues
    assert {"spp=army|said|L", "w0=the", "inq=0", "q=0", "bq=0"} <= clues
    assert {"sp=said|R", "sp=said|R1", "sp=said|R|t0", "end=said"} <= clues_of(
        "Rebels attacked the post, the army said.", "attacked"
    )


def test_quotation_marks_and_the_sentence_before_count() -> None:
    clues = clues_of("“They attacked the post.”", "attacked", "“It is war,” the minister told reporters.")
    assert {"inq=1", "q=2", "bq=2", "bs=told", "bs=reporters"} <= clues


def test_the_trigger_itself_is_no_source() -> None:
    assert not [c for c in clues_of("Rebels denied it.", "denied") if c.startswith("sp=")]


def test_a_source_without_words_has_no_odds_of_words() -> None:
    found = dict(
        zip(SOURCE_FEATURES, describe_source(SourceSigns(0.0, 0.5, 0.3, (0.9, 0.8), 0.2), 1.5), strict=True)
    )
    assert (
        found["has words"] == found["log odds of words"] == found["log odds of a word, claimed or not"] == 0
    )
    assert found["not nobody unnamed"] == pytest.approx(0.1)
    assert found["log odds of clues"] == 1.5
    assert describe_source(SourceSigns(0.7, 0.7, 0.0, (0.9, 0.8), 0.2), 0.0)[1] == 1.0


@given(st.text(min_size=1, max_size=80), st.text(max_size=40), st.data())
def test_any_words_have_clues_that_can_be_summed_up(text: str, before: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    act = Act("AID", None, start, data.draw(st.integers(start + 1, len(text))), frozenset(), frozenset())
    odds = load_source_clues().sum_up(read_source_clues(act, text, [before]))
    assert odds.shape == (2,)
    assert odds[0] == 0.0


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        (Source("a person close to the talks", "UNK", "anonymous", rule="unnamed"), "anonymous"),
        (Source("a senior official", "USA", "named", rule="role"), "anonymous"),
        (Source("the army", "ISR", "anonymous", rule="role"), "institution"),
        (Source("Ned Price", "USA", "named", None, "Ned Price", "gazetteer"), "named"),
        (
            Source("the New York Times", "NEW YORK TIMES", "media", None, "New York Times", "gazetteer"),
            "media",
        ),
    ],
)
def test_words_tell_the_kind_of_a_source(source: Source, kind: SourceKind) -> None:
    found = suit_kind(source)
    assert found.kind == kind
    assert (found.text, found.who, found.name) == (source.text, source.who, source.name)


def test_the_clues_to_a_kind_are_its_words_and_who_it_is() -> None:
    clues = set(read_kind_clues(Source("Fighters of the group", "ISLAMIC STATE", "anonymous", rule="role")))
    assert {"s=anonymous", "r=anonymous|role", "who=ISLAMIC_STATE", "name=False|anonymous"} <= clues
    assert {"h=fighters", "hs=fighters|anonymous", "f=fighters", "w=group", "cap=1|anonymous"} <= clues
    assert not [c for c in read_kind_clues(Source("", "USA", "named")) if c.startswith(("h=", "w=", "f="))]


@given(st.text(max_size=60), st.text(min_size=1, max_size=9), st.sampled_from(KINDS_OF_SOURCE))
def test_any_source_has_a_kind(text: str, who: str, kind: SourceKind) -> None:
    assert load_kind_clues().sum_up(read_kind_clues(Source(text, who, kind))).shape == (len(KINDS_OF_SOURCE),)
    assert suit_kind(Source(text, who, kind)).kind in KINDS_OF_SOURCE


def test_who_speaks_of_his_own_act_is_its_source() -> None:
    report = parse_text("The president said he called off strikes on three Iranian sites on Thursday night.")
    (event,) = Coder.load().code(report)
    assert event.said_by is not None
    assert event.said_by.text
