"""Indicators: one of them in full, what it rests on, its history, and recording what it was on a day."""

from typing import Any

from components import frame, page, quotes, saving
from components import indicators as parts
from components.charts.amount_bars import amount_bars
from components.charts.indicator_course import indicator_course
from components.markdown import plain
from components.words import tr
from data.changes.indicators import add_indicator, record_value, take_back_value
from queries import impact

chosen = frame.chosen()
here: dict[str, Any] = {"consortium": chosen.consortium_id, "as_of": chosen.as_of}
page.heading(
    tr("Indicators"), chosen, lead=tr("One indicator in full: its values, what they rest on, and recording new ones.")
)
saving.say_what_was_saved()
listed = impact.indicator_list(**here).rows


def one_indicator() -> None:
    one = parts.indicator_chosen(listed)
    asked: dict[str, Any] = {"indicator": one["indicator_id"], "as_of": chosen.as_of}
    page.section(plain(one["title"]), parts.indicator_note(one))
    course = impact.indicator_course(**asked)
    if course.rows.is_empty():
        page.nothing_recorded(tr("No value is on record on this day."), tr("That is not known, which is not zero."))
    else:
        page.headlines(parts.figures(one))
        figure = indicator_course(
            course.rows, baseline=one["baseline"], target=one["target"], target_on=one["target_on"], unit=one["unit"]
        )
        alt = parts.course_alt(one, course.rows.height)
        page.show_chart(figure, key="indicator_course", alt=alt, numbers=course)
        parts.how_sure(one)
    broken_down = impact.indicator_parts(**asked)
    if not broken_down.rows.is_empty():
        axis = parts.axis_chosen(broken_down.rows)
        parts.breakdown_title(broken_down.rows, axis)
        bars = parts.breakdown_bars(broken_down.rows, axis, one["unit"])
        alt = parts.breakdown_alt(bars, axis)
        page.show_chart(amount_bars(bars), key="indicator_by_axis", alt=alt, numbers=broken_down)
    quotes.of_indicator(impact.quote_list(**here).rows, one["indicator_id"])
    history = impact.indicator_history(**asked)
    if not history.rows.is_empty():
        page.section(tr("History"), tr("All that was recorded of it by the day. What was replaced stays in the list."))
        parts.history_table(history.rows)
    parts.form(one, history, chosen.as_of, record=record_value, take_back=take_back_value)


if listed.is_empty():
    page.nothing_recorded(
        tr("No indicator of this consortium is on record."),
        tr("Public sources name none; a grant agreement lists them. Add them below."),
    )
else:
    one_indicator()
parts.adding(chosen, impact.result_choices(consortium=chosen.consortium_id), add_indicator)
