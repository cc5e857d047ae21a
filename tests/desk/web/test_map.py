from __future__ import annotations

import re

from detente.desk.web._map import draw_map
from detente.ledger import PlaceCount

# Of the crisis in examples/crisis.
PLACES = [
    PlaceCount(place=name, country=None, lat=lat, lon=lon, events=events, conflict=events, worst=-9.0)
    for name, lat, lon, events in (
        ("Zarumilla", -3.50306, -80.27306, 4),
        ("Huaquillas", -3.47523, -80.23084, 3),
        ("Manaus", -3.10194, -60.025, 3),
        ("Tumbes", -3.55592, -80.44258, 3),
        ("Lima", -12.04318, -77.02824, 2),
        ("Machala", -3.25886, -79.95876, 2),
        ("Guayaquil", -2.19616, -79.88621, 1),
        ("New York City", 40.71427, -74.00597, 1),
        ("Piura", -5.18192, -80.65715, 1),
        ("Quito", -0.22985, -78.52495, 1),
        ("Talara", -4.57722, -81.27194, 1),
    )
]


def test_labels_that_stay_on_narrow_screens_do_not_overlap_there():
    labels = re.findall(
        r'<text class="first" x="([\d.]+)" y="([\d.]+)" text-anchor="(\w+)">(\w+)</text>', draw_map(PLACES)
    )
    assert [name for *_, name in labels] == ["Zarumilla", "Manaus"]
    boxes = []
    for x, y, anchor, name in labels:
        # 22 pixels high, in bold letters of 0.6 of that on average.
        long = 0.6 * 22 * len(name)
        left = float(x) - {"start": 0, "middle": long / 2, "end": long}[anchor]
        boxes.append((left, float(y) - 22, left + long, float(y) + 6))
    (one, other) = boxes
    assert one[2] < other[0] or other[2] < one[0] or one[3] < other[1] or other[3] < one[1]


def test_a_label_without_room_on_narrow_screens_is_shown_on_wide_ones():
    assert re.search(r"<text x=[^>]*>Huaquillas</text>", draw_map(PLACES))
