"""Merging on the demonstration crisis and on own cases, against pinned floors; the crisis's pages."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from benchmarks.crisis_pages import CRISIS_FOLDER, CRISIS_GOLD, write_page
from benchmarks.merging import CASES, halves, merge_stories, score_model, without_copies
from benchmarks.stories import read_stories
from detente.reports import read_report

FLOORS = tomllib.loads((Path(__file__).parent / "floors.toml").read_text(encoding="utf-8"))["merging"]


@pytest.fixture(scope="module")
def crisis():
    return read_stories(CRISIS_GOLD)


@pytest.fixture(scope="module")
def cases():
    return read_stories(CASES)


def test_the_crisis_holds_what_it_says(crisis):
    assert len(crisis) >= 30
    assert len({story.report.outlet for story in crisis}) == 5
    assert len({story.report.published for story in crisis}) == 10
    assert len({story.report.url for story in crisis}) < len(crisis)


def test_the_pages_are_those_of_the_annotated_text(crisis):
    assert {path.name for path in CRISIS_FOLDER.iterdir()} == {f"{story.file}.html" for story in crisis}
    for story in crisis:
        page = CRISIS_FOLDER / f"{story.file}.html"
        assert page.read_text(encoding="utf-8") == write_page(story), "run python -m benchmarks.crisis_pages"
        report = read_report(page)
        assert (report.id, report.text) == (story.report.id, story.report.text), page.name


def test_the_cases_are_many_and_both_halves_hold_hard_ones(cases):
    development, held_out = halves(cases)
    assert len({story.topic for story in cases}) >= 40
    assert not {story.topic for story in development} & {story.topic for story in held_out}
    for half in (development, held_out):
        alike = {
            (story.topic, mention.type, name)
            for story in half
            for mention, name in zip(story.mentions, story.names, strict=True)
        }
        hard = {(topic, type_) for topic, type_, _ in alike}
        assert len(alike) - len(hard) >= 10  # topics with two events of one type


@pytest.mark.parametrize("name", ["crisis", "crisis once", "development", "held out"])
def test_merging_of_gold_mentions(name, crisis, cases):
    development, held_out = halves(cases)
    sets = {
        "crisis": crisis,
        "crisis once": without_copies(crisis),
        "development": development,
        "held out": held_out,
    }
    score = merge_stories(sets[name]).score()
    assert score.conll >= FLOORS[name]
    assert score.pairs.precision >= FLOORS["pairs"]


def test_end_to_end(crisis):
    score = score_model(crisis)
    assert score.conll >= FLOORS["end to end"]
    assert 0 < score.pairs.recall < 1
