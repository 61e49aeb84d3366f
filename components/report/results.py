"""What the report says of what came of it: indicators with their evidence, and eligibility."""

from typing import Any

import polars as pl

from components import eligibility_check, impact
from components.charts.progress_to_target import progress_said
from components.eligibility import confidence_name, country_pool_name
from components.indicators import amount_said, evidence_name
from components.labels import ELIGIBILITY_VERDICT, with_mark
from components.report.document import Block, Column, Facts, Figures, Section, Table, Text
from components.report.drawings.progress_bars import progress_bars
from components.words import day, number, plural, tr


def indicator_section(facts: Facts) -> Section:
    """Return baseline, target, actual and progress of every indicator, with how sure it is."""
    rows = facts.answers["indicator_list"].rows
    title = tr("Indicators")
    if rows.is_empty():
        return Section(title, [Text(tr("No indicator of this consortium is on record."))])
    measured, found = impact.with_target(rows), impact.findings(rows)
    blocks: list[Block] = [Figures(impact.headlines(facts.answers["impact_headlines"].rows))]
    if later := facts.answers["impact_headlines"].rows["recorded_later"].item():
        blocks.append(
            Text(
                plural(
                    "{n} value of the time before this day was recorded after it and is left out: nobody had it then.",
                    "{n} values of the time before this day were recorded after it and are left out: nobody had them "
                    "then.",
                    later,
                ),
                quiet=True,
            )
        )
    if not measured.is_empty():
        blocks += [
            progress_bars(
                measured,
                alt=impact.targets_alt(measured),
                caption=tr("From the baseline (0%) to the target (red line). Bars end at the target."),
            ),
            Table(
                tr("Indicators with a target"),
                [
                    Column(tr("No."), width=0.5),
                    Column(tr("Indicator"), width=2.1),
                    Column(tr("Unit"), width=1.1),
                    Column(tr("Baseline"), is_number=True, width=0.8),
                    Column(tr("Target"), is_number=True, width=0.7),
                    Column(tr("Actual"), is_number=True, width=0.7),
                    Column(tr("Progress"), width=1.1),
                    Column(tr("Evidence level"), width=1.3),
                    Column(tr("Last update")),
                ],
                [_indicator(row) for row in measured.iter_rows(named=True)],
            ),
        ]
    if not found.is_empty():
        blocks.append(
            Table(
                tr("Findings: figures without a target"),
                [
                    Column(tr("Finding"), width=2.6),
                    Column(tr("Figure"), width=0.8),
                    Column(tr("n asked"), is_number=True, width=0.6),
                    Column(tr("Value of")),
                    Column(tr("Evidence level"), width=1.3),
                    Column(tr("Source"), width=1.8),
                ],
                [_finding(row) for row in found.iter_rows(named=True)],
            )
        )
    return Section(title, blocks)


def eligibility_section(facts: Facts) -> Section:
    """Return what the rules of the action ask of the consortium and what holds on the last day."""
    listed = facts.answers["eligibility_list"].rows
    title = tr("Eligibility")
    if listed.is_empty():
        scope = facts.answers["eligibility_scope"].rows.row(0, named=True)
        return Section(title, [Text(_without_rule(scope))])
    parts = eligibility_check.parts(listed, listed)
    blocks: list[Block] = [
        Figures(eligibility_check.headlines(parts.filter(rule_id=parts["rule_id"][0]), taken_away=0)),
        Text(
            tr(
                "Rules hold for the life of the grant. Coordinator and partners count, each once; associated partners "
                "do not. Where several rules are on record, one of them is enough."
            ),
            quiet=True,
        ),
    ]
    blocks += [_rule(of_rule) for of_rule in parts.partition_by("rule_id", maintain_order=True)]
    return Section(title, blocks)


def _indicator(row: dict[str, Any]) -> list[str]:
    return [
        row["code"],
        row["title"],
        row["unit"],
        number(row["baseline"], 1),
        number(row["target"], 1),
        number(row["actual"], 1),
        progress_said(row["progress"], row["progress_state"]),
        evidence_name(row["evidence_level"]),
        day(row["recorded_on"]),
    ]


def _finding(row: dict[str, Any]) -> list[str]:
    return [
        row["title"],
        amount_said(row["actual"], row["unit"]),
        number(row["respondents"]),
        day(row["observed_on"], row["observed_precision"]),
        evidence_name(row["evidence_level"]),
        row["source"] or "–",
    ]


def _rule(of_rule: pl.DataFrame) -> Table:
    first = of_rule.row(0, named=True)
    return Table(
        tr(
            "{rule}, calls of {first} to {last}: {verdict}. {confidence}; countries that count: {countries}. Said in: "
            "{source}.",
            rule=first["label"],
            first=first["first_call_year"],
            last=first["last_call_year"],
            verdict=with_mark(ELIGIBILITY_VERDICT, first["rule_verdict"]),
            confidence=confidence_name(first["confidence"]),
            countries=country_pool_name(first["country_pool"]),
            source=first["source"] or "–",
        ),
        [
            Column(tr("Part of the rule"), width=2.6),
            Column(tr("Verdict"), width=1.1),
            Column(tr("What was found"), width=2.4),
        ],
        [
            [
                row["sentence"],
                with_mark(ELIGIBILITY_VERDICT, row["verdict"])
                + (" · " + tr("rule to confirm") if row["is_unconfirmed"] else ""),
                eligibility_check.found_said(row) or "–",
            ]
            for row in of_rule.iter_rows(named=True)
        ],
    )


def _without_rule(scope: dict[str, Any]) -> str:
    if scope["action_type_id"] is None:
        return tr("No rule can be checked: the action type of this consortium is not known.")
    if scope["call_year"] is None:
        return tr("No rule can be checked: the call year of this consortium is not known, and rules depend on it.")
    return tr("No rule is on record for the call year {year}.", year=scope["call_year"])
