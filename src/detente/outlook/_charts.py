"""Charts of the outlook's answers, as Vega-Lite: https://vega.github.io/vega-lite/.

A chart is plain JSON, so making one needs no library; `write_chart` draws it as PNG or SVG with vl-convert.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from detente.errors import OutlookError, UsageError
from detente.ledger import RUNGS

if TYPE_CHECKING:
    from detente.outlook._ahead import CrisisOutlook, PastDay, TensionBand
    from detente.outlook._differences import WhatIf

__all__ = ["chart_outlook", "chart_what_if", "check_chart_path", "write_chart"]

Spec = dict[str, Any]
SUFFIXES: Final = (".png", ".svg", ".json")
_VERSION: Final = "5.21"
_WIDTH: Final = 560
_LABELS: Final = 130
# Okabe and Ito's colours, which the colour-blind tell apart; light to dark for a longer horizon.
_BLUE, _RED, _GREY = "#0072B2", "#D55E00", "#555555"
_SCALE: Final = ("#9ecae1", "#4292c6", "#08519c", "#08306b", "#041a3a")
_CONFIG: Final[Spec] = {
    "font": "sans-serif",
    "background": "white",
    "axis": {"labelFontSize": 11, "titleFontSize": 11, "titleFontWeight": "normal", "labelLimit": 260},
    "legend": {"labelFontSize": 11, "titleFontSize": 11, "titleFontWeight": "normal"},
    "header": {"labelFontSize": 12, "labelFontWeight": "bold"},
    "title": {
        "fontSize": 13,
        "anchor": "start",
        "frame": "group",
        "subtitleFontSize": 11,
        "subtitleColor": _GREY,
    },
    "padding": 14,
    "view": {"stroke": None},
}


def chart_outlook(outlook: CrisisOutlook) -> Spec:
    """Return a Vega-Lite chart of an outlook: tension as a fan, odds of pairs, odds of rungs."""
    fan = [*_past_rows(outlook.past, "all"), *_fan_rows(outlook.tension, outlook.past, "all")]
    parts: list[Spec] = [
        {
            "title": _title("Tension", "0 to 100; the bands are to hold it one time in two, and nine in ten"),
            "data": {"values": fan},
            "width": _WIDTH,
            "height": 180,
            "layer": _fan_layers(outlook.origin, _BLUE),
        }
    ]
    for what in dict.fromkeys(odds.what for odds in outlook.odds):
        rows = [
            {
                "label": f"{odds.actor} to {odds.recipient}",
                "days": odds.horizon_days,
                "prob": round(odds.prob, 4),
                # Without a record there is no line.
                **({"low": round(odds.low, 4), "high": round(odds.high, 4)} if odds.record_cases else {}),
            }
            for odds in outlook.odds
            if odds.what == what
        ]
        subtitle = "the lines: how often such odds came true when the model was put to the test, 95% interval"
        parts.append(_dots(f"Probability of {_say_what(what)}", subtitle, rows, outlook.horizons_days))
    rows = [
        {
            "label": f"{odds.rung} {odds.name}{' (next)' if odds.is_next else ''}",
            "days": odds.horizon_days,
            "prob": round(odds.prob, 4),
            "low": round(odds.low, 4),
            "high": round(odds.high, 4),
        }
        for odds in sorted(outlook.rungs, key=lambda odds: -odds.rung)
    ]
    now = f"in the last 7 days: {RUNGS[outlook.rung]}"
    parts.append(_dots("Probability that the crisis reaches a rung", now, rows, outlook.horizons_days))
    return _finish(f"Outlook from {outlook.origin}", f"{outlook.runs:,} runs", parts)


def chart_what_if(found: WhatIf) -> Spec:
    """Return a Vega-Lite chart of a what-if: two fans side by side, and probabilities without and with."""
    cases = ("without", "with it")
    fan = [row for case in cases for row in _past_rows(found.past[-30:], case)]
    fan += _fan_rows([shift.without for shift in found.tension], found.past, cases[0])
    fan += _fan_rows([shift.with_it for shift in found.tension], found.past, cases[1])
    parts: list[Spec] = [
        {
            "title": _title("Tension", "0 to 100; the bands are to hold it one time in two, and nine in ten"),
            "data": {"values": fan},
            "facet": {"column": {"field": "case", "type": "nominal", "sort": list(cases), "title": None}},
            "spec": {"width": _WIDTH // 2, "height": 180, "layer": _fan_layers(found.origin, _BLUE)},
        }
    ]
    pairs = [d for d in found.differences if d.actor is not None]
    for what in dict.fromkeys(d.what for d in pairs):
        rows = [
            {"label": f"{d.actor} to {d.recipient}", "case": case, "prob": round(prob, 4)}
            for d in pairs
            if d.what == what
            for case, prob in zip(cases, (d.without, d.with_it), strict=True)
        ]
        parts.append(_dumbbells(f"Probability of {_say_what(what)} within {found.horizon_days} days", rows))
    rows = [
        {"label": d.what.removeprefix("rung ").replace(",", ""), "case": case, "prob": round(prob, 4)}
        for d in reversed(found.differences)
        if d.actor is None
        for case, prob in zip(cases, (d.without, d.with_it), strict=True)
    ]
    parts.append(
        _dumbbells(f"Probability that the crisis reaches a rung within {found.horizon_days} days", rows)
    )
    return _finish(
        f"What if, from {found.origin}",
        f"{found.runs:,} runs of each: what the model expects given such reports, no proof of cause",
        parts,
    )


def _say_what(what: str) -> str:
    return what if what != what.upper() else what.lower()


def _title(text: str, subtitle: str = "") -> Spec:
    return {"text": text, **({"subtitle": subtitle} if subtitle else {})}


def _finish(title: str, subtitle: str, parts: Sequence[Spec]) -> Spec:
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "title": {**_title(title, subtitle), "fontSize": 16, "offset": 14, "frame": "bounds"},
        "vconcat": list(parts),
        "resolve": {"legend": {"color": "independent"}, "scale": {"color": "independent"}},
        "spacing": 24,
        "config": _CONFIG,
    }


def _past_rows(past: Iterable[PastDay], case: str) -> list[Spec]:
    return [{"case": case, "day": str(p.day), "past": round(p.tension, 2)} for p in past]


def _fan_rows(bands: Iterable[TensionBand], past: Sequence[PastDay], case: str) -> list[Spec]:
    names = ("low", "lower", "median", "upper", "high")
    # The fan opens from where the known days end.
    start = [
        {"case": case, "day": str(p.day), **dict.fromkeys(names, round(p.tension, 2))} for p in past[-1:]
    ]
    return start + [
        {"case": case, "day": str(band.day), **{name: round(getattr(band, name), 2) for name in names}}
        for band in bands
    ]


def _fan_layers(origin: dt.date, colour: str) -> list[Spec]:
    # Days are dates without a time: read as UTC, they stay on their day wherever the chart is drawn.
    x: Spec = {
        "field": "day",
        "type": "temporal",
        "timeUnit": "utcyearmonthdate",
        "title": None,
        "axis": {"format": "%-d %b", "labelOverlap": True, "grid": False, "tickCount": 6},
    }
    y: Spec = {"type": "quantitative", "title": "tension", "scale": {"domain": [0, 100]}}

    def area(low: str, high: str, opacity: float) -> Spec:
        return {
            "transform": [{"filter": f"isValid(datum.{low})"}],
            "mark": {"type": "area", "color": colour, "opacity": opacity},
            "encoding": {"x": x, "y": {"field": low, **y}, "y2": {"field": high}},
        }

    def line(field: str, line_colour: str) -> Spec:
        return {
            "transform": [{"filter": f"isValid(datum.{field})"}],
            "mark": {"type": "line", "color": line_colour, "strokeWidth": 2},
            "encoding": {"x": x, "y": {"field": field, **y}},
        }

    return [
        area("low", "high", 0.2),
        area("lower", "upper", 0.35),
        line("median", colour),
        line("past", _GREY),
    ]


def _prob_axis() -> Spec:
    return {
        "type": "quantitative",
        "title": None,
        "scale": {"domain": [0, 1]},
        "axis": {"format": "%", "tickCount": 5},
    }


def _label_axis(rows: Sequence[Spec]) -> Spec:
    order = list(dict.fromkeys(row["label"] for row in rows))
    return {"field": "label", "type": "nominal", "sort": order, "title": None}


def _dots(title: str, subtitle: str, rows: Sequence[Spec], horizons: Sequence[int]) -> Spec:
    colours = [_SCALE[min(at, len(_SCALE) - 1)] for at in range(len(horizons))]
    shared: Spec = {
        "y": _label_axis(rows),
        "yOffset": {"field": "days", "type": "ordinal", "sort": list(horizons)},
        "color": {
            "field": "days",
            "type": "ordinal",
            "title": "within days",
            "scale": {"domain": list(horizons), "range": colours},
            "legend": {"orient": "top", "direction": "horizontal", "symbolOpacity": 1},
        },
    }
    return {
        "title": _title(title, subtitle),
        "data": {"values": list(rows)},
        "width": _WIDTH - _LABELS,
        "height": {"step": 11},
        "layer": [
            {
                "transform": [{"filter": "isValid(datum.low)"}],
                "mark": {"type": "rule", "strokeWidth": 2, "opacity": 0.5},
                "encoding": {"x": {"field": "low", **_prob_axis()}, "x2": {"field": "high"}, **shared},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 45, "opacity": 1},
                "encoding": {"x": {"field": "prob", **_prob_axis()}, **shared},
            },
        ],
    }


def _dumbbells(title: str, rows: Sequence[Spec]) -> Spec:
    y = _label_axis(rows)
    return {
        "title": _title(title),
        "data": {"values": list(rows)},
        "width": _WIDTH - _LABELS,
        "height": {"step": 20},
        "layer": [
            {
                "mark": {"type": "line", "color": "#bbbbbb", "strokeWidth": 3},
                "encoding": {"x": {"field": "prob", **_prob_axis()}, "y": y, "detail": {"field": "label"}},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 60, "opacity": 1},
                "encoding": {
                    "x": {"field": "prob", **_prob_axis()},
                    "y": y,
                    "color": {
                        "field": "case",
                        "type": "nominal",
                        "title": None,
                        "scale": {"domain": ["without", "with it"], "range": [_GREY, _RED]},
                        "legend": {"orient": "top", "direction": "horizontal"},
                    },
                },
            },
        ],
    }


def check_chart_path(path: str | os.PathLike[str]) -> Path:
    """Return the path of a chart.

    Raises:
        UsageError: Its ending is not one of .png, .svg and .json.
        OutlookError: The library that draws is not there, or there is no such folder to write to.
    """
    where = Path(path)
    if where.suffix.lower() not in SUFFIXES:
        raise UsageError(
            "a chart is PNG, SVG or Vega-Lite", where=str(where), hint="end it with .png, .svg or .json"
        )
    if not where.parent.is_dir() or where.is_dir():
        raise OutlookError(
            "no chart can be written there", where=str(where), hint="name a file in a folder that is"
        )
    if not os.access(where if where.exists() else where.parent, os.W_OK):
        raise OutlookError("no chart may be written there", where=str(where), hint="name another file")
    if where.suffix.lower() != ".json":
        _load_drawer()
    return where


def write_chart(spec: Spec, path: str | os.PathLike[str]) -> None:
    """Write a chart: .json as Vega-Lite, .png or .svg as a picture.

    Raises:
        UsageError: The ending is none of these.
        OutlookError: The library that draws is not there.
    """
    where = check_chart_path(path)
    if where.suffix.lower() == ".json":
        where.write_text(json.dumps(spec, indent=1) + "\n", encoding="utf-8")
        return
    drawer = _load_drawer()
    if where.suffix.lower() == ".svg":
        where.write_text(drawer.vegalite_to_svg(spec, vl_version=_VERSION), encoding="utf-8")
    else:
        where.write_bytes(drawer.vegalite_to_png(spec, vl_version=_VERSION, scale=2))


def _load_drawer() -> Any:
    try:
        import vl_convert
    except ImportError as error:
        raise OutlookError(
            "vl-convert-python, which draws charts, is not installed",
            hint="pip install 'detente[charts]', or write Vega-Lite: end the file's name with .json",
        ) from error
    return vl_convert
