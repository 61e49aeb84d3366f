"""What the report says of itself: how its figures are counted, what is not known, and where all of it comes from."""

from collections.abc import Sequence

from components.about import UNKNOWN_FACT, missing_said
from components.labels import SOURCE_KIND, capitalised, named
from components.page import Headline
from components.report.document import Block, Column, Facts, Figures, Points, Section, Table, Text
from components.words import day, number, shown_locale, tr


def method_section(facts: Facts, sections: Sequence[Section]) -> Section:
    """Return how the figures of `sections` are counted and what is not known, in the words of the pages."""
    blocks: list[Block] = [
        Points(
            [
                tr("Every figure holds on {day}, as it was recorded in the store.", day=day(facts.until)),
                tr("What is not known is not zero. It is shown as a dash or as “not in public sources”."),
                tr(
                    "Where a consortium is known from public sources only, silence about a deliverable is not called "
                    "late."
                ),
                tr("A share stands beside the numbers it was made from. Shares are never averaged."),
                tr("Merged and removed deliverables are left out of every count."),
                tr("Universities are not ranked."),
            ]
        ),
        Table(
            tr("What the headlines mean"),
            [Column(tr("Part")), Column(tr("Figure")), Column(tr("Meaning"), width=4)],
            [[title, figure.label, figure.help or ""] for title, figure in _explained(sections)],
        ),
    ]
    unknown = facts.answers["unknown_facts"].rows.filter(consortium_id=facts.consortium_id)
    if not unknown.is_empty():
        order = list(UNKNOWN_FACT)
        said = sorted(unknown.iter_rows(named=True), key=lambda row: order.index(row["fact"]))
        blocks.append(
            Text(tr("Public sources do not say: {facts}.", facts=", ".join(missing_said(row) for row in said)))
        )
    return Section(tr("Method notes"), blocks)


def provenance_section(facts: Facts) -> Section:
    """Return the source documents, the version of the store, the queries, and the licences of the map."""
    sources = facts.answers["report_sources"].rows
    changed = facts.changed_at
    return Section(
        tr("Provenance"),
        [
            Points(
                [
                    tr(
                        "Made from version {version} of the store, last changed on {day} at {time} UTC. The same "
                        "version and days make the same report, byte by byte.",
                        version=number(facts.version),
                        day=day(changed.date()),
                        time=f"{changed:%H:%M}",
                    ),
                    tr(
                        "Figures as of {last}; changes from the end of {first} to the end of {last}.",
                        first=day(facts.since),
                        last=day(facts.until),
                    ),
                    tr("The figures are answers of the queries below, which the dashboard's pages ask too."),
                    *(tr("Map: {attribution}", attribution=attribution) for attribution in _attributions(facts)),
                    tr("The dashboard is free software under the Apache License 2.0."),
                ]
            ),
            Table(
                tr("Source documents"),
                [
                    Column(tr("Document"), width=2),
                    Column(tr("Kind"), width=1.2),
                    Column(tr("Language"), width=0.8),
                    Column(tr("What it is"), width=2.6),
                    Column(tr("Rows"), is_number=True, width=0.6),
                ],
                [
                    [
                        row["title"], named(SOURCE_KIND, row["kind"]), _language(row["language"]), row["note"] or "–",
                        number(row["row_count"]),
                    ]
                    for row in sources.iter_rows(named=True)
                ],
            ),
            Table(
                tr("Queries"),
                [Column(tr("Name"), width=1.6), Column(tr("What it answers"), width=4),
                 Column(tr("Rows"), is_number=True, width=0.6)],
                [
                    [name, capitalised(answer.what), number(answer.rows.height)]
                    for name, answer in sorted(facts.answers.items())
                ],
            ),
        ],
    )  # fmt: skip


def _explained(sections: Sequence[Section]) -> list[tuple[str, Headline]]:
    """Return each figure that says what it means, once, with the title of its section."""
    found = [
        (section.title, figure)
        for section in sections
        for block in section.blocks
        if isinstance(block, Figures)
        for figure in block.figures
        if figure.help
    ]
    return list({(figure.label, figure.help): (title, figure) for title, figure in reversed(found)}.values())[::-1]


def _attributions(facts: Facts) -> list[str]:
    outlines = facts.answers.get("region_outlines")
    return outlines.rows["attribution"].unique().sort().to_list() if outlines else []


def _language(code: str | None) -> str:
    return str(shown_locale().languages.get(code, code)) if code else "–"
