"""A small picture of who acts on whom: parties on a ring, arrows with counts, as SVG.

The arrow heads are drawn as shapes and nothing carries an id, so that many pictures may share one document.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Final

from detente.desk._words import clean, count, shorten
from detente.ontology import EVENT_TYPES

if TYPE_CHECKING:
    from detente.records import EventMention

__all__ = ["MAX_PARTIES", "Tie", "collect_ties", "draw_picture", "draw_ties"]

MAX_PARTIES: Final = 14
OTHERS: Final = "others"
# "All sides" are not the unknown who killed: unknown parties that are acted on get a place of their own.
UNNAMED: Final = "unnamed"
# All lengths are SVG user units; about as many as a narrow telephone has pixels, so that text stays legible.
WIDTH: Final = 400
LABEL_UNITS: Final = 7.0
PILL_HEIGHT: Final = 25
LINE_HEIGHT: Final = 13
LINE_CHARACTERS: Final = 12
# Both sides agree, meet or exchange: a line without a head.
_MUTUAL: Final = {"AGREE", "CONSULT", "COOPERATE"}

Point = tuple[float, float]
Places = dict[str, Point]


@dataclass(slots=True)
class Tie:
    """What one party does to another, summed over events.

    Attributes:
        actor: Code of the party that acts.
        recipient: Code of the one it acts on.
        mutual: True for an act that both do together; the two then stand in alphabetical order.
        types: How often each type of event occurs, or each quad class.
        real: True when one of them at least has happened (actual or historical).
    """

    actor: str
    recipient: str
    mutual: bool
    types: Counter[str] = field(default_factory=Counter)
    real: bool = False

    @property
    def count(self) -> int:
        """How many mentions."""
        return self.types.total()

    @property
    def side(self) -> str:
        """Return "coop", "conf", or "both" when as many of the one as of the other."""
        weight = sum(n if _quad_class(type_).endswith("conflict") else -n for type_, n in self.types.items())
        return "conf" if weight > 0 else "coop" if weight < 0 else "both"


def _quad_class(type_: str) -> str:
    return EVENT_TYPES[type_].quad_class if type_ in EVENT_TYPES else type_


def collect_ties(events: Sequence[EventMention]) -> tuple[list[Tie], Counter[str]]:
    """Return who does what to whom, and how often a party acts with no recipient named.

    Negated events did not happen and are left out. A party is known by its code; unknown actors share
    "UNK", and unknown recipients "unnamed".
    """
    ties: dict[tuple[str, str, bool], Tie] = {}
    alone: Counter[str] = Counter()
    for event in events:
        if event.status == "negated":
            continue
        actors = list(dict.fromkeys(clean(party.who) for party in event.actor)) or ["UNK"]
        recipients = list(
            dict.fromkeys(UNNAMED if party.who == "UNK" else clean(party.who) for party in event.recipient)
        )
        mutual = not recipients and len(actors) > 1 and event.type in _MUTUAL
        if mutual:
            actors.sort()
            pairs = [(a, b) for i, a in enumerate(actors) for b in actors[i + 1 :]]
        else:
            pairs = [(a, b) for a in actors for b in recipients]
        if not pairs:
            alone.update(actors)
        for a, b in pairs:
            tie = ties.setdefault((a, b, mutual), Tie(a, b, mutual))
            tie.types[event.type] += 1
            tie.real = tie.real or event.status in ("actual", "historical")
    return list(ties.values()), alone


def draw_picture(events: Sequence[EventMention]) -> str:
    """Return the picture as an HTML figure; "" when no party acts on another.

    It shows up to `MAX_PARTIES`; of more, the least active are drawn as one, "others". An arrow is solid
    when one of its events at least has happened, dashed when all are announced or possible.
    """
    return draw_ties(*collect_ties(events))


def draw_ties(ties: list[Tie], alone: Counter[str], unit: str = "mention") -> str:
    """Return the picture of ties as an HTML figure; "" when there is none.

    Args:
        ties: Who acts on whom.
        alone: How often a party acts with no recipient named.
        unit: What is counted.
    """
    if not ties:
        return ""
    ties = _merge_rare(ties)
    places = _place_parties(_order_ring(ties))
    height = _height(len(places))
    taken = list(places.values())
    drawn = [_draw_tie(tie, places, ties, taken, unit) for tie in sorted(ties, key=lambda tie: tie.count)]
    lines = "".join(line for line, _ in drawn)
    labels = "".join(label for _, label in drawn)
    pills = "".join(_draw_party(who, at) for who, at in places.items())
    said = "; ".join(_describe_tie(tie) for tie in ties)
    return (
        f'<figure class="picture"><svg viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-label="Who acts on whom: {escape(said)}">{lines}{pills}{labels}</svg>'
        f"<figcaption>{_caption(ties, alone, unit)}</figcaption></figure>"
    )


def _caption(ties: Sequence[Tie], alone: Counter[str], unit: str) -> str:
    notes = [f"Arrows from who acts to whom, with the number of {unit}s."]
    if any(tie.side == "conf" for tie in ties):
        notes.append('<span class="key conf"></span> mostly conflict')
    if any(tie.side == "coop" for tie in ties):
        notes.append('<span class="key coop"></span> mostly cooperation')
    if any(tie.side == "both" for tie in ties):
        notes.append('<span class="key both"></span> as much of both')
    if not all(tie.real for tie in ties):
        notes.append('<span class="key dashed"></span> announced or possible only')
    if alone:
        acts = ", ".join(f"{_name(who)} {n}" for who, n in alone.most_common(6))
        notes.append(f"No recipient named: {escape(acts)}.")
    return " ".join(f"<span>{note}</span>" for note in notes)


def _merge_rare(ties: list[Tie]) -> list[Tie]:
    activity: Counter[str] = Counter()
    for tie in ties:
        activity.update({tie.actor: tie.count})
        activity.update({tie.recipient: tie.count})
    if len(activity) <= MAX_PARTIES:
        return ties
    kept = {
        who for who, _ in sorted(activity.items(), key=lambda item: (-item[1], item[0]))[: MAX_PARTIES - 1]
    }
    merged: dict[tuple[str, str, bool], Tie] = {}
    for tie in ties:
        a, b = (who if who in kept else OTHERS for who in (tie.actor, tie.recipient))
        if a == b == OTHERS:
            continue
        whole = merged.setdefault((a, b, tie.mutual), Tie(a, b, tie.mutual))
        whole.types.update(tie.types)
        whole.real = whole.real or tie.real
    return list(merged.values())


def _order_ring(ties: Sequence[Tie]) -> list[str]:
    """Return the parties in an order that keeps partners near each other on the ring."""
    ring = list(dict.fromkeys(who for tie in ties for who in (tie.actor, tie.recipient)))
    better = True
    cost = _ring_cost(ring, ties)
    # At most 14 parties: swapping pairs until nothing improves takes a few milliseconds.
    while better:
        better = False
        for i in range(len(ring)):
            for j in range(i + 1, len(ring)):
                ring[i], ring[j] = ring[j], ring[i]
                tried = _ring_cost(ring, ties)
                if tried < cost - 1e-9:
                    cost, better = tried, True
                else:
                    ring[i], ring[j] = ring[j], ring[i]
    return ring


def _ring_cost(ring: Sequence[str], ties: Sequence[Tie]) -> float:
    spot = {who: at for at, who in enumerate(ring)}
    return sum(math.sin(math.pi * abs(spot[tie.actor] - spot[tie.recipient]) / len(ring)) for tie in ties)


def _height(parties: int) -> int:
    sizes = ((1, 110), (2, 130), (4, 250), (7, 310), (10, 380))
    return next((height for most, height in sizes if parties <= most), 490)


def _place_parties(ring: Sequence[str]) -> Places:
    """Return where each party stands. Many are spread evenly from top to bottom."""
    size, height = len(ring), _height(len(ring))
    if size == 1:
        return {ring[0]: (WIDTH / 2, height / 2 + 14)}
    spots = []
    for index in range(size):
        turn = (index + (0 if size % 2 else 0.5)) / size
        x, y = math.sin(2 * math.pi * turn), -math.cos(2 * math.pi * turn)
        if size >= 8:
            y = 4 * min(turn, 1 - turn) - 1
            x = math.copysign(math.sqrt(max(0.0, 1 - y * y)), x)
        spots.append((x, y))
    wide, high = (max(abs(spot[axis]) for spot in spots) or 1.0 for axis in (0, 1))
    if size == 2:
        high = math.inf
    # What is wide of a pill grows outward, off the arrows that pass it within the ring.
    outward = [max(0.0, _pill_size(who)[0] / 2 - 30) for who in ring]
    return {
        who: (
            WIDTH / 2 + (WIDTH / 2 - 70 + outward[index]) * spots[index][0] / wide,
            height / 2 + (height / 2 - 40) * spots[index][1] / high,
        )
        for index, who in enumerate(ring)
    }


def _name(who: str) -> str:
    return "unknown" if who == "UNK" else who


def _label_lines(who: str) -> list[str]:
    """Return a label in up to three lines of at most `LINE_CHARACTERS`."""
    words = shorten(_name(who), 40).split()
    lines = [""]
    for word in words:
        if lines[-1] and len(lines[-1]) + 1 + len(word) > LINE_CHARACTERS:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    if len(lines) > 3:
        lines = [*lines[:2], f"{lines[2]}…"]
    return [line if len(line) <= LINE_CHARACTERS else line[: LINE_CHARACTERS - 1] + "…" for line in lines]


def _pill_size(who: str) -> tuple[float, float]:
    lines = _label_lines(who)
    wide = max(len(line) for line in lines) * LABEL_UNITS + 14
    return max(34.0, wide), PILL_HEIGHT + LINE_HEIGHT * (len(lines) - 1)


def _draw_party(who: str, at: Point) -> str:
    x, y = at
    wide, high = _pill_size(who)
    lines = _label_lines(who)
    first = y + 4 - LINE_HEIGHT * (len(lines) - 1) / 2
    text = "".join(
        f'<text x="{x:.1f}" y="{first + LINE_HEIGHT * index:.1f}">{escape(line)}</text>'
        for index, line in enumerate(lines)
    )
    kind = "pill unknown" if who in ("UNK", UNNAMED, OTHERS) else "pill"
    corner = f'x="{x - wide / 2:.1f}" y="{y - high / 2:.1f}"'
    rect = f'<rect {corner} width="{wide:.1f}" height="{high:.1f}" rx="12"/>'
    return f'<g class="{kind}"><title>{escape(_name(who))}</title>{rect}{text}</g>'


def _describe_tie(tie: Tie) -> str:
    acts = ", ".join(f"{type_} {n}" if n > 1 else type_ for type_, n in tie.types.most_common())
    link = "and" if tie.mutual else "to"
    return f"{_name(tie.actor)} {link} {_name(tie.recipient)}: {acts}"


def _draw_tie(
    tie: Tie, places: Places, ties: Sequence[Tie], taken: list[Point], unit: str
) -> tuple[str, str]:
    """Return the line of a tie and the label of its count, which keeps off what is in `taken`."""
    start, end = places[tie.actor], places[tie.recipient]
    if tie.actor == tie.recipient:
        return _draw_loop(tie, start, unit)
    control = _bend(tie, places, ties)
    width = _stroke(tie.count)
    head = 5.5 + width
    tail = _leave(start, control, tie.actor, 2)
    tip = _leave(end, control, tie.recipient, 2)
    base = _leave(end, control, tie.recipient, 2 + (0 if tie.mutual else head))
    line = f'<path class="line" d="M{_xy(tail)}Q{_xy(control)} {_xy(base)}" stroke-width="{width:.1f}"/>'
    point = "" if tie.mutual else _draw_head(tip, base, head)
    spots = [_curve(tail, control, base, t) for t in (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74)]
    # The first of those with room enough, the middle before all; else the roomiest.
    spot = max(spots, key=lambda at: min(_room(at, taken), 18.0))
    taken.append(spot)
    return _wrap_tie(tie, line + point), _draw_count(tie, spot, unit)


def _bend(tie: Tie, places: Places, ties: Sequence[Tie]) -> Point:
    """Return the control point of a tie's curve: towards the ring's middle, and aside from the way back."""
    (x1, y1), (x2, y2) = places[tie.actor], places[tie.recipient]
    paired = sum({other.actor, other.recipient} == {tie.actor, tie.recipient} for other in ties) > 1
    aside = 0.0 if tie.mutual else 0.2 if paired else 0.06
    # A bow to the middle keeps an arrow between neighbours' neighbours off the pill between them.
    bow = 0.42 if len(places) > 4 else 0.0
    x, y = (x1 + x2) / 2, (y1 + y2) / 2
    return (
        x - (y2 - y1) * aside + (WIDTH / 2 - x) * bow,
        y + (x2 - x1) * aside + (_height(len(places)) / 2 - y) * bow,
    )


def _room(at: Point, taken: Sequence[Point]) -> float:
    """Return how far a point is from the nearest of those taken; pills are wider than high."""
    return min((math.hypot((at[0] - x) / 1.4, at[1] - y) for x, y in taken), default=math.inf)


def _draw_loop(tie: Tie, at: Point, unit: str) -> tuple[str, str]:
    """Return a loop on the outer side of a pill where there is room for it, else above."""
    x, y = at
    wide, high = _pill_size(tie.actor)
    outward = math.copysign(1.0, x - WIDTH / 2)
    edge = x + outward * (wide / 2 + 1)
    if abs(x - WIDTH / 2) > WIDTH / 6 and 26 < edge < WIDTH - 26:
        tail, base, tip = (edge, y + 6), (edge + outward * 7, y - 8), (edge, y - 4)
        far = edge + outward * 25
        curve = f"{far:.1f} {y + 20:.1f} {far:.1f} {y - 20:.1f}"
        label = (edge + outward * 19, y)
    else:
        edge = y - high / 2 - 1
        tail, base, tip = (x - 9, edge), (x + 9, edge - 8), (x + 6, edge)
        curve = f"{x - 22:.1f} {edge - 26:.1f} {x + 22:.1f} {edge - 26:.1f}"
        label = (x, edge - 19)
    line = (
        f'<path class="line" d="M{_xy(tail)}C{curve} {_xy(base)}" stroke-width="{_stroke(tie.count):.1f}"/>'
    )
    return _wrap_tie(tie, line + _draw_head(tip, base, 7)), _draw_count(tie, label, unit)


def _wrap_tie(tie: Tie, shapes: str) -> str:
    kind = f"tie {tie.side}" + ("" if tie.real else " dashed")
    return f'<g class="{kind}"><title>{escape(_describe_tie(tie))}</title>{shapes}</g>'


def _draw_count(tie: Tie, at: Point, unit: str) -> str:
    title = f"<title>{escape(_describe_tie(tie))} ({count(tie.count, unit)})</title>"
    return f'<text class="n" x="{at[0]:.1f}" y="{at[1] + 3.8:.1f}">{tie.count}{title}</text>'


def _draw_head(tip: Point, base: Point, size: float) -> str:
    dx, dy = tip[0] - base[0], tip[1] - base[1]
    length = math.hypot(dx, dy) or 1.0
    nx, ny = -dy / length * size * 0.5, dx / length * size * 0.5
    corners = " ".join(_xy(p) for p in (tip, (base[0] + nx, base[1] + ny), (base[0] - nx, base[1] - ny)))
    return f'<polygon class="tip" points="{corners}"/>'


def _leave(at: Point, toward: Point, who: str, gap: float) -> Point:
    """Return where a line from a pill's middle towards another point leaves the pill, plus a gap."""
    wide, high = _pill_size(who)
    dx, dy = toward[0] - at[0], toward[1] - at[1]
    length = math.hypot(dx, dy) or 1.0
    reach = min(
        wide / 2 / abs(dx) if abs(dx) > 1e-9 else math.inf, high / 2 / abs(dy) if abs(dy) > 1e-9 else math.inf
    )
    scale = min(reach, 1.0) + gap / length
    return at[0] + dx * scale, at[1] + dy * scale


def _curve(p1: Point, control: Point, p2: Point, t: float) -> Point:
    a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t * t
    return a * p1[0] + b * control[0] + c * p2[0], a * p1[1] + b * control[1] + c * p2[1]


def _stroke(number: int) -> float:
    return min(1.2 + 0.7 * math.sqrt(number), 4.5)


def _xy(point: Point) -> str:
    return f"{point[0]:.1f} {point[1]:.1f}"
