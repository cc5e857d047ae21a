from __future__ import annotations

import json
from pathlib import Path

import pytest

import detente
from detente._reading import Reading
from detente.errors import UsageError
from detente.records import EventMention, Party, Span

EXAMPLE = Path(__file__).parents[1] / "examples" / "report.txt"


class OneEvent:
    """Codes the first "appealed to" of a report."""

    def code(self, report):
        at = report.text.index("appealed to")
        sentence = next(s for s in report.sentences if s.span.start <= at < s.span.end)
        return (
            EventMention(
                type="REQUEST",
                mode="change",
                trigger="appealed to",
                trigger_span=Span(at, at + 11),
                actor=(Party("Shen Guowei", "CHN", "GOV"),),
                recipient=(Party("Ramiro Ocampo", "VEN", "GOV"),),
                quad_class="verbal conflict",
                intensity=-1.0,
                cameo="02",
                score=0.5,
                sentence=sentence.text,
                sentence_index=sentence.index,
                sentence_span=sentence.span,
                report_id=report.id,
                coder="one 1.0",
            ),
        )


@pytest.fixture
def reading():
    return detente.read(EXAMPLE, published="2025-03-12", coder=OneEvent())


def test_reading_holds_report_sentences_and_events(reading):
    assert isinstance(reading, Reading)
    assert reading.report.published.isoformat() == "2025-03-12"
    assert reading.sentences == reading.report.sentences
    assert reading.sentences[0].index == -1
    (event,) = reading.events
    span = event.trigger_span
    assert reading.report.text[span.start : span.end] == event.trigger


def test_reading_shows_itself(reading):
    assert repr(reading).startswith("<Reading of 'Shen Presses Ocampo")
    assert "has [appealed to] Venezuela" in " ".join(str(reading).split())
    assert max(map(len, str(reading).splitlines())) <= 80
    assert all(line == line.rstrip() for line in str(reading).splitlines())
    assert '<div class="detente fragment">' in reading._repr_html_()
    assert reading.to_html().startswith("<!doctype html>")
    assert [json.loads(line)["type"] for line in reading.to_jsonl().splitlines()] == ["REQUEST"]
    assert len(reading.to_csv().splitlines()) == 2


def test_min_score_holds_for_any_coder():
    assert detente.read(EXAMPLE, coder=OneEvent(), min_score=0.5).events
    assert not detente.read(EXAMPLE, coder=OneEvent(), min_score=0.51).events


@pytest.mark.parametrize("arguments", [{"min_score": 1.2}, {"min_score": -0.1}, {"published": "soon"}])
def test_arguments_that_do_not_fit(arguments):
    with pytest.raises(UsageError):
        detente.read(EXAMPLE, coder=OneEvent(), **arguments)


def test_example_page_and_text_are_the_same_report():
    text = detente.read_report(EXAMPLE)
    page = detente.read_report(EXAMPLE.with_suffix(".html"))
    assert [s.text for s in text.sentences] == [s.text for s in page.sentences]
    assert (page.outlet, page.published.isoformat()) == ("The Meridian Courier", "2025-03-12")
    for words in ("Share", "Facebook", "Comment", "Older Post", "made up", "cookies"):
        assert words not in text.text
        assert words not in page.text
