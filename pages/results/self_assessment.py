"""Self-assessment: how a consortium judges its own community engagement, in words and with evidence, never a rank."""

from components import frame, page, saving
from components import tefce as parts
from components.charts.tefce_heatmap import tefce_heatmap
from components.words import tr
from data.changes.tefce import record_cell, take_back_cell
from queries import tefce

chosen = frame.chosen()
page.heading(
    tr("Self-assessment"),
    chosen,
    lead=tr(
        "How the consortium judges its own engagement with communities. It serves learning: it is no score, and "
        "consortia and universities are not ranked by it."
    ),
)
saving.say_what_was_saved()
cells = tefce.tefce_cells(consortium=chosen.consortium_id, as_of=chosen.as_of)

if cells.rows["level"].is_null().all():
    page.nothing_recorded(
        tr("This consortium has not assessed itself by this day."), tr("Choose a cell below and record its level.")
    )
else:
    page.headlines(parts.headlines(cells.rows), [cells])
    page.section(
        tr("Heat map"),
        tr("Seven dimensions, five criteria. The deeper the colour, the higher the level; the word says which."),
    )
    page.show_chart(
        tefce_heatmap(cells.rows, dark=chosen.dark), key="tefce_heatmap", alt=parts.heat_map_alt(cells.rows),
        numbers=cells,
    )  # fmt: skip
    parts.cell_table(cells.rows)
parts.where_it_comes_from()

page.section(tr("One cell"), tr("Its history, and how to assess it anew. A cell is a dimension and a criterion."))
dimension, criterion = parts.cell_chosen()
history = tefce.tefce_history(
    consortium=chosen.consortium_id, dimension=dimension, criterion=criterion, as_of=chosen.as_of
)
parts.cell_detail(history.rows)
parts.form(chosen, (dimension, criterion), history, record=record_cell, take_back=take_back_cell)
