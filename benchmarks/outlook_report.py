"""The outlook's figures put where people see them: docs/evaluation.md, its picture, and the record.

    python -m benchmarks.outlook ../shared/events --keep benchmarks/figures
    python -m benchmarks.outlook ../shared/events --what keds --keep benchmarks/figures
    python -m benchmarks.outlook_report

Nothing is copied by hand: tables stand between two marks in the page, `record.json` is what `detente outlook`
shows beside its odds. A test compares page, record and figures.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from detente.outlook import Backtest, CrisisBacktest, Record, SkillScore, TensionRecord, write_chart
from detente.records import to_json

__all__ = [
    "FIGURES",
    "draw_reliability",
    "main",
    "make_record",
    "put_tables",
    "read_crises",
    "read_figures",
    "render_tables",
]

HOME: Final = Path(__file__).parent.parent
FIGURES: Final = Path(__file__).parent / "figures"
PAGE: Final = HOME / "docs" / "evaluation.md"
RECORD: Final = HOME / "src" / "detente" / "outlook" / "data" / "record.json"
NAMES: Final = {"icews": "ICEWS 2018 between states", "keds": "KEDS Balkans, 1993 to 2003"}
MARKS: Final = ("<!-- outlook -->", "<!-- /outlook -->")
_BASELINES: Final = {
    "climatology": "climatology of the pair",
    "persistence": "persistence",
    "season": "season",
    "logistic": "logistic regression on decayed counts",
}


def read_figures() -> dict[str, Backtest]:
    """Return the figures that are kept, by data set."""
    files = {name: FIGURES / f"outlook-{name}.json" for name in NAMES}
    return {
        name: msgspec.json.decode(file.read_bytes(), type=Backtest)
        for name, file in files.items()
        if file.is_file()
    }


def read_crises() -> dict[str, CrisisBacktest]:
    """Return the figures of crises that are kept, by data set."""
    files = {name: FIGURES / f"crises-{name}.json" for name in NAMES}
    return {
        name: msgspec.json.decode(file.read_bytes(), type=CrisisBacktest)
        for name, file in files.items()
        if file.is_file()
    }


def render_tables(figures: dict[str, Backtest], crises: dict[str, CrisisBacktest]) -> str:
    """Return the tables as Markdown."""
    lines = [line for name, found in figures.items() for line in _render(NAMES[name], found)]
    lines += [line for name, found in crises.items() for line in _render_crises(NAMES[name], found)]
    return "\n".join(lines)


def _render_crises(name: str, found: CrisisBacktest) -> Iterator[str]:
    first, last = found.origins[0], found.origins[-1]
    yield f"**Crises, {name}**, {len(found.origins)} origins from {first} to {last}:"
    yield ""
    yield "| | " + " | ".join(f"{score.horizon_days} days" for score in found.tension) + " |"
    yield "| --- |" + " --- |" * len(found.tension)
    rows = {
        "tension: 90% bands held": [f"{t.coverage:.3f} of {t.crises}" for t in found.tension],
        "tension: below the band": [f"{t.below:.3f}" for t in found.tension],
        "tension: CRPS": [f"{t.crps:.2f}" for t in found.tension],
        "tension: CRPS of the index as it stands": [f"{t.persistence_crps:.2f}" for t in found.tension],
        "tension: CRPS of its past days": [f"{t.climatology_crps:.2f}" for t in found.tension],
        "tension: mean of the runs, came": [f"{t.mean:.1f}, {t.came:.1f}" for t in found.tension],
    }
    for of in ("all", "next"):
        words = f"{of} rungs" if of == "all" else "the next rung"
        scores = {r.horizon_days: r for r in found.rungs if r.of == of}
        cells = [scores.get(t.horizon_days) for t in found.tension]
        rows[f"{words}: Brier (the crisis's own past)"] = [
            f"{r.brier:.4f} ({r.climatology_brier:.4f})" if r else "none" for r in cells
        ]
        rows[f"{words}: expected calibration error"] = [f"{r.ece:.4f}" if r else "none" for r in cells]
        rows[f"{words}: odds, of which came"] = [f"{r.odds:,}, {r.events:,}" if r else "none" for r in cells]
    for words, line in rows.items():
        yield f"| {words} | " + " | ".join(line) + " |"
    yield ""


def _render(name: str, found: Backtest) -> Iterator[str]:
    horizons = sorted({score.horizon_days for score in found.odds})
    of = {(score.horizon_days, score.baseline): score for score in found.odds}
    counts = {score.horizon_days: score for score in found.counts}
    yield f"**{name}**, {len(found.origins)} origins from {found.origins[0]} to {found.origins[-1]}:"
    yield ""
    yield "| Brier skill against | " + " | ".join(f"{days} days" for days in horizons) + " |"
    yield "| --- |" + " --- |" * len(horizons)
    for baseline, words in _BASELINES.items():
        cells = [of[days, baseline] for days in horizons]
        yield (
            f"| {words} | "
            + " | ".join(f"{s.skill:.3f} ({s.skill_low:.3f} to {s.skill_high:.3f})" for s in cells)
            + " |"
        )
    plain = [of[days, "logistic"] for days in horizons]
    rows = {
        "Brier (logistic regression)": [f"{s.brier:.5f} ({s.baseline_brier:.5f})" for s in plain],
        "AUC (logistic regression)": [f"{s.auc:.3f} ({s.baseline_auc:.3f})" for s in plain],
        "log score (logistic regression)": [f"{s.log_score:.4f} ({s.baseline_log_score:.4f})" for s in plain],
        "expected calibration error": [f"{s.ece:.4f}" for s in plain],
        "odds, of which came": [f"{s.odds:,}, {s.events:,}" for s in plain],
        "counts: CRPS": [f"{counts[days].crps:.4f}" for days in horizons],
        "counts: CRPS of the pair's past horizons": [f"{counts[d].climatology_crps:.4f}" for d in horizons],
        "counts: CRPS of the last horizon": [f"{counts[d].persistence_crps:.4f}" for d in horizons],
        "counts: 90% intervals held (busy pairs)": [
            f"{counts[d].coverage:.3f} of {counts[d].pairs}" for d in horizons
        ],
        "counts: drawn, came": [f"{counts[d].drawn:,.0f}, {counts[d].came:,.0f}" for d in horizons],
    }
    for words, line in rows.items():
        yield f"| {words} | " + " | ".join(line) + " |"
    yield ""


def put_tables(page: str, tables: str) -> str:
    """Return a page with the tables between its marks."""
    begin, end = (page.index(mark) for mark in MARKS)
    return f"{page[: begin + len(MARKS[0])]}\n{tables}{page[end:]}"


def make_record(found: Backtest, crises: CrisisBacktest | None = None) -> Record:
    """Return the record that ships, from the figures."""
    names = ("horizon_days", "baseline", "skill", "skill_low", "skill_high")
    scores = tuple(SkillScore(**{name: getattr(score, name) for name in names}) for score in found.odds)
    tension = tuple(
        TensionRecord(horizon_days=t.horizon_days, coverage=t.coverage, crises=t.crises)
        for t in (crises.tension if crises else ())
    )
    return Record(of=NAMES["icews"], first_origin=found.origins[0], scores=scores, tension=tension)


def draw_reliability(figures: dict[str, Backtest], path: Path) -> None:
    """Draw how often odds of one size came true: on the line, as often as they say."""
    rows = [
        {
            "set": NAMES[name],
            "horizon": f"{bin_.horizon_days} days",
            "odds": bin_.mean_prob,
            "came": bin_.share,
            "cases": bin_.odds,
        }
        for name, found in figures.items()
        for bin_ in found.reliability
    ]
    axis = {"type": "quantitative", "scale": {"domain": [0, 1]}}
    line = {
        "data": {"values": [{"odds": 0, "came": 0}, {"odds": 1, "came": 1}]},
        "mark": {"type": "line", "color": "#999", "strokeDash": [4, 4]},
        "encoding": {"x": {"field": "odds", **axis}, "y": {"field": "came", **axis}},
    }
    points = {
        "mark": {"type": "line", "point": True},
        "encoding": {
            "x": {"field": "odds", "title": "odds", **axis},
            "y": {"field": "came", "title": "share that came", **axis},
            "color": {"field": "horizon", "type": "nominal", "sort": ["7 days", "14 days", "30 days"]},
        },
    }
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "data": {"values": rows},
        "facet": {"column": {"field": "set", "type": "nominal", "title": None}},
        "spec": {"width": 260, "height": 260, "layer": [line, points]},
    }
    write_chart(spec, path)


def main() -> int:
    """Write page, picture and record; return the exit code."""
    figures, crises = read_figures(), read_crises()
    PAGE.write_text(put_tables(PAGE.read_text("utf-8"), render_tables(figures, crises)), "utf-8")
    draw_reliability(figures, HOME / "docs" / "img" / "reliability.svg")
    if "icews" in figures:
        record = make_record(figures["icews"], crises.get("icews"))
        RECORD.write_bytes(msgspec.json.format(to_json(record), indent=1) + b"\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
