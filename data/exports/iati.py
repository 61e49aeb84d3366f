"""What a consortium achieved as an IATI 2.03 activity file: results with indicators, baselines, targets and actuals.

IATI is the standard in which those who give and spend public money for development publish what they do. An element is
written when the store knows it. Left out, with the reason said in the file: transactions and budgets, because the store
holds what was promised in all and no payment; shares of countries, because nobody told them.

- A reporting period becomes a period; of a consortium without any, each observation is a period of its own, as long as
  its day is known exactly.
- An actual of a period is what was observed in it: of a cumulative indicator the last value, of a periodic one the sum.
- A breakdown becomes actuals with a dimension. Evidence stands as a comment; where it is an address, as a document too.
- The baseline has no day of its own here. IATI demands a year: that of the consortium's start, and the comment says so.
"""

import mimetypes
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from xml.etree import ElementTree as ET

import polars as pl

from data import store
from data.exports import FOLDER, Subject, one_line, rows, subject
from data.problems import Problem

VERSION = "2.03"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
RESULT_TYPE = {"output": "1", "outcome": "2", "impact": "3"}
OTHER_RESULT = "9"
RESULT_TITLE = {"output": "Outputs", "outcome": "Outcomes", "impact": "Impact", "activity": "Activities"}
UNIT, PERCENTAGE = "1", "2"
# IATI's codes for kinds of organisation.
ORGANISATION_TYPE = {
    "HEI": "80",
    "RESEARCH": "80",
    "VET": "80",
    "SCHOOL": "80",
    "CSO": "22",
    "ENTERPRISE": "70",
    "SME": "70",
    "PUBLIC": "15",
}
OTHER_TYPE = "90"
FUNDING, ACCOUNTABLE, IMPLEMENTING = "1", "2", "4"
PLANNED_START, ACTUAL_START, PLANNED_END, ACTUAL_END = "1", "2", "3", "4"
PIPELINE, IMPLEMENTATION, FINALISATION, CLOSED = "1", "2", "3", "4"
RESULTS_DOCUMENT, WEB_PAGE = "A08", "A12"
HIGHER_EDUCATION = "11420"
EVIDENCE = ("no evidence", "self-reported", "documented", "verified by a second party")
ADDRESS = re.compile(r"https?://[^\s<>\"]+")
LEFT_OUT = (
    "Transactions are left out: the store holds no payments.",
    "Budgets are left out: IATI asks for yearly ones, and the store holds the grant as a whole.",
    "Shares of recipient countries are left out: nobody has told them.",
)
PROVISIONAL = (
    "The identifier of the reporting organisation is provisional. Give the one under which it is registered with IATI."
)
FICTIONAL = "This consortium is fictional. Do not publish the file."
NO_RESULTS = "No indicator is on record, so that the file has no results."
NO_START = "The start of the consortium is not on record, and IATI's rules ask for it."

Row = Mapping[str, Any]


@dataclass(frozen=True)
class IatiFile:
    """An IATI activity file, and what it leaves out or whoever publishes it should know, in sentences."""

    content: bytes
    notes: tuple[str, ...]


def iati_file(*, consortium: str, as_of: date, reporting_org: str | None = None) -> IatiFile:
    """Return the results of a consortium on the day as an IATI 2.03 activity file.

    `consortium` is an id or an acronym; `reporting_org` the identifier under which the coordinator is registered with
    IATI. The same version of the store gives the same bytes. Raise Problem when there is no such consortium, or neither
    its start nor its end is on record, of which IATI demands one.
    """
    about = subject(consortium)
    (activity,) = rows("iati_activity", consortium_id=about.consortium_id, as_of=as_of).to_dicts()
    if activity["starts_on"] is None and activity["ends_on"] is None:
        raise Problem(
            "Neither the start nor the end of the consortium {consortium} is on record, and IATI demands one of them.",
            "Record the start of the consortium first.",
            consortium=about.acronym,
        )
    made = _Activity(about, activity, as_of, reporting_org)
    root = made.root()
    ET.indent(root)
    text = ET.tostring(root, encoding="unicode")
    head = "".join(f"<!-- {note} -->\n" for note in made.notes)
    return IatiFile(f'<?xml version="1.0" encoding="UTF-8"?>\n{head}{text}\n'.encode(), tuple(made.notes))


class _Activity:
    """The activity of one consortium, element by element in the order the schema demands."""

    def __init__(self, about: Subject, activity: Row, as_of: date, reporting_org: str | None) -> None:
        self._about = about
        self._activity = activity
        self._as_of = as_of
        self._partners = rows("iati_partners", consortium_id=about.consortium_id, as_of=as_of).to_dicts()
        self._coordinator = next((one for one in self._partners if one["role"] == "coordinator"), None)
        self._indicators = _of("iati_indicators", consortium=about.consortium_id)
        self._reporting_org = reporting_org or self._provisional()
        conditions = (
            (about.fictional, FICTIONAL),
            (reporting_org is None, PROVISIONAL),
            (self._indicators.is_empty(), NO_RESULTS),
            (activity["starts_on"] is None, NO_START),
        )
        self.notes = [*(note for holds, note in conditions if holds), *LEFT_OUT]

    def root(self) -> ET.Element:
        """Return the whole file as elements."""
        changed_at = f"{self._about.changed_at:%Y-%m-%dT%H:%M:%SZ}"
        root = ET.Element("iati-activities", {"version": VERSION, "generated-datetime": changed_at})
        activity = ET.SubElement(
            root,
            "iati-activity",
            {XML_LANG: "en", "last-updated-datetime": changed_at, "default-currency": "EUR"},
        )
        self._identity(activity)
        self._organisations(activity)
        self._time(activity)
        sector = {"vocabulary": "1", "code": HIGHER_EDUCATION}
        ET.SubElement(activity, "sector", sector)
        self._documents(activity)
        for result in self._results():
            activity.append(result)
        return root

    def _provisional(self) -> str:
        known = self._coordinator or {}
        return f"PIC-{known['pic']}" if known.get("pic") else str(known.get("organisation_id", "not-known"))

    def _identity(self, activity: ET.Element) -> None:
        about = self._activity
        number = about["agreement_number"] or about["consortium_id"]
        ET.SubElement(activity, "iati-identifier").text = _code(f"{self._reporting_org}-{number}")
        kind = ORGANISATION_TYPE.get(self._coordinator["organisation_type"], OTHER_TYPE) if self._coordinator else None
        organisation = ET.SubElement(
            activity, "reporting-org", {"ref": _code(self._reporting_org), "type": kind or OTHER_TYPE}
        )
        _narrative(organisation, self._coordinator["name"] if self._coordinator else about["acronym"])
        fictional = " (fictional)" if about["fictional"] and "(fictional)" not in (about["title"] or "") else ""
        title = f"{about['acronym']}: {about['title']}" if about["title"] else about["acronym"]
        _text(activity, "title", f"{title}{fictional}", about["language"])
        _text(activity, "description", about["summary"] or title, about["language"])

    def _organisations(self, activity: ET.Element) -> None:
        funder = ET.SubElement(activity, "participating-org", {"role": FUNDING})
        programme = self._activity["programme"]
        _narrative(funder, f"European Union, {programme}" if programme else "European Union")
        for one in self._partners:
            kind = ORGANISATION_TYPE.get(one["organisation_type"], OTHER_TYPE)
            for role in (ACCOUNTABLE, IMPLEMENTING) if one["role"] == "coordinator" else (IMPLEMENTING,):
                _narrative(ET.SubElement(activity, "participating-org", {"role": role, "type": kind}), one["name"])

    def _time(self, activity: ET.Element) -> None:
        about = self._activity
        over = about["stage"] == "ended"
        status = {"not begun": PIPELINE, "ended": FINALISATION}.get(about["stage"], IMPLEMENTATION)
        if over and about["last_report_due_on"] and about["last_report_due_on"] < self._as_of:
            status = CLOSED
        ET.SubElement(activity, "activity-status", {"code": status})
        begun = about["stage"] != "not begun"
        for known, day, precision in (
            ((PLANNED_START, True), about["starts_on"], about["starts_precision"]),
            ((ACTUAL_START, begun), about["starts_on"], about["starts_precision"]),
            ((PLANNED_END, True), about["ends_on"], about["ends_precision"]),
            ((ACTUAL_END, over), about["ends_on"], about["ends_precision"]),
        ):
            if day and known[1]:
                one = ET.SubElement(activity, "activity-date", {"type": known[0], "iso-date": day.isoformat()})
                if precision in ("month", "year"):
                    _narrative(one, f"Of this date the {precision} alone is known.")

    def _documents(self, activity: ET.Element) -> None:
        if self._activity["website"]:
            _document(activity, self._activity["website"], "Website", WEB_PAGE)
        for row in rows("iati_documents", consortium_id=self._about.consortium_id, as_of=self._as_of).to_dicts():
            _document(activity, row["url"], row["title"], RESULTS_DOCUMENT, row["language"])

    def _results(self) -> Iterator[ET.Element]:
        spans = self._spans()
        grouped = groupby(
            self._indicators.iter_rows(named=True), key=lambda row: (row["results_level"], row["objective"])
        )
        for (level, objective), indicators in grouped:
            listed = list(indicators)
            result = ET.Element("result", {"type": RESULT_TYPE.get(level, OTHER_RESULT)})
            _text(result, "title", f"{RESULT_TITLE[level]} for {objective}" if objective else RESULT_TITLE[level])
            if listed[0]["statement"]:
                _text(result, "description", listed[0]["statement"], listed[0]["language"])
            for row in listed:
                result.append(self._indicator(row, spans))
            yield result

    def _spans(self) -> list[tuple[date, date, pl.DataFrame]]:
        """Return the spans of time that values are told for, each with the values observed in it."""
        scope = {"consortium": self._about.consortium_id, "as_of": self._as_of}
        periods = _of("iati_periods", **scope)
        if not periods.is_empty():
            listed = periods.select("starts_on", "ends_on").iter_rows()
            return [(start, end, _of("iati_values", **scope, since=start, until=end)) for start, end in listed]
        # A day known to the year alone may hold another one: each span has its own values.
        own = (pl.col("starts_on"), pl.col("ends_on"))
        return [
            (start, end, _of("iati_values", **scope, since=start, until=end).filter(own[0] == start, own[1] == end))
            for start, end in _of("iati_days", **scope).iter_rows()
        ]

    def _indicator(self, row: Row, spans: Sequence[tuple[date, date, pl.DataFrame]]) -> ET.Element:
        measure = PERCENTAGE if row["unit"] == "%" else UNIT
        ascending = "1" if row["direction"] == "ascending" else "0"
        indicator = ET.Element("indicator", {"measure": measure, "ascending": ascending})
        unit = "" if row["unit"] == "%" else f" ({row['unit']})"
        _text(indicator, "title", f"{row['code']} {row['title']}{unit}", row["language"])
        adds = "Values of periods add up." if row["accumulation"] == "periodic" else "The last value counts."
        undated = row["target"] is not None and row["target_on"] is None
        target = f" Target: {_number(row['target'])}; by when is not on record." if undated else ""
        _text(indicator, "description", f"{adds}{target} {row['note'] or ''}".strip())
        self._baseline(indicator, row)
        promised = row["target"] is not None and row["target_on"] is not None
        for start, end, values in spans:
            of_it = values.filter(pl.col("indicator_id") == row["indicator_id"]).to_dicts()
            due = promised and start <= row["target_on"] <= end
            if due or any(value["actual"] is not None for value in of_it):
                _period(indicator, start, end, row["target"] if due else None, of_it)
        if promised and not any(start <= row["target_on"] <= end for start, end, _ in spans):
            _period(indicator, row["target_on"], row["target_on"], row["target"], [])
        return indicator

    def _baseline(self, indicator: ET.Element, row: Row) -> None:
        starts_on = self._activity["starts_on"]
        if row["baseline"] is None or starts_on is None:
            return
        baseline = ET.SubElement(
            indicator, "baseline", {"year": str(starts_on.year), "value": _number(row["baseline"])}
        )
        _text(baseline, "comment", "The day of the baseline is not on record; the year is that of the start.")


def _period(indicator: ET.Element, start: date, end: date, target: float | None, values: Sequence[Row]) -> None:
    period = ET.SubElement(indicator, "period")
    ET.SubElement(period, "period-start", {"iso-date": start.isoformat()})
    ET.SubElement(period, "period-end", {"iso-date": end.isoformat()})
    if target is not None:
        ET.SubElement(period, "target", {"value": _number(target)})
    for value in values:
        if value["actual"] is None:
            continue
        actual = ET.SubElement(period, "actual", {"value": _number(value["actual"])})
        if value["axis"] != "total":
            dimension = {"name": one_line(value["axis"]), "value": one_line(value["category"])}
            ET.SubElement(actual, "dimension", dimension)
        _text(actual, "comment", _comment(value))
        address = ADDRESS.search(value["evidence"] or "")
        if address:
            _document(actual, address[0], value["evidence"], RESULTS_DOCUMENT)


def _comment(value: Row) -> str:
    said = [f"Evidence level {value['evidence_level']}: {EVIDENCE[value['evidence_level']]}."]
    if value["evidence"]:
        said.append(f"{value['evidence'].rstrip('.')}.")
    if value["respondents"] is not None:
        said.append(f"Respondents: {value['respondents']}.")
    exactness = "" if value["observed_precision"] == "day" else f" (the {value['observed_precision']} alone is known)"
    said.append(f"Observed on {value['observed_on']}{exactness}.")
    return " ".join(said)


def _document(parent: ET.Element, url: str, title: str, category: str, language: str | None = None) -> None:
    kind = mimetypes.guess_type(url.partition("?")[0])[0] or "text/html"
    link = ET.SubElement(parent, "document-link", {"url": one_line(url).replace(" ", "%20"), "format": kind})
    _text(link, "title", title, language)
    ET.SubElement(link, "category", {"code": category})
    if language:
        ET.SubElement(link, "language", {"code": language})


def _text(parent: ET.Element, name: str, text: str, language: str | None = None) -> None:
    _narrative(ET.SubElement(parent, name), text, language)


def _narrative(parent: ET.Element, text: str, language: str | None = None) -> None:
    lang = {XML_LANG: language} if language and language != "en" else {}
    ET.SubElement(parent, "narrative", lang).text = one_line(text)


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else str(value)


def _code(text: str) -> str:
    """Return an identifier without the signs that IATI forbids in one."""
    return re.sub(r"[/&|?\s]+", "-", text)


def _of(query: str, **parameters: Any) -> pl.DataFrame:
    return store.fetch((FOLDER / f"{query}.sql").read_text(encoding="utf-8"), parameters)
