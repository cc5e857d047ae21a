from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from rich.cells import cell_len
from rich.console import Console

from detente.desk import render_table


def show(renderable, width=80, **options):
    console = Console(file=io.StringIO(), width=width, **{"color_system": None, **options})
    console.print(renderable)
    return console.file.getvalue()


def words_of(text):
    return " ".join(text.split())


@pytest.mark.parametrize("width", [30, 46, 61, 62, 80, 100, 123, 124, 160, 320])
def test_table_fits_every_width(report, events, width):
    lines = show(render_table(report, events), width).splitlines()
    assert max(cell_len(line) for line in lines) <= width


@pytest.mark.parametrize("width", [46, 80, 160])
def test_every_record_is_told(report, events, width):
    shown = show(render_table(report, events), width)
    assert shown.count("requests (change)") == 6
    assert shown.count("assaults (targeted)") == 4
    for words in ("consults (visit)", "accuses (disapprove)", "threatens (violence)", "mobilizes (troops)"):
        assert shown.count(words) == 1
    assert shown.count("in doubt") == 2
    assert shown.count("future") == 1


def test_parties_go_from_actor_to_recipient_with_via_source_place_and_day(report, events):
    shown = words_of(show(render_table(report, events), 320))
    assert "Shen Guowei (CHN government) → Ramiro Ocampo (VEN government)" in shown
    assert "via Lu Jianhua (CHN government)" in shown
    assert "on the word of people familiar with the talks (anonymous)" in shown
    assert "Caracas, VEN · 11 March 2025" in shown
    assert "→ Venezuela (VEN government) and the FARC (FARC armed group)" in shown


def test_plain_text_marks_triggers_with_brackets_and_numbers(report, events):
    shown = words_of(show(render_table(report, events)))
    assert "Shen [Presses]¹ Ocampo for Calm in Colombia Standoff After [Killing]² of ELN" in shown
    # A sentence with one event needs no number.
    assert "[asked for] the early delivery" in shown
    assert "\x1b" not in show(render_table(report, events))


def test_status_and_score_share_a_line_when_types_are_short(report, events):
    short = replace(events[0], type="ASSAULT", mode=None, status="actual", hedged=False)
    assert f"actual · {short.score:.2f}" in show(render_table(report, [short]))


def test_terminal_marks_triggers_with_style(report, events):
    shown = show(render_table(report, events), 160, force_terminal=True, color_system="standard")
    assert "[Presses]" not in shown
    assert re.search(r"\x1b\[1;4;33mPresses\x1b", shown)


def test_terminal_without_colour_still_underlines(report, events):
    shown = show(
        render_table(report, events), 160, force_terminal=True, color_system="standard", no_color=True
    )
    assert "\x1b[1;4mPresses\x1b" in shown
    assert not re.search(r"\x1b\[[0-9;]*3[0-7]m", shown)


def test_wide_table_puts_records_beside_the_sentence(report, events):
    first = next(line for line in show(render_table(report, events), 160).splitlines() if "[Presses]" in line)
    assert "requests (change)" in first


def test_sentences_without_events_are_counted(report, events):
    shown = show(render_table(report, events))
    skipped = [int(number) for number in re.findall(r"\((\d+) sentences? without an event\)", shown)]
    told = {event.sentence_index for event in events}
    assert sum(skipped) == len([s for s in report.sentences if s.index not in told])


def test_no_events_is_an_honest_answer(report):
    shown = words_of(show(render_table(report, ())))
    assert "0 events" in shown
    assert "No events found." in shown
    assert "16 sentences" in shown


def test_ascii_terminal_gets_ascii_signs(hand):
    report, coder = hand("France urged Chad to sign.")
    event = coder.event(
        "REQUEST", "urged", actor=[("France", "FRA", "GOV", None)], recipient=[("Chad", "TCD", "GOV", None)]
    )

    class Ascii(io.StringIO):
        encoding = "ascii"

    console = Console(file=Ascii(), width=80, color_system=None)
    console.print(render_table(report, (event,)))
    shown = console.file.getvalue()
    assert shown.isascii()
    assert "France (FRA government) -> Chad (TCD government)" in shown


def test_text_of_a_report_can_not_drive_the_terminal_or_rich(hand):
    report, coder = hand("[bold]Rebels[/] \x1b[2J attacked :smile: the \u202etown.")
    shown = show(render_table(report, (coder.event("ASSAULT", "attacked"),)), force_terminal=False)
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "[bold]Rebels[/] �[2J [attacked] :smile: the �town." in words_of(shown)


def test_two_events_on_the_same_words_share_a_mark(hand):
    report, coder = hand("Rebels attacked the town.")
    events = (coder.event("ASSAULT", "attacked"), coder.event("COERCE", "attacked the"))
    assert "Rebels [attacked the]¹·² town." in words_of(show(render_table(report, events)))
