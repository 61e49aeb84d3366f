"""What the eligibility page is made of: each part of a rule with what was found, what if partners leave, the course."""

from datetime import date
from typing import Any
from urllib.parse import quote

import polars as pl
import streamlit as st

from components import page
from components.charts.eligibility_course import eligibility_course
from components.eligibility import SENTENCES, confidence_name, country_pool_name, demands
from components.filters import passed_over
from components.labels import ELIGIBILITY_VERDICT, named, with_mark
from components.markdown import plain
from components.page import Headline
from components.tables import Column, show_table
from components.words import day, marked, number, plural, tr

PAGE_LENGTH = 100  # consortia on one page of the table of all
BADGE = {"met": "green", "not met": "red", "to confirm": "orange", "not known": "gray"}
OVERALL = {
    "met": marked("Eligible: every part holds."),
    "not met": marked("Not eligible as the records stand: a part cannot hold."),
    "to confirm": marked("To confirm: the rule, or a part of it, was not seen in a primary source."),
    "not known": marked("No part fails, but the store cannot tell of every part."),
}
NO_RULE = {
    "no action type": marked("Action type not known"),
    "no call year": marked("Call year not known"),
    "no rule": marked("No rule on record for the call year"),
}
COUNTRIES = marked("The country of each partner, and whether it took part in the programme, would settle it.")
KINDS = marked("What each association, public body, school or other organisation is would settle it.")
MINISTRY = marked("The partners named in the agreement, the ministry among them, would settle it.")
# What would settle a part of which the store cannot tell; most depend on countries.
SETTLED_BY = dict.fromkeys(SENTENCES, COUNTRIES) | {
    "independent": marked("A declaration that none of the organisations controls another would settle it."),
    "eche_for_pool_heis": marked(
        "The list of charter holders in the call year would settle it. An Erasmus code only shows that there is a "
        "charter today."
    ),
    "structural_requires_ministry": MINISTRY,
    "ministry_per_third_country": MINISTRY,
    "excluded_fields": marked("The field of education named in the agreement would settle it."),
    "duration": marked("The exact first and last day of the project would settle it."),
    "grant_in": marked("The grant named in the agreement would settle it."),
    "coordinator_in_pool": marked("Who coordinates from then on, and from which country, would settle it."),
    "min_by_type": KINDS,
    "min_by_type_unverified": KINDS,
}


def without_rule(scope: pl.DataFrame) -> None:
    """Say why no rule can be checked, from the one row of eligibility_scope, and what would help."""
    row = scope.row(0, named=True)
    years = tr(
        "Action type: {action}. Rules for it are on record for calls of {first} to {last}; the page About tells them "
        "under programmes.",
        action=plain(row["action_type"] or "–"),
        first=row["first_call_year"] or "–",
        last=row["last_call_year"] or "–",
    )
    if row["action_type_id"] is None:
        page.nothing_recorded(
            tr("No rule can be checked: the action type of this consortium is not known."),
            tr("Its grant agreement names the action."),
        )
    elif row["call_year"] is None:
        page.nothing_recorded(
            tr("No rule can be checked: the call year of this consortium is not known, and rules depend on it."), years
        )
    else:
        page.nothing_recorded(tr("No rule is on record for the call year {year}.", year=row["call_year"]), years)


def partner_names(partners: pl.DataFrame) -> dict[str, str]:
    """Return the names of those who count, by organisation id, from the rows of partner_list; those not named last."""
    counted = partners.filter(pl.col("role") != "associated").unique("organisation_id", keep="first")
    return {
        row["organisation_id"]: row["name"] or tr("not named ({code})", code=row["organisation_id"])
        for row in counted.sort(pl.col("name").str.to_lowercase(), "organisation_id", nulls_last=True).iter_rows(
            named=True
        )
    }


def still_counted(partners: pl.DataFrame) -> None:
    """Say who counts although it was noted that they have left, since the day is not known."""
    gone = partners.filter(pl.col("left_noted_on").is_not_null() & (pl.col("role") != "associated"))
    if not gone.is_empty():
        st.caption(
            tr(
                "Noted as having left on a day not known, and counted until that day is entered: {partners}.",
                partners=plain(", ".join(partner_names(gone).values())),
            )
        )


def parts(listed: pl.DataFrame, without: pl.DataFrame) -> pl.DataFrame:
    """Return the parts of eligibility_list in the order of their sentences, with what eligibility_without says of them.

    `without` may be the same rows: then nobody is taken away, and verdict_before is the verdict.
    """
    if "verdict_before" not in without.columns:
        without = without.with_columns(verdict_before="verdict", found_before="found", flips=pl.lit(value=False))
    judged = without.select(
        "rule_id", "rule_verdict", "part", "kind", "verdict_before", "needed", "found", "found_most", "verdict", "flips"
    )
    told = listed.select(
        "rule_id", "label", "first_call_year", "last_call_year", "country_pool", "confidence", "source", "requirements",
        "part", "kind", "is_unconfirmed",
    )  # fmt: skip
    return in_sentences(judged.join(told, on=["rule_id", "part", "kind"], nulls_equal=True, maintain_order="left"))


def in_sentences(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows of parts (rule_id, requirements, part, kind) with their `sentence`, in the order of a rule's."""
    said = pl.DataFrame(
        [
            (rule, demand.part, demand.kind, demand.text, place)
            for rule, requirements in rows.select("rule_id", "requirements").unique().iter_rows()
            for place, demand in enumerate(demands(requirements))
        ],
        schema={"rule_id": pl.String, "part": pl.String, "kind": pl.String, "sentence": pl.String, "place": pl.Int64},
        orient="row",
    )
    return (
        rows.with_columns(rule_place=pl.col("rule_id").rle_id())
        .join(said, on=["rule_id", "part", "kind"], how="left", nulls_equal=True, maintain_order="left")
        .sort("rule_place", "place", maintain_order=True)
        .drop("rule_place", "place")
    )


def headlines(of_rule: pl.DataFrame, *, taken_away: int) -> list[Headline]:
    """Return the figures at the top of the page from the parts of one rule."""
    total = number(of_rule.height)

    def figure(verdict: str, label: str, note: str) -> Headline:
        now = of_rule.filter(pl.col("verdict") == verdict).height
        before = of_rule.filter(pl.col("verdict_before") == verdict).height
        return Headline(
            label,
            number(now),
            tr("of {n} parts; {before} with all partners", n=total, before=number(before))
            if taken_away
            else tr("of {n} parts of the rule", n=total),
            note,
        )

    return [
        figure("met", tr("Met"), tr("Holds, whatever is not known.")),
        figure("not met", tr("Not met"), tr("Cannot hold, whatever is not known.")),
        figure("to confirm", tr("To confirm"), tr("Would not hold, but was not seen in a primary source.")),
        figure("not known", tr("Not known"), tr("The store cannot tell. Each part says what would settle it.")),
    ]


def rules(rows: pl.DataFrame, *, taken_away: int) -> None:
    """Draw each rule with its parts: what is needed, what was found, the verdict, and what changes without partners."""
    several = rows["rule_id"].n_unique() > 1
    for of_rule in rows.partition_by("rule_id", maintain_order=True):
        first = of_rule.row(0, named=True)
        page.section(first["label"], _said_where(first, one_is_enough=several))
        st.markdown(
            tr(
                "**Verdict:** {verdict} {reason}",
                verdict=_badge(first["rule_verdict"]),
                reason=named(OVERALL, first["rule_verdict"]),
            )
        )
        if taken_away:
            st.caption(_flips(of_rule, taken_away))
        for row in of_rule.iter_rows(named=True):
            st.markdown(_part(row))


def single_points(rows: pl.DataFrame) -> None:
    """Draw the table of partners without whom a part would not hold, by name."""
    page.section(
        tr("Single points of failure"),
        tr("Partners whose leaving alone would change a part that holds, by name. No judgement of a partner."),
    )
    if rows.is_empty():
        st.markdown(tr("None: every part that holds would hold without any one of the partners."))
        return
    told = in_sentences(rows).sort("name", maintain_order=True, nulls_last=True)
    shown = told.with_columns(
        partner=pl.coalesce("name", "organisation_id"),
        without=pl.Series(
            [with_mark(ELIGIBILITY_VERDICT, verdict) for verdict in told["verdict_without"]], dtype=pl.String
        ),
    )
    show_table(
        shown,
        [
            Column("partner", tr("Partner")),
            Column("without", tr("Then"), help=tr("The verdict when this partner alone leaves.")),
            Column("sentence", tr("Part of the rule"), width="large"),
            Column("found", tr("Found"), "number", help=tr("With all partners.")),
            Column("found_without", tr("Without"), "number", help=tr("When this partner alone leaves.")),
        ],
        key="single_points",
        alt=tr("Partners whose leaving alone would change a part of the rule, and what it would become."),
    )


def course(rows: pl.DataFrame, numbers: page.Numbers, *, rule: str) -> None:
    """Draw how each part of one rule stood from day to day of change."""
    told = in_sentences(rows.filter(pl.col("rule_id") == rule))
    days = told["from_day"].unique().sort()
    page.section(
        tr("Over time"),
        tr("Each part from one joining or leaving to the next. The number is what was found."),
    )
    if days.len() < 2:
        st.markdown(tr("No day is on record on which a partner joined or left before this one."))
        return
    page.show_chart(
        eligibility_course(told), key="eligibility_course", alt=_course_takeaway(told, days), numbers=numbers
    )


def demonstration_wanted() -> bool:
    """Return whether the fictional consortium is asked into the table of all consortia."""
    return st.toggle(tr("Include the demonstration (fictional)"), key="eligibility_demonstration", bind="query-params")


def before_this_page(total: int) -> int:
    """Draw the page numbers of a long table and return how many of its `total` consortia stand before the open page."""
    return passed_over(total, key="eligibility_page", length=PAGE_LENGTH)


def portfolio(rows: pl.DataFrame, as_of: date, *, total: int) -> None:
    """Draw the open page of the table of all consortia by the same rules, each with a link to its own check."""
    if rows.height < total:
        st.caption(
            tr(
                "{first} to {last} of {n} consortia, by acronym.",
                first=rows["acronym"][0],
                last=rows["acronym"][-1],
                n=number(total),
            )
        )
    shown = rows.with_columns(
        pl.Series("standing", [_standing(verdict) for verdict in rows["verdict"]], dtype=pl.String),
        pl.Series(
            "check",
            [f"/eligibility?consortium={quote(acronym)}&as_of={as_of:%Y-%m-%d}" for acronym in rows["acronym"]],
            dtype=pl.String,
        ),
    )
    show_table(
        shown,
        [
            Column("acronym", tr("Acronym")),
            Column("standing", tr("Verdict")),
            Column("check", tr("Check"), "link", format=tr("Open")),
            Column("parts", tr("Parts"), "number", help=tr("Of the rule that is nearest to being met.")),
            Column("met", tr("Met"), "number"),
            Column("not_met", tr("Not met"), "number"),
            Column("to_confirm", tr("To confirm"), "number"),
            Column("not_known", tr("Not known"), "number"),
            Column("action_type", tr("Action type")),
            Column("call_year", tr("Call year"), "number", format="%d"),
            Column("rule", tr("Rule")),
        ],
        key="eligibility_portfolio",
        alt=tr("Consortia with the verdict on their rule and how many of its parts stand how."),
    )


def _badge(verdict: str) -> str:
    return f":{BADGE[verdict]}-badge[{with_mark(ELIGIBILITY_VERDICT, verdict)}]"


def _standing(verdict: str) -> str:
    return with_mark(ELIGIBILITY_VERDICT, verdict) if verdict in ELIGIBILITY_VERDICT else f"– {named(NO_RULE, verdict)}"


def _said_where(row: dict[str, Any], *, one_is_enough: bool) -> str:
    said = tr(
        "For calls of {first} to {last}. Said in: {source}. {confidence}. Countries that count: {countries}.",
        first=row["first_call_year"],
        last=row["last_call_year"],
        source=plain(row["source"] or "–"),
        confidence=confidence_name(row["confidence"]),
        countries=country_pool_name(row["country_pool"]),
    )
    counted = tr("Coordinator and partners count, each once, also from elsewhere; associated partners do not.")
    return " ".join(
        [said, counted, tr("Several rules are on record for this action; one of them is enough.")]
        if one_is_enough
        else [said, counted]
    )


def _flips(of_rule: pl.DataFrame, taken_away: int) -> str:
    return plural(
        "{n} part changes without the partners taken away ({partners}).",
        "{n} parts change without the partners taken away ({partners}).",
        of_rule.filter("flips").height,
        partners=number(taken_away),
    )


def _part(row: dict[str, Any]) -> str:
    before = f"{_badge(row['verdict_before'])} → " if row["flips"] else ""
    unconfirmed = " :orange-badge[" + tr("rule to confirm") + "]" if row["is_unconfirmed"] else ""
    below = found_said(row)
    return f"{before}{_badge(row['verdict'])} **{plain(row['sentence'])}**{unconfirmed}" + (
        f"  \n{below}" if below else ""
    )


def found_said(row: dict[str, Any]) -> str:
    """Return what was found of a part and, where the store cannot tell, what would settle it; empty for neither."""
    said = [_found(row)]
    if row["verdict"] == "not known":
        said.append(named(SETTLED_BY, row["part"]))
    return " ".join(filter(None, said))


def _found(row: dict[str, Any]) -> str:
    """Return what was found of a part, in words; nothing where the store holds nothing about it."""
    if row["found"] is None:
        return ""
    found, needed = number(row["found"]), number(row["needed"])
    if row["part"] in ("third_hei_at_least_pool_hei", "third_orgs_at_least_pool_orgs"):
        return tr("Found: {found} from outside, {needed} from programme countries.", found=found, needed=needed)
    if row["part"] == "coordinator_in_pool":
        return tr("Found: {found} of {needed}.", found=found, needed=needed)
    if row["part"] == "eche_for_pool_heis":
        return tr("Found: an Erasmus code for {found} of {needed}.", found=found, needed=needed)
    if row["part"] in ("structural_requires_ministry", "ministry_per_third_country"):
        return tr("Found: a public body from {found} of {needed} countries.", found=found, needed=needed)
    if row["part"] == "grant_in":
        return tr("Found: {found} euro.", found=found)
    if row["found_most"] > row["found"]:
        return tr("Found: {found}, at most {most}.", found=found, most=number(row["found_most"]))
    return (
        plural("Found: {n} month.", "Found: {n} months.", int(row["found"]))
        if row["part"] == "duration"
        else tr("Found: {found}.", found=found)
    )


def _course_takeaway(told: pl.DataFrame, days: pl.Series) -> str:
    last = told.filter(pl.col("from_day") == days[-1])
    return tr(
        "Verdicts on {parts} parts from {first} to {last}. On the last day: {verdicts}.",
        parts=number(last.height),
        first=day(days[0]),
        last=day(days[-1]),
        verdicts=", ".join(
            f"{named(ELIGIBILITY_VERDICT, verdict)}: {number(last.filter(pl.col('verdict') == verdict).height)}"
            for verdict in ELIGIBILITY_VERDICT
            if verdict in last["verdict"]
        ),
    )
