"""Our own names in context: who, sector and kind of source."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import pytest

from detente.actors import Gazetteer, Resolver
from detente.ontology import SECTORS, SOURCE_KINDS

GOLD = Path(__file__).parents[1] / "gold" / "parties.txt"


@dataclass(frozen=True)
class Case:
    line: int
    date: dt.date
    who: frozenset[str]
    sector: str
    kind: str | None
    before: tuple[str, ...]
    text: str
    start: int
    end: int


def read_case(number: int, line: str) -> Case:
    date, label, passage = (part.strip() for part in line.split("|"))
    *before, marked = (part.strip() for part in passage.split(" // "))
    start, end = marked.index("[["), marked.index("]]") - 2
    words = label.split()
    kind = words.pop() if words[-1] in SOURCE_KINDS else None
    sector = words.pop()
    assert sector == "-" or sector in SECTORS, f"line {number}"
    text = marked.replace("[[", "").replace("]]", "")
    who = frozenset(" ".join(words).split("+"))
    return Case(number, dt.date.fromisoformat(date), who, sector, kind, tuple(before), text, start, end)


def read_cases() -> list[Case]:
    lines = GOLD.read_text(encoding="utf-8").splitlines()
    return [read_case(n, line) for n, line in enumerate(lines, 1) if line and not line.startswith("#")]


CASES = read_cases()


def resolve_case(gazetteer: Gazetteer, case: Case):
    dossier = Resolver(gazetteer).open(case.date)
    for sentence in case.before:
        dossier.add_sentence(sentence)
    dossier.add_sentence(case.text)
    return dossier.resolve_all(case.start, case.end, "source" if case.kind else "party")


def find_fault(gazetteer: Gazetteer, case: Case) -> str | None:
    found = resolve_case(gazetteer, case)
    if {r.who for r in found} != case.who:
        return "who"
    if case.sector not in ("-", found[0].sector):
        return "sector"
    return "kind" if found[0].kind != case.kind else None


def test_enough_cases() -> None:
    assert len(CASES) >= 580


@pytest.mark.parametrize("aspect", ["who", "sector", "kind"])
def test_own_cases(gazetteer: Gazetteer, aspect: str) -> None:
    wrong = [f"line {c.line}: {c.text}" for c in CASES if find_fault(gazetteer, c) == aspect]
    assert len(wrong) <= 0.015 * len(CASES), "\n".join(wrong)


@pytest.mark.parametrize("case", CASES[:15], ids=lambda c: f"line{c.line}")
def test_people_of_the_first_report(gazetteer: Gazetteer, case: Case) -> None:
    found = resolve_case(gazetteer, case)
    assert {r.who for r in found} == case.who
    assert case.sector in ("-", found[0].sector)
    assert found[0].kind == case.kind
