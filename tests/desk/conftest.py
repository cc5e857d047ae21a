"""The example report, read and coded by hand, so that the desk is tested without a model."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from detente.desk._names import PartyNames
from detente.ontology import cameo_root, intensity_of, quad_class_of
from detente.records import EventMention, Party, Place, Source, Span
from detente.reports import Report

EXAMPLE = Path(__file__).parents[2] / "examples" / "report.txt"
CODER = "by-hand 1.0"


def make_report(headline: str, body: str, **facts: Any) -> Report:
    """Return a report; its facts default to those of an English report without an outlet."""
    return Report(text=f"{headline}\n\n{body}" if headline else body, headline=headline, **facts)


class Hand:
    """Codes events of a report by hand: words are looked up in the sentence that holds the trigger."""

    def __init__(self, report: Report) -> None:
        self.report = report

    def span(self, words: str, begin: int, end: int) -> Span | None:
        at = self.report.text.find(words, begin, end) if words else -1
        return None if at < 0 else Span(at, at + len(words))

    def event(self, type_: str, trigger: str, context: str = "", **fields: Any) -> EventMention:
        """Return the event at the first `trigger` after the first `context`; parties are tuples of fields."""
        at = self.report.text.index(trigger, self.report.text.index(context))
        sentence = next(s for s in self.report.sentences if s.span.start <= at < s.span.end)
        begin, end = sentence.span.start, sentence.span.end
        mode = fields.pop("mode", None)

        def parties(role: str) -> tuple[Party, ...]:
            return tuple(
                Party(text, who, sector, self.span(text, begin, end), name, "by hand" if who != "UNK" else "")
                for text, who, sector, name in fields.pop(role, ())
            )

        said_by, place = fields.pop("said_by", None), fields.pop("place", None)
        return EventMention(
            type=type_,
            mode=mode,
            trigger=trigger,
            trigger_span=Span(at, at + len(trigger)),
            actor=parties("actor"),
            recipient=parties("recipient"),
            via=parties("via"),
            said_by=Source(said_by[0], said_by[1], said_by[2], self.span(said_by[0], begin, end))
            if said_by
            else None,
            place=Place(place[0], self.span(place[0], begin, end), *place[1:]) if place else None,
            quad_class=quad_class_of(type_),
            intensity=intensity_of(type_, mode),
            cameo=cameo_root(type_, mode),
            score=fields.pop("score", 0.9),
            sentence=sentence.text,
            sentence_index=sentence.index,
            sentence_span=sentence.span,
            report_id=self.report.id,
            coder=CODER,
            **fields,
        )


def code_example(report: Report) -> tuple[EventMention, ...]:
    """Return the events of the example report."""
    hand = Hand(report)
    shen = ("Shen", "CHN", "GOV", "Shen Guowei")
    ocampo = ("Ocampo", "VEN", "GOV", "Ramiro Ocampo")
    venezuela = ("Venezuela", "VEN", "GOV", None)
    lu = ("Lu", "CHN", "GOV", "Lu Jianhua")
    beijing = ("Beijing", "CHN", "GOV", None)
    unknown = ("", "UNK", "UNK", None)
    pardo = ("Pardo", "ELN", "REB", "Aurelio Pardo")
    caracas = ("Caracas", "VEN", "Caracas", 10.488, -66.879)
    killing = {"actor": (unknown,), "recipient": (pardo,), "mode": "targeted"}
    people = ("people familiar with the talks", "UNK", "anonymous")
    return (
        hand.event("REQUEST", "Presses", actor=[shen], recipient=[ocampo], mode="change", score=0.97),
        hand.event(
            "ASSAULT",
            "Killing",
            actor=[unknown],
            recipient=[("ELN Commander", "ELN", "REB", None)],
            score=0.95,
        ),
        hand.event("REQUEST", "appealed to", actor=[shen], recipient=[ocampo], mode="change", score=0.98),
        hand.event("ASSAULT", "assassination", **killing, score=0.97),
        hand.event(
            "REQUEST",
            "message",
            actor=[shen],
            recipient=[("Venezuelan leaders", "VEN", "GOV", None)],
            via=[lu],
            mode="change",
            score=0.71,
        ),
        hand.event(
            "CONSULT",
            "met",
            " who met",
            actor=[lu],
            recipient=[("Venezuelan leaders", "VEN", "GOV", None)],
            mode="visit",
            place=caracas,
            date=dt.date(2025, 3, 11),
            date_text="Tuesday",
            score=0.96,
        ),
        hand.event(
            "REQUEST",
            "stressed",
            actor=[lu],
            recipient=[venezuela],
            said_by=people,
            mode="change",
            score=0.82,
        ),
        hand.event("ACCUSE", "condemned", actor=[beijing], mode="disapprove", score=0.93),
        hand.event("ASSAULT", "murder", **killing, score=0.9),
        hand.event(
            "REQUEST",
            "asked for",
            actor=[("Venezuelan officials", "VEN", "GOV", None)],
            recipient=[("Chinese", "CHN", "GOV", None)],
            mode="assist",
            hedged=True,
            score=0.88,
        ),
        hand.event(
            "ASSAULT",
            "killing",
            "The killing",
            **killing,
            place=caracas,
            date=dt.date(2025, 3, 6),
            date_text="last Thursday",
            score=0.94,
        ),
        hand.event(
            "REQUEST",
            "calling for",
            actor=[("a senior aide to the Brazilian president", "BRA", "GOV", None)],
            recipient=[venezuela, ("the FARC", "FARC", "REB", None)],
            mode="change",
            score=0.92,
        ),
        hand.event(
            "REQUEST",
            "pressing",
            actor=[("Brazil", "BRA", "GOV", None)],
            recipient=[("all sides", "UNK", "UNK", None)],
            mode="change",
            score=0.86,
        ),
        hand.event("THREATEN", "vowed to respond", actor=[venezuela], mode="violence", score=0.96),
        hand.event("ASSAULT", "assassination", "vowed to respond", **killing, score=0.91),
        hand.event(
            "ASSAULT",
            "attack",
            "Apure",
            actor=[("the FARC", "FARC", "REB", None)],
            recipient=[("Colombian", "COL", "MIL", None)],
            said_by=("Sources close to the FARC", "UNK", "anonymous"),
            status="future",
            hedged=True,
            score=0.84,
        ),
        hand.event(
            "MOBILIZE",
            "put on alert",
            actor=[("the army", "COL", "MIL", None)],
            said_by=("Defence Minister Esteban Villamil", "COL", "named"),
            mode="troops",
            score=0.9,
        ),
    )


@pytest.fixture(scope="session")
def report() -> Report:
    # The chrome of the file is for the reports room; here stands the text that it should leave.
    headline, _, *body = EXAMPLE.read_text(encoding="utf-8").strip().split("\n\n")
    kept = [line for line in body[:-3] if line != headline]
    return make_report(
        headline,
        "\n".join(kept),
        outlet="The Meridian Courier",
        url="https://courier.example/2025/03/12/shen-presses-ocampo",
        published=dt.date(2025, 3, 12),
        language="en",
    )


@pytest.fixture(scope="session")
def events(report: Report) -> tuple[EventMention, ...]:
    return code_example(report)


@pytest.fixture
def hand() -> Callable[..., tuple[Report, Hand]]:
    """Return a maker of a one-sentence report and its coder by hand."""

    def make(body: str, headline: str = "") -> tuple[Report, Hand]:
        report = make_report(headline, body)
        return report, Hand(report)

    return make


@pytest.fixture(scope="session")
def usual_names() -> PartyNames:
    """The gazetteer's names, read once: a brief of its own would take a second each time."""
    return PartyNames()


@pytest.fixture
def names_read_once(monkeypatch: pytest.MonkeyPatch, usual_names: PartyNames) -> None:
    for module in ("_brief", "_brief_render", "_watch"):
        monkeypatch.setattr(f"detente.desk.{module}.PartyNames", lambda *_: usual_names)
