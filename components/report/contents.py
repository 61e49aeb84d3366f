"""What stands in the report, in which order."""

from components import overview
from components.labels import ORGANISATION_TYPE, ROLE, named
from components.report.document import Block, Column, Facts, Figures, Report, Section, Table, Text
from components.report.origin import method_section, provenance_section
from components.report.plan import change_section, curve_section, deliverable_section, milestone_section
from components.report.reach import coverage_section, engagement_section
from components.report.results import eligibility_section, indicator_section
from components.words import country, day, number, shown_locale, tr


def report(facts: Facts) -> Report:
    """Return the report on one consortium in the reader's language."""
    profile = facts.answers["consortium_profile"].rows.row(0, named=True)
    sections = [
        headline_section(facts),
        deliverable_section(facts),
        curve_section(facts),
        milestone_section(facts),
        change_section(facts),
        coverage_section(facts),
        engagement_section(facts),
        indicator_section(facts),
        eligibility_section(facts),
    ]
    return Report(
        title=tr("{acronym}: report on {first} to {last}", acronym=facts.acronym, first=day(facts.since),
                 last=day(facts.until)),
        subtitle=profile["title"] or facts.acronym,
        language=shown_locale().language,
        dated=facts.until,
        notice=tr("Demonstration (fictional): this consortium and all its figures are invented.")
        if facts.fictional
        else None,
        running_title=tr("{acronym}, {first} to {last}", acronym=facts.acronym, first=day(facts.since),
                         last=day(facts.until)),
        facts=[
            (tr("Action type"), profile["action_type"] or tr("not in public sources")),
            (tr("Agreement number"), profile["agreement_number"] or tr("not in public sources")),
            (tr("Coordinator"), profile["coordinator"] or tr("not in public sources")),
            (tr("Runs"), _span(day(profile["starts_on"], profile["starts_precision"]),
                               day(profile["ends_on"], profile["ends_precision"]))),
            (tr("Changes from"), day(facts.since)),
            (tr("Figures as of"), day(facts.until)),
            (tr("Store version"), number(facts.version)),
        ],
        sections=[*sections, method_section(facts, sections), provenance_section(facts)],
    )  # fmt: skip


def headline_section(facts: Facts) -> Section:
    """Return what the consortium is and how it stands on the last day."""
    profile = facts.answers["consortium_profile"].rows.row(0, named=True)
    partners = facts.answers["partner_list"].rows
    blocks: list[Block] = [Figures(overview.headlines(profile, facts.answers["due_list"].rows, facts.record_basis))]
    if profile["summary"]:
        blocks.append(Text(profile["summary"]))
    if facts.record_basis == "public sources":
        blocks.append(
            Text(
                tr("This consortium is known from public sources only. What they do not say stays open here; see the "
                   "method notes."),
                quiet=True,
            )
        )  # fmt: skip
    if partners.is_empty():
        blocks.append(Text(tr("Nobody is on record as taking part on this day.")))
    else:
        blocks.append(
            Table(
                tr("Who takes part ({n})", n=number(partners.height)),
                [
                    Column(tr("Partner"), width=2),
                    Column(tr("Role"), width=1.2),
                    Column(tr("Type"), width=1.6),
                    Column(tr("Country")),
                ],
                [
                    [
                        row["name"] or tr("not named in public sources"), named(ROLE, row["role"]),
                        named(ORGANISATION_TYPE, row["organisation_type"]), country(row["country"]),
                    ]
                    for row in partners.iter_rows(named=True)
                ],
            )
        )  # fmt: skip
    return Section(tr("Headlines"), blocks)


def _span(begins: str, ends: str) -> str:
    return f"{begins} – {ends}"
