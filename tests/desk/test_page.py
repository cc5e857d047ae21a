from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.desk import render_fragment, render_page
from detente.desk._markup import Mark, collect_marks, mark_text, split_paragraphs

VOID = {"meta", "br", "hr", "img", "link", "input"}


class Tree(HTMLParser):
    """Checks that tags nest, and keeps tags, attributes and the text of the article."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: dict[str, str] = {}

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        for tag in set(self.open):
            self.text[tag] = self.text.get(tag, "") + data


def parse(page):
    tree = Tree()
    tree.feed(page)
    tree.close()
    assert tree.open == []
    return tree


@pytest.fixture(scope="module")
def page(report, events):
    return render_page(report, events)


def test_page_holds_the_whole_report(report, page):
    tree = parse(page)
    shown = tree.text["h1"] + tree.text["article"]
    assert "".join(shown.split()) == "".join(report.text.split())


def test_page_loads_nothing(page):
    tree = parse(page)
    assert not [tag for tag, _ in tree.tags if tag in {"link", "img", "iframe", "object", "embed", "base"}]
    assert not [attrs for _, attrs in tree.tags if "src" in attrs or "style" in attrs]
    assert not [name for _, attrs in tree.tags for name in attrs if name.startswith("on")]
    assert "url(" not in tree.text["style"]
    assert "@import" not in tree.text["style"]


def test_content_policy_admits_only_the_pages_own_style_and_script(page):
    tree = parse(page)
    policy = next(a["content"] for t, a in tree.tags if a.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none';")
    for name, directive in (("style", "style-src"), ("script", "script-src")):
        digest = base64.b64encode(hashlib.sha256(tree.text[name].encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}';" in policy
    assert "unsafe" not in policy


def test_every_event_has_a_record_and_words_that_link_to_each_other(page, events):
    tree = parse(page)
    ids = [attrs["id"] for _, attrs in tree.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    for number in range(len(events)):
        assert {f"e{number}", f"w{number}"} <= set(ids)
    links = [attrs["href"][1:] for tag, attrs in tree.tags if tag == "a" and attrs["href"].startswith("#")]
    assert set(links) <= set(ids)


def test_marks_name_event_and_role(page):
    tree = parse(page)
    marks = {pair for _, attrs in tree.tags for pair in (attrs.get("data-m") or "").split()}
    assert {"4:trigger", "4:actor", "4:via", "4:recipient", "6:said-by", "5:place"} <= marks


def test_text_of_the_report_is_escaped_everywhere(hand):
    report, coder = hand(
        '<script>alert(1)</script> "Rebels" attacked <img src=x onerror=y> & the town.', "</title><script>x"
    )
    evil = '"><img src=x onerror=y>'
    event = coder.event(
        "ASSAULT",
        "attacked <img",
        actor=[("Rebels", evil, evil, evil)],
        said_by=(evil, evil, "named"),
        place=(evil, evil, evil, 1.0, 2.0),
        recipient=[("", evil, "CVL", None)],
        date_text=evil,
    )
    for shown in (render_page(report, (event,)), render_fragment(report, (event,))):
        tree = parse(shown)
        assert not [tag for tag, _ in tree.tags if tag == "img"]
        assert len([tag for tag, _ in tree.tags if tag == "script"]) <= 1
        assert not [name for _, attrs in tree.tags for name in attrs if name.startswith("on")]


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://a.example/x?a=1&b=2", True),
        ("javascript:alert(1)", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_only_web_addresses_become_links(report, url, linked):
    from dataclasses import replace

    page = render_page(replace(report, url=url), ())
    assert ("the report at its outlet" in page) is linked
    assert "javascript:" not in page


def test_no_events_is_an_honest_answer(report):
    page = render_page(report, ())
    assert "No events found" in page
    assert "<svg" not in page
    assert report.sentences[3].text[:30] in page
    assert "No events found" in render_fragment(report, ())


def test_fragment_has_no_script_no_ids_and_styles_of_its_own_only(report, events):
    fragment = render_fragment(report, events)
    tree = parse(fragment)
    assert not [tag for tag, attrs in tree.tags if tag == "script" or "id" in attrs]
    style = re.sub(r"\{[^}]*\}", "{}", tree.text["style"])
    selectors = [one.strip() for rule in style.split("{}") for one in rule.split(",")]
    assert all(selector.startswith(".detente") for selector in selectors if selector)


@given(st.data())
def test_any_marks_give_nested_html_with_the_same_text(data):
    text = data.draw(st.text(alphabet="ab<&\n ", min_size=1, max_size=30))
    spans = st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))
    drawn = data.draw(st.lists(spans, max_size=6))
    marks = sorted(
        (Mark(min(s), max(s), 0, "actor") for s in drawn if s[0] != s[1]), key=lambda m: (m.start, m.end)
    )
    shown = mark_text(text, 0, len(text), marks, (), linked=True)
    tree = parse(f"<p>{shown}</p>")
    assert tree.text.get("p", "").replace("\n", " ") == text.replace("\n", " ")


@given(st.text(alphabet="a \n\r\t"))
def test_paragraphs_hold_every_word(text):
    parts = [text[start:end] for start, end in split_paragraphs(text)]
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(part.strip() for part in parts)


def test_marks_are_sorted(events):
    marks = collect_marks(events)
    assert marks == sorted(marks, key=lambda mark: (mark.start, mark.end))
    assert len([mark for mark in marks if mark.role == "trigger"]) == len(events)
