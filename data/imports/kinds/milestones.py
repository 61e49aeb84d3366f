"""Tables of milestones, with the days on which they are due and were achieved."""

import polars as pl

from data.changes.limits import LONGEST_TEXT
from data.imports.context import Context, joined
from data.imports.kind import Bundle, Field, Kind
from data.imports.kinds.deliverables import DUE_ON, REASON
from data.imports.kinds.fields import CODE, CONSORTIUM, LEAD, TITLE, WORK_PACKAGE
from data.imports.load import otherwise
from data.imports.sheet import ROW
from data.problems import Word

ACHIEVED_ON = Field(
    "achieved_on",
    Word("Achieved on"),
    ("achieved", "date achieved", "reached on", "reached", "actual date", "atteint le", "erreicht am", "alcanzado",
     "raggiunto", "behaald", "osiągnięto"),
    reads="day",
)  # fmt: skip
MILESTONE_CODE = Field(
    "code",
    CODE.title,
    ("milestone no", "milestone number", "ms", "ms no", "ms number", "milestone id", *CODE.aliases),
    reads="id",
    needed=True,
    longest=CODE.longest,
)
FIELDS = (
    CONSORTIUM,
    MILESTONE_CODE,
    TITLE,
    WORK_PACKAGE,
    LEAD,
    Field(
        "means_of_verification",
        Word("Means of verification"),
        ("verification", "moyen de vérification", "nachweis", "medio de verificación"),
        reads="lines",
        longest=LONGEST_TEXT,
    ),
    DUE_ON,
    ACHIEVED_ON,
    REASON,
)
ON_RECORD = "select consortium_id, code, min(milestone_id) as known_id from milestone group by consortium_id, code"
EVENTS = """
select
    milestone_id,
    max_by(due_on, (effective_on, position)) filter (where event in ('planned', 'rescheduled')) as current_due_on,
    max(event_id) filter (where event = 'planned') as planned_id,
    max(effective_on) filter (where event = 'achieved') as was_achieved_on,
    max(event_id) filter (where event = 'achieved') as achieved_id,
    max(position) as last_position
from milestone_event
group by milestone_id
"""


def rows(read: pl.DataFrame, context: Context) -> Bundle:
    """Return milestones with their plan, and the day on which they were achieved."""
    context.check_days(read, ACHIEVED_ON, past=True)
    context.check_days(read, DUE_ON, past=False)
    known = read.join(context.ask(ON_RECORD), on=["consortium_id", "code"], how="left", maintain_order="left")
    context.demand(known.filter(pl.col("known_id").is_null()), TITLE, ["consortium_id", "code"])
    named = known.with_columns(pl.col("known_id").fill_null(joined("consortium_id", "code")).alias("milestone_id"))
    named = named.join(context.ask(EVENTS), on="milestone_id", how="left", maintain_order="left").join(
        context.consortia().select("consortium_id", "began_on"), on="consortium_id", how="left", maintain_order="left"
    )
    context.demand(named.filter(pl.col("planned_id").is_null()), DUE_ON, ["consortium_id", "code"])
    source = pl.lit(context.source_id).alias("source_id")
    return {
        "milestone": named.select(
            ROW, "milestone_id", "consortium_id", "code", "title", "work_package", "lead_id", "means_of_verification",
            source,
        ),
        "milestone_event": _events(named, context).with_columns(source),
    }  # fmt: skip


def _events(named: pl.DataFrame, context: Context) -> pl.DataFrame:
    is_new = pl.col("planned_id").is_null()
    is_due = pl.col("due_on").is_not_null()
    today = pl.lit(context.today)
    place = pl.col("last_position").fill_null(1)
    # As of deliverables: where the start is not known, the plan is as old as the first day that the row tells.
    planned_on = pl.coalesce("began_on", pl.min_horizontal(today, "due_on", "achieved_on"))
    planned = named.filter(is_due & (is_new | pl.col("current_due_on").is_null())).select(
        *_event("planned", planned_on, pl.lit(1), known_id=pl.col("planned_id")), "due_on"
    )
    later = named.filter(~is_new & (pl.col("due_on") != pl.col("current_due_on"))).select(
        *_event("rescheduled", today, place + 1, pl.col("due_on").cast(pl.String)),
        "due_on",
        pl.col("reason").fill_null(pl.lit("Said by an imported file")),
    )
    achieved = named.filter(
        pl.col("achieved_on").is_not_null() & pl.col("achieved_on").ne_missing(pl.col("was_achieved_on"))
    ).select(*_event("achieved", pl.col("achieved_on"), place + 2, known_id=pl.col("achieved_id")))
    return pl.concat([planned, later, achieved], how="diagonal")


def _event(
    event: str, on: pl.Expr, place: pl.Expr, about: pl.Expr | None = None, *, known_id: pl.Expr | None = None
) -> list[pl.Expr]:
    made = pl.concat_str(
        [pl.col("milestone_id"), pl.lit(event), *([about] if about is not None else [])], separator="-"
    )
    return [
        pl.col(ROW),
        (made if known_id is None else pl.coalesce(known_id, made)).alias("event_id"),
        pl.col("milestone_id"),
        pl.col("consortium_id"),
        pl.lit(event).alias("event"),
        on.alias("effective_on"),
        place.alias(otherwise("position")),
    ]


KIND = Kind(
    "milestones",
    Word("Milestones"),
    FIELDS,
    "milestone",
    rows,
    hints=("milestone", "jalon", "meilenstein", "hito"),
)
