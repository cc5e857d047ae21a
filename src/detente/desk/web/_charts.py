"""Charts: Vega-Lite specifications, drawn to SVG on the server by vl-convert.

The page gets finished SVG: no script, nothing from elsewhere, nothing that moves when it loads. Colours are
the style sheet's variables, so that one drawing serves light and dark.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from detente.ontology import QUAD_CLASSES

if TYPE_CHECKING:
    from detente.ledger import ClaimedNumber, DayMeasure
    from detente.outlook import PastDay, TensionBand

__all__ = ["WIDTHS", "Point", "draw_counts", "draw_fan", "draw_numbers", "draw_tension", "warm_up"]

WIDTHS: Final = (330, 820)
"""Widths in which each chart is drawn: for a telephone, and for more; the style sheet shows one."""
_DAY: Final = {
    "type": "temporal",
    "axis": {"title": None, "format": "%-d %b", "labelOverlap": True, "labelSeparation": 8, "grid": False},
}
_FONT: Final = "system-ui, sans-serif"
_CONFIG: Final[dict[str, Any]] = {
    "view": {"stroke": None},
    "background": None,
    "font": _FONT,
    "axis": {
        "labelColor": "currentColor",
        "titleColor": "currentColor",
        "gridColor": "var(--line)",
        "domainColor": "var(--rule)",
        "tickColor": "var(--rule)",
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": 500,
        "labelFont": _FONT,
        "titleFont": _FONT,
    },
    "legend": {"disable": True},
}
# One compiled specification serves all data, which takes a third of the time of compiling each.
_LOCK: Final = threading.Lock()


@dataclass(frozen=True, slots=True)
class Point:
    """A numbered point on the line of tension.

    Attributes:
        number: Its number.
        day: Its day.
        label: What is shown where it is pointed at.
    """

    number: int
    day: dt.date
    label: str


def draw_tension(
    days: Sequence[DayMeasure], points: Sequence[Point], *, width: int, height: int = 190
) -> str:
    """Return the tension of each day, 0 to 100, as SVG, with numbered points."""
    tension = {measure.day: measure.tension for measure in days}
    rows = [{"day": measure.day.isoformat(), "tension": measure.tension} for measure in days]
    marks = [
        {
            "day": point.day.isoformat(),
            "tension": tension.get(point.day, 0.0),
            "number": str(point.number),
            "label": point.label,
        }
        for point in points
    ]
    return _draw("tension", width, height, rows=rows, marks=marks)


def draw_counts(days: Sequence[DayMeasure], *, width: int, height: int = 150) -> str:
    """Return the events of each day, or of each week when they are many, by quad class, as SVG."""
    by_week = len(days) > 120
    counts: dict[tuple[dt.date, str], int] = {}
    for measure in days:
        day = measure.day - dt.timedelta(days=measure.day.weekday()) if by_week else measure.day
        for quad_class in QUAD_CLASSES:
            number = getattr(measure, quad_class.replace(" ", "_"))
            counts[day, quad_class] = counts.get((day, quad_class), 0) + number
    rows = []
    for day in sorted({day for day, _ in counts}):
        for side in (
            ("material conflict", "verbal conflict"),
            ("material cooperation", "verbal cooperation"),
        ):
            base = 0
            for quad_class in side:
                number = counts[day, quad_class]
                step = number if quad_class.endswith("conflict") else -number
                if number:
                    rows.append(
                        {
                            "day": day.isoformat(),
                            "end": (day + dt.timedelta(days=7 if by_week else 1)).isoformat(),
                            "class": quad_class,
                            "from": base,
                            "to": base + step,
                            "label": f"{number} {quad_class}, "
                            f"{'week of ' if by_week else ''}{day.day} {day:%b %Y}",
                        }
                    )
                base += step
    return _draw("counts", width, height, rows=rows)


def draw_numbers(numbers: Sequence[ClaimedNumber], *, width: int, height: int = 160) -> str:
    """Return the numbers claimed of an event through time as SVG."""
    rows = [
        {
            "day": number.known_on.isoformat(),
            "value": number.value,
            "kind": number.kind,
            "label": f"{number.text} ({number.kind}), {number.outlet or 'no outlet'}, {number.known_on}",
        }
        for number in numbers
    ]
    return _draw("numbers", width, height, rows=rows)


def draw_fan(
    past: Sequence[PastDay], bands: Mapping[str, Sequence[TensionBand]], *, width: int, height: int = 200
) -> str:
    """Return the tension that was and that is to expect as SVG, with bands of half and of nine tenths.

    Args:
        past: Days that are known.
        bands: What is expected, by name; of two, the first is drawn without bands.
        width: Width in units.
        height: Height of the plot in units.
    """
    last = list(bands)[-1]
    rows = [{"day": day.day.isoformat(), "tension": day.tension, "side": "past"} for day in past]
    marks = [
        {
            "day": band.day.isoformat(),
            "median": band.median,
            "low": band.low,
            "lower": band.lower,
            "upper": band.upper,
            "high": band.high,
            "side": "other" if name != last else "main",
        }
        for name, found in bands.items()
        for band in found
    ]
    return _draw("fan", width, height, rows=rows, marks=marks)


def warm_up() -> None:
    """Start the library, so that the first page need not wait for it."""
    for width in WIDTHS:
        _draw("tension", width, 190, rows=[{"day": "2024-01-01", "tension": 1}], marks=[])
        _draw("counts", width, 150, rows=[])


def _draw(name: str, width: int, height: int, **data: list[dict[str, Any]]) -> str:
    return _drawn(name, width, height, json.dumps(data))


# A report changes the history of few pairs; the charts of the others are those of before.
@lru_cache(maxsize=64)
def _drawn(name: str, width: int, height: int, written: str) -> str:
    import vl_convert

    spec, data = json.loads(_compiled(name, width, height)), json.loads(written)
    for source in spec["data"]:
        if source["name"] in data:
            source["values"] = data[source["name"]]
    with _LOCK:
        # As text, which the library takes in half the time of the object.
        svg: str = vl_convert.vega_to_svg(json.dumps(spec))
    return _clean_svg(svg)


@lru_cache(maxsize=32)
def _compiled(name: str, width: int, height: int) -> str:
    import vl_convert

    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": width - 48,
        "height": height,
        "padding": {"left": 2, "right": 10, "top": 8, "bottom": 2},
        "autosize": {"type": "pad", "contains": "padding"},
        "config": _CONFIG,
        "datasets": {"rows": [], "marks": []},
        **_SPECS[name],
    }
    vega: str = json.dumps(vl_convert.vegalite_to_vega(spec))
    return vega


def _clean_svg(svg: str) -> str:
    """Return SVG that fits into a page: sized by the style sheet, without a tree of shapes for readers."""
    svg = re.sub(r' (?:xmlns:xlink|xmlns|version|class)="[^"]*"', "", svg, count=4)
    svg = re.sub(r'(<svg )(?:width="[^"]*" )(?:height="[^"]*" )?', r"\1", svg, count=1)
    # A shape may not bear a label of its own; the page's script shows it, and a list below the chart says it.
    svg = re.sub(r' aria-label="(?:day|end|from): [^"]*"', "", svg).replace(" aria-label=", " data-label=")
    svg = re.sub(r' (?:role|aria-roledescription|aria-hidden|pointer-events)="[^"]*"', "", svg)
    return svg.replace("<svg ", '<svg focusable="false" ', 1)


_TENSION: Final = {
    "layer": [
        {
            "data": {"name": "rows"},
            "mark": {
                "type": "area",
                "color": "var(--conf)",
                "opacity": 0.16,
                "line": {"color": "var(--conf)", "strokeWidth": 2, "aria": False},
                "interpolate": "monotone",
                "aria": False,
            },
            "encoding": {
                "x": {"field": "day", **_DAY},
                "y": {
                    "field": "tension",
                    "type": "quantitative",
                    "stack": None,
                    "scale": {"domain": [0, 100]},
                    "axis": {"title": "tension", "tickCount": 5, "domain": False, "ticks": False},
                },
            },
        },
        {
            "data": {"name": "marks"},
            "mark": {
                "type": "point",
                "filled": True,
                "size": 330,
                "color": "var(--ink)",
                "opacity": 1,
                "stroke": "var(--paper)",
                "strokeWidth": 2,
            },
            "encoding": {
                "x": {"field": "day", "type": "temporal"},
                "y": {"field": "tension", "type": "quantitative"},
                "description": {"field": "label"},
            },
        },
        {
            "data": {"name": "marks"},
            "mark": {
                "type": "text",
                "fontSize": 11,
                "fontWeight": 700,
                "color": "var(--paper)",
                "dy": 0.5,
            },
            "encoding": {
                "x": {"field": "day", "type": "temporal"},
                "y": {"field": "tension", "type": "quantitative"},
                "text": {"field": "number"},
                "description": {"field": "label"},
            },
        },
    ]
}
_COUNTS: Final = {
    "data": {"name": "rows"},
    "layer": [
        {
            "mark": {"type": "rect", "strokeWidth": 1, "stroke": "var(--paper)"},
            "encoding": {
                "x": {"field": "day", **_DAY},
                "x2": {"field": "end"},
                "y": {
                    "field": "from",
                    "type": "quantitative",
                    "axis": {
                        "title": "events",
                        "tickCount": 4,
                        "domain": False,
                        "ticks": False,
                        "labelExpr": "abs(datum.value)",
                        "format": "d",
                    },
                },
                "y2": {"field": "to"},
                "color": {
                    "field": "class",
                    "type": "nominal",
                    "scale": {
                        "domain": list(QUAD_CLASSES),
                        "range": ["var(--coop-soft)", "var(--coop)", "var(--conf-soft)", "var(--conf)"],
                    },
                },
                "description": {"field": "label"},
            },
        },
        {
            # Of one row of its own: else it is drawn once for each row of the counts.
            "data": {"values": [{}]},
            "mark": {"type": "rule", "color": "var(--rule)", "aria": False},
            "encoding": {"y": {"datum": 0}},
        },
    ],
}
_NUMBERS: Final = {
    "data": {"name": "rows"},
    "mark": {"type": "point", "filled": True, "size": 90, "opacity": 0.85},
    "encoding": {
        "x": {"field": "day", **_DAY},
        "y": {
            "field": "value",
            "type": "quantitative",
            "axis": {"title": "claimed", "tickCount": 4, "domain": False, "ticks": False, "format": "d"},
        },
        "shape": {"field": "kind", "type": "nominal"},
        "color": {
            "field": "kind",
            "type": "nominal",
            "scale": {
                "domain": ["dead", "wounded", "missing", "captured", "displaced", "strikes"],
                "range": [f"var(--{c})" for c in ("conf", "coop", "both", "coop-soft", "conf-soft", "ink")],
            },
        },
        "description": {"field": "label"},
    },
}
_LEVEL: Final = {
    "type": "quantitative",
    "scale": {"domain": [0, 100]},
    "axis": {"title": "tension", "tickCount": 5, "domain": False, "ticks": False},
}
_FAN: Final = {
    "layer": [
        *(
            {
                "data": {"name": "marks"},
                "transform": [{"filter": "datum.side == 'main'"}],
                "mark": {"type": "area", "color": "var(--conf)", "opacity": opacity, "aria": False},
                "encoding": {
                    "x": {"field": "day", **_DAY},
                    "y": {"field": low, **_LEVEL},
                    "y2": {"field": high},
                },
            }
            for low, high, opacity in (("low", "high", 0.13), ("lower", "upper", 0.22))
        ),
        {
            "data": {"name": "marks"},
            "mark": {"type": "line", "strokeWidth": 2, "aria": False},
            "encoding": {
                "x": {"field": "day", **_DAY},
                "y": {"field": "median", **_LEVEL},
                "color": {
                    "field": "side",
                    "type": "nominal",
                    "scale": {"domain": ["main", "other"], "range": ["var(--conf)", "var(--coop)"]},
                },
                "strokeDash": {
                    "field": "side",
                    "type": "nominal",
                    "scale": {"domain": ["main", "other"], "range": [[1, 0], [5, 4]]},
                },
            },
        },
        {
            "data": {"name": "rows"},
            "mark": {"type": "line", "strokeWidth": 2, "color": "var(--ink)", "aria": False},
            "encoding": {"x": {"field": "day", **_DAY}, "y": {"field": "tension", **_LEVEL}},
        },
    ]
}
_SPECS: Final[dict[str, Any]] = {"fan": _FAN, "tension": _TENSION, "counts": _COUNTS, "numbers": _NUMBERS}
