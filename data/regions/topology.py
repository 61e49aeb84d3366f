"""Reads TopoJSON: outlines whose shared borders are written once."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Ring = list[list[float]]


def geometries(topology: Mapping[str, Any], layer: str, digits: int = 6) -> Iterator[tuple[dict[str, Any], Any]]:
    """Yield each object of a layer with its GeoJSON geometry; None for an object without one.

    Coordinates are degrees, rounded to `digits`; rings run as in the topology.
    """
    arcs = [_arc(arc, topology.get("transform"), digits) for arc in topology["arcs"]]
    for item in topology["objects"][layer]["geometries"]:
        if item.get("type") == "Polygon":
            coordinates: Any = _polygon(item["arcs"], arcs)
        elif item.get("type") == "MultiPolygon":
            coordinates = [_polygon(polygon, arcs) for polygon in item["arcs"]]
        else:
            yield item, None
            continue
        yield item, {"type": item["type"], "coordinates": coordinates}


def _arc(arc: Sequence[Sequence[float]], transform: Mapping[str, Any] | None, digits: int) -> Ring:
    if transform is None:
        return [[round(x, digits), round(y, digits)] for x, y in arc]
    (x_scale, y_scale), (x_start, y_start) = transform["scale"], transform["translate"]
    line, x, y = [], 0.0, 0.0
    for x_step, y_step in arc:
        x, y = x + x_step, y + y_step
        line.append([round(x * x_scale + x_start, digits), round(y * y_scale + y_start, digits)])
    return line


def _polygon(rings: Sequence[Sequence[int]], arcs: Sequence[Ring]) -> list[Ring]:
    return [_ring(ring, arcs) for ring in rings]


def _ring(numbers: Sequence[int], arcs: Sequence[Ring]) -> Ring:
    """Return one closed ring; a number below zero is that arc from its end to its start."""
    ring: Ring = []
    for number in numbers:
        line = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring.extend(line[1:] if ring else line)
    return ring
