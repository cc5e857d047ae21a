"""Rows of data sets made up for the tests, in the layouts in which the data sets come."""

from __future__ import annotations

import datetime as dt

from hypothesis import strategies as st

from detente.formats._polecat import DATASET
from detente.ledger import GRADES, CodedEvent, CodedParty, plain_who
from detente.ontology import EVENT_TYPES, SECTORS

__all__ = ["DATASET", "POLECAT_HEADER", "coded_events", "gdelt_row", "icews_row", "polecat_row", "ucdp_row"]

GDELT_WIDTH = 61
ICEWS_HEADER = (
    "Event ID\tEvent Date\tSource Name\tSource Sectors\tSource Country\tEvent Text\tCAMEO Code\t"
    "Intensity\tTarget Name\tTarget Sectors\tTarget Country\tStory ID\tSentence Number\tPublisher\tCity\t"
    "District\tProvince\tCountry\tLatitude\tLongitude"
)
POLECAT_HEADER = (
    "Event ID\tEvent Date\tEvent Type\tEvent Mode\tIntensity\tQuad Code\tContexts\tActor Name\t"
    "Actor Country\tActor COW\tPrimary Actor Sector\tActor Sectors\tActor Title\tActor Name Raw\t"
    "Wikipedia Actor ID\tRecipient Name\tRecipient Country\tRecipient COW\tPrimary Recipient Sector\t"
    "Recipient Sectors\tRecipient Title\tRecipient Name Raw\tWikipedia Recipient ID\tPlacename\tCity\t"
    "District\tProvince\tCountry\tLatitude\tLongitude\tGeoNames ID\tRaw Placename\tFeature Type\tSource\t"
    "Publication Date\tStory People\tStory Organizations\tStory Locations\tLanguage\tVersion"
)
UCDP_HEADER = (
    "id,type_of_violence,dyad_name,side_a,side_b,number_of_sources,source_office,source_headline,"
    "where_coordinates,latitude,longitude,country,date_prec,date_start,date_end,best,high,low,gwnoa,gwnob"
)


def gdelt_row(**cells: str) -> str:
    """Return a row of GDELT 2.0: Israel strikes at Tyre, with cells put in by position, "c26"."""
    row = [""] * GDELT_WIDTH
    facts = {
        0: "1198765432",
        1: "20240801",
        2: "202408",
        3: "2024",
        4: "2024.5836",
        5: "ISRMIL",
        6: "ISRAEL",
        7: "ISR",
        12: "MIL",
        15: "LBNREBHEZ",
        16: "HEZBOLLAH",
        17: "LBN",
        18: "HEZ",
        22: "REB",
        25: "1",
        26: "195",
        27: "195",
        28: "19",
        29: "4",
        30: "-10.0",
        31: "12",
        32: "3",
        33: "12",
        34: "-6.1",
        51: "4",
        52: "Tyre, Liban-Sud, Lebanon",
        53: "LE",
        56: "33.2733",
        57: "35.1939",
        59: "20240802041500",
        60: "https://news.example/tyre",
    }
    for at, value in facts.items():
        row[at] = value
    for name, value in cells.items():
        row[int(name[1:])] = value
    return "\t".join(row)


def _with_header(header: str, delimiter: str, facts: dict[str, str], cells: dict[str, str]) -> str:
    names = header.split(delimiter)
    unknown = {*facts, *cells} - set(names)
    assert not unknown, unknown
    return delimiter.join((facts | cells).get(name, "") for name in names)


def icews_row(**cells: str) -> str:
    """Return a row of ICEWS: Russia's minister visits Iran; names of cells have "_" for a space."""
    facts = {
        "Event ID": "40001",
        "Event Date": "2024-08-05",
        "Source Name": "Sergei Shoigu",
        "Source Sectors": "Government,Executive,Military",
        "Source Country": "Russian Federation",
        "Event Text": "Make a visit",
        "CAMEO Code": "042",
        "Intensity": "1.9",
        "Target Name": "Iran",
        "Target Sectors": "NA",
        "Target Country": "Iran",
        "Story ID": "9",
        "Sentence Number": "2",
        "Publisher": "The Courier",
        "City": "Tehran",
        "Country": "Iran",
        "Latitude": "35.69",
        "Longitude": "51.42",
    }
    return _with_header(
        ICEWS_HEADER, "\t", facts, {name.replace("_", " "): cell for name, cell in cells.items()}
    )


def polecat_row(**cells: str) -> str:
    """Return a row of POLECAT: two states threaten a third and a group."""
    facts = {
        "Event ID": "ab12_1",
        "Event Date": "2023-04-02",
        "Event Type": "THREATEN",
        "Event Mode": "violence",
        "Intensity": "-3.5",
        "Quad Code": "VERBAL CONFLICT",
        "Contexts": "military; territory",
        "Actor Name": "United States; France",
        "Actor Country": "USA; FRA",
        "Actor COW": "2; 220",
        "Primary Actor Sector": "GOV; MIL",
        "Actor Name Raw": "Washington; Paris",
        "Recipient Name": "Hezbollah; Iran",
        "Recipient Country": "LBN; IRN",
        "Recipient COW": "660; 630",
        "Primary Recipient Sector": "REB; GOV",
        "Recipient Name Raw": "Hizbullah; Tehran",
        "Placename": "Beirut",
        "Country": "LBN",
        "Latitude": "33.89",
        "Longitude": "35.5",
        "Source": "Agence Example",
        "Publication Date": "2023-04-03",
        "Language": "en",
        "Version": "NGEC",
    }
    return _with_header(
        POLECAT_HEADER, "\t", facts, {name.replace("_", " "): cell for name, cell in cells.items()}
    )


def ucdp_row(**cells: str) -> str:
    """Return a row of UCDP GED: a state and a group fight for three days."""
    facts = {
        "id": "512345.0",
        "type_of_violence": "1",
        "dyad_name": "Government of Mali - JNIM",
        "side_a": "Government of Mali",
        "side_b": "JNIM",
        "number_of_sources": "2",
        "source_office": "Courier;Herald",
        "source_headline": '"Dozens die, again"',
        "where_coordinates": "Bamako town",
        "latitude": "12.65",
        "longitude": "-8",
        "country": "Mali",
        "date_prec": "2",
        "date_start": "2022-05-01T00:00:00",
        "date_end": "2022-05-03T00:00:00",
        "best": "12",
        "high": "20",
        "low": "9",
        "gwnoa": "432.0",
    }
    return _with_header(UCDP_HEADER, ",", facts, cells)


def _texts(**options: int) -> st.SearchStrategy[str]:
    # No NUL and no half of a surrogate pair, which no database takes.
    return st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), **options)


def _parties() -> st.SearchStrategy[tuple[CodedParty, ...]]:
    who = st.one_of(
        st.sampled_from(["USA", "IRN", "UN", "ISLAMIC_STATE", "UNK"]),
        _texts(min_size=1, max_size=8).map(plain_who).filter(lambda name: name == plain_who(name)),
    )
    party = st.builds(
        CodedParty, who, st.sampled_from(sorted(SECTORS)), _texts(max_size=8), _texts(max_size=12)
    )
    return st.lists(party, max_size=3).map(tuple)


@st.composite
def coded_events(draw: st.DrawFn) -> CodedEvent:
    """Draw any event that a ledger can hold."""
    type_ = draw(st.sampled_from(sorted(EVENT_TYPES)))
    days = st.dates(dt.date(1945, 1, 1), dt.date(2040, 1, 1))
    day = draw(st.none() | days)
    later = None if day is None else draw(st.none() | st.dates(day, dt.date(2041, 1, 1)))
    counts = st.none() | st.integers(0, 10**6)
    place = draw(st.none() | st.tuples(st.floats(-90, 90), st.floats(-180, 180)))
    return CodedEvent(
        dataset=draw(st.sampled_from(["GDELT", "UCDP GED", "Réseau; d'alerte", "=set"])),
        id=draw(_texts(min_size=1, max_size=12)),
        day=day,
        end_day=later,
        known_on=draw(days),
        type=type_,
        mode=draw(st.none() | st.sampled_from(sorted(EVENT_TYPES[type_].modes)))
        if EVENT_TYPES[type_].modes
        else None,
        scheme="plover",
        code=draw(_texts(max_size=8)),
        scale=draw(st.none() | st.floats(-10, 10)),
        actor=draw(_parties()),
        recipient=draw(_parties()),
        status=draw(st.sampled_from(["happened", "denied", "expected"])),
        grade=draw(st.sampled_from(GRADES)),
        disputed=draw(st.booleans()),
        hedged=draw(st.booleans()),
        place=draw(st.none() | _texts(min_size=1, max_size=12)),
        country=draw(st.none() | st.sampled_from(["USA", "MLI"])),
        lat=place[0] if place else None,
        lon=place[1] if place else None,
        deaths_low=draw(counts),
        deaths_best=draw(counts),
        deaths_high=draw(counts),
        sources=draw(counts),
        url=draw(st.just("") | _texts(max_size=20)),
        publisher=draw(_texts(max_size=8)),
        words=draw(_texts(max_size=40)),
        contexts=tuple(draw(st.lists(_texts(min_size=1, max_size=6), max_size=3))),
    )
