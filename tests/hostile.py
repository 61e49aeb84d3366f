"""A store in which every text that somebody may type or import attacks whoever reads it."""

import polars as pl

from data.store import Store
from data.transaction import Transaction

# What would run a script, change a question, or be drawn as something other than text. What stands between the signs
# is what a reader must see; MARKS says what a page would show where one was taken for markup.
HOSTILE = (
    "'; DROP TABLE change; -- <b>chartbold</b> <a href=https://evil.example/>chartlink</a> "
    "<img src=x onerror=window.hacked=1></script><script>window.hacked=1</script>"
    '"><svg onload=window.hacked=1> ![seen](app/static/icon.png) [hostile link](javascript:window.hacked=1) '
    "[other link](https://evil.example/) $x^2$ :material/skull: :red[hostile colour] :red-badge[hostile badge] "
    "**hostile bold** *hostile slope* ~~hostile struck~~ `hostile code` {{7*7}} {0.__class__} ${x} #panic() =1+1 %s | a"
)
HOSTILE_ADDRESS = "javascript:window.hacked=1//https://evil.example/"
MARKS = """() => {
    const all = selector => [...document.querySelectorAll(selector)];
    const saying = (selector, ...words) => all(selector).filter(element => words.includes(element.textContent.trim()));
    const where = element => {
        const names = [];
        for (let e = element; e; e = e.parentElement) if (e.dataset.testid) names.push(e.dataset.testid);
        return `${names.slice(0, 4).join(" < ")}: ${element.outerHTML.slice(0, 200)}`;
    };
    const taken = [
        ...saying("a", "hostile link", "other link"),
        ...saying("strong, em, del, s, code, h1, h2, h3, h4, li", "hostile bold", "hostile slope", "hostile struck",
            "hostile code"),
        ...saying("span", "hostile colour", "hostile badge", "skull"),
        ...saying("a", "chartlink"),
        ...all(".js-plotly-plot").filter(chart => /<b>chartbold|<a href=https/.test(
            JSON.stringify([chart.data, chart.layout]))),
        ...all('a[href^="javascript" i], img[src="x"], img[alt="seen"], [onload], [onerror], .katex'),
    ];
    return [...taken.map(where), ...(window.hacked === undefined ? [] : ["a script ran"])];
}"""

# Columns that hold a word of a list, a code of a standard or a place in a file: no form and no import takes another.
CODES = {
    "accumulation", "coordinate_precision", "country", "decision", "deliverable_type", "direction",
    "dissemination_level", "event", "initiator", "language", "likelihood", "nuts3_code", "organisation_type",
    "record_basis", "region_code", "results_level", "role", "said_by", "severity", "state", "subject_kind",
}  # fmt: skip
ADDRESSES = {"case_study_url", "url", "website"}
# The map of the world and the rules of programmes, which come with the dashboard.
SHIPPED = {
    "country_pool", "eligibility_rule", "place", "placement", "placement_run", "region", "region_former_code",
    "region_population", "region_scheme",
}  # fmt: skip


def attack(store: Store) -> set[str]:
    """Let every text that may be typed or imported attack, in every row; return the columns, as `entity.column`."""
    said: dict[str, pl.DataFrame] = {}
    spoilt: set[str] = set()
    for entity in store.entities.keys() - SHIPPED:
        columns = store.entities[entity]
        typed = [
            name
            for name, kind in columns.items()
            if kind == "VARCHAR" and not name.endswith(("_id", "_precision")) and name not in CODES
            if (entity, name) != ("organisation_unit", "kind")
        ]
        rows = store.fetch("select * from query_table($entity)", {"entity": entity}).select(list(columns))
        if typed and rows.height:
            said[entity] = rows.with_columns(_attacking(name) for name in typed)
            spoilt |= {f"{entity}.{name}" for name in typed}

    def take_away(transaction: Transaction) -> None:
        # A text that names a row makes another row of it.
        for entity in said:
            rows = transaction.fetch("select * from query_table($entity)", {"entity": entity})
            transaction.withdraw(entity, rows.select(list(transaction.entities[entity])))

    def bring_back(transaction: Transaction) -> None:
        for entity, rows in said.items():
            transaction.append(entity, rows)

    for work in (take_away, bring_back):
        store.write(work, who=HOSTILE, why=HOSTILE, origin="app")
    return spoilt


def _attacking(name: str) -> pl.Expr:
    # Unknown is no text, and the total of all parts has a name that the store itself gives.
    is_kept = pl.col(name).is_null() | (pl.col(name) == "total")
    hostile = pl.lit(HOSTILE_ADDRESS) if name in ADDRESSES else pl.lit(f"{HOSTILE} ") + pl.col(name)
    return pl.when(is_kept).then(pl.col(name)).otherwise(hostile).alias(name)
