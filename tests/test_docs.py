"""The documentation names what there is: every field, type and mode, and files that exist."""

from __future__ import annotations

import datetime as dt
import inspect
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from detente.ontology import EVENT_TYPES, SECTORS, SOURCE_KINDS, STATUSES
from detente.records import EventMention, Party, Place, Source, Span

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "examples").glob("*.md")])
RECORD = (ROOT / "docs" / "record.md").read_text(encoding="utf-8")


def rows_under(heading: str) -> dict[str, list[str]]:
    """Return the rows of the first table under a heading, by their first cell."""
    text = re.split(rf"^## {heading}$", RECORD, flags=re.M)[1]
    text = text.split("\n## ")[0]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line[:1] == "|"
    ]
    return {row[0].strip("`"): row[1:] for row in rows[2:]}


@pytest.mark.parametrize(
    ("record", "heading"), [(EventMention, "The event"), (Party, "Party"), (Place, "Place")]
)
def test_every_field_is_described_and_no_other(record, heading):
    assert list(rows_under(heading)) == [field.name for field in fields(record)]


def test_source_and_span_are_described():
    assert "kind" in rows_under("Source")
    for field in fields(Source) + fields(Span):
        assert f"`{field.name}`" in RECORD


def test_codes_are_described():
    for code in (*SECTORS, *STATUSES, *SOURCE_KINDS):
        assert f"`{code}`" in RECORD


def test_types_are_those_of_the_ontology():
    rows = rows_under("Types")
    assert list(rows) == list(EVENT_TYPES)
    for name, (quad, intensity, cameo, modes) in rows.items():
        found = EVENT_TYPES[name]
        assert (quad, float(intensity.replace("−", "-")), cameo) == (
            found.quad_class,
            found.intensity,
            found.cameo,
        )
        assert modes == (", ".join(found.modes) or "none")


OUTLOOK = (ROOT / "docs" / "outlook.md").read_text(encoding="utf-8")


def test_the_example_of_the_outlook_runs(tmp_path, monkeypatch):
    import random

    from detente.ledger import CodedEvent, CodedParty, Ledger

    chance = random.Random(7)
    kinds = ("ASSAULT", "THREATEN", "CONSULT", "AID")
    with Ledger(tmp_path / "crisis.db") as ledger:
        ledger.add_coded(
            CodedEvent(
                dataset="made",
                id=str(number),
                day=dt.date(2024, 1, 1) + dt.timedelta(days=number // 3),
                known_on=dt.date(2024, 1, 1) + dt.timedelta(days=number // 3),
                type=chance.choice(kinds),
                actor=(CodedParty(one),),
                recipient=(CodedParty(other),),
            )
            for number in range(390)
            for one, other in [chance.sample(("ISR", "LBN", "IRN"), 2)]
        )
    monkeypatch.chdir(tmp_path)
    code = OUTLOOK.split("```python\n")[1].split("```")[0]
    names: dict[str, Any] = {}
    exec(compile(code, "docs/outlook.md", "exec"), names)
    assert len(names["odds"]) == 6
    assert names["other"].counts("ISR", "ASSAULT", "LBN")[:, :7].sum() == 0
    assert names["record"].odds


def test_the_outlook_is_described_with_the_arguments_it_takes():
    from detente.outlook import Outlook

    (row,) = (line for line in OUTLOOK.splitlines() if line.startswith("| `Outlook(...)`"))
    calls = re.findall(r"`(?:Outlook\.)?(\w+)\(([^`]*)\)`", row)
    assert {"fit", "predict", "simulate", "odds_of", "rank", "rank_days", "score"} <= {
        name for name, _ in calls
    }
    for name, told in calls:
        if name != "Outlook":
            taken = inspect.signature(getattr(Outlook, name)).parameters
            assert {word.partition("=")[0].strip() for word in told.split(",")} <= set(taken), name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
        if not target.startswith("https://"):
            assert (page.parent / target).exists(), target
