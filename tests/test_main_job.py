"""The main job on a report of our own, built like the one that started the project."""

import json
from pathlib import Path

import jsonschema
import pytest

import detente
from tests.expectations import assert_found, cases

EXAMPLE = Path(__file__).parents[1] / "examples/report.txt"

EXPECTED = {
    "request in the headline": ("REQUEST", "CHN", "VEN", "Shen Presses Ocampo", {"status": "actual"}),
    "request in the first sentence": ("REQUEST", "CHN", "VEN", "has appealed to", {"status": "actual"}),
    "assassination": ("ASSAULT", "", "ELN", "assassination of ELN commander", {"status": "actual"}),
    "envoy meets leaders": ("CONSULT", "CHN", "VEN", "met Venezuelan leaders", {"place": "Caracas"}),
    "must not strike, people familiar": ("REQUEST", "CHN", "VEN", "Lu stressed", {"said_by": "anonymous"}),
    "condemned the murder": ("ACCUSE", "CHN", None, "condemned the murder", {"status": "actual"}),
    "asks for jets": ("REQUEST", "VEN", "CHN", "J-10", {"hedged": True, "mode": "assist"}),
    "Brazilian plea": ("REQUEST", "BRA", None, "measured reply", {"status": "actual"}),
    "vow to respond": ("THREATEN", "VEN", None, "severely", {"status": "actual"}),
    "attack likely": ("ASSAULT", "FARC", None, "Sources close", {"status": "future", "said_by": "anonymous"}),
    "army on alert": ("MOBILIZE", "COL", None, "put on alert", {}),
}


MISSED = {"asks for jets"}
"""What the model of version 0.9.0 does not yet read rightly."""


@pytest.fixture(scope="module")
def reading() -> detente.Reading:
    return detente.read(EXAMPLE, published="2025-03-12")


@pytest.mark.parametrize("name", cases(EXPECTED, MISSED))
def test_the_record_is_there(reading: detente.Reading, name: str) -> None:
    assert_found(reading.events, EXPECTED[name])


def test_every_record_points_at_its_words(reading: detente.Reading) -> None:
    text = reading.report.text
    for e in reading.events:
        assert text[e.trigger_span.start : e.trigger_span.end] == e.trigger
        assert text[e.sentence_span.start : e.sentence_span.end] == e.sentence
        for p in (*e.actor, *e.recipient, *e.via, *([e.said_by] if e.said_by else [])):
            assert (p.span is not None and text[p.span.start : p.span.end] == p.text) if p.text else True
        if e.place and e.place.span:
            assert text[e.place.span.start : e.place.span.end] == e.place.text


def test_every_record_fits_the_published_schema(reading: detente.Reading) -> None:
    validator = jsonschema.Draft202012Validator(detente.mention_schema())
    assert reading.events
    for e in reading.events:
        validator.validate(json.loads(detente.to_json(e)))


def test_reading_twice_gives_the_same(reading: detente.Reading) -> None:
    assert detente.read(EXAMPLE, published="2025-03-12").events == reading.events
