"""Each data set's rows become the events that its columns say."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from detente.formats import Fault, SetAside, detect_format, read_events
from detente.formats._parties import party_of_cameo, party_of_group, party_of_keds, party_of_name
from detente.ledger import CodedEvent, CodedParty
from tests.formats.making import (
    ICEWS_HEADER,
    POLECAT_HEADER,
    UCDP_HEADER,
    gdelt_row,
    icews_row,
    polecat_row,
    ucdp_row,
)

SAMPLES = Path(__file__).parents[3] / "shared" / "events" / "samples"
needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="../shared/events/samples is not here")


@pytest.fixture
def read(tmp_path):
    def run(*lines: str, **options: str) -> list[object]:
        path = tmp_path / "events.txt"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return list(read_events(path, **options))

    return run


def test_gdelt(read):
    (event,) = read(gdelt_row())
    assert event == CodedEvent(
        dataset="GDELT",
        id="1198765432",
        day=dt.date(2024, 8, 1),
        known_on=dt.date(2024, 8, 2),
        type="ASSAULT",
        mode="aerial",
        scheme="cameo",
        code="195",
        scale=-10.0,
        actor=(CodedParty("ISR", "MIL", "ISRMIL", "ISRAEL"),),
        recipient=(CodedParty("HEZBOLLAH", "REB", "LBNREBHEZ", "HEZBOLLAH"),),
        place="Tyre, Liban-Sud, Lebanon",
        country="LBN",
        lat=33.2733,
        lon=35.1939,
        sources=3,
        url="https://news.example/tyre",
        words="ISRAEL 195 HEZBOLLAH",
    )


def test_gdelt_without_a_second_actor_or_a_place(read):
    nobody = {f"c{at}": "" for at in (15, 16, 17, 18, 22, 52, 53, 56, 57)}
    (event,) = read(gdelt_row(**nobody))
    assert (event.recipient, event.place, event.country, event.lat) == ((), None, None, None)


def test_gdelt_statements_are_set_aside(read):
    assert read(gdelt_row(c26="010"), gdelt_row(c26="020", c0="7")) == [
        SetAside("010"),
        read(gdelt_row(c26="020", c0="7"))[0],
    ]


def test_gdelt_of_the_first_version(read):
    cells = gdelt_row().split("\t")
    for at in (54, 46, 38):
        del cells[at]
    (event,) = read("\t".join(cells))
    assert (event.place, event.country, event.lat, event.known_on, event.url) == (
        "Tyre, Liban-Sud, Lebanon",
        "LBN",
        33.2733,
        dt.date(2024, 8, 2),
        "https://news.example/tyre",
    )


@pytest.mark.parametrize(
    ("given", "who", "sector"),
    [
        (("ROMGOV", "ROMANIA", "ROM", "", "", ("GOV", "", "")), "ROU", "GOV"),
        (("ZAR", "KINSHASA", "ZAR", "", "", ("", "", "")), "COD", "UNK"),
        (("IGOUNO", "UNITED NATIONS", "", "UNO", "", ("IGO", "", "")), "UN", "IGO"),
        (("PSEMED", "WAFA", "PSE", "", "", ("MED", "", "")), "PSE", "JRN"),
        (("COP", "POLICE", "", "", "", ("COP", "", "")), "UNK", "COP"),
        (("KUR", "KURD", "", "", "kur", ("", "", "")), "KUR", "UNK"),
        (("AFR", "AFRICA", "AFR", "", "", ("", "", "")), "AFR", "UNK"),
    ],
)
def test_cameo_actors(given, who, sector):
    found = party_of_cameo(*given)
    assert (found.who, found.sector, found.code, found.name) == (who, sector, given[0], given[1])


def test_a_cameo_row_may_name_nobody():
    assert party_of_cameo("", "", "", "", "", ("", "", "")) is None


def test_icews(read):
    (event,) = read(ICEWS_HEADER, icews_row())
    assert event == CodedEvent(
        dataset="ICEWS",
        id="40001 2024-08-05",
        day=dt.date(2024, 8, 5),
        known_on=dt.date(2024, 8, 5),
        type="CONSULT",
        mode="visit",
        scheme="cameo",
        code="042",
        scale=1.9,
        actor=(CodedParty("RUS", "GOV", "", "Sergei Shoigu"),),
        recipient=(CodedParty("IRN", "GOV", "", "Iran"),),
        place="Tehran",
        country="IRN",
        lat=35.69,
        lon=51.42,
        publisher="The Courier",
        words="Make a visit",
    )


@pytest.mark.parametrize(
    ("name", "country", "sectors", "who", "sector"),
    [
        ("Police (India)", "India", "Police,Government", "IND", "COP"),
        ("European Union", "", "International Government Organization,Regional", "EU", "IGO"),
        ("Hamas", "Occupied Palestinian Territory", "Rebel", "HAMAS", "REB"),
        ("NA", "Russian Federation", "NA", "RUS", "UNK"),
        ("Citizen (International)", "NA", "Social", "UNK", "CVL"),
        ("James Mattis", "United States", "Government,Marines,Executive,Military", "USA", "GOV"),
        ("High Ranking Military Personnel (Vietnam)", "Vietnam", "Military,Government", "VNM", "MIL"),
        ("Some Fishery Board", "NA", "International Government Organization", "SOME_FISHERY_BOARD", "IGO"),
    ],
)
def test_icews_actors(name, country, sectors, who, sector):
    found = party_of_name(name, country, sectors)
    assert (found.who, found.sector) == (who, sector)


def test_icews_gives_a_number_twice_on_different_days(read):
    first, second = read(ICEWS_HEADER, icews_row(), icews_row(Event_Date="2024-08-06"))
    assert (first.id, second.id) == ("40001 2024-08-05", "40001 2024-08-06")


def test_icews_may_name_nobody(read):
    assert party_of_name("NA", "NA") is None
    (event,) = read(ICEWS_HEADER, icews_row(Target_Name="NA", Target_Country="NA", Target_Sectors="NA"))
    assert event.recipient == ()


def test_polecat(read):
    (event,) = read(POLECAT_HEADER, polecat_row())
    assert event == CodedEvent(
        dataset="POLECAT",
        id="ab12_1",
        day=dt.date(2023, 4, 2),
        known_on=dt.date(2023, 4, 3),
        type="THREATEN",
        mode="violence",
        code="THREATEN violence",
        scale=-3.5,
        actor=(CodedParty("USA", "GOV", "GOV", "United States"), CodedParty("FRA", "MIL", "MIL", "France")),
        recipient=(
            CodedParty("HEZBOLLAH", "REB", "REB", "Hezbollah"),
            CodedParty("IRN", "GOV", "GOV", "Iran"),
        ),
        place="Beirut",
        country="LBN",
        lat=33.89,
        lon=35.5,
        publisher="Agence Example",
        contexts=("military", "territory"),
    )


def test_polecat_columns_in_any_order_and_none_for_what_is_missing(read):
    names, cells = (
        POLECAT_HEADER.split("\t"),
        polecat_row(
            Recipient_Name="None",
            Recipient_Country="None",
            Recipient_COW="None",
            Primary_Recipient_Sector="None",
            Recipient_Name_Raw="None",
            Event_Mode="None",
            Latitude="None",
            Longitude="None",
            Contexts="None",
            Primary_Actor_Sector="JRN",
        ).split("\t"),
    )
    (event,) = read("\t".join(reversed(names)), "\t".join(reversed(cells)))
    assert (event.recipient, event.mode, event.code, event.contexts, event.lat) == (
        (),
        None,
        "THREATEN",
        (),
        None,
    )
    # One sector for two actors stands for both.
    assert [party.sector for party in event.actor] == ["JRN", "JRN"]


def test_polecat_with_its_older_names(read):
    header = POLECAT_HEADER.replace("\tIntensity\t", "\tEvent Intensity\t")
    (event,) = read(header, polecat_row(Event_Type="DEMAND", Event_Mode="policy", Actor_Country="None; None"))
    assert (event.type, event.mode, event.code, event.scale) == ("REQUEST", None, "DEMAND policy", -3.5)
    # Without a country's code, its number in the Correlates of War tells.
    assert [party.who for party in event.actor] == ["USA", "FRA"]


def test_ucdp(read):
    (event,) = read(UCDP_HEADER, ucdp_row())
    assert event == CodedEvent(
        dataset="UCDP GED",
        id="512345",
        day=dt.date(2022, 5, 1),
        end_day=dt.date(2022, 5, 3),
        known_on=dt.date(2022, 5, 3),
        type="ASSAULT",
        scheme="ucdp",
        code="1",
        actor=(CodedParty("MLI", "GOV", "", "Government of Mali"),),
        recipient=(CodedParty("JNIM", "REB", "", "JNIM"),),
        place="Bamako town",
        country="MLI",
        lat=12.65,
        lon=-8.0,
        deaths_low=9,
        deaths_best=12,
        deaths_high=20,
        sources=2,
        publisher="Courier;Herald",
        words="Government of Mali - JNIM (state-based): Dozens die, again",
    )


def test_ucdp_of_one_day(read):
    (event,) = read(
        UCDP_HEADER, ucdp_row(date_end="2022-05-01", date_prec="1", number_of_sources="-1", gwnoa="")
    )
    assert (event.end_day, event.sources, event.actor[0].who) == (None, None, "MLI")


@pytest.mark.parametrize(
    ("name", "number", "who", "sector"),
    [
        ("Government of Russia (Soviet Union)", "365", "RUS", "GOV"),
        ("Government of Myanmar (Burma)", "", "MMR", "GOV"),
        ("Government of Nowhere", "", "NOWHERE", "GOV"),
        ("Civilians", "", "UNK", "CVL"),
        ("Taleban", "", "TALIBAN", "REB"),
        ("Jalisco Cartel New Generation", "", "CJNG", "REB"),
        ("Hutu", "", "HUTU", "REB"),
    ],
)
def test_ucdp_sides(name, number, who, sector):
    found = party_of_group(name, number)
    assert (found.who, found.sector, found.name) == (who, sector, name)


def test_keds_with_a_header_and_without(read):
    (event,) = read("date,source,target,code,desc", '1999-03-25,NATO,FRYMIL,223,"(MIL ENGAGEMENT, AIR)"')
    assert (event.dataset, event.day, event.type, event.mode, event.scheme, event.code, event.words) == (
        "KEDS",
        dt.date(1999, 3, 25),
        "ASSAULT",
        None,
        "weis",
        "223",
        "MIL ENGAGEMENT, AIR",
    )
    assert (event.actor, event.recipient) == (
        (CodedParty("NATO", "UNK", "NATO"),),
        (CodedParty("SRB", "MIL", "FRYMIL"),),
    )
    again = read("990325\tNATO\tFRYMIL\t223\t(MIL ENGAGEMENT, AIR)", "030101\tUSA\tIRQ\t023", format="keds")
    assert again == [event, SetAside("023")]


@pytest.mark.parametrize(
    ("code", "who", "sector"),
    [
        ("USAGOV", "USA", "GOV"),
        ("UNKMED", "GBR", "JRN"),
        ("AUS", "AUT", "UNK"),
        ("AUL", "AUS", "UNK"),
        ("CHE", "CHECHNYA", "UNK"),
        ("BOSSERMIL", "BOSNIAN_SERBS", "MIL"),
        ("BOSHRC", "BOSHRC", "UNK"),
        ("MOS", "MOS", "UNK"),
    ],
)
def test_keds_actors(code, who, sector):
    assert party_of_keds(code) == CodedParty(who, sector, code)


def test_a_csv_of_ones_own(read):
    first, second, third = read(
        "Date,Source,Target,Code,Scheme",
        "2024-08-01,USA,Islamic State,190,cameo",
        "2024-08-02,USA,,010,cameo",
        "2024-08-03,,IRN,224,weis",
        dataset="desk",
        format="csv",
    )
    assert (first.dataset, first.type, first.code, first.scheme) == ("desk", "ASSAULT", "190", "cameo")
    assert (first.actor, first.recipient) == ((CodedParty("USA"),), (CodedParty("ISLAMIC_STATE"),))
    assert second == SetAside("010")
    assert (third.type, third.mode, third.actor, third.known_on) == (
        "PROTEST",
        "riot",
        (),
        dt.date(2024, 8, 3),
    )
    assert first.id != third.id


def test_a_tab_separated_file_of_ones_own(read):
    (event,) = read("day\ttype\tmode\tactor", "2024-08-01\tassault\tAerial\tisr;usa", dataset="desk")
    assert (event.type, event.mode, event.actor) == (
        "ASSAULT",
        "aerial",
        (CodedParty("ISR"), CodedParty("USA")),
    )


def test_rows_that_name_no_data_set(read):
    (fault,) = read("day,type", "2024-08-01,AID")
    assert "--dataset" in str(fault)


def test_plover_records_of_others(read):
    first, second = read(
        '{"id": "P-1", "date": "2024-08-01", "source": [{"code": "USA", "sector": "GOV"}], '
        '"recipient": [{"code": "CAN"}], "event": ["AGREE", "CONSULT"], "mode": "visit", "context": "trade", '
        '"event_loc": {"name": "Ottawa", "latitude": 45.4, "longitude": -75.7, "cc3": "CAN"}, "other": 1}'
    )
    assert (first.dataset, first.id, first.type, first.mode, first.contexts) == (
        "PLOVER",
        "P-1",
        "AGREE",
        None,
        ("trade",),
    )
    assert (second.id, second.type, second.mode, second.place) == (
        "P-1/CONSULT",
        "CONSULT",
        "visit",
        "Ottawa",
    )
    assert (first.actor, first.recipient) == ((CodedParty("USA", "GOV"),), (CodedParty("CAN"),))


@needs_samples
@pytest.mark.parametrize(
    ("name", "format_", "rows", "events"),
    [
        ("icews_2018_sample.tab", "icews", 3705, 3095),
        ("ucdp_ged_sample.csv", "ucdp", 1000, 1000),
        ("keds_balkans_weis.csv", "keds", 72953, 61650),
    ],
)
def test_samples_are_read_without_a_fault(name, format_, rows, events):
    assert detect_format(SAMPLES / name) == format_
    found = list(read_events(SAMPLES / name))
    assert [str(row) for row in found if isinstance(row, Fault)] == []
    coded = [row for row in found if isinstance(row, CodedEvent)]
    assert (len(found), len(coded)) == (rows, events)
    assert len({event.id for event in coded}) == events


@needs_samples
def test_parties_of_the_samples_are_known():
    icews = [row for row in read_events(SAMPLES / "icews_2018_sample.tab") if isinstance(row, CodedEvent)]
    parties = [party for event in icews for party in (*event.actor, *event.recipient)]
    assert sum(party.who == "UNK" for party in parties) / len(parties) < 0.01
    assert sum(event.country is None for event in icews) <= 2
    ucdp = [row for row in read_events(SAMPLES / "ucdp_ged_sample.csv") if isinstance(row, CodedEvent)]
    assert all(event.country for event in ucdp)
    governments = [p for e in ucdp for p in (*e.actor, *e.recipient) if p.name.startswith("Government of ")]
    assert len(governments) > 700
    assert all(len(party.who) == 3 for party in governments)
