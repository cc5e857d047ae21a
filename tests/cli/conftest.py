"""A coder for the command line's tests that finds one word, so that no model is needed."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from detente.cli import cli
from detente.ontology import cameo_root, intensity_of, quad_class_of
from detente.records import EventMention, Party, Span
from detente.reports import Report


class WordCoder:
    """Codes each "urged" as a request by CHN to VEN, with a score of 0.6, and 0.9 in a headline."""

    def code(self, report: Report) -> tuple[EventMention, ...]:
        return tuple(
            EventMention(
                type="REQUEST",
                mode=None,
                trigger="urged",
                trigger_span=Span(at, at + 5),
                actor=(Party("China", "CHN", "GOV"),),
                recipient=(Party("Venezuela", "VEN", "GOV"),),
                quad_class=quad_class_of("REQUEST"),
                intensity=intensity_of("REQUEST"),
                cameo=cameo_root("REQUEST"),
                score=0.9 if sentence.index < 0 else 0.6,
                sentence=sentence.text,
                sentence_index=sentence.index,
                sentence_span=sentence.span,
                report_id=report.id,
                coder="words 1.0",
            )
            for sentence in report.sentences
            if "urged" in sentence.text
            for at in [report.text.index("urged", sentence.span.start)]
        )


@pytest.fixture
def invoke():
    def run(*arguments: str | Path, **options):
        return CliRunner().invoke(
            cli, [str(a) for a in arguments], obj=WordCoder(), prog_name="detente", **options
        )

    return run


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "report.txt"
    path.write_text(
        "Beijing has urged Caracas to talk\n\n"
        "China urged Venezuela to return to the talks on Tuesday. The reply is expected within a week.\n",
        encoding="utf-8",
    )
    return path
