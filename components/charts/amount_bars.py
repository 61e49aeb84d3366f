"""Amounts by part, as horizontal bars with what they say beside them."""

from html import escape

import polars as pl

from components.charts.drawing import Drawing, Styles, share_of_width, styled
from components.theme import SERIES

# Room to the right of the longest bar for what stands beside it.
ROOM = 1.6
GRID: Styles = {
    "display": "grid",
    "grid-template-columns": "fit-content(min(40%, 22rem)) 1fr",
    "gap": "0.6rem 0.75rem",
    "align-items": "center",
    "font-size": "0.875rem",
    "line-height": 1.25,
}


def amount_bars(rows: pl.DataFrame) -> Drawing:
    """Return one bar per row, in the order of the rows.

    Columns of `rows`: name; amount, null when not known (no bar then, only the words); said, the words beside the bar.
    """
    amounts: list[float] = rows["amount"].fill_null(0).to_list()
    longest = ROOM * max([1, *amounts])
    return Drawing(
        styled(
            GRID,
            "".join(
                styled({"text-align": "end"}, escape(name)) + _bar(amount / longest, said)
                for name, amount, said in zip(rows["name"], amounts, rows["said"], strict=True)
            ),
        )
    )


def _bar(share: float, said: str) -> str:
    beside: Styles = {"display": "flex", "align-items": "center", "gap": "0.5rem"}
    size = {"flex": f"0 0 {share_of_width(share)}", "height": "1.4rem"}
    return styled(beside, styled({**size, "background": SERIES[0]}) + styled({}, escape(said), tag="span"))
