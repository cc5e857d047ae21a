from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from detente.desk._picture import MAX_PARTIES, WIDTH, collect_ties, draw_picture
from detente.records import Party


def between(event, actors, recipients, **fields):
    sides = [tuple(Party(who, who) for who in side) for side in (actors, recipients)]
    return replace(event, actor=sides[0], recipient=sides[1], **fields)


def parties_in(picture):
    return re.findall(r'<g class="pill[^"]*"><title>([^<]*)</title>', picture)


def boxes_in(picture):
    pattern = r'<rect x="([-\d.]+)" y="([-\d.]+)" width="([\d.]+)" height="([\d.]+)"'
    return [tuple(map(float, match)) for match in re.findall(pattern, picture)]


def test_ties_count_mentions_by_direction(events):
    ties, alone = collect_ties(events)
    counts = {(tie.actor, tie.recipient): tie.count for tie in ties}
    assert counts == {
        ("CHN", "VEN"): 5,
        ("VEN", "CHN"): 1,
        ("UNK", "ELN"): 5,
        ("BRA", "VEN"): 1,
        ("BRA", "FARC"): 1,
        ("BRA", "unnamed"): 1,
        ("FARC", "COL"): 1,
    }
    assert alone == {"CHN": 1, "VEN": 1, "COL": 1}


def test_announced_acts_only_are_not_real(events):
    ties, _ = collect_ties(events)
    assert [(tie.actor, tie.recipient) for tie in ties if not tie.real] == [("FARC", "COL")]
    assert draw_picture(events).count('class="tie conf dashed"') == 1


def test_negated_events_are_not_drawn(events):
    denied = between(events[0], ["USA"], ["IRN"], status="negated")
    assert collect_ties([denied]) == ([], {})
    assert draw_picture([denied]) == ""


def test_both_sides_of_a_meeting_are_joined_without_a_head(events):
    met = between(events[5], ["IRN", "CHN", "RUS"], [])
    ties, alone = collect_ties([met])
    assert {(tie.actor, tie.recipient, tie.mutual) for tie in ties} == {
        ("CHN", "IRN", True),
        ("CHN", "RUS", True),
        ("IRN", "RUS", True),
    }
    assert not alone
    assert "<polygon" not in draw_picture([met])
    # Two that each mobilize do nothing to one another.
    assert collect_ties([between(events[16], ["IRN", "CHN"], [])])[0] == []


@pytest.mark.parametrize("number", range(1, 21))
def test_pills_stay_inside_and_apart(events, number):
    names = [f"LONG NAMED GROUP {n}" if n % 3 == 0 else f"P{n:02}" for n in range(number)]
    told = [
        between(events[0], [names[n]], [names[(n * 3 + 1) % number]])
        for n in range(number)
        for _ in range(1 + n % 3)
    ]
    picture = draw_picture(told)
    shown = parties_in(picture)
    assert len(shown) == min(number, MAX_PARTIES)
    assert ("others" in shown) is (number > MAX_PARTIES)
    height = float(re.search(r'viewBox="0 0 \d+ (\d+)"', picture)[1])
    boxes = boxes_in(picture)
    for x, y, wide, high in boxes:
        assert x >= 0
        assert x + wide <= WIDTH
        assert y >= 0
        assert y + high <= height
    for i, (x, y, wide, high) in enumerate(boxes):
        for x2, y2, wide2, high2 in boxes[i + 1 :]:
            apart = x + wide <= x2 or x2 + wide2 <= x or y + high <= y2 or y2 + high2 <= y
            assert apart, shown


def test_picture_is_well_formed_and_escaped(events):
    told = between(events[0], ['<A & "B">'], ["C"])
    picture = draw_picture([told])
    svg = ElementTree.fromstring(picture[picture.index("<svg") : picture.index("</svg>") + 6])
    assert '<A & "B">' in svg.attrib["aria-label"]
    assert "id=" not in picture


def test_act_on_oneself_is_a_loop(events):
    picture = draw_picture([between(events[0], ["MLI"], ["MLI"])])
    assert parties_in(picture) == ["MLI"]
    assert re.search(r'class="line" d="M[\d. ]+C', picture)


def test_same_events_give_the_same_picture(events):
    assert draw_picture(events) == draw_picture(tuple(events))
