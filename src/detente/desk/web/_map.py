"""The map of places, drawn from outlines that come with the package."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape
from importlib import resources
from typing import TYPE_CHECKING, Final

from detente.desk._words import clean, count, shorten

if TYPE_CHECKING:
    from detente.ledger import PlaceCount

__all__ = ["draw_map"]

WIDTH: Final = 720
"""Width in SVG units."""
SHAPE: Final = 0.62
"""Height to width."""
LEAST_SPAN_DEGREES: Final = 9.0
LABELS: Final = 10
FIRST: Final = 3
"""Labels that stay on narrow screens."""
CHARACTER: Final = 7.4
"""Width of a character of a label."""
NARROW_SIZE: Final = 1.85
"""How much larger labels are on narrow screens, with their rim; the style sheet has 22 and 13 pixels."""
_Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class _Ring:
    code: str
    west: float
    south: float
    east: float
    north: float
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class _Frame:
    """What part of the earth is shown: equirectangular, true to shape at its middle latitude."""

    west: float
    south: float
    east: float
    north: float

    @property
    def stretch(self) -> float:
        return math.cos(math.radians((self.south + self.north) / 2))

    @property
    def scale(self) -> float:
        return WIDTH / ((self.east - self.west) * self.stretch)

    @property
    def height(self) -> float:
        return (self.north - self.south) * self.scale

    def place(self, lon: float, lat: float) -> tuple[float, float]:
        return (lon - self.west) * self.stretch * self.scale, (self.north - lat) * self.scale


def draw_map(places: Sequence[PlaceCount], parties: Sequence[str] = ()) -> str:
    """Return the places as an SVG map of the region in which they lie; "" when there is none.

    Discs are for mostly cooperation, diamonds for mostly conflict; their area is the number of events.

    Args:
        places: The places, the most frequent first.
        parties: Codes of states to draw a shade darker.
    """
    if not places:
        return ""
    frame = _frame_of(places)
    shown = set(parties)
    lands = "".join(
        f'<path class="land{" party" if code in shown else ""}" d="{path}"/>' for code, path in _lands(frame)
    )
    most = max(place.events for place in places)
    marks = "".join(_mark(place, frame, most) for place in reversed(places))
    said = "; ".join(f"{shorten(p.place, 40)} {p.events}" for p in places[:20])
    return (
        f'<svg class="map" viewBox="0 0 {WIDTH} {frame.height:.0f}" role="img" '
        f'aria-label="Map of places with their number of events: {escape(said)}">'
        f'<rect class="sea" width="{WIDTH}" height="{frame.height:.0f}"/>{lands}{marks}'
        f"{_labels(places, frame, most)}</svg>"
    )


def _frame_of(places: Sequence[PlaceCount]) -> _Frame:
    # Where nearly all events are: one far-off place must not shrink the region to a dot.
    weights = sorted(places, key=lambda place: -place.events)
    total, kept, seen = sum(place.events for place in places), [], 0
    for place in weights:
        kept.append(place)
        seen += place.events
        if seen >= 0.92 * total and len(kept) >= 3:
            break
    south, north = min(p.lat for p in kept), max(p.lat for p in kept)
    west, east = min(p.lon for p in kept), max(p.lon for p in kept)
    middle_lat, middle_lon = (south + north) / 2, (west + east) / 2
    stretch = max(0.25, math.cos(math.radians(middle_lat)))
    wide = max((east - west) * 1.35, LEAST_SPAN_DEGREES / stretch)
    high = max((north - south) * 1.4, wide * stretch * SHAPE)
    wide = min(360.0, max(wide, high / SHAPE / stretch))
    high = min(160.0, wide * stretch * SHAPE)
    west = max(-180.0, min(180.0 - wide, middle_lon - wide / 2))
    south = max(-70.0, min(85.0 - high, middle_lat - high / 2))
    return _Frame(west, south, west + wide, south + high)


@cache
def _rings() -> tuple[_Ring, ...]:
    text = resources.files("detente.desk.web").joinpath("data", "world.txt").read_text(encoding="utf-8")
    rings = []
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        code, *pairs = line.split()
        points = tuple((int(x) / 100, int(y) / 100) for x, y in (pair.split(",") for pair in pairs))
        lons, lats = [x for x, _ in points], [y for _, y in points]
        rings.append(_Ring(code, min(lons), min(lats), max(lons), max(lats), points))
    return tuple(rings)


@lru_cache(maxsize=16)
def _lands(frame: _Frame) -> tuple[tuple[str, str], ...]:
    """Return code and outline of the states in a frame; most visits see the frame of the last one."""
    return tuple((ring.code, path) for ring in _rings() if (path := _path(ring, frame)))


def _path(ring: _Ring, frame: _Frame) -> str:
    if (
        ring.east < frame.west
        or ring.west > frame.east
        or ring.north < frame.south
        or ring.south > frame.north
    ):
        return ""
    # Points closer than a third of a unit can't be told apart.
    down, across = frame.scale, frame.scale * frame.stretch
    parts, last_x, last_y = [], math.inf, math.inf
    for lon, lat in ring.points:
        x, y = (lon - frame.west) * across, (frame.north - lat) * down
        if abs(x - last_x) + abs(y - last_y) >= 0.7:
            parts.append(f"{x:.1f} {y:.1f}")
            last_x, last_y = x, y
    return f"M{'L'.join(parts)}Z" if len(parts) > 2 else ""


def _radius(events: int, most: int) -> float:
    return 5 + 13 * math.sqrt(events / max(most, 4))


def _mark(place: PlaceCount, frame: _Frame, most: int) -> str:
    x, y = frame.place(place.lon, place.lat)
    if not (-20 <= x <= WIDTH + 20 and -20 <= y <= frame.height + 20):
        return ""
    r = _radius(place.events, most)
    hostile = place.conflict * 2 >= place.events
    words = f"{count(place.events, 'event')}, {place.conflict} of conflict"
    title = f"<title>{escape(shorten(place.place, 60))}: {words}</title>"
    if hostile:
        shape = f'<path d="M{x:.1f} {y - r:.1f}l{r:.1f} {r:.1f}l{-r:.1f} {r:.1f}l{-r:.1f} {-r:.1f}z"/>'
    else:
        shape = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r * 0.85:.1f}"/>'
    return f'<g class="{"conf" if hostile else "coop"}">{title}{shape}</g>'


def _labels(places: Sequence[PlaceCount], frame: _Frame, most: int) -> str:
    taken: list[_Box] = []
    for place in places[:LABELS]:
        x, y = frame.place(place.lon, place.lat)
        r = _radius(place.events, most)
        taken.append((x - r * 0.7, y - r * 0.7, x + r * 0.7, y + r * 0.7))
    found = []
    for number, place in enumerate(places[:LABELS]):
        x, y = frame.place(place.lon, place.lat)
        if not (0 < x < WIDTH and 10 < y < frame.height - 4):
            continue
        name, r = shorten(clean(place.place), 22), _radius(place.events, most)
        others = taken[:number] + taken[number + 1 :]
        # The first labels stay on narrow screens, in letters that are larger for the map; where there is no
        # room for these, one is shown on wide screens alone.
        sizes = [("", 1.0)] if number >= FIRST else [(' class="first"', NARROW_SIZE), ("", 1.0)]
        for kind, size in sizes:
            spot = _spot(x, y, r, CHARACTER * size * len(name), size, others)
            if spot is not None:
                at, base, anchor, box = spot
                taken.append(box)
                words = f'x="{at:.1f}" y="{base:.1f}" text-anchor="{anchor}">{escape(name)}'
                found.append(f"<text{kind} {words}</text>")
                break
    return "".join(found)


def _spot(
    x: float, y: float, r: float, long: float, size: float, others: Sequence[_Box]
) -> tuple[float, float, str, _Box] | None:
    """Return where a label has room beside its mark: x, baseline, anchor and box; None for nowhere."""
    for at, base, anchor in (
        (x + r + 4, y + 5, "start"),
        (x - r - 4, y + 5, "end"),
        (x, y - r - 6, "middle"),
        (x, y + r + 15 * size, "middle"),
    ):
        left = at if anchor == "start" else at - long if anchor == "end" else at - long / 2
        box = (left, base - 12 * size, left + long, base + 4 * size)
        inside = left > 0 and left + long < WIDTH and base > 12 * size
        if inside and not any(_meet(box, other) for other in others):
            return at, base, anchor, box
    return None


def _meet(one: _Box, other: _Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
