"""Organisations that no file lists: told by their names, by the nouns beside them, and remembered."""

import datetime as dt

import pytest

from detente.actors import Gazetteer, Resolution, Resolver

GAZETTEER = Gazetteer.load()


def resolve(*sentences: str, name: str, day: dt.date | None = None) -> Resolution:
    dossier = Resolver(GAZETTEER).open(day)
    for sentence in sentences:
        dossier.add_sentence(sentence)
    start = sentences[-1].index(name)
    return dossier.resolve(start, start + len(name))


@pytest.mark.parametrize(
    ("sentence", "name", "who"),
    [
        ("Fuel went to Palestinian telecommunications company Zorbatel to help.", "Zorbatel", "ZORBATEL"),
        ("Zorbatel, a major Palestinian company, said that networks were down.", "Zorbatel", "ZORBATEL"),
        ("Lawyers of the pro-Israel Marlow Legal Institute wrote to them.", "Marlow Legal Institute", None),
        ("Workers met outside Harker Mission Systems on Friday morning.", "Harker Mission Systems", None),
        ("A survey by the group Voices for Quiet in Gaza counted the homes.", "Voices for Quiet", None),
        (
            "They asked the International Lantern Commission to look into it.",
            "International Lantern Commission",
            None,
        ),
        (
            "The banned European Lantern Union (ELU) told members to stay away.",
            "European Lantern Union",
            None,
        ),
        ("It was reported in the Oakdale Post-Gazette on the same day.", "Oakdale Post-Gazette", None),
    ],
)
def test_unlisted_body_is_its_own_party(sentence: str, name: str, who: str | None) -> None:
    found = resolve(sentence, name=name)
    assert found.who == (who or name.upper())
    assert found.rule == "own-name"


@pytest.mark.parametrize(
    ("sentence", "name", "who"),
    [
        (
            "The ban was announced by the Iranian Lantern Federation on Friday.",
            "the Iranian Lantern Federation",
            "IRN",
        ),
        (
            "Israel struck Gaza, and the Israel Lantern Authority (ILA) looked on.",
            "the Israel Lantern Authority",
            "ISR",
        ),
        ("The newspaper told Israel that it would go on with the story.", "Israel", "ISR"),
        (
            "He joined the militant group Hamas when he was still very young.",
            "the militant group Hamas",
            "HAMAS",
        ),
        ("Harker Electric, which is owned by France, told the company Monday.", "France", "FRA"),
    ],
)
def test_state_bodies_and_listed_names_stay_what_they_are(sentence: str, name: str, who: str) -> None:
    assert resolve(sentence, name=name).who == who


def test_short_forms_and_nouns_go_back_to_the_name() -> None:
    first = "The Marlow Lantern Foundation (MLF) has sued Israel over the strike on Gaza."
    assert resolve(first, "Lawyers of MLF said so on Friday.", name="MLF").who == "MARLOW LANTERN FOUNDATION"
    assert resolve(first, "Israel said the foundation was wrong.", name="the foundation").who == (
        "MARLOW LANTERN FOUNDATION"
    )


def test_initials_mean_the_body_that_the_report_named() -> None:
    first = "The Internet Lantern Agency (IRA) of Saint Petersburg was blamed."
    listed = resolve("The IRA denied it.", name="The IRA")
    assert listed.who != "INTERNET LANTERN AGENCY"
    assert resolve(first, "The IRA denied it.", name="The IRA").who != "UNK"


def test_who_teaches_at_an_institute_is_not_the_institute() -> None:
    text = "It is too late, said Jane Zorb, a professor at the Marlow Institute, in Paris."
    assert resolve(text, name="Jane Zorb").who != "MARLOW INSTITUTE"
    assert resolve(
        text.replace("a professor at", "head of").replace("Institute", "Campaign"), name="Jane Zorb"
    ).who == ("MARLOW CAMPAIGN")


@pytest.mark.parametrize(
    "text", ["(", "company", "Inc", "The Foundation", "group Ltd, a", "Union (EU", "X, a company"]
)
def test_odd_sentences_break_nothing(text: str) -> None:
    Resolver(GAZETTEER).open().add_sentence(text)


def test_nationality_decides_over_the_owner() -> None:
    text = "Mr. Kerry met with his Iranian counterparts in Vienna, and Trump called his friends."
    assert resolve(text, name="his Iranian counterparts", day=dt.date(2015, 7, 1)).who == "IRN"
    assert (
        resolve("The U.S. will not leave its Kurdish allies alone.", name="its Kurdish allies").who == "KURDS"
    )
    assert (
        resolve("Iran watched as Republican critics spoke in Congress.", name="Republican critics").who
        == "USA"
    )
    assert resolve("The U.S. and its allies met in Paris.", name="its allies").who == "UNK"


def test_both_koreas() -> None:
    dossier = Resolver(GAZETTEER).open()
    text = "China praised the two Korean leaders, and the two Koreas met."
    dossier.add_sentence(text)
    for words in ("the two Korean leaders", "the two Koreas"):
        start = text.index(words)
        assert {r.who for r in dossier.resolve_all(start, start + len(words))} == {"PRK", "KOR"}


def test_surname_is_that_of_whom_the_report_named_in_full() -> None:
    day = dt.date(2014, 9, 15)
    first = "David Haines, a British aid worker, was killed in Syria."
    found = resolve(first, "The killing of Haines was condemned.", name="Haines", day=day)
    assert found.who == "GBR"
    assert resolve("Hamas slams Israel and the West.", name="the West", day=day).who == "UNK"


def test_officials_of_a_place_are_those_of_the_group_that_governs_it() -> None:
    text = "Health officials in Gaza said that Israel had struck a school."
    assert resolve(text, name="Health officials in Gaza", day=dt.date(2023, 11, 1)).who == "HAMAS"
    assert resolve(text, name="Health officials in Gaza", day=dt.date(2002, 11, 1)).who == "PSE"


@pytest.mark.parametrize(
    ("sentence", "name", "who"),
    [
        # Who studies somewhere counts for the country, who heads a university for that.
        (
            "It is grave, said Ada Quill, deputy director of a programme at the Center for Strategic and "
            "International Studies.",
            "Ada Quill",
            "USA",
        ),
        ("Ada Quill, the president of Harvard University, said it.", "Ada Quill", "HARVARD UNIVERSITY"),
        ("Police arrested a student at Cornell University.", "a student at Cornell University", "USA"),
        # A state's envoy at a body is the state's.
        ("Chad's UN ambassador condemned it.", "Chad's UN ambassador", "TCD"),
        ("Peruvian UN envoy Ada Quill condemned it.", "Peruvian UN envoy Ada Quill", "PER"),
        ("The UN envoy condemned it.", "The UN envoy", "UN"),
    ],
)
def test_people_of_institutes_and_envoys_to_bodies(sentence: str, name: str, who: str) -> None:
    assert resolve(sentence, name=name, day=dt.date(2014, 5, 1)).who == who


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Charges were levelled at the West, the US above all.", "the West"),
        ("Donations came from the Gulf States.", "the Gulf States"),
        ("Lebanon turned to Gulf Arab countries for help.", "Gulf Arab countries"),
        ("They spoke to three Ivy League students.", "three Ivy League students"),
    ],
)
def test_nobody_in_particular(sentence: str, name: str) -> None:
    assert resolve(sentence, name=name, day=dt.date(2023, 11, 12)).who == "UNK"
