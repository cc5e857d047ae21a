"""Writing events: JSON Lines, CSV, CAMEO-coded rows, GeoJSON; and the pairs of parties as GraphML."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from typing import Any, BinaryIO, Final
from xml.sax.saxutils import escape, quoteattr

import msgspec

from detente.errors import UsageError
from detente.formats._cells import guard_cell
from detente.formats._icews import COLUMNS as ICEWS_COLUMNS
from detente.formats._icews import OWN_COLUMNS
from detente.formats._parquet import write_parquet
from detente.formats._parties import name_of_country
from detente.formats._plain import COLUMNS, cells_of
from detente.formats._plover import write_plover
from detente.formats._tables import cameo_of, goldstein_of
from detente.ledger import CodedEvent, CodedParty, Dyad, make_storable
from detente.ontology import EVENT_TYPES, intensity_of

__all__ = ["WRITERS", "write_events", "write_graphml"]

Written = tuple[int, int]
_QUADS: Final = ("verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict")
# What XML 1.0 has no place for.
_NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BREAKS: Final = re.compile(r"[\t\r\n]+")


def write_events(events: Iterable[CodedEvent], stream: BinaryIO, format: str) -> Written:  # noqa: A002
    """Write events, one after the other; return how many, and how many the format can't hold.

    A NUL or half a surrogate pair in a text is written as U+FFFD.

    Args:
        events: The events, taken as they are needed.
        stream: Where to write bytes.
        format: A name in `WRITERS`.

    Raises:
        UsageError: There is no such format.
        FormatError: A library that the format needs is not installed.
    """
    writer = WRITERS.get(format)
    if writer is None:
        raise UsageError("no format that is written", where=format, hint=", ".join(WRITERS))
    # No encoding has a place for half a surrogate pair: in all formats it is what the ledger makes of it.
    return writer(map(make_storable, events), stream)


def write_jsonl(events: Iterable[CodedEvent], stream: BinaryIO) -> Written:
    """Write events as JSON, one a line: the fields of `CodedEvent`, quad class and intensity."""
    encode = msgspec.json.Encoder().encode
    names = [field.name for field in fields(CodedEvent)]
    written = 0
    for event in events:
        facts = {
            "quad_class": EVENT_TYPES[event.type].quad_class,
            "intensity": intensity_of(event.type, event.mode),
        }
        stream.write(encode({name: getattr(event, name) for name in names} | facts) + b"\n")
        written += 1
    return written, 0


def write_csv(events: Iterable[CodedEvent], stream: BinaryIO) -> Written:
    """Write events as CSV with Détente's own columns, every text quoted and guarded against formulas."""
    text = io.TextIOWrapper(stream, encoding="utf-8", errors="replace", newline="", write_through=True)
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    writer.writerow(COLUMNS)
    written = 0
    for event in events:
        writer.writerow([_csv_cell(value) for value in cells_of(event, guard_cell)])
        written += 1
    text.flush()
    # The stream is the caller's: the wrapper must not close it.
    text.detach()
    return written, 0


def _csv_cell(value: Any) -> str | float | int:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str | float | int) else value.isoformat()


def write_cameo(events: Iterable[CodedEvent], stream: BinaryIO) -> Written:
    """Write events coded by CAMEO in the columns of ICEWS and four of our own, parted by tabs.

    Events that did not happen, or have no day, are left out: the columns can't say so.
    """
    stream.write(("\t".join((*ICEWS_COLUMNS, *OWN_COLUMNS)) + "\n").encode())
    written = left_out = 0
    for event in events:
        if event.day is None or event.status != "happened":
            left_out += 1
            continue
        cells = _cameo_cells(event)
        stream.write(("\t".join(_BREAKS.sub(" ", cell) for cell in cells) + "\n").encode(errors="replace"))
        written += 1
    return written, left_out


def _cameo_cells(event: CodedEvent) -> list[str]:
    code = event.code if event.scheme == "cameo" else cameo_of(event.type, event.mode)
    scale = event.scale if event.scheme == "cameo" and event.scale is not None else goldstein_of(code)
    cells = dict.fromkeys((*ICEWS_COLUMNS, *OWN_COLUMNS), "")
    for side, parties in (("Source", event.actor), ("Target", event.recipient)):
        cells[f"{side} Name"] = _listed(party.name or party.who for party in parties)
        cells[f"{side} Sectors"] = _listed(party.sector for party in parties)
        cells[f"{side} Country"] = _listed(_state_of(party) for party in parties)
        cells[f"{side} Code"] = _listed(party.who for party in parties)
    cells |= {
        "Event ID": guard_cell(event.id),
        "Event Date": str(event.day),
        "Event Text": guard_cell(event.words),
        "CAMEO Code": code,
        "Intensity": "" if scale is None else f"{scale:g}",
        "Publisher": guard_cell(event.publisher),
        "City": guard_cell(event.place or ""),
        "Country": event.country or "",
        "Latitude": "" if event.lat is None else repr(event.lat),
        "Longitude": "" if event.lon is None else repr(event.lon),
        "Data Set": event.dataset,
        "Known On": event.known_on.isoformat(),
    }
    return list(cells.values())


def _listed(texts: Iterable[str]) -> str:
    return "; ".join(guard_cell(text.replace("; ", ", ")) for text in texts)


def _state_of(party: CodedParty) -> str:
    return name_of_country(party.who) if len(party.who) == 3 and party.who != "UNK" else ""


def write_geojson(events: Iterable[CodedEvent], stream: BinaryIO) -> Written:
    """Write events with a place on the map as a GeoJSON feature collection (RFC 7946), without the others."""
    encode = msgspec.json.Encoder().encode
    stream.write(b'{"type":"FeatureCollection","features":[')
    written = left_out = 0
    for event in events:
        if event.lat is None or event.lon is None:
            left_out += 1
            continue
        feature = {
            "type": "Feature",
            "id": f"{event.dataset}:{event.id}",
            "geometry": {"type": "Point", "coordinates": [event.lon, event.lat]},
            "properties": _properties(event),
        }
        stream.write((b",\n" if written else b"\n") + encode(feature))
        written += 1
    stream.write(b"\n]}\n")
    return written, left_out


def _properties(event: CodedEvent) -> dict[str, Any]:
    cells = dict(zip(COLUMNS, cells_of(event), strict=True))
    held = {name: value for name, value in cells.items() if name not in {"lat", "lon"}}
    return held | {
        "actor": [party.who for party in event.actor],
        "recipient": [party.who for party in event.recipient],
        "contexts": list(event.contexts),
    }


WRITERS: Final[dict[str, Callable[[Iterable[CodedEvent], BinaryIO], Written]]] = {
    "jsonl": write_jsonl,
    "csv": write_csv,
    "parquet": write_parquet,
    "plover": write_plover,
    "cameo": write_cameo,
    "geojson": write_geojson,
}
"""Name of a format to what writes it."""


def write_graphml(dyads: Iterable[Dyad], stream: BinaryIO) -> int:
    """Write parties as nodes and what each did to another as weighted edges; return the number of edges.

    Args:
        dyads: The pairs, as `Ledger.dyads` returns them.
        stream: Where to write bytes.
    """
    edges = list(dyads)
    parties = sorted({party for dyad in edges for party in (dyad.actor, dyad.recipient)})
    acts = dict.fromkeys(parties, 0)
    for dyad in edges:
        acts[dyad.actor] += dyad.events
    keys = [
        ("label", "node", "string"),
        ("acts", "node", "int"),
        ("weight", "edge", "double"),
        ("events", "edge", "int"),
        *((name, "edge", "int") for name in _QUADS),
        ("intensity", "edge", "double"),
        ("rung", "edge", "int"),
        ("first_day", "edge", "string"),
        ("last_day", "edge", "string"),
    ]
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    ]
    lines += [
        f'  <key id="{kind}_{name}" for="{kind}" attr.name="{name}" attr.type="{type_}"/>'
        for name, kind, type_ in keys
    ]
    lines.append('  <graph id="parties" edgedefault="directed">')
    for party in parties:
        data = _data("node", (("label", party), ("acts", acts[party])))
        lines.append(f"    <node id={_attribute(party)}>{data}</node>")
    for dyad in edges:
        facts = [(name, getattr(dyad, name)) for name, kind, _ in keys if kind == "edge" and name != "weight"]
        data = _data("edge", [("weight", float(dyad.events)), *facts])
        ends = f"source={_attribute(dyad.actor)} target={_attribute(dyad.recipient)}"
        lines.append(f"    <edge {ends}>{data}</edge>")
    lines += ["  </graph>", "</graphml>", ""]
    stream.write("\n".join(lines).encode(errors="replace"))
    return len(edges)


def _data(kind: str, values: Sequence[tuple[str, object]]) -> str:
    return "".join(f'<data key="{kind}_{name}">{escape(_xml(str(value)))}</data>' for name, value in values)


def _attribute(text: str) -> str:
    return quoteattr(_xml(text))


def _xml(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)
