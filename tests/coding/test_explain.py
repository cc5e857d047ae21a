import dataclasses

import pytest

from detente.coding import Coder
from detente.errors import UsageError
from detente.records import Span
from detente.reports import parse_text

REPORT = parse_text("France condemned the shelling of Kharkiv and urged Russia to withdraw its troops.")


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder.load()


def test_the_trigger_is_among_the_words_that_decided(coder: Coder) -> None:
    events = coder.code(REPORT)
    assert events
    explanations = coder.explain(REPORT, events)
    assert len(explanations) == len(events)
    for event, why in zip(events, explanations, strict=True):
        assert (why.type, why.trigger_span) == (event.type, event.trigger_span)
        for word in why.words:
            assert REPORT.text[word.start : word.start + len(word.word)] == word.word
            assert 0.0 < word.weight <= 1.0
        weights = [w.weight for w in why.words]
        assert weights == sorted(weights, reverse=True)
        assert sum(p for _, p in why.verdict) == pytest.approx(1.0, abs=0.01)
        odds = [o for _, o in why.status_clues]
        assert odds == sorted(odds, reverse=True)
        assert all(o > 0 for o in odds)
        probs = [p for _, p in why.runners_up]
        assert probs == sorted(probs, reverse=True)
        assert event.type not in [name for name, _ in why.runners_up]
    condemned = next(w for e, w in zip(events, explanations, strict=True) if e.type == "ACCUSE")
    assert condemned.words[0].word == "condemned"


def test_an_event_of_another_report_is_refused(coder: Coder) -> None:
    event = dataclasses.replace(coder.code(REPORT)[0], trigger_span=Span(0, 1))
    with pytest.raises(UsageError, match="not of this report"):
        coder.explain(REPORT, [event])
