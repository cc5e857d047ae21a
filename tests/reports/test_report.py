import dataclasses
import datetime as dt
import json
import pickle

import pytest

from detente.errors import EmptyReportError, ReportError
from detente.records import Span, to_json
from detente.reports import HEADLINE_INDEX, Report, build_report


def test_headline_is_sentence_minus_one_and_body_counts_from_zero():
    report = build_report("No deal was made. Both left.", headline="Talks fail")
    assert report.text == "Talks fail\n\nNo deal was made. Both left."
    assert [(s.index, s.text) for s in report.sentences] == [
        (HEADLINE_INDEX, "Talks fail"),
        (0, "No deal was made."),
        (1, "Both left."),
    ]
    assert report.sentences[0].span == Span(0, 10)
    assert all(report.text[s.span.start : s.span.end] == s.text for s in report.sentences)


def test_headline_is_one_sentence_whatever_stops_it_holds():
    report = build_report("He left.", headline="Who won? Nobody. Not yet")
    assert [s.index for s in report.sentences] == [-1, 0]


def test_without_headline_text_is_the_body():
    report = build_report("No deal was made.")
    assert (report.text, report.body, report.body_start) == ("No deal was made.",) * 2 + (0,)


def test_headline_only():
    report = build_report("", headline="Talks fail")
    assert (report.text, report.body) == ("Talks fail", "")
    assert [s.text for s in report.sentences] == ["Talks fail"]


def test_nothing_is_an_error():
    with pytest.raises(EmptyReportError):
        build_report(" \n*** \n")


def test_text_must_begin_with_headline():
    with pytest.raises(ReportError, match="headline"):
        Report("Something else", headline="Talks fail")


def test_report_is_immutable():
    report = build_report("No deal was made.")
    with pytest.raises(dataclasses.FrozenInstanceError):
        report.text = "other"  # type: ignore[misc]


def test_id_depends_on_every_part_and_is_stable():
    base = {
        "headline": "Talks fail",
        "outlet": "A",
        "url": "https://a.example/1",
        "published": dt.date(2024, 8, 6),
    }
    first = build_report("No deal was made.", **base)
    # Pinned: identifiers in people's files must not change with a release.
    assert first.id == "0ec8da2204b8fcba"
    assert first.id == build_report("No deal was made.", **base).id
    others = [build_report("A deal was made.", **base)] + [
        build_report("No deal was made.", **{**base, key: value})
        for key, value in {
            "headline": "Talks go on",
            "outlet": "B",
            "url": "https://a.example/2",
            "published": dt.date(2024, 8, 7),
        }.items()
    ]
    assert len({first.id, *(other.id for other in others)}) == 6


def test_offsets_count_code_points():
    report = build_report("Émile 😀 left. Zoë stayed.", headline="Été 😀")
    last = report.sentences[-1]
    assert (last.text, report.text[last.span.start : last.span.end]) == ("Zoë stayed.",) * 2


def test_written_fields_are_the_public_ones():
    report = build_report("No deal was made.", published=dt.date(2024, 8, 6))
    assert report.sentences  # fills the memo, which must not be written
    assert list(json.loads(to_json(report))) == [
        "text",
        "headline",
        "outlet",
        "url",
        "published",
        "language",
        "id",
        "issued_at",
        "version",
    ]


def test_equal_copied_and_pickled():
    report = build_report("No deal was made.")
    assert report.sentences is report.sentences
    again = pickle.loads(pickle.dumps(report))
    assert again == report
    assert again.sentences == report.sentences
    assert dataclasses.replace(report, outlet="B").outlet == "B"
