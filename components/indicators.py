"""What the page on one indicator is made of: its course, breakdown and history, and the forms that record values."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from components import page, saving, sign_in
from components.charts.progress_to_target import progress_said
from components.filters import one, pick
from components.frame import Chosen
from components.labels import (
    ACCUMULATION,
    DIRECTION,
    EVIDENCE_LEVEL,
    PROGRESS_STATE,
    RESULTS_LEVEL,
    STANDING,
    capitalised,
    named,
    names,
)
from components.markdown import plain
from components.page import Headline
from components.tables import Column, known_day, show_table
from components.words import country, day, marked, number, percent, tr
from data.changes.results import (
    ACCUMULATIONS,
    DIRECTIONS,
    EVIDENCE_LEVELS,
    RESULTS_LEVELS,
    TOTAL,
    IndicatorValue,
    NewIndicator,
)
from data.countries import COUNTRIES
from data.problems import Problem, Word

TO_RECORD = {"value": marked("Value"), "take back": marked("Take a value back")}


def evidence_name(level: int | None) -> str:
    """Return what an evidence level is called; a dash where there is no value."""
    return "–" if level is None else tr(EVIDENCE_LEVEL[level])


def breakdown_said(is_incomplete: bool | None) -> str:
    """Return whether a breakdown sums to its total, in words; a dash where there is none or nobody can tell."""
    if is_incomplete is None:
        return "–"
    return tr("⚠ incomplete") if is_incomplete else tr("✓ complete")


def indicator_chosen(rows: pl.DataFrame) -> dict[str, Any]:
    """Draw the choice of one indicator and return its row."""
    titles = dict(rows.select("code", "title").iter_rows())
    code = pick(tr("Indicator"), list(titles), key="indicator", named=lambda code: f"{code} · {titles.get(code, '')}")
    return rows.row(by_predicate=pl.col("code") == code, named=True)


def indicator_note(row: Mapping[str, Any]) -> str:
    """Return what to know when reading the values of one indicator."""
    rule = (
        tr("Cumulative: the last value counts.")
        if row["accumulation"] == "cumulative"
        else tr("Periodic: the values of the periods add; percentages as sum of counts over sum of counts.")
    )
    return " ".join(
        filter(
            None,
            (
                f"{named(RESULTS_LEVEL, row['results_level'])} · {named(DIRECTION, row['direction'])}.",
                tr("Unit: {unit}.", unit=plain(row["unit"])),
                rule,
                plain(row["note"] or ""),
            ),
        )
    )


def evidence_said(row: Mapping[str, Any]) -> list[str]:
    """Return how sure a value is: n where it is a share or known, evidence level, last update, source."""
    if row["evidence_level"] is None:
        return [tr("No value yet.")]
    level = tr("Evidence level {level}", level=evidence_name(row["evidence_level"]))
    said = [
        n_said(row),
        f"{level}: {plain(row['evidence'])}" if row["evidence"] else level,
        tr("Last update {day}", day=day(row["recorded_on"])),
        tr("Source: {source}", source=plain(row["source"] or "–")),
    ]
    return [one for one in said if one]


def n_said(row: Mapping[str, Any]) -> str | None:
    """Return how many were asked, that it is not known of a share, or None where nobody is asked."""
    if row["respondents"] is not None:
        return tr("n = {n} respondents", n=number(row["respondents"]))
    return tr("n not known") if row["unit"] == "%" else None


def how_sure(row: Mapping[str, Any]) -> None:
    """Draw how sure the value of one indicator is."""
    st.caption(" · ".join(evidence_said(row)))


def figures(row: Mapping[str, Any]) -> list[Headline]:
    """Return baseline, target, actual and progress of one indicator, each with how sure it is or why it is not."""
    unit = row["unit"]
    # A figure has no room for a word as long as "participations".
    short = "%" if unit == "%" else ""
    when = day(row["observed_on"], row["observed_precision"])
    return [
        Headline(tr("Baseline"), amount_said(row["baseline"], short), None if short else plain(unit)),
        Headline(
            tr("Target"),
            amount_said(row["target"], short),
            tr("due {day}", day=day(row["target_on"])) if row["target_on"] else None,
        ),
        Headline(
            tr("Actual"),
            amount_said(row["actual"], short),
            tr("of {day} · last update {update}", day=when, update=day(row["recorded_on"])),
        ),
        Headline(
            tr("Progress"),
            "–" if row["progress"] is None else progress_said(row["progress"], row["progress_state"]),
            evidence_name(row["evidence_level"])
            if row["progress"] is not None
            else named(PROGRESS_STATE, row["progress_state"]),
        ),
    ]


def course_alt(row: Mapping[str, Any], observations: int) -> str:
    """Return the takeaway of one indicator's course."""
    return tr(
        "{title}: {actual} after {n} values, target {target}, progress: {progress}.",
        title=row["title"],
        actual=amount_said(row["actual"], row["unit"]),
        n=observations,
        target=amount_said(row["target"], row["unit"]),
        progress=progress_said(row["progress"], row["progress_state"]),
    )


def amount_said(amount: float | None, unit: str) -> str:
    """Return an amount with its unit; a dash when it is not known."""
    if amount is None:
        return "–"
    return percent(amount, 100) if unit == "%" else f"{number(amount, 1)} {unit}".strip()


def axes(parts: pl.DataFrame) -> list[str]:
    """Return the axes an indicator is broken down by."""
    return parts["axis"].unique().sort().to_list()


def breakdown_bars(parts: pl.DataFrame, axis: str, unit: str) -> pl.DataFrame:
    """Return what amount_bars draws from the rows of indicator_parts of one axis: name, amount, said."""
    one = parts.filter(axis=axis)
    return pl.DataFrame(
        {
            "name": [
                tr("Not broken down") if category is None else country(category) if axis == "country" else category
                for category in one["category"]
            ],
            "amount": one["actual"],
            "said": [amount_said(amount, unit) for amount in one["actual"]],
        }
    )


def breakdown_title(parts: pl.DataFrame, axis: str) -> None:
    """Show by what an indicator is broken down, and whether the parts leave something out."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        by_axis = tr("By {axis}", axis=plain(axis))
        st.markdown(f"**{by_axis}**", width="content")
        if parts.filter(axis=axis)["is_incomplete"].any():
            st.badge(tr("Breakdown incomplete"), icon=":material/warning:", color="orange")


def breakdown_alt(bars: pl.DataFrame, axis: str) -> str:
    """Return the takeaway of a breakdown: every part."""
    amounts = "; ".join(f"{name} {said}" for name, said in bars.select("name", "said").iter_rows())
    return tr("By {axis}: {amounts}.", axis=axis, amounts=amounts)


def axis_name(axis: str) -> str:
    """Return what an axis of a breakdown is called; the whole is the axis 'total'."""
    if axis == TOTAL:
        return tr("Total")
    return tr("Country") if axis == "country" else capitalised(axis)


def part_name(axis: str, category: str) -> str:
    """Return what a part of a breakdown is called."""
    if axis == TOTAL:
        return tr("Total")
    return country(category) if axis == "country" else category


def axis_chosen(parts: pl.DataFrame) -> str:
    """Draw the choice of the axis an indicator is broken down by, one at a time, and return it."""
    return one(tr("Broken down by"), axes(parts), key="axis", named=axis_name)


def history_table(rows: pl.DataFrame) -> None:
    """Draw all that was recorded of an indicator; `rows` as indicator_history."""
    show_table(
        rows.with_columns(
            known_day("observed_on", "observed_precision"),
            pl.col("value").round(1),
            part_shown=pl.Series([part_name(*part) for part in rows.select("axis", "category").iter_rows()]),
            evidence_shown=pl.Series([evidence_name(level) for level in rows["evidence_level"]]),
            standing_shown=names("standing", STANDING),
        ),
        [
            Column("observed_on", tr("Value of")),
            Column("part_shown", tr("Of")),
            Column("value", tr("Value"), "number"),
            Column("standing_shown", tr("Standing")),
            Column("evidence_shown", tr("Evidence level")),
            Column("evidence", tr("Evidence"), width="medium"),
            Column("numerator", tr("Numerator"), "number"),
            Column("denominator", tr("Denominator"), "number"),
            Column("respondents", tr("n asked"), "number"),
            Column("recorded_on", tr("Recorded on"), "date"),
            Column("recorded_by", tr("Recorded by")),
        ],
        key="indicator_history",
        alt=tr("Values of the indicator, the latest first, with who recorded them when and what replaced them."),
    )


@sign_in.for_writers(plan=True)
def form(
    row: Mapping[str, Any],
    history: page.Numbers,
    as_of: date,
    *,
    record: Callable[..., object],
    take_back: Callable[..., object],
) -> None:
    """Draw the form for the indicator `row`: a value, saved by `record`, or one taken back, by `take_back`."""
    opened = saving.opened("indicator_value", row["indicator_id"], history.version)
    standing = history.rows.filter(standing="counts")
    options = ["value"] if standing.is_empty() else list(TO_RECORD)
    with st.container(border=True):
        st.subheader(tr("Record"), anchor=False)
        if as_of < saving.today():
            st.caption(
                tr(
                    "What you record today is not shown on {day}: it was not on record then. Look as of today.",
                    day=day(as_of),
                )
            )
        kind = st.segmented_control(
            tr("What to record"),
            options,
            default=options[0],
            format_func=lambda code: named(TO_RECORD, code),
            key=opened.key("kind"),
            required=True,
            label_visibility="collapsed",
        )
        if kind == "take back":
            wants_to_save, save = _taking_back(opened, standing, take_back)
        else:
            wants_to_save, save = _value(opened, row, standing, as_of, record)
        saving.submit(opened, wants_to_save, save, tr("Saved: {what}", what=named(TO_RECORD, kind)))


@sign_in.for_writers(plan=True)
def adding(chosen: Chosen, choices: page.Numbers, add: Callable[..., object]) -> None:
    """Draw the form that adds an indicator by `add`; `choices` are the values its fields can take."""
    opened = saving.opened("new_indicator", chosen.consortium_id, choices.version)
    with st.expander(tr("Add an indicator"), icon=":material/add:"):
        with st.form(opened.key("form"), border=False):
            st.caption(tr("Number, title, results level, unit, direction and counting are needed."))
            code = st.text_input(tr("Number"), key=opened.key("code"), placeholder="I15")
            title = st.text_input(tr("Title"), key=opened.key("title"))
            left, right = st.columns(2)
            with left:
                level = _code(tr("Results level"), RESULTS_LEVELS, RESULTS_LEVEL, opened.key("level"))
                unit = st.text_input(
                    tr("Unit"), key=opened.key("unit"), help=tr("Such as students, policies or days; % for a share.")
                )
                baseline = _number(tr("Baseline"), opened.key("baseline"), tr("Empty where none was taken."))
                target_on = saving.day_field(tr("Target day"), None, opened.key("target_on"))
            with right:
                objective = saving.choice(tr("Objective"), choices.rows, "objective", opened.key("objective"))
                direction = _code(tr("Direction"), DIRECTIONS, DIRECTION, opened.key("direction"))
                target = _number(tr("Target"), opened.key("target"), tr("Empty for a finding."))
                accumulation = _code(
                    tr("Counting"),
                    ACCUMULATIONS,
                    ACCUMULATION,
                    opened.key("accumulation"),
                    tr("Cumulative: the last value counts. Periodic: values add."),
                )
            axis = st.text_input(
                tr("Broken down by"), key=opened.key("axis"), help=tr("Such as country or gender; may stay empty.")
            )
            note = st.text_area(tr("Note"), key=opened.key("note"))
            wants_to_save = st.form_submit_button(tr("Add"), type="primary")

        def save(_: int) -> None:
            added = NewIndicator(
                consortium_id=chosen.consortium_id,
                code=code,
                title=title,
                results_level=level,
                unit=unit,
                direction=direction,
                accumulation=accumulation,
                objective=objective,
                baseline=baseline,
                target=target,
                target_on=target_on,
                disaggregation_axis=axis,
                note=note,
            )
            add(added, who=saving.LOCAL_USER)

        saving.submit(opened, wants_to_save, save, tr("Added: {code}", code=code))


def _value(
    opened: saving.Opened, row: Mapping[str, Any], standing: pl.DataFrame, as_of: date, record: Callable[..., object]
) -> tuple[bool, saving.Save]:
    promised = [row["disaggregation_axis"]] if row["disaggregation_axis"] else []
    on_record = [axis for axis in standing["axis"].unique().sort() if axis != TOTAL]
    axis = st.segmented_control(
        tr("Of"),
        list(dict.fromkeys([TOTAL, *promised, *on_record])),
        default=TOTAL,
        format_func=lambda code: plain(axis_name(code)),
        key=opened.key("axis"),
        required=True,
    )
    with st.form(opened.key("form"), border=False):
        st.caption(
            tr("A value of the same day is replaced; the history keeps it. What is not known is left out: it is not 0.")
        )
        category = _category(opened, axis or TOTAL, standing)
        left, right = st.columns(2)
        with left:
            on = saving.day_field(tr("Day"), min(as_of, saving.today()), opened.key("day"))
            value = _number(tr("Value"), opened.key("value"), tr("In {unit}.", unit=plain(row["unit"])))
            level = st.selectbox(
                tr("Evidence level"),
                EVIDENCE_LEVELS,
                index=None,
                format_func=evidence_name,
                key=opened.key("level"),
                placeholder=tr("Choose one"),
            )
        with right:
            counts = tr("Of a share or an average: the value is numerator ÷ denominator.")
            numerator = _number(tr("Numerator"), opened.key("numerator"), counts)
            denominator = _number(tr("Denominator"), opened.key("denominator"), counts)
            respondents = st.number_input(tr("Respondents"), value=None, step=1, key=opened.key("respondents"))
        evidence = st.text_input(
            tr("Evidence"),
            key=opened.key("evidence"),
            help=tr("What the value rests on, such as attendance lists. Needed from level 2 on. No names of persons."),
        )
        wants_to_save = st.form_submit_button(tr("Save"), type="primary")

    def save(seen_version: int) -> None:
        said = IndicatorValue(
            indicator_id=opened.about,
            observed_on=saving.given_day(on),
            evidence_level=level,
            axis=axis or TOTAL,
            category=category,
            value=value,
            numerator=numerator,
            denominator=denominator,
            respondents=None if respondents is None else int(respondents),
            evidence=evidence,
        )
        record(said, who=saving.LOCAL_USER, today=saving.today(), seen_version=seen_version)

    return wants_to_save, save


def _taking_back(
    opened: saving.Opened, standing: pl.DataFrame, take_back: Callable[..., object]
) -> tuple[bool, saving.Save]:
    values = standing.select("observed_on", "axis", "category").rows()
    with st.form(opened.key("take_back_form"), border=False):
        st.caption(tr("Taking back a total takes back its parts too. The history keeps all of them."))
        value = st.selectbox(
            tr("Value of"),
            values,
            index=None,
            format_func=lambda key: " · ".join((day(key[0]), part_name(key[1], key[2]))),
            key=opened.key("taken_back"),
            placeholder=tr("Choose one"),
        )
        wants_to_save = st.form_submit_button(tr("Take back"), type="primary", icon=":material/undo:")

    def save(seen_version: int) -> None:
        if value is None:
            raise Problem("The field “{field}” is empty.", "Choose one from the list.", field=Word("Value of"))
        on, axis, category = value
        take_back(
            opened.about,
            observed_on=on,
            axis=axis,
            category=category,
            who=saving.LOCAL_USER,
            today=saving.today(),
            seen_version=seen_version,
        )

    return wants_to_save, save


def _category(opened: saving.Opened, axis: str, standing: pl.DataFrame) -> str | None:
    if axis == TOTAL:
        return TOTAL
    on_record = standing.filter(axis=axis)["category"].unique().to_list()
    options = COUNTRIES if axis == "country" else on_record
    category: str | None = st.selectbox(
        tr("Part"),
        sorted(options, key=lambda code: part_name(axis, code)),
        index=None,
        format_func=lambda code: part_name(axis, code),
        key=opened.key(f"category_{axis}"),
        accept_new_options=axis != "country",
        placeholder=tr("Choose one") if axis == "country" else tr("Choose or type"),
    )
    return category


def _code(
    label: str, codes: tuple[str, ...], labels: Mapping[str, str], key: str, explained: str | None = None
) -> str | None:
    return st.selectbox(
        label,
        codes,
        index=None,
        format_func=lambda code: named(labels, code),
        key=key,
        placeholder=tr("Choose one"),
        help=explained,
    )


def _number(label: str, key: str, explained: str) -> float | None:
    typed: float | None = st.number_input(label, value=None, step=None, format="%g", key=key, help=explained)
    return typed
