"""Loading, looking up, and the user's own file."""

import datetime as dt
from pathlib import Path

import pytest

from detente.actors import Gazetteer, Resolver
from detente.actors.__main__ import main
from detente.errors import ActorsError


def parties(gazetteer: Gazetteer, name: str) -> set[str]:
    return {n.entry.who for n in gazetteer.find(name)}


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("Kremlin", "RUS"),
        ("U.S.", "USA"),
        ("Hizballah", "HEZBOLLAH"),
        ("Erdoğan", "TUR"),
        ("Knesset", "ISR"),
        ("al-Qassam Brigades", "HAMAS"),
        ("Quai d’Orsay", "FRA"),
    ],
)
def test_find(gazetteer: Gazetteer, name: str, who: str) -> None:
    assert who in parties(gazetteer, name)


def test_ambiguous_names_keep_all_parties(gazetteer: Gazetteer) -> None:
    assert {"GEO", "USA"} <= parties(gazetteer, "Georgia")
    assert {"COD", "COG"} <= parties(gazetteer, "Congo")


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (dt.date(2024, 5, 18), "Ebrahim Raisi"),
        (dt.date(2024, 8, 10), "Masoud Pezeshkian"),
        (dt.date(2010, 1, 1), "Mahmoud Ahmadinejad"),
    ],
)
def test_holder_by_date(gazetteer: Gazetteer, day: dt.date, name: str) -> None:
    holder = gazetteer.holder("IRN", "president", day)
    assert holder is not None
    assert holder.name == name


def test_holder_unknown(gazetteer: Gazetteer) -> None:
    assert gazetteer.holder("IRN", "king", dt.date(2020, 1, 1)) is None


OWN = """# mine
kind: group
name: Sons of the River
who: SONS OF THE RIVER
country: MLI
alias: River Sons

kind: person
name: Vladimir Putin
country: RUS
office: Tsar | GOV | 2000 |

kind: nonsense
name: X

kind: group
name: Nameless

kind: person
name: Ann Example
country: Ruritania
"""


def test_own_file_adds_overrides_and_reports(tmp_path: Path) -> None:
    path = tmp_path / "own.txt"
    path.write_text(OWN, encoding="utf-8")
    gazetteer = Gazetteer.load(extra=path)
    assert parties(gazetteer, "river sons") == {"SONS OF THE RIVER"}
    titles = {o.title for n in gazetteer.find("Vladimir Putin") for o in n.entry.offices}
    assert titles == {"Tsar"}
    messages = [str(f) for f in gazetteer.faults]
    assert len(messages) == 3
    assert messages[0].startswith(f"{path}:13: unknown kind 'nonsense'")
    assert f"{path}:16: a group needs a line 'who: ...'" in messages
    assert f"{path}:19: 'Ruritania' is no ISO alpha-3 code" in messages
    dossier = Resolver(gazetteer).open()
    dossier.add_sentence("River Sons fired on a barge.")
    assert dossier.resolve(0, 10).who == "SONS OF THE RIVER"


def test_missing_own_file() -> None:
    with pytest.raises(ActorsError, match="can't be read"):
        Gazetteer.load(extra=Path("/no/such/file"))


def test_check_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "own.txt"
    path.write_text("kind: group\nname: Nameless\n", encoding="utf-8")
    assert main([str(path)]) == 1
    assert "needs a line" in capsys.readouterr().out
    assert main([]) == 0
