"""People whom a report names keep the name that stands in its words, whoever held the office on the day."""

import datetime as dt

import pytest

from detente.actors import Gazetteer, Resolution, Resolver

DAY = dt.date(2021, 3, 2)


def resolve(gazetteer: Gazetteer, passage: str, day: dt.date = DAY) -> Resolution:
    """Return who the words in [[ ]] of a passage are; " // " parts its sentences."""
    dossier = Resolver(gazetteer).open(day)
    for text in passage.split(" // "):
        start = text.find("[[")
        number = dossier.add_sentence(text.replace("[[", "").replace("]]", ""))
        if start >= 0:
            end = text.index("]]") - 2
            return dossier.resolve(start, end, "actor", sentence=number)
    raise AssertionError(passage)


@pytest.mark.parametrize(
    ("passage", "who", "name"),
    [
        ("[[Prime Minister Anna Kowal of Poland]] urged Russia to stop.", "POL", "Anna Kowal"),
        ("[[Poland's Prime Minister Anna Kowal]] urged Russia to stop.", "POL", "Anna Kowal"),
        ("[[Poland's prime minister, Anna Kowal]], urged Russia to stop.", "POL", "Anna Kowal"),
        ("[[Poland's prime minister]], Anna Kowal, urged Russia to stop.", "POL", "Anna Kowal"),
        ("[[The prime minister of Poland, Anna Kowal]], urged Russia to stop.", "POL", "Anna Kowal"),
        ("[[The Polish prime minister]] Anna Kowal urged Russia to stop.", "POL", "Anna Kowal"),
        ("Anna Kowal, [[the Polish prime minister]], urged Russia to stop.", "POL", "Anna Kowal"),
        ("Anna Kowal, [[prime minister of Poland]], urged Russia to stop.", "POL", "Anna Kowal"),
        ("[[Poland's acting Prime Minister Anna Kowal]] urged Russia to stop.", "POL", "Anna Kowal"),
        ("[[Former Prime Minister Anna Kowal of Poland]] urged Russia to stop.", "POL", "Anna Kowal"),
        ("[[Poland's former prime minister, Anna Kowal]], urged Russia to stop.", "POL", "Anna Kowal"),
        ("[[Foreign Minister Obeidi of Iraq]] told the nation that Iran was to blame.", "IRQ", "Obeidi"),
        ("[[Egypt's army chief, Gen. Hossam Fouad]], urged Libya to stop.", "EGY", "Hossam Fouad"),
        ("[[The leader of Hamas, Yasir Qandil]], urged Israel to stop.", "HAMAS", "Yasir Qandil"),
        ("Peru was hit. // [[President Rosaura Quintanilla]] told the nation.", "PER", "Rosaura Quintanilla"),
    ],
)
def test_the_name_in_the_words(gazetteer: Gazetteer, passage: str, who: str, name: str) -> None:
    found = resolve(gazetteer, passage)
    assert (found.who, found.name) == (who, name)


@pytest.mark.parametrize(
    "passage",
    [
        "Peruvian President Rosaura Quintanilla told the nation. // Peru would answer, [[she]] said.",
        "President Rosaura Quintanilla told the nation. // Peru would answer, [[she]] said.",
        "Peru's president, Rosaura Quintanilla, told the nation so. // Peru would answer, [[she]] said.",
        "Peru's president, Rosaura Quintanilla, told the nation so. // [[The president]] gave no evidence.",
    ],
)
def test_a_pronoun_is_not_the_holder(gazetteer: Gazetteer, passage: str) -> None:
    found = resolve(gazetteer, passage)
    assert (found.who, found.name) == ("PER", "Rosaura Quintanilla")


@pytest.mark.parametrize(
    "passage",
    [
        "The Peruvian president told the nation of the attack. // Peru would answer, [[she]] said.",
        "President Donald Trump met the envoys. // Washington was not told of it, [[she]] said.",
    ],
)
def test_she_is_no_man(gazetteer: Gazetteer, passage: str) -> None:
    assert resolve(gazetteer, passage).name is None


@pytest.mark.parametrize(
    "words",
    [
        "the former president of Peru",
        "Peru's former president",
        "a former Peruvian president",
        "Peru's ex-president",
        "the ousted Peruvian president",
        "Peru's president-elect",
        "every Peruvian president",
    ],
)
def test_an_office_that_is_not_held(gazetteer: Gazetteer, words: str) -> None:
    found = resolve(gazetteer, f"Ecuador was to blame for it all, [[{words}]] told the nation.")
    assert (found.who, found.name, found.rule) == ("PER", None, "role")


@pytest.mark.parametrize(
    ("passage", "name"),
    [
        ("[[The Peruvian president]] told the nation that Ecuador was to blame.", "Francisco Sagasti"),
        ("[[The president of Peru]] told the nation that Ecuador was to blame.", "Francisco Sagasti"),
        ("[[Peru's president, Francisco Sagasti]], told the nation.", "Francisco Sagasti"),
        ("[[President Sagasti of Peru]] told the nation.", "Francisco Sagasti"),
        ("[[Peru's president]], Angela Merkel and Emmanuel Macron met.", "Francisco Sagasti"),
        ("[[The president of Peru]], Ana Ruiz's lawyer and others met in the capital.", "Francisco Sagasti"),
        ("The Peruvian president told the nation. // Peru would answer, [[he]] said.", "Francisco Sagasti"),
    ],
)
def test_an_unnamed_office_is_its_holder(gazetteer: Gazetteer, passage: str, name: str) -> None:
    assert resolve(gazetteer, passage).name == name


@pytest.mark.parametrize(
    ("passage", "who", "name"),
    [
        ("[[French President Marine Dupont]] condemned Russia.", "FRA", "Marine Dupont"),
        (
            "[[President Paul Boeing of Ghana]] condemned the raid. // Then [[Boeing]] left.",
            "GHA",
            "Paul Boeing",
        ),
        ("President Paul Boeing of Ghana condemned the raid. // Then [[Boeing]] left.", "GHA", "Paul Boeing"),
        ("[[German Chancellor Siemens]] condemned the raid.", "DEU", "Siemens"),
        ("[[Kenyan Defence Minister James London]] condemned the raid.", "KEN", "James London"),
        ("Kenya's Defence Minister James London spoke. // Then [[London]] left.", "KEN", "James London"),
        ("The raid on [[Boeing]] went on for hours.", "BOEING", "Boeing"),
        ("Officials said that [[London]] had condemned the raid.", "GBR", "United Kingdom"),
        (
            "Kenya's Defence Minister James London spoke. // It was a shock in [[London]].",
            "GBR",
            "United Kingdom",
        ),
        ("Major [[Boeing]] customers have condemned the raid.", "BOEING", "Boeing"),
    ],
)
def test_a_surname_like_a_company_or_a_city(gazetteer: Gazetteer, passage: str, who: str, name: str) -> None:
    found = resolve(gazetteer, passage)
    assert (found.who, found.name) == (who, name)


@pytest.mark.parametrize(
    ("passage", "who", "name"),
    [
        ("Ambassador Lucia Ferrante of Italy condemned it. // [[Ferrante]] left.", "ITA", "Lucia Ferrante"),
        ("Secretary General Erik Lindqvist of NATO spoke. // [[Lindqvist]] left.", "NATO", "Erik Lindqvist"),
        ("NATO's Secretary General Erik Lindqvist spoke. // [[Lindqvist]] left.", "NATO", "Erik Lindqvist"),
        ("Turkey's Defence Minister Ayla Demirtas spoke. // [[Ms. Demirtas]] left.", "TUR", "Ayla Demirtas"),
        ("[[Egyptian Foreign Minister Laila Mansour]] met envoys of Jordan.", "EGY", "Laila Mansour"),
    ],
)
def test_a_title_with_its_owner_introduces(gazetteer: Gazetteer, passage: str, who: str, name: str) -> None:
    found = resolve(gazetteer, passage)
    assert (found.who, found.name) == (who, name)


def test_the_commander_of_an_armed_group_is_of_its_sector() -> None:
    dossier = Resolver(Gazetteer.load()).open(dt.date(2024, 8, 6))
    dossier.add_sentence("The killing of Hamas commander Yusuf Dalal shook Gaza.")
    for start, end in ((15, 42), (15, 30), (31, 42)):
        found = dossier.resolve(start, end)
        assert (found.who, found.sector, found.name) == ("HAMAS", "REB", "Yusuf Dalal")
