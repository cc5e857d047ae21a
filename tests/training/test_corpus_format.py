import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.corpus_format import FormatError, parse_inline, parse_pool_line, parse_sentence


def test_an_annotated_sentence_gives_text_events_and_spans() -> None:
    found = parse_sentence(
        "[Putin|a1 RUS.GOV] [asked|1 REQUEST/change hedged] [Tehran|r1 IRN.GOV], "
        "[sources|s1 UNK.anonymous] said."
    )
    assert found["text"] == "Putin asked Tehran, sources said."
    (event,) = found["events"]
    assert (event["type"], event["mode"], event["hedged"], event["status"]) == (
        "REQUEST",
        "change",
        True,
        "actual",
    )
    assert event["actor"] == [{"text": "Putin", "who": "RUS", "sector": "GOV", "span": (0, 5)}]
    assert found["text"][slice(*event["recipient"][0]["span"])] == "Tehran"
    assert event["said_by"]["kind"] == "anonymous"


def test_spans_nest_and_serve_two_events() -> None:
    found = parse_sentence(
        "[the [Israeli|r2 ISR.GOV] army|a1 ISR.MIL] [hit|1 ASSAULT] [Gaza|p1; r1 PSE.CVL] "
        "after [threats|2 THREATEN a=HAMAS.REB]."
    )
    first, second = found["events"]
    assert first["actor"][0]["text"] == "the Israeli army"
    assert first["place"] == "Gaza"
    assert second["recipient"][0]["text"] == "Israeli"
    assert second["actor"] == [{"text": "", "who": "HAMAS", "sector": "REB", "span": None}]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("[a|1 FIGHT]", "unknown type"),
        ("[a|1 AID/aerial]", "no mode"),
        ("[a|a1 RUS.GOV] b", "belongs to no event"),
        ("[a|1 AID] [b|r1 RUS]", "not WHO.CODE"),
        ("[a|1 AID] [b|r1 rus.GOV]", "not in capitals"),
        ("[a|1 AID b", "not closed"),
        ("a] b", "no label"),
        ("[a |1 AID]", "space at its edge"),
        ("[a|1 AID] [b|1 AID]", "two triggers"),
        ("[a|1 AID s=UNK.named] [b|s1 UNK.named]", "two said_by"),
    ],
)
def test_what_is_wrong_is_said(line: str, what: str) -> None:
    with pytest.raises(FormatError, match=what):
        parse_sentence(line)


def test_passages_have_headline_date_and_sentences() -> None:
    lines = ["# note", "== Head", "@ 2024-08-06 | Wire", "One.", "Two.", "", "Alone."]
    passages, errors = parse_inline(lines)
    assert errors == []
    assert [(p.headline and p.headline["text"], p.date, p.outlet, len(p.sentences)) for p in passages] == [
        ("Head", "2024-08-06", "Wire", 2),
        (None, None, None, 1),
    ]


def test_a_broken_line_is_named_and_the_rest_read() -> None:
    passages, errors = parse_inline(["Good.", "[bad", "Good too."])
    assert len(errors) == 1
    assert errors[0].startswith("line 2: ")
    assert len(passages[0].sentences) == 2


def test_pool_lines_find_words_in_the_sentence() -> None:
    text = "Iran and Iraq met in Iran."
    event = parse_pool_line("CONSULT | met | a: Iran=IRN.GOV && Iraq=IRQ.GOV | p: Iran#2", text)
    assert event["place_span"] == (21, 25)
    assert [p["who"] for p in event["actor"]] == ["IRN", "IRQ"]
    with pytest.raises(FormatError, match="not in the sentence"):
        parse_pool_line("CONSULT | spoke", text)


@given(st.text(alphabet="ab [|];1ARUS.GOV/", max_size=60))
def test_any_line_parses_or_says_why(line: str) -> None:
    try:
        found = parse_sentence(line)
    except FormatError:
        return
    for e in found["events"]:
        assert found["text"][slice(*e["span"])] == e["trigger"]
