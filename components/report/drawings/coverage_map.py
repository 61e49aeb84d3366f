"""Regions with civil society organisations (CSOs), on outlines of the store: no map from elsewhere."""

import json
import math
from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from components.report.document import Drawing
from components.report.drawings.canvas import Canvas
from components.theme import INK, KIND_COLOURS, LETTERING, QUIET, SERIES
from components.words import number, tr

HEIGHT, TOP, WIDTH = 470, 30, 680
# Points nearer to each other than this cannot be told apart.
PIXELS = 0.7
MARGIN = 1.12
# Degrees: a single region is shown with its surroundings.
LEAST_SPAN = 12.0
# At least so many CSOs -> how strong the colour is.
CLASSES = ((1, 0.25), (3, 0.5), (6, 0.75), (10, 1.0))

Ring = Sequence[tuple[float, float]]


def coverage_map(
    outlines: pl.DataFrame, regions: pl.DataFrame, partners: pl.DataFrame, *, alt: str, caption: str
) -> Drawing | None:
    """Return the regions in the countries of the partners by their number of CSOs, and the partners as marks.

    `outlines` as region_outlines, `regions` as region_coverage, `partners` as organisation_list: latitude, longitude.
    Four looks: hatched (not known), white (zero), shades (some), grey (out of scope). None where there is no outline.
    """
    shown = outlines.select("region_code", "level", "outline")
    shapes = [(code, level, json.loads(outline)) for code, level, outline in shown.iter_rows()]
    counts = dict(regions.filter("in_scope").select("region_code", "csos").iter_rows())
    busy = set(regions.filter((pl.col("csos") > 0) | (pl.col("partners") > 0))["region_code"]) & set(counts)
    focus = [shape for shape in shapes if shape[1] and shape[0] in busy] or [shape for shape in shapes if shape[1]]
    if not focus:
        return None
    view = _View([ring for *_, geometry in focus for ring in _largest(geometry)])
    canvas = Canvas(HEIGHT, WIDTH)
    _legend(canvas, is_known=any(count is not None for count in counts.values()))
    canvas.draw("rect", x=0, y=TOP, width=WIDTH, height=HEIGHT - TOP, fill=_SEA, fill_opacity=0.06)
    canvas.open("g", clip_path="url(#region-view)")
    for code, level, geometry in shapes:
        path = view.path(geometry)
        if path and not level:
            canvas.draw(
                "path", d=path, fill=QUIET, fill_opacity=0.3, fill_rule="evenodd", stroke=QUIET, stroke_width=0.4
            )
        elif path and code in counts:
            canvas.draw("path", d=path, fill=LETTERING, fill_rule="evenodd")
            canvas.draw("path", d=path, fill_rule="evenodd", stroke=QUIET, stroke_width=0.4, **_look(counts[code]))
    for latitude, longitude in partners.select("latitude", "longitude").drop_nulls().iter_rows():
        _partner(canvas, *view.at(longitude, latitude))
    canvas.close("g")
    return Drawing(canvas.svg, canvas.width, canvas.height, alt, caption)


_SEA = SERIES[0]


def _look(count: int | None) -> dict[str, float | str]:
    if count is None:
        return {"fill": "url(#region-not-known)"}
    strength = next((opacity for least, opacity in reversed(CLASSES) if count >= least), None)
    return {"fill": LETTERING} if strength is None else {"fill": SERIES[0], "fill_opacity": strength}


def _legend(canvas: Canvas, *, is_known: bool) -> None:
    canvas.open("defs")
    canvas.open("pattern", id="region-not-known", width=5, height=5, patternUnits="userSpaceOnUse")
    canvas.line(0, 5, 5, 0, stroke=QUIET, stroke_width=0.8)
    canvas.close("pattern")
    canvas.open("clipPath", id="region-view")
    canvas.draw("rect", x=0, y=TOP, width=WIDTH, height=HEIGHT - TOP)
    canvas.close("clipPath")
    canvas.close("defs")
    entries: list[tuple[str, dict[str, float | str]]] = [(tr("not known"), _look(None))]
    if is_known:
        bounds = [*CLASSES, (None, None)]
        shades = [
            (
                tr("{least} or more", least=number(least))
                if above is None
                else tr("{least} to {most}", least=number(least), most=number(above - 1)),
                _look(least),
            )
            for (least, _), (above, _) in zip(CLASSES, bounds[1:], strict=True)
        ]
        entries += [(tr("0 CSOs"), _look(0)), *shades]
    entries.append((tr("out of scope"), {"fill": QUIET, "fill_opacity": 0.3}))
    x = 0.0
    for label, look in entries:
        canvas.draw("rect", x=x, y=6, width=16, height=12, stroke=QUIET, stroke_width=0.8, **look)
        canvas.write(x + 21, 16, label, size=10.5)
        x += 32 + len(label) * 6
    _partner(canvas, x + 6, 12)
    canvas.write(x + 16, 16, tr("partner"), size=10.5)


def _partner(canvas: Canvas, x: float, y: float) -> None:
    diamond = f"M{x:.1f} {y - 5.5:.1f}l5.5 5.5l-5.5 5.5l-5.5 -5.5Z"
    canvas.draw("path", d=diamond, fill=KIND_COLOURS["CSO"], stroke=INK, stroke_width=0.8)


class _View:
    """The part of the world that is shown, by Mercator's projection."""

    def __init__(self, rings: Sequence[Ring]) -> None:
        points = [_mercator(x, y) for ring in rings for x, y in ring]
        left, right = min(x for x, _ in points), max(x for x, _ in points)
        low, high = min(y for _, y in points), max(y for _, y in points)
        across = max(right - left, (high - low) * WIDTH / (HEIGHT - TOP), LEAST_SPAN) * MARGIN
        self._scale = WIDTH / across
        self._left = (left + right - across) / 2
        self._high = (low + high) / 2 + (HEIGHT - TOP) / self._scale / 2

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return where a place stands on the canvas."""
        x, y = _mercator(longitude, latitude)
        return (x - self._left) * self._scale, TOP + (self._high - y) * self._scale

    def path(self, geometry: dict[str, Any]) -> str:
        """Return a geometry as the path of SVG, without what lies beside the view or is too small to be seen."""
        return "".join(filter(None, (self._ring(ring) for polygon in _polygons(geometry) for ring in polygon)))

    def _ring(self, ring: Ring) -> str:
        points = [self.at(x, y) for x, y in ring]
        xs, ys = [x for x, _ in points], [y for _, y in points]
        if max(xs) < 0 or min(xs) > WIDTH or max(ys) < TOP or min(ys) > HEIGHT:
            return ""
        kept = [points[0]]
        for point in points[1:-1]:
            if max(abs(point[0] - kept[-1][0]), abs(point[1] - kept[-1][1])) >= PIXELS:
                kept.append(point)
        return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in kept) + "Z" if len(kept) > 2 else ""


def _mercator(longitude: float, latitude: float) -> tuple[float, float]:
    bounded = max(-85.0, min(85.0, latitude))
    return longitude, math.degrees(math.log(math.tan(math.pi / 4 + math.radians(bounded) / 2)))


def _polygons(geometry: dict[str, Any]) -> Iterator[Sequence[Ring]]:
    if geometry["type"] == "Polygon":
        yield geometry["coordinates"]
    elif geometry["type"] == "MultiPolygon":
        yield from geometry["coordinates"]


def _largest(geometry: dict[str, Any]) -> Iterator[Ring]:
    """Give the outer ring of the largest part: a view that holds far islands too shows little of the rest."""
    rings = [polygon[0] for polygon in _polygons(geometry)]
    if rings:
        yield max(rings, key=_extent)


def _extent(ring: Ring) -> float:
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    return (max(xs) - min(xs)) * (max(ys) - min(ys))
