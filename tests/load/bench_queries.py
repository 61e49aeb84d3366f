"""What the questions of each page cost DuckDB alone, without a browser, at each scale.

    python -m tests.load.bench_queries [--scale S M L] [--runs 15] [--stores FOLDER] [--json FILE]

A page is run once and its questions are noted with what they were asked; then each is asked again, straight from the
database. Times are milliseconds. A question that takes longer than two seconds is asked three times only.
"""

import argparse
import gc
import json
import statistics
import tempfile
import time
from collections.abc import Collection, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from data import build
from data import store as stores
from data.cursor import Parameters, answer
from data.store import Store
from tests.browser.server import ROOT
from tests.load.scale_store import AS_OF, scale_store, typical_consortium

SCALES = ("S", "M", "L")
SLOW_MS, RUNS_OF_SLOW = 2000.0, 3
CONSORTIUM, REACH, RESULTS = "pages/consortium", "pages/reach", "pages/results"
# What a reader looks at -> the page and the filters that are not as they first stand.
VIEWS: dict[str, tuple[str, dict[str, Any]]] = {
    "Overview": (f"{CONSORTIUM}/overview.py", {}),
    "Deliverables": (f"{CONSORTIUM}/deliverables.py", {}),
    "Progress": (f"{CONSORTIUM}/progress.py", {}),
    "Milestones and risks": (f"{CONSORTIUM}/milestones.py", {}),
    "Report pre-flight": (f"{CONSORTIUM}/preflight.py", {}),
    "Change the plan": (f"{CONSORTIUM}/plan.py", {}),
    "Partners": (f"{CONSORTIUM}/partners.py", {}),
    "Pilot projects": (f"{CONSORTIUM}/pilots.py", {}),
    "Coverage": (f"{REACH}/coverage.py", {}),
    "Coverage, all consortia": (f"{REACH}/coverage.py", {"region_consortia": "all"}),
    "Gaps and reach": (f"{REACH}/gaps.py", {}),
    "Gaps and reach, pairs of all consortia": (f"{REACH}/gaps.py", {"gaps_part": "pairs", "gaps_consortia": "all"}),
    "CSO directory": (f"{REACH}/csos.py", {}),
    "CSO directory, all consortia": (f"{REACH}/csos.py", {"cso_scope": "all"}),
    "Engagement": (f"{REACH}/engagement.py", {}),
    "Engagement, concentration": (f"{REACH}/engagement.py", {"engagement_view": "concentration"}),
    "Engagement, countries of all": (
        f"{REACH}/engagement.py",
        {"engagement_view": "countries", "link_scope": "all"},
    ),
    "Impact": (f"{RESULTS}/impact.py", {}),
    "Indicators": (f"{RESULTS}/indicators.py", {}),
    "Self-assessment": (f"{RESULTS}/self_assessment.py", {}),
    "Eligibility": (f"{RESULTS}/eligibility.py", {}),
    "Portfolio": (f"{RESULTS}/portfolio.py", {}),
    "Portfolio, one country": (f"{RESULTS}/portfolio.py", {"portfolio_country": ["FI"], "portfolio_part": "country"}),
    "Portfolio, a word": (f"{RESULTS}/portfolio.py", {"portfolio_search": "water", "portfolio_part": "year"}),
    "Compare": (f"{RESULTS}/compare.py", {}),
    "Report": (f"{RESULTS}/report.py", {}),
    "About": ("pages/data/about.py", {}),
}
NAME_OF = {file.read_text(encoding="utf-8"): f"{file.parent.name}/{file.stem}" for file in ROOT.glob("queries/*/*.sql")}


@dataclass
class Question:
    """One query with what it was asked; how long each answer took, and the processor time of all threads, in ms."""

    name: str
    sql: str
    parameters: dict[str, Any]
    rows: int = 0
    times: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)


def main() -> None:
    """Measure and print a table of pages and one of the slowest questions; write all as JSON where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", nargs="+", choices=SCALES, default=SCALES)
    parser.add_argument("--runs", type=int, default=15, help="how often each question is asked")
    parser.add_argument("--views", nargs="+", choices=VIEWS, default=list(VIEWS), metavar="VIEW")
    parser.add_argument("--stores", type=Path, help="a folder to keep the stores in, or to find them in")
    parser.add_argument("--json", type=Path, help="a file to write the figures to")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = {
            scale: measure_queries(options.stores or Path(folder), scale, options.runs, options.views)
            for scale in options.scale
        }
    print_queries(figures)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1))


def measure_queries(
    folder: Path, scale: str, runs: int, views: Sequence[str] = tuple(VIEWS)
) -> dict[str, list[dict[str, Any]]]:
    """Return of each view its questions: name, rows, n, median, min and p95 in milliseconds."""
    with closing(Store(str(scale_store(folder, scale) / "consortium.duckdb"))) as store:
        build.build(store)
        stores.use(store)
        build._built = store
        acronym = typical_consortium(store)
        figures = {}
        for view in views:
            asked = _questions(store, acronym, *VIEWS[view])
            _ask_again(store, asked, runs)
            figures[view] = [_summary(question) for question in asked]
        stores.use(None)
    return figures


def print_queries(figures: dict[str, dict[str, list[dict[str, Any]]]]) -> None:
    """Print the sums of the medians of each view and scale, then the slowest questions."""
    scales = list(figures)
    head = "".join(f"{scale:>10}{scale + ' cpu':>10}" for scale in scales)
    print(f"{'sum of the questions of a page, ms':42}{head}")
    for view in figures[scales[0]]:
        sums = (sum(one[kind] for one in figures[scale][view]) for scale in scales for kind in ("median", "cpu"))
        print(f"{view:42}" + "".join(f"{total:>10.1f}" for total in sums))
    for scale in scales:
        every = [(one["median"], view, one) for view, asked in figures[scale].items() for one in asked]
        print(f"\n{f'slowest at {scale}, ms':70}{'rows':>8}{'n':>4}{'median':>10}{'min':>10}{'p95':>10}{'cpu':>10}")
        for median, view, one in sorted(every, key=lambda each: -each[0])[:25]:
            print(
                f"{view + ': ' + one['name']:70}{one['rows']:>8}{one['n']:>4}{median:>10.1f}{one['min']:>10.1f}"
                f"{one['p95']:>10.1f}{one['cpu']:>10.1f}"
            )


def _questions(store: Store, acronym: str, page: str, state: dict[str, Any]) -> list[Question]:
    """Return what a page asks, in its order, each question once."""
    asked: dict[Any, Question] = {}
    fetch = stores.fetch

    def note(sql: str, parameters: Parameters | None = None, *, of: Collection[str] | None = None) -> Any:
        bound = dict(parameters or {})
        asked.setdefault((sql, repr(bound)), Question(NAME_OF.get(sql, "another"), sql, bound))
        return fetch(sql, parameters, of=of)

    stores.fetch = note
    try:
        app = AppTest.from_file(str(ROOT / "router.py"), default_timeout=600)
        app.query_params.update({"consortium": acronym, "as_of": AS_OF.isoformat()})
        app.run()
        if not page.endswith("overview.py"):
            asked.clear()
            for name, value in state.items():
                app.session_state[name] = value
            app.switch_page(page).run()
        failed = [error.value for error in app.error] + [failure.value for failure in app.exception]
        if failed:
            raise RuntimeError(f"{page}: {failed}")
    finally:
        stores.fetch = fetch
    return list(asked.values())


def _ask_again(store: Store, asked: list[Question], runs: int) -> None:
    for question in asked:
        for _ in range(runs + 1):
            gc.collect(0)
            with closing(store._connection.cursor()) as cursor:
                begun, spent = time.perf_counter(), time.process_time()
                question.rows = answer(cursor, question.sql, question.parameters).height
                question.times.append(1000 * (time.perf_counter() - begun))
                question.cpu.append(1000 * (time.process_time() - spent))
            if question.times[-1] > SLOW_MS and len(question.times) > min(runs, RUNS_OF_SLOW):
                break
        del question.times[0], question.cpu[0]  # the first warms up


def _summary(question: Question) -> dict[str, Any]:
    ordered = sorted(question.times)
    return {
        "name": question.name,
        "rows": question.rows,
        "n": len(ordered),
        "median": statistics.median(ordered),
        "cpu": statistics.median(question.cpu),
        "min": ordered[0],
        "p95": ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))],
    }


if __name__ == "__main__":
    main()
