"""The desk in Debian's Chromium: accessible on every page, from the keyboard, and deaf to planted scripts."""

from __future__ import annotations

import json
import urllib.request

import pytest

from detente.desk.web import Guard, create_app
from detente.ledger import Ledger
from tests.desk.web.conftest import WordCoder, serving

WHAT_IF = "/whatif?add=2024-08-07+IRN+ASSAULT+IRQ&block=IRQ+ASSAULT+IRN&horizon=7"
PAGES = (
    "/",
    "/timeline",
    "/reports",
    "/review",
    "/review?links=1",
    "/add",
    "/docs",
    "/pair/IRN/IRQ",
    "/party/IRN",
    "/nowhere",
    "/event/ffff",
    "/timeline?type=NOPE",
    "/timeline?text=nothing+like+it",
    "/?as_of=2000-01-01",
    "/party/XYZ",
    "/outlook",
    "/whatif",
    WHAT_IF,
)
RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}


def ask(address, path):
    with urllib.request.urlopen(address + path, timeout=60) as answer:
        return json.load(answer)


@pytest.fixture(scope="module")
def paths(desk):
    event = next(e for e in ask(desk, "/api/events?type=ASSAULT")["items"] if e["reports"] == 2)
    hostile = next(e for e in ask(desk, "/api/events?type=THREATEN")["items"] if "<script>" in e["words"])
    reports = [line["id"] for line in ask(desk, "/api/reports")["items"]]
    places = [f"/event/{event['id']}", f"/event/{hostile['id']}", *(f"/report/{id_}" for id_ in reports)]
    return [*PAGES, *places, f"/report/{reports[0]}/why", "/?as_of=2024-08-02"]


@pytest.fixture
def page(chromium):
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(60_000)
    opened = context.new_page()
    opened.faults = []
    opened.on(
        "console", lambda message: opened.faults.append(message.text) if message.type == "error" else None
    )
    opened.on("pageerror", lambda error: opened.faults.append(str(error)))
    opened.foreign = []
    opened.on("request", lambda request: opened.foreign.append(request.url))
    yield opened
    context.close()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_axe_finds_nothing_and_nothing_planted_runs(page, desk, paths, scheme, width):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    faults = []
    for path in paths:
        page.goto(desk + path, wait_until="load")
        page.locator("[data-waiting]").first.wait_for(state="detached", timeout=180_000)
        found = axe.Axe().run(page, options=RULES)
        for violation in found.response["violations"]:
            nodes = [node["html"][:160] for node in violation["nodes"][:3]]
            faults.append((path, violation["id"], violation["help"], nodes))
        if page.evaluate("document.documentElement.scrollWidth - innerWidth") > 0:
            faults.append((path, "wider than the window"))
        assert page.evaluate("window.pwned") is None, path
    assert faults == []
    assert [fault for fault in page.faults if "404" not in fault and "422" not in fault] == []
    assert {url for url in page.foreign if not url.startswith(desk)} == set()


def test_pointing_at_words_and_charts_shows_what_they_are(page, desk, paths):
    page.goto(desk + "/")
    page.locator(".chart.wide path[data-label^='1:']").hover(force=True)
    assert "tension up" in page.locator(".tip-box").inner_text()
    report = next(
        path
        for path in paths
        if path.startswith("/report/") and page.request.get(desk + path).text().count("data-e=")
    )
    page.goto(desk + report)
    page.locator("[data-m*=':trigger']").first.focus()
    assert page.locator(".rec.on").count() == 1
    assert page.evaluate("window.pwned") is None


def test_the_slider_asks_for_an_earlier_day(page, desk):
    page.goto(desk + "/")
    slider = page.get_by_role("slider")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**as_of=2024-08-0*")
    assert "As known on" in page.locator(".known").inner_text()


def test_every_link_of_the_menu_is_reached_by_tab(page, desk):
    page.goto(desk + "/timeline")
    reached = []
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.textContent.trim()"))
    assert reached[0] == "Skip to the content"
    assert {"Situation", "Timeline", "Review", "Add"} <= set(reached)


def test_review_from_the_keyboard_sticks(page, desk):
    before = ask(desk, "/api/review/mentions")["total"]
    page.goto(desk + "/review")
    card = page.locator(".card").first
    card.focus()
    page.keyboard.press("c")
    page.wait_for_selector(".card.gone .said")
    assert ask(desk, "/api/review/mentions")["total"] == before - 1
    page.keyboard.press("k")
    page.keyboard.press("u")
    page.locator(".card.gone").first.wait_for(state="detached")
    assert ask(desk, "/api/review/mentions")["total"] == before
    page.keyboard.press("e")
    assert page.evaluate("document.activeElement.name") == "type"
    page.keyboard.type("d")
    assert ask(desk, "/api/review/mentions")["total"] == before


def test_a_pasted_report_shows_on_an_open_page(chromium, page, desk):
    watching = chromium.new_page()
    watching.goto(desk + "/timeline")
    page.goto(desk + "/add")
    page.get_by_label("Paste a report").fill(
        "Depot hit again\n\nIran struck a third depot at Kirkuk on Monday."
    )
    page.get_by_label("Day of publication").fill("2024-08-07")
    page.get_by_role("button", name="Read and add").click()
    page.wait_for_selector("#jobs .added")
    watching.wait_for_selector("text=third depot at Kirkuk", timeout=60_000)
    watching.close()
    assert page.faults == []


def test_the_first_load_is_small(page, desk):
    sizes = []
    page.on(
        "response", lambda answer: sizes.append(len(answer.body())) if "stream" not in answer.url else None
    )
    page.goto(desk + "/", wait_until="load")
    assert sum(sizes) < 500_000


def test_from_a_pasted_report_to_the_changed_outlook(page, desk):
    page.goto(desk + "/outlook")
    page.wait_for_selector("#h-odds", timeout=120_000)
    before = page.locator("main").inner_text()
    page.goto(desk + "/add")
    struck = ("Iran struck a depot at Tikrit on Thursday.", "Iran struck a bridge at Samarra on Thursday.")
    text = "Depots burn\n\n" + " ".join(struck)
    page.get_by_label("Paste a report").fill(text)
    page.get_by_label("Day of publication").fill("2024-08-08")
    page.get_by_role("button", name="Read and add").click()
    page.wait_for_selector("#jobs .added")
    page.goto(desk + "/outlook")
    # The odds of before stand until they are worked out anew; then the open page renews itself.
    page.wait_for_selector("text=Outlook from 9 August 2024", timeout=120_000)
    after = page.locator("main").inner_text()
    assert after != before


def test_what_if_from_the_form(page, desk):
    page.goto(desk + "/whatif")
    page.get_by_label("Who", exact=True).first.fill("IRN")
    page.get_by_label("to whom").first.fill("IRQ")
    page.get_by_label("does what").first.select_option("ASSAULT")
    page.get_by_label("within days").fill("7")
    page.get_by_role("button", name="Compare").click()
    page.wait_for_selector("#h-diff", timeout=120_000)
    assert "supposed" in page.locator("main").inner_text()
    assert page.faults == []


@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing_where_the_desk_refuses_fails_or_is_empty(page, tmp_path, monkeypatch, width):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    guard = Guard.for_host("0.0.0.0", names=("127.0.0.1",), token="a-token-of-some-length")
    page.set_viewport_size({"width": width, "height": 800})
    faults = []

    def check(address, status):
        answer = page.goto(address)
        assert answer.status == status, address
        check_page(address)

    def check_page(address):
        found = axe.Axe().run(page, options=RULES).response["violations"]
        faults.extend((address, violation["id"], violation["help"]) for violation in found)
        if page.evaluate("document.documentElement.scrollWidth - innerWidth") > 0:
            faults.append((address, "wider than the window"))

    with Ledger(tmp_path / "empty.db") as ledger:
        app = create_app(ledger, coder=WordCoder(), warm=False)
        with serving(app) as address:
            for path in ("/", "/timeline", "/reports", "/review", "/review?links=1", "/outlook", "/whatif"):
                page.goto(address + path)
                page.locator("[data-waiting]").first.wait_for(state="detached")
                check(address + path, 200)
            check(address + "/party/IRN", 200)
            page.goto(f"data:text/html,<form method=post action={address}/review><button>x</button></form>")
            with page.expect_navigation() as answered:
                page.get_by_role("button").click()
            assert answered.value.status == 403
            check_page(address + "/review")
            monkeypatch.setattr("detente.desk.web._pages.look_at_party", lambda *_: 1 / 0)
            check(address + "/party/IRN", 500)
            with ledger._engine.begin() as connection:
                connection.exec_driver_sql("ALTER TABLE reports RENAME TO gone")
            check(address + "/reports?text=x", 503)
        with serving(create_app(ledger, coder=WordCoder(), guard=guard, warm=False)) as address:
            check(address + "/", 401)
    assert faults == []
