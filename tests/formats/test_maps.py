"""GeoJSON and GraphML are what independent readers take them for."""

from __future__ import annotations

import datetime as dt
import io
import json

import pytest
from jsonschema import Draft202012Validator

from detente.formats import write_events, write_graphml
from detente.ledger import CodedEvent, CodedParty, Dyad, Ledger

# The parts of RFC 7946 that bear on points, written out as a schema.
GEOJSON = {
    "type": "object",
    "required": ["type", "features"],
    "not": {"required": ["crs"]},
    "properties": {
        "type": {"const": "FeatureCollection"},
        "features": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["type", "geometry", "properties"],
                "properties": {
                    "type": {"const": "Feature"},
                    "id": {"type": ["string", "number"]},
                    "properties": {"type": "object"},
                    "geometry": {
                        "type": "object",
                        "required": ["type", "coordinates"],
                        "properties": {
                            "type": {"const": "Point"},
                            "coordinates": {
                                "type": "array",
                                "prefixItems": [
                                    {"type": "number", "minimum": -180, "maximum": 180},
                                    {"type": "number", "minimum": -90, "maximum": 90},
                                ],
                                "minItems": 2,
                                "maxItems": 2,
                            },
                        },
                    },
                },
            },
        },
    },
}
DAY = dt.date(2024, 8, 1)


def make(id_: str, **fields) -> CodedEvent:
    facts = {
        "type": "ASSAULT",
        "actor": (CodedParty("ISR", "MIL"),),
        "recipient": (CodedParty("HEZBOLLAH", "REB"), CodedParty("LBN")),
    }
    return CodedEvent(dataset="GDELT", id=id_, day=DAY, known_on=DAY, **(facts | fields))


def geojson_of(events) -> tuple[dict, tuple[int, int]]:
    out = io.BytesIO()
    done = write_events(events, out, "geojson")
    return json.loads(out.getvalue()), done


def test_geojson():
    found, done = geojson_of([make("1", lat=33.27, lon=35.19, place='Tyre "south"'), make("2")])
    assert done == (1, 1)
    Draft202012Validator(GEOJSON).validate(found)
    (feature,) = found["features"]
    # East comes first in RFC 7946.
    assert feature["geometry"]["coordinates"] == [35.19, 33.27]
    assert feature["id"] == "GDELT:1"
    facts = feature["properties"]
    assert (facts["type"], facts["day"], facts["actor"], facts["recipient"], facts["place"]) == (
        "ASSAULT",
        "2024-08-01",
        ["ISR"],
        ["HEZBOLLAH", "LBN"],
        'Tyre "south"',
    )


@pytest.mark.parametrize("count", [0, 1, 3])
def test_geojson_of_any_number_is_whole(count):
    found, _ = geojson_of([make(str(number), lat=1.0, lon=2.0) for number in range(count)])
    Draft202012Validator(GEOJSON).validate(found)
    assert len(found["features"]) == count


def test_graphml_is_read_by_networkx(tmp_path):
    networkx = pytest.importorskip("networkx", reason="networkx is not installed here")
    with Ledger(tmp_path / "crisis.db") as ledger:
        ledger.add_coded(
            [
                make("1"),
                make("2", type="CONSULT", recipient=(CodedParty("LBN"),)),
                make("3", actor=(CodedParty('A<&"B'),), recipient=()),
            ]
        )
        dyads = ledger.dyads()
    out = io.BytesIO()
    assert write_graphml(dyads, out) == len(dyads) == 3
    path = tmp_path / "parties.graphml"
    path.write_bytes(out.getvalue())
    graph = networkx.read_graphml(path)
    assert graph.is_directed()
    assert set(graph.nodes) == {"ISR", "HEZBOLLAH", "LBN", 'A<&"B', "UNK"}
    edge = graph.edges["ISR", "LBN"]
    assert (edge["weight"], edge["events"], edge["material_conflict"], edge["verbal_cooperation"]) == (
        2.0,
        2,
        1,
        1,
    )
    assert (edge["first_day"], edge["rung"]) == ("2024-08-01", 9)
    assert graph.nodes["ISR"]["acts"] == 3


def test_graphml_leaves_out_what_xml_has_no_place_for():
    lxml = pytest.importorskip("lxml.etree")
    dyad = Dyad(
        actor="A\x01B",
        recipient="C\n\ud800D",
        events=1,
        verbal_cooperation=1,
        material_cooperation=0,
        verbal_conflict=0,
        material_conflict=0,
        intensity=1.0,
        rung=0,
        rung_name="",
        first_day=DAY,
        last_day=DAY,
    )
    out = io.BytesIO()
    assert write_graphml([dyad], out) == 1
    root = lxml.fromstring(out.getvalue())
    assert root.tag == "{http://graphml.graphdrawing.org/xmlns}graphml"
    out = io.BytesIO()
    assert write_graphml([], out) == 0
    assert lxml.fromstring(out.getvalue()) is not None
