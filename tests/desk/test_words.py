from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.desk._words import (
    clean,
    describe_parties,
    describe_party,
    describe_report,
    describe_source,
    describe_when,
    label_party,
    shorten,
)
from detente.records import Party, Source


@given(st.text())
def test_cleaning_keeps_offsets_and_leaves_no_control_character(text):
    cleaned = clean(text)
    assert len(cleaned) == len(text)
    assert not any(ord(char) < 32 or 0x7F <= ord(char) < 0xA0 for char in cleaned)


def test_cleaning_disarms_terminal_and_bidirectional_controls():
    assert clean("\x1b]0;x\x07") == "�]0;x�"
    assert clean("a\u202eb\u2066c") == "a�b�c"


def test_lone_surrogates_can_be_written_after_cleaning():
    assert clean("\ud800").encode() == "�".encode()


@given(st.text(), st.integers(min_value=2, max_value=60))
def test_shortened_text_fits(text, length):
    assert len(shorten(text, length)) <= length


@pytest.mark.parametrize(
    ("party", "words"),
    [
        (Party("Putin", "RUS", "GOV", name="Vladimir Putin"), "Vladimir Putin (RUS government)"),
        (Party("", "IRN", "MIL"), "IRN (military)"),
        (Party("Hamas", "HAMAS", "REB"), "Hamas (armed group)"),
        (Party("Western officials", "UNK", "GOV"), "Western officials (unknown government)"),
        (Party(""), "unknown"),
        (Party("Mali", "MLI"), "Mali (MLI)"),
    ],
)
def test_party_in_words(party, words):
    assert describe_party(party) == words


def test_several_parties_are_joined_as_in_a_sentence():
    parties = [Party("France", "FRA"), Party("Chad", "TCD"), Party("Mali", "MLI")]
    assert describe_parties(parties) == "France (FRA), Chad (TCD) and Mali (MLI)"
    assert describe_parties([]) == ""


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (Source("Gallant", "ISR", "named", name="Yoav Gallant"), "Yoav Gallant (ISR)"),
        (Source("the army", "ISR", "institution"), "the army (ISR institution)"),
        (Source("two officials"), "two officials (anonymous)"),
        (Source(""), "an earlier source (anonymous)"),
        (Source("", "ISR", "institution"), "ISR (institution)"),
        (
            Source("sources close to Hezbollah", "HEZBOLLAH", name="Hezbollah"),
            "sources close to Hezbollah (HEZBOLLAH anonymous)",
        ),
    ],
)
def test_source_in_words(source, words):
    assert describe_source(source) == words


def test_day_of_an_event_falls_back_on_its_words(hand):
    _, coder = hand("The two sides met on the feast day.")
    assert describe_when(coder.event("CONSULT", "met")) == ""
    assert describe_when(coder.event("CONSULT", "met", date_text="on the feast day")) == "“on the feast day”"
    dated = coder.event("CONSULT", "met", date=dt.date(2024, 2, 29), date_text="on the feast day")
    assert describe_when(dated) == "29 February 2024"


def test_header_counts_the_headline_apart(report, events):
    assert describe_report(report, events) == [
        "The Meridian Courier",
        "12 March 2025",
        "16 sentences",
        "17 events",
    ]


def test_label_of_a_long_party_is_cut():
    assert len(label_party(Party("the " * 40, "RUS"))) <= 48
