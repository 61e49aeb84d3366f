"""What the drawings of a report show, read from their SVG."""

import json
import xml.etree.ElementTree as ET
from datetime import date

import polars as pl

from components.report.drawings.coverage_map import coverage_map
from components.report.drawings.delivery_curve import delivery_curve
from components.report.drawings.engagement_quarters import engagement_quarters
from components.report.drawings.milestone_timeline import milestone_timeline
from components.report.drawings.progress_bars import LEFT, RIGHT, progress_bars
from components.theme import QUIET, SERIES

SAID = {"alt": "what it shows", "caption": "how to read it"}
SVG = "{http://www.w3.org/2000/svg}"


def shapes(drawing, name):
    return list(ET.fromstring(drawing.svg).iter(f"{SVG}{name}"))


def texts(drawing):
    return [text.text for text in shapes(drawing, "text")]


def square(x, y):
    return json.dumps({"type": "Polygon", "coordinates": [[[x, y], [x, y + 5], [x + 5, y + 5], [x + 5, y], [x, y]]]})


def test_a_bar_ends_at_the_target_begins_at_the_baseline_and_says_why_there_is_none():
    rows = pl.DataFrame(
        {
            "code": ["A", "B", "C", "D"],
            "title": ["half", "beyond", "backwards", "unknown"],
            "progress": [0.5, 1.7, -0.4, None],
            "progress_state": ["underway", "reached", "underway", "target equals baseline"],
        }
    )
    drawing = progress_bars(rows, **SAID)
    full = RIGHT - LEFT
    bars = [float(bar.get("width")) for bar in shapes(drawing, "rect") if bar.get("fill") != QUIET]
    assert bars == [full / 2, full, 0]
    assert {"50%", "✓ 100%", "Not defined: target equals baseline"} <= set(texts(drawing))


def test_a_curve_nothing_is_known_of_is_left_out():
    rows = pl.DataFrame(
        {
            "day": [date(2024, 1, 1), date(2025, 1, 1)],
            "planned_baseline": [1, 4],
            "planned_current": [0, 4],
            "delivered": pl.Series([None, None], dtype=pl.Int64),
        }
    )
    drawing = delivery_curve(rows, as_of=date(2024, 6, 30), **SAID)
    assert len(shapes(drawing, "path")) == 2
    assert "Delivered" not in texts(drawing)
    assert "30 Jun 2024" in texts(drawing)


def test_a_region_looks_different_when_not_known_zero_some_or_out_of_scope():
    outlines = pl.DataFrame(
        {
            "region_code": ["SE", "FI-1", "FI-2", "FI-3"],
            "level": [0, 1, 1, 1],
            "outline": [square(17, 60), square(20, 60), square(25, 60), square(30, 60)],
        }
    )
    regions = pl.DataFrame(
        {"region_code": ["FI-1", "FI-2", "FI-3"], "in_scope": [True] * 3, "csos": [None, 0, 12], "partners": [1, 1, 1]}
    )
    partners = pl.DataFrame({"latitude": [62.0, None], "longitude": [22.0, None]})
    drawing = coverage_map(outlines, regions, partners, **SAID)
    assert drawing
    group = next(iter(ET.fromstring(drawing.svg).iter(f"{SVG}g")))
    looks = [(path.get("fill"), path.get("fill-opacity")) for path in group.iter(f"{SVG}path")]
    white = ("#ffffff", None)
    assert looks[:-1] == [
        (QUIET, "0.3"), white, ("url(#region-not-known)", None), white, white, white, (SERIES[0], "1")
    ]  # fmt: skip
    assert {"not known", "0 CSOs", "10 or more", "out of scope", "partner"} <= set(texts(drawing))


def test_without_outlines_there_is_no_map():
    nothing = pl.DataFrame(schema={"region_code": pl.String, "level": pl.Int32, "outline": pl.String})
    regions = pl.DataFrame(
        schema={"region_code": pl.String, "in_scope": pl.Boolean, "csos": pl.Int64, "partners": pl.Int64}
    )
    assert coverage_map(nothing, regions, pl.DataFrame({"latitude": [1.0], "longitude": [1.0]}), **SAID) is None


def test_the_running_quarter_is_hollow_and_parts_add_up():
    rows = pl.DataFrame(
        {
            "quarter_starts_on": [date(2026, 7, 1), date(2026, 7, 1), date(2026, 10, 1)],
            "is_running": [False, False, True],
            "engagements": [2, 3, 1],
        }
    )
    drawing = engagement_quarters(rows, **SAID)
    assert [bar.get("fill") for bar in shapes(drawing, "rect")] == [SERIES[0], "none"]
    assert texts(drawing) == ["5", "Jul 2026", "1", "Oct 2026"]


def test_milestones_stand_by_due_date_and_their_text_is_escaped():
    rows = pl.DataFrame(
        {
            "code": ["MS2", "MS1"],
            "title": ["<b>later</b> & more", "first"],
            "status": ["planned", "achieved"],
            "baseline_due_on": [None, date(2024, 1, 31)],
            "current_due_on": [date(2025, 1, 31), date(2024, 2, 29)],
            "achieved_on": [None, date(2024, 3, 15)],
        }
    )
    drawing = milestone_timeline(rows, as_of=date(2024, 6, 30), **SAID)
    named = [text for text in texts(drawing) if text.startswith("MS")]
    assert named == ["MS1 first", "MS2 <b>later</b> & more"]
