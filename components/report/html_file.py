"""The report as one HTML file that asks for nothing else: styles and drawings stand inside."""

from html import escape
from pathlib import Path

from components.report.document import COLOURS, Block, Drawing, Figures, Points, Report, Section, Table, Text, clean
from components.words import tr

# Where columns would be narrower than this on average, the table scrolls.
COLUMN_REM = 6
STYLE = Path(__file__).with_name("report.css")
# A browser that opens the file loads nothing, whatever a text of the store says.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def html_file(report: Report) -> bytes:
    """Return the report as an HTML file in UTF-8."""
    colours = " ".join(f"--{name}: {colour};" for name, colour in COLOURS.items())
    style = f":root {{ {colours} }}\n{STYLE.read_text(encoding='utf-8')}{_running(report.notice)}"
    notice = f'<p class="notice">{_said(report.notice)}</p>' if report.notice else ""
    facts = "".join(f"<div><dt>{_said(name)}</dt><dd>{_said(value)}</dd></div>" for name, value in report.facts)
    contents = "".join(
        f'<li><a href="#part-{place}">{_said(section.title)}</a></li>'
        for place, section in enumerate(report.sections, start=1)
    )
    sections = "".join(_section(section, place) for place, section in enumerate(report.sections, start=1))
    return f"""<!DOCTYPE html>
<html lang="{escape(report.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{_said(report.title)}</title>
<style>
{style}</style>
</head>
<body>
<header>
{notice}
<h1>{_said(report.title)}</h1>
<p class="subtitle">{_said(report.subtitle)}</p>
<dl class="facts">{facts}</dl>
</header>
<nav aria-label="{_said(tr("Contents"))}"><ol>{contents}</ol></nav>
<main>
{sections}
</main>
</body>
</html>
""".encode()


def _running(notice: str | None) -> str:
    """Return the style that puts the notice on every page a browser prints."""
    if notice is None:
        return ""
    said = clean(notice).replace("\\", "").replace('"', "").replace("<", "")
    return f'@page {{ @top-right {{ content: "{said}"; color: {COLOURS["notice"]}; font: 600 8.5pt sans-serif; }} }}\n'


def _said(text: str) -> str:
    return escape(clean(text))


def _section(section: Section, place: int) -> str:
    blocks = "\n".join(_block(block) for block in section.blocks)
    return (
        f'<section aria-labelledby="part-{place}"><h2 id="part-{place}">{place}. {_said(section.title)}</h2>\n'
        f"{blocks}\n</section>\n"
    )


def _block(block: Block) -> str:
    match block:
        case Text():
            return _text(block)
        case Points():
            return _points(block)
        case Figures():
            return _figures(block)
        case Table():
            return _table(block)
        case Drawing():
            return _drawing(block)


def _text(text: Text) -> str:
    look = ' class="quiet"' if text.quiet else ""
    return f'<p dir="auto"{look}>{_said(text.said)}</p>'


def _points(points: Points) -> str:
    return f"<ul>{''.join(f'<li>{_said(said)}</li>' for said in points.said)}</ul>"


def _figures(figures: Figures) -> str:
    shown = "".join(
        f'<div><dt>{_said(one.label)}</dt><dd class="value">{_said(one.value)}</dd>'
        + (f"<dd>{_said(one.note)}</dd>" if one.note else "")
        + "</div>"
        for one in figures.figures
    )
    return f'<dl class="figures">{shown}</dl>'


def _table(table: Table) -> str:
    look = [' class="number"' if column.is_number else "" for column in table.columns]
    head = "".join(
        f'<th scope="col"{as_number}>{_said(column.label)}</th>'
        for column, as_number in zip(table.columns, look, strict=True)
    )
    rows = "\n".join(
        "<tr>"
        f'<th scope="row" dir="auto">{_said(row[0])}</th>'
        + "".join(
            f'<td dir="auto"{as_number}>{_said(cell)}</td>' for cell, as_number in zip(row[1:], look[1:], strict=True)
        )
        + "</tr>"
        for row in table.rows
    )
    total = sum(column.width for column in table.columns)
    widths = "".join(f'<col style="width: {100 * column.width / total:.1f}%">' for column in table.columns)
    return _wide(
        table.title,
        f'<table style="min-width: {COLUMN_REM * len(table.columns)}rem">'
        f"<caption>{_said(table.title)}</caption><colgroup>{widths}</colgroup><thead><tr>{head}</tr></thead>"
        f"<tbody>\n{rows}\n</tbody></table>",
    )


def _drawing(drawing: Drawing) -> str:
    named = drawing.svg.replace("<svg ", f'<svg role="img" aria-label="{_said(drawing.alt)}" ', 1)
    return f"<figure>{_wide(drawing.alt, named)}<figcaption>{_said(drawing.caption)}</figcaption></figure>"


def _wide(label: str, inside: str) -> str:
    """Return what may be wider than a phone so that it scrolls by itself, with the keyboard too."""
    return f'<div class="wide" role="region" tabindex="0" aria-label="{_said(label)}">{inside}</div>'
