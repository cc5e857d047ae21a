import datetime as dt
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.errors import DetenteError, EmptyReportError
from detente.reports import parse_text

# Written for this test in the manner of a blog page copied whole.
BLOG = """Norland Urges Sudria to Halt Drills as Envoys Meet

Norland Urges Sudria to Halt Drills as Envoys Meet

By Ana Silva

Norland has called on Sudria to halt its naval drills. The plea was delivered by Gen. J. Roe in Port St. Ives.

Share

Norland urges Sudria to halt drills as envoys meet

"We will not stop," a Sudrian official said. Sources close to the U.S. embassy confirmed it.

Post a Comment

Previous Post Next Post"""


def test_blog_page():
    report = parse_text(BLOG, published=dt.date(2024, 8, 6), outlet="The Daily")
    assert report.headline == "Norland Urges Sudria to Halt Drills as Envoys Meet"
    assert [s.text for s in report.sentences] == [
        report.headline,
        "Norland has called on Sudria to halt its naval drills.",
        "The plea was delivered by Gen. J. Roe in Port St. Ives.",
        '"We will not stop," a Sudrian official said.',
        "Sources close to the U.S. embassy confirmed it.",
    ]
    assert (report.outlet, report.published, report.language) == ("The Daily", dt.date(2024, 8, 6), "en")


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        ("Talks fail\n\nIt is over.", "Talks fail"),
        ("# Talks fail\n\nIt is over.", "Talks fail"),
        ("**Talks fail**\n\nIt is over.", "Talks fail"),
        ("Iran warns U.S.\n\nIt is over.", "Iran warns U.S."),
        ("Will the talks fail?\n\nIt is over.", "Will the talks fail?"),
        ("Advertisement\n\nTalks fail\n\nIt is over.", "Talks fail"),
        ("The talks fail.\n\nIt is over.\n\nThe talks fail.\n\nYes.", "The talks fail."),
        ("Talks fail\nThe envoys left the city on Monday.\nIt is over.", "Talks fail"),
        ("The envoys left.\n\nIt is over.", ""),
        ("It was said,\n\nIt is over.", ""),
        ("Just one line", ""),
        ("word " * 40 + "\n\nIt is over.", ""),
        ("The envoys left the city\non Monday.\n\nIt is over.", ""),
    ],
)
def test_what_is_a_headline(text, headline):
    report = parse_text(text)
    assert report.headline == headline


def test_given_headline_is_kept_and_its_copies_dropped():
    report = parse_text("Talks fail\n\nIt is over.", headline="Talks fail")
    assert report.text == "Talks fail\n\nIt is over."


def test_hard_wrapped_lines_are_joined():
    body = (
        "The envoys of both countries left the city on Monday after\n"
        "three days of talks that ended, as a spokesman put it, in\n"
        "nothing at all. No new date was set."
    )
    report = parse_text(f"Talks fail\n\n{body}\n\n{body}")
    assert report.body.count("\n") == 2
    assert len(report.sentences) == 5


def test_lines_of_one_paragraph_each_are_kept():
    report = parse_text(
        "The envoys left on Monday.\nThe talks are over.\nNobody knows what comes next, they said."
    )
    assert len(report.body.split("\n")) == 3


def test_no_stops_splits_at_lines():
    report = parse_text("the envoys left\nthe talks are over\nnobody knows")
    assert [s.text for s in report.sentences] == ["the envoys left", "the talks are over", "nobody knows"]


@pytest.mark.parametrize("text", ["", " \n \n", "***", "Share\n\nPost a Comment", "\u200b"])
def test_nothing_to_read(text):
    with pytest.raises(EmptyReportError):
        parse_text(text)


def test_other_scripts_are_read():
    report = parse_text("المحادثات فشلت\n\nقال الوزير إن المحادثات فشلت. غادر الطرفان المدينة.")
    assert (report.language, len(report.sentences)) == ("ar", 3)


@given(st.text(max_size=300))
def test_any_text_gives_exact_spans_or_a_clear_error(text):
    try:
        report = parse_text(text)
    except DetenteError:
        return
    for sentence in report.sentences:
        assert report.text[sentence.span.start : sentence.span.end] == sentence.text


@given(
    st.lists(st.sampled_from(["Talks fail", "It is over.", "", "Share", "By Ana Silva", "left the", "city."]))
)
def test_only_furniture_and_copies_are_lost(lines):
    text = "\n".join(lines)
    try:
        report = parse_text(text)
    except DetenteError:
        return
    for word in ("over", "left", "city"):
        # A headline's copies are dropped, so count only what can't be one.
        if report.headline not in lines:
            assert report.text.count(word) == text.count(word)


@pytest.mark.parametrize("text", ["word " * 2_000_000, "It is over. " * 800_000, "x" * 10_000_000])
def test_ten_megabytes_on_one_line(text):
    start = time.process_time()
    report = parse_text(text)
    # Seen: 0.6 s.
    assert time.process_time() - start < 5
    assert len(report.text) > 9_000_000
