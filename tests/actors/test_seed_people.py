"""The people of the report that started the project: who they are, with the words given (no model)."""

import datetime as dt
from pathlib import Path

import pytest

from detente.actors import Dossier, Gazetteer, Resolver

SEED = Path(__file__).parents[2] / "../shared/reports/seed.txt"
DAY = dt.date(2024, 8, 6)
# Written for this test; the same people and phrases in other sentences.
TWIN = """\
Moscow asks Tehran to hold back
Russian President Vladimir Putin has asked Ayatollah Ali Khamenei, the Supreme Leader of Iran, to hold back \
after Ismail Haniyeh, the leader of Hamas, was killed.
Sergei Shoigu carried the message to Iranian leaders on Monday.
Shoigu spoke of civilians, said sources familiar with the discussions.
Moscow mourned Haniyeh, and Putin wrote to Khamenei.
Iranian officials are said to want new jets.
A call for restraint came from a senior official from the Biden administration.
Sources close to Hezbollah think that a strike is near.
Israel waits: Defence Minister Yoav Gallant visited the troops, and Israeli officials kept silent.
The U.S. urged all parties to wait."""

CASES = [
    # the words, then who, sector, name, kind of source
    ("Putin", "RUS", "GOV", "Vladimir Putin", None),
    ("Shoigu", "RUS", "GOV", "Sergei Shoigu", None),
    ("Sergei Shoigu", "RUS", "GOV", "Sergei Shoigu", None),
    ("Khamenei", "IRN", "GOV", "Ali Khamenei", None),
    ("Haniyeh", "HAMAS", "REB", "Ismail Haniyeh", None),
    ("Yoav Gallant", "ISR", "GOV", "Yoav Gallant", "named"),
    ("Gallant", "ISR", "GOV", "Yoav Gallant", "named"),
    ("a senior official from the Biden administration", "USA", "GOV", None, "anonymous"),
    ("Sources close to Hezbollah", "HEZBOLLAH", "REB", None, "anonymous"),
    ("sources familiar with the discussions", "UNK", None, None, "anonymous"),
    ("Iranian leaders", "IRN", "GOV", None, None),
    ("Iranian officials", "IRN", "GOV", None, None),
    ("Israeli officials", "ISR", "GOV", None, None),
    ("Moscow", "RUS", "GOV", None, None),
    ("The U.S.", "USA", "GOV", None, None),
    ("all parties", "UNK", None, None, None),
]


def read(dossier: Dossier, text: str, words: str, kind: str) -> list:
    """Return what all occurrences of some words in a text are."""
    found = []
    lines = [line for line in map(str.strip, text.splitlines()) if line]
    for line in lines[1:7]:
        # As the coder does: a headline's bare surnames are introduced only by what follows.
        dossier.add_sentence(line)
    for line in lines:
        number = dossier.add_sentence(line)
        at = line.find(words)
        while at >= 0:
            found.append(dossier.resolve(at, at + len(words), kind, sentence=number))
            at = line.find(words, at + 1)
    return found


@pytest.mark.parametrize(("words", "who", "sector", "name", "kind"), CASES, ids=lambda v: str(v)[:24])
@pytest.mark.parametrize("source", ["seed", "twin"])
def test_people_of_the_first_report(
    gazetteer: Gazetteer, source: str, words: str, who: str, sector: str, name: str, kind: str
) -> None:
    if source == "seed" and not SEED.is_file():
        pytest.skip("../shared/reports/seed.txt is not here")
    text = TWIN if source == "twin" else SEED.read_text(encoding="utf-8")
    dossier = Resolver(gazetteer).open(DAY)
    found = read(dossier, text, words, "source" if kind else "party")
    assert found, words
    for resolution in found:
        assert resolution.who == who
        assert sector in (None, resolution.sector)
        assert name in (None, resolution.name)
        assert resolution.kind == kind
