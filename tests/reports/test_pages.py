import datetime as dt
import json
import logging
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import DetenteError, EmptyReportError, NotTextError
from detente.reports import parse_html
from detente.reports.pages import looks_like_html

# Written for this test.
PROSE = (
    "Norland has called on Sudria to halt its naval drills off the coast, two officials said on Monday.",
    "The plea was delivered by General Jon Roe, who met the Sudrian minister in Port St. Ives for hours.",
    "Sudria said it would not stop, and accused its neighbour of sending ships of its own into the strait.",
    "No date was set for a further meeting, but both sides agreed to keep a line open between their navies.",
)
HEADLINE = "Norland urges Sudria to halt drills"


def make_page(body="", *, head="", title=f"{HEADLINE} - The Daily Example", before="", after=""):
    paragraphs = body or "".join(f"<p>{text}</p>" for text in PROSE)
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title>{head}</head><body>"
        f"<nav><a href=/a>Home</a> <a href=/b>World</a></nav>{before}"
        f"<article><h1>{HEADLINE}</h1>{paragraphs}</article>{after}<footer>Footer</footer></body></html>"
    )


def test_article_and_metadata():
    facts = {
        "@type": "NewsArticle",
        "headline": HEADLINE,
        "datePublished": "2024-08-06T23:30:00-05:00",
        "publisher": {"@type": "Organization", "name": "The Daily Example"},
    }
    head = (
        f'<script type="application/ld+json">{json.dumps(facts)}</script>'
        '<meta property="og:site_name" content="The Daily Example">'
        '<link rel="canonical" href="https://daily.example/world/drills">'
    )
    report = parse_html(make_page(head=head))
    assert report.headline == HEADLINE
    assert report.outlet == "The Daily Example"
    assert report.url == "https://daily.example/world/drills"
    assert report.published == dt.date(2024, 8, 6)
    assert report.language == "en"
    assert report.body.split("\n\n") == list(PROSE)


def test_caller_overrules_the_page():
    report = parse_html(make_page(), outlet="Mine", url="https://x.example/1", published=dt.date(2020, 1, 2))
    assert (report.outlet, report.url, report.published) == (
        "Mine",
        "https://x.example/1",
        dt.date(2020, 1, 2),
    )


def test_no_date_is_invented():
    report = parse_html(make_page(after="<div>Copyright 2019-2023</div><p>Founded 1/2/1999</p>"))
    assert report.published is None


@pytest.mark.parametrize(
    "title",
    [HEADLINE, f"{HEADLINE} | The Daily Example", f"The Daily Example: {HEADLINE}", f"{HEADLINE} – Example"],
)
def test_headline_without_the_sites_name(title):
    assert parse_html(make_page(title=title)).headline == HEADLINE


def test_entities_in_stated_headline():
    facts = {"@type": "NewsArticle", "headline": "Talks &#8216;fail&#8217; in Port Ives"}
    page = make_page(head=f'<script type="application/ld+json">{json.dumps(facts)}</script>')
    assert "&#" not in parse_html(page.replace(f"<h1>{HEADLINE}</h1>", "")).headline


def test_furniture_goes():
    body = (
        "<p>Share</p>"
        + f"<p>{HEADLINE}</p>"
        + "".join(f"<p>{text}</p>" for text in PROSE[:2])
        + "<p>Advertisement</p><p>Read more: Ten photos of the strait</p>"
        + "".join(f"<p>{text}</p>" for text in PROSE[2:])
        + "<ul><li><a href=/1>Ten photos of the strait</a></li><li><a href=/2>Who is Jon Roe</a></li></ul>"
        + "<h3>Tell us more</h3><p>Post a Comment</p><p>Previous Post Next Post</p>"
    )
    assert parse_html(make_page(body)).body.split("\n\n") == list(PROSE)


def test_phrases_are_not_cut_out_of_sentences():
    linked = PROSE[0].replace("Sudria", '<span class="link related"><a href="/s">Sudria</a></span>')
    body = f"<p>{linked}</p>" + "".join(f"<p>{text}</p>" for text in PROSE[1:])
    assert parse_html(make_page(body)).body.split("\n\n")[0] == PROSE[0]


def test_body_from_structured_data_where_the_page_shows_none():
    facts = {"@type": "NewsArticle", "headline": HEADLINE, "articleBody": "\n".join(PROSE)}
    head = f'<script type="application/ld+json">{json.dumps({"@graph": [facts]})}</script>'
    assert parse_html(make_page("<p>Loading</p>", head=head)).body.split("\n\n") == list(PROSE)


@pytest.mark.parametrize(
    "page",
    [
        "<html></html>",
        "<html><body></body></html>",
        "<html><title>Log in</title><form>User <input> Password <input></form></html>",
        "<html><title>404 Not Found</title><h1>Not Found</h1>"
        "<p>The requested page was not found on this server, sorry.</p>",
        "<html><title>Page not found | Example</title>"
        "<p>Sorry, the page that you are looking for can not be found here."
        " It may have been moved, or the address may have been mistyped.</p>",
        "<html><title>Just a moment...</title>"
        "<p>Checking that you are human. This may take a few seconds, please wait.</p>",
        "<html><title>Front page</title><ul>"
        + "".join(f"<li><a href=/{n}>Some headline number {n}</a></li>" for n in range(60))
        + "</ul></html>",
    ],
)
def test_pages_that_are_no_article(page):
    with pytest.raises(EmptyReportError, match="page"):
        parse_html(page, where="a.html")


def test_an_article_about_404_people_is_an_article():
    page = make_page(title="Quake kills 404 people in Sudria").replace(
        HEADLINE, "Quake kills 404 people in Sudria"
    )
    assert parse_html(page).headline == "Quake kills 404 people in Sudria"


def test_bytes_are_decoded_by_the_pages_declaration():
    russian = "Министр заявил, что переговоры провалились и обе стороны покинули город в понедельник. " * 4
    head = '<head><meta charset="windows-1251"><title>Переговоры провалились</title></head>'
    page = f"<html>{head}<article><p>{russian}</p>"
    report = parse_html(page.encode("cp1251"))
    assert report.language == "ru"
    assert report.body == russian.strip()


def test_arabic_page():
    text = "قال الوزير يوم الاثنين إن المحادثات فشلت وإن الطرفين غادرا المدينة دون اتفاق. " * 4
    report = parse_html(
        f"<html><title>فشل المحادثات في المدينة</title><article><p>{text}</p></article></html>"
    )
    assert (report.language, len(report.sentences)) == ("ar", 5)


def test_binary():
    with pytest.raises(NotTextError):
        parse_html(b"%PDF-1.4")


def test_xml_declaration_and_damaged_markup():
    page = '<?xml version="1.0" encoding="utf-8"?>' + make_page("".join(f"<p><b>{text}" for text in PROSE))
    assert PROSE[1] in parse_html(page).text


def test_looks_like_html():
    assert looks_like_html("\n<!-- saved --><!DOCTYPE html>")
    assert looks_like_html("<?xml version='1.0'?><html xmlns='x'>")
    assert not looks_like_html("Talks fail\n\nHe said <b>no</b>.")


def test_libraries_write_nothing(capfd):
    logging.getLogger("trafilatura")
    with pytest.raises(EmptyReportError):
        parse_html("<html><title>x</title></html>")
    assert capfd.readouterr() == ("", "")


@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<div class='a'>",
                "<script type='application/ld+json'>",
                "{",
                '{"@type":"NewsArticle"}',
                "</script>",
                "<table><tr>",
                "<a href='http://[x'>",
                "<li>",
                "&#0;",
                "&#xd800;",
                "<h1>",
                "<title>",
                "<meta charset='zz'>",
                *PROSE,
            ]
        ),
        max_size=25,
    ).map(" ".join)
)
@settings(max_examples=60, deadline=None)
def test_any_markup_gives_exact_spans_or_a_clear_error(page):
    try:
        report = parse_html("<html>" + page)
    except DetenteError:
        return
    for sentence in report.sentences:
        assert report.text[sentence.span.start : sentence.span.end] == sentence.text


LONG = " ".join(PROSE)


@pytest.mark.parametrize(
    ("page", "sentences"),
    [
        (make_page("".join(f"<p>{n} days on: {LONG}</p>" for n in range(22_000))), 88_001),
        (make_page(before=f"<script>{'x' * 9_500_000}</script>"), 5),
        (make_page(before=f'<img src="data:image/png;base64,{"A" * 9_500_000}">'), 5),
        (make_page(before="<!--" * 2_400_000), None),
        (make_page(before="<script>" * 1_100_000), None),
        (make_page(before="<div>" * 900_000), None),
        (make_page(before="<li><a href=/a>Other headline</a></li>" * 250_000), 5),
        (make_page(before="<table>" + "<tr><td>a</td><td>b</td></tr>" * 300_000 + "</table>"), 5),
    ],
    ids=["text", "script", "image", "comments", "scripts", "nested", "links", "table"],
)
def test_ten_megabyte_pages(page, sentences):
    start = time.process_time()
    try:
        report = parse_html(page)
    except EmptyReportError:
        report = None
    # Seen: 0.2 to 1.5 s.
    assert time.process_time() - start < 8
    if sentences is not None:
        assert report is not None
        assert len(report.sentences) == sentences
