"""The brief: what it says, that it says nothing without its evidence, that reports can't break it."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import io
import random
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from markdown_it import MarkdownIt

from detente.desk import BRIEF_FORMS, render_brief
from detente.desk._brief import Room, compose_brief
from detente.desk._brief_markdown import escape_markdown
from detente.desk._words import clean
from detente.errors import OutlookError, UsageError
from detente.ledger import Ledger
from detente.outlook import History, Outlook
from detente.records import Place
from tests.ledger.telling import act, tell

pytestmark = pytest.mark.usefixtures("names_read_once")

RAID = "Peruvian jets bombed a depot in Machala on 3 May 2024, officers said."
CRISIS = [
    tell(
        "Wire",
        "2024-05-01",
        (
            "Peru demanded that Ecuador withdraw its troops by 9 May.",
            act("REQUEST", "demanded", "PER", "ECU", mode="yield"),
        ),
    ),
    tell(
        "Wire",
        "2024-05-03",
        (
            RAID,
            act(
                "ASSAULT",
                "bombed",
                "PER=jets",
                "ECU=depot",
                mode="aerial",
                date="2024-05-03",
                said_by=("officers",),
            ),
        ),
    ),
    tell(
        "Gazette",
        "2024-05-04",
        (
            "Peru denied that jets had bombed a depot in Machala on 3 May 2024.",
            act(
                "ASSAULT",
                "bombed",
                "PER=jets",
                "ECU=depot",
                mode="aerial",
                date="2024-05-03",
                status="negated",
                said_by=("Peru", "PER", "institution"),
            ),
        ),
    ),
    tell(
        "Herald",
        "2024-05-05",
        ("Ecuador expelled the envoy.", act("SANCTION", "expelled", "ECU", "PER=envoy", mode="expel")),
        (
            "Brazil will send food to Ecuador.",
            act("AID", "send", "BRA", "ECU", status="future", date="2024-05-12"),
        ),
    ),
]


@pytest.fixture
def ledger(tmp_path):
    with Ledger(tmp_path / "crisis.db") as ledger:
        yield ledger


@pytest.fixture
def crisis(ledger):
    for report, mentions in CRISIS:
        ledger.add(report, mentions)
    return ledger


def texts(brief):
    return " ".join(
        f"{r.when} {r.text} {r.aside}" for section in brief.sections for r in (*section.lead, *section.items)
    )


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"form": "xx"}, "no form of a brief: 'xx' (give html, pdf, md)"),
        ({"days": 0}, "days: a brief of 0 days tells of nothing"),
        ({"days": 10**9}, "days: a brief can't tell of 1000000000 days (give at most 3660)"),
        ({"as_of": dt.date.max}, "as_of: 9999-12-31 is at the end of the calendar"),
        ({"as_of": dt.datetime(2024, 8, 5)}, "as_of: a day is wanted, not datetime.datetime("),
        ({"as_of": "2024-08-05"}, "as_of: a day is wanted, not '2024-08-05'"),
    ],
)
def test_a_brief_of_what_can_not_be_is_refused(crisis, options, words):
    with pytest.raises(UsageError) as error:
        render_brief(crisis, **({"form": "md"} | options))
    assert words in str(error.value)


def test_it_says_what_happened_and_what_is_open(crisis):
    brief = compose_brief(crisis)
    assert [section.name for section in brief.sections if section.name != "odds"] == [
        "brink",
        "happened",
        "doubt",
        "open",
        "ahead",
    ]
    said = texts(brief)
    assert "Ecuador expelled the envoy (Peru)." in said
    assert "It is reported, and denied, that jets (Peru) bombed the depot (Ecuador)" in said
    assert "denied by Peru (Gazette, 4 May)" in said
    assert "Peru gave Ecuador an ultimatum; no answer is known. The deadline is 9 May 2024." in said
    assert "Brazil said that it would give aid to Ecuador." in said
    assert "by 5 May" in said
    assert brief.title == "Ecuador and Peru"


def test_no_statement_on_an_event_without_its_sentence(crisis):
    brief = compose_brief(crisis)
    sentences = {s.text for report, _ in CRISIS for s in report.sentences}
    outlets = {report.outlet for report, _ in CRISIS}
    assert {note.words for note in brief.notes} <= sentences
    assert {note.outlet for note in brief.notes} <= outlets
    assert [note.number for note in brief.notes] == list(range(1, len(brief.notes) + 1))
    told = [remark for section in brief.sections for remark in section.items if remark.grade]
    assert len(told) == 5 + 1
    assert all(remark.notes for remark in told)
    cited = {
        number for section in brief.sections for r in (*section.lead, *section.items) for number in r.notes
    }
    assert cited == {note.number for note in brief.notes}
    (raid,) = [remark for remark in told if "bombed" in remark.text]
    # Both sides of what is denied have their note.
    assert {brief.notes[number - 1].outlet for number in raid.notes} == {"Wire", "Gazette"}


def test_what_was_known_on_a_day(crisis):
    brief = compose_brief(crisis, as_of=dt.date(2024, 5, 3))
    said = texts(brief)
    assert "It is said, and not confirmed, that jets (Peru) bombed the depot (Ecuador)" in said
    assert "denied" not in said
    assert "Herald" not in {note.outlet for note in brief.notes}
    later = compose_brief(crisis, as_of=dt.date(2024, 5, 10))
    assert "ultimatum" not in texts(later)
    assert later.day == dt.date(2024, 5, 10)


def test_period_and_parties(crisis):
    brief = compose_brief(crisis, days=1)
    assert "expelled" in texts(brief)
    assert "bombed" not in texts(brief)
    of_brazil = compose_brief(crisis, parties=["BRA"])
    assert of_brazil.title == "Brazil"
    assert "expelled" not in texts(of_brazil)
    assert "No report tells of an event" in texts(of_brazil)
    pair = compose_brief(crisis, parties=["PER", "ECU"])
    assert "tension between Ecuador and Peru stands at" in texts(pair)
    with pytest.raises(UsageError, match="0 days"):
        compose_brief(crisis, days=0)


def test_an_empty_ledger_and_a_day_before_the_first_report(ledger):
    assert "holds no report yet" in texts(compose_brief(ledger))
    report, mentions = CRISIS[0]
    ledger.add(report, mentions)
    before = compose_brief(ledger, as_of=dt.date(2024, 4, 1))
    assert "Nothing was known by 1 April 2024: the first report is of 1 May 2024." in texts(before)
    assert before.notes == ()


def test_one_event_and_only_coming_ones(ledger):
    report, mentions = CRISIS[3]
    ledger.add(report, mentions[1:])
    brief = compose_brief(ledger)
    assert "No report tells of an event" in texts(brief)
    assert "there is no tension to show" in texts(brief)
    assert "12 May" in texts(brief)
    assert "Brazil said that it would give aid to Ecuador." in texts(brief)
    for form in ("html", "md"):
        assert b"Brazil" in render_brief(ledger, form)


def test_a_report_without_events(ledger):
    ledger.add(*tell("Wire", "2024-05-01", "Nothing happened at all."))
    assert "No report tells of an event" in texts(compose_brief(ledger))


def test_room_is_kept_to(crisis):
    brief = compose_brief(crisis, room=Room(happened=1, doubtful=0, matters=0, ahead=0))
    assert [len(section.items) for section in brief.sections if section.name == "happened"] == [1]
    assert not [section for section in brief.sections if section.name in {"doubt", "ahead"}]


HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)">[a](javascript:alert(3)) **b** http://evil.example'


def hostile(ledger):
    line = f"{HOSTILE} attacked {HOSTILE} on Monday."
    report, (mention,) = tell(
        f"Wire {HOSTILE}", "2024-05-01", (line, act("ASSAULT", "attacked", "PER", "ECU", said_by=(HOSTILE,)))
    )
    party = replace(mention.actor[0], text=HOSTILE, name=HOSTILE, who=HOSTILE[:40])
    ledger.add(report, (replace(mention, actor=(party,), recipient=(party,), place=Place(HOSTILE)),))


def test_hostile_text_stays_text_in_html(ledger):
    hostile(ledger)
    page = render_brief(ledger).decode()
    tree = html.fromstring(page)
    assert "alert(1)" in tree.text_content()
    tags = {element.tag for element in tree.iter() if isinstance(element.tag, str)}
    assert not tags & {"script", "img", "iframe", "object", "embed", "form", "base", "link", "foreignobject"}
    attributes = {name for element in tree.iter() for name in element.attrib}
    assert not {name for name in attributes if name.startswith("on")} | (attributes & {"style", "src"})
    assert all(link.startswith("#n") for link in tree.xpath("//@href"))


def test_hostile_text_stays_text_in_markdown(ledger):
    hostile(ledger)
    written = render_brief(ledger, "md").decode()
    assert "alert(1)" in written
    tokens = [
        t for block in MarkdownIt("commonmark").parse(written) for t in (block, *(block.children or ()))
    ]
    assert not {t.type for t in tokens} & {"html_block", "html_inline", "link_open", "image"}
    assert "http://" not in written
    assert "****" not in written


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=60).map(lambda text: clean(text).strip()))
def test_escaped_markdown_reads_as_what_it_was(text):
    parsed = MarkdownIt("commonmark").parse(f"x {escape_markdown(text)} x")
    kinds = {child.type for block in parsed for child in block.children or ()}
    assert kinds <= {"text", "text_special", "softbreak"}
    shown = html.fromstring(MarkdownIt("commonmark").render(f"x {escape_markdown(text)} x")).text_content()
    assert " ".join(shown.replace("\x00", "�").split()) == " ".join(
        f"x {text} x".replace("\x00", "�").split()
    )


@given(
    st.sampled_from(
        ["http://a.example", "https://a.b", "www.a.example", "a@b.example", "mailto:a@b.c", "FTP://x.y"]
    )
)
def test_addresses_are_not_made_links(address):
    for around in ("{}", "({})", "x{}"):
        written = escape_markdown(around.format(address))
        assert not re.search(r"://|www\.|@|mailto:", written, re.I)


def test_the_page_loads_nothing_and_its_policy_fits(crisis):
    page = render_brief(crisis).decode()
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.S)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in page
    assert "default-src 'none'" in page
    assert not re.search(r"https?://|url\(|@import", page)


def test_notes_are_linked_both_on_the_page(crisis):
    tree = html.fromstring(render_brief(crisis).decode())
    wanted = {link.removeprefix("#") for link in tree.xpath("//@href")}
    assert wanted == set(tree.xpath("//section[@class='notes']//li/@id"))
    assert len(tree.xpath("//h1")) == 1
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_pdf_is_two_sides_at_most_with_the_same_words(crisis):
    pytest.importorskip(
        "weasyprint", reason="pip install 'detente[pdf]', and Pango", exc_type=(ImportError, OSError)
    )
    pypdf = pytest.importorskip("pypdf")
    for number in range(14):
        said = (
            f"Peru accused Ecuador of breach number {number}, " + "and of a long list of other things, " * 9
        )
        line = f"{said}in a note that was handed over at the frontier before noon."
        report, mentions = tell("Wire", "2024-05-05", (line, act("ACCUSE", "accused", "PER", "ECU")))
        crisis.add(report, mentions)
    pages = pypdf.PdfReader(io.BytesIO(render_brief(crisis, "pdf"))).pages
    assert len(pages) <= 2
    text = " ".join(" ".join(page.extract_text().split()) for page in pages)
    for words in ("Ecuador and Peru", "How near the brink", "the depot (Ecuador)", "denied by Peru"):
        assert words in text


def test_forms_are_the_same_each_time(crisis):
    assert BRIEF_FORMS == ("html", "pdf", "md")
    assert render_brief(crisis) == render_brief(crisis)
    assert render_brief(crisis, "md") == render_brief(crisis, "md")


@pytest.fixture(scope="module")
def model():
    chance = random.Random(5)
    rows = [
        (
            dt.date(2023, 7, 1) + dt.timedelta(days=day),
            *chance.choice(
                [
                    ("PER", "ASSAULT", "ECU"),
                    ("ECU", "ACCUSE", "PER"),
                    ("BRA", "CONSULT", "PER"),
                    ("BRA", "AID", "ECU"),
                ]
            ),
        )
        for day in range(300)
        for _ in range(chance.randrange(3))
    ]
    return Outlook().fit(History.from_rows(rows))


def odds_of(brief):
    return next((section for section in brief.sections if section.name == "odds"), None)


def test_odds_stand_with_their_record(crisis, model, monkeypatch):
    monkeypatch.setattr(Outlook, "load", classmethod(lambda cls: model))
    asked = {"parties": ["PER", "ECU"], "as_of": dt.date(2024, 5, 4)}
    section = odds_of(compose_brief(crisis, **asked))
    said = " ".join(f"{remark.text} {remark.aside}" for remark in section.items)
    events = crisis.events(as_of=asked["as_of"])
    origin = dt.date(2024, 5, 5)
    odds = model.predict(History.from_events(events), [("PER", "ECU")], horizons_days=(7, 30), origin=origin)
    for one in odds:
        assert f"{100 * one.prob:.0f}% within {one.horizon_days} days" in said
        if one.record_cases:
            assert f"of {one.record_cases} odds" in said
    assert len(section.items) == 2
    assert "That Peru acts against Ecuador: " in said
    assert f"Rests on {odds[0].past_events} event" in said
    assert {remark.when for remark in section.items} == {"to 3 June"}
    assert "4 May 2024" in section.lead[0].text


def test_odds_are_left_out_without_a_model_and_owned_up_to_without_events(ledger, model, monkeypatch):
    for report, mentions in CRISIS[3:]:
        ledger.add(report, mentions[1:])
    monkeypatch.setattr(Outlook, "load", classmethod(lambda cls: model))
    (remark,) = odds_of(compose_brief(ledger)).lead
    assert remark.text == "There are no odds: the history has no events, so there is nothing to go by."

    def refuse(cls):
        raise OutlookError("no such file")

    monkeypatch.setattr(Outlook, "load", classmethod(refuse))
    assert odds_of(compose_brief(ledger)) is None
