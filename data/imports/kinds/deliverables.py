"""Tables of deliverables, with the days on which they are due, were submitted and were approved."""

from datetime import date
from functools import partial

import polars as pl

from data.changes.deliverables import DELIVERABLE_TYPES, DISSEMINATION_LEVELS
from data.changes.limits import LONGEST_TEXT
from data.imports.context import Context, joined
from data.imports.kind import Bundle, Field, Kind, month_of, precision_of
from data.imports.kinds.fields import ADDRESS, CODE, CONSORTIUM, DESCRIPTION, LEAD, TITLE, WORK_PACKAGE
from data.imports.load import otherwise
from data.imports.sheet import ROW
from data.problems import Problem, Word

SAID_FOR_TYPE = {
    "R": ("report", "document", "document, report", "documents, reports", "rapport", "bericht", "informe", "relazione"),
    "DEM": (
        "demonstrator",
        "demonstrator, pilot, prototype",
        "demonstrators, pilots, prototypes",
        "pilot",
        "prototype",
    ),
    "DEC": ("website", "website, patent, video", "websites, patent fillings, videos etc.", "web", "video", "media"),
    "DATA": ("data set", "dataset", "data sets, microdata, etc", "daten", "données"),
    "DMP": ("data management plan", "open research data pilot", "plan de gestion des données"),
    "ETHICS": ("ethics requirement", "éthique", "ethik"),
    "SECURITY": ("sécurité", "sicherheit"),
    "OTHER": ("other", "autre", "andere", "sonstiges", "otro", "altro", "inny"),
}
SAID_FOR_LEVEL = {
    "PU": ("public", "öffentlich", "público", "pubblico", "openbaar", "publiczny", "julkinen", "pu - public"),
    "SEN": ("sensitive", "sensible", "sensitiv", "sen - sensitive"),
    "CO": ("confidential", "confidentiel", "vertraulich", "confidencial"),
    "CI": ("classified", "classifié"),
}
DUE_ON = Field(
    "due_on",
    Word("Due date"),
    ("due", "deadline", "delivery date", "due date (month)", "due month", "delivery month", "month due", "month",
     "date d'échéance", "échéance", "fällig", "fällig am", "frist", "fecha de entrega", "plazo", "scadenza", "termin",
     "inleverdatum", "prazo", "määräaika", "planned date", "current due date"),
    reads="due",
    last_day=True,
)  # fmt: skip
SUBMITTED_ON = Field(
    "submitted_on",
    Word("Submitted on"),
    ("submitted", "submission date", "date submitted", "delivered", "delivered on", "actual date", "soumis le",
     "eingereicht", "eingereicht am", "entregado", "consegnato", "ingediend", "złożono", "entregue", "toimitettu"),
    reads="day",
)  # fmt: skip
APPROVED_ON = Field(
    "approved_on",
    Word("Approved on"),
    ("approved", "approval date", "accepted", "accepted on", "approuvé le", "genehmigt", "genehmigt am", "aprobado",
     "approvato", "goedgekeurd", "zatwierdzono", "aprovado", "hyväksytty"),
    reads="day",
)  # fmt: skip
REASON = Field(
    "reason",
    Word("Reason"),
    ("reason for delay", "reason for the new due date", "justification", "motif", "begründung", "motivo", "reden"),
    reads="lines",
    longest=LONGEST_TEXT,
)

DAY = pl.lit("day")

ON_RECORD = "select consortium_id, code, min(deliverable_id) as known_id from deliverable group by consortium_id, code"
# Of each deliverable its due dates and how often it was submitted or approved, when last.
EVENTS = """
select
    deliverable_id,
    max_by(due_on, (effective_on, position)) filter (where event in ('planned', 'rescheduled')) as current_due_on,
    max(event_id) filter (where event = 'planned') as planned_id,
    count(*) filter (where event = 'submitted') as submissions,
    max(effective_on) filter (where event = 'submitted') as was_submitted_on,
    max(event_id) filter (where event = 'submitted') as submitted_id,
    count(*) filter (where event = 'approved') as approvals,
    max(effective_on) filter (where event = 'approved') as was_approved_on,
    max(event_id) filter (where event = 'approved') as approved_id,
    max(position) as last_position
from deliverable_event
group by deliverable_id
"""


def rows(read: pl.DataFrame, context: Context) -> Bundle:
    """Return deliverables with their plan, and the events that the table tells of them."""
    context.check_days(read, SUBMITTED_ON, past=True)
    context.check_days(read, APPROVED_ON, past=True)
    context.check_days(read, DUE_ON, past=False)
    context.check_order(read, SUBMITTED_ON, APPROVED_ON)
    known = read.join(context.ask(ON_RECORD), on=["consortium_id", "code"], how="left", maintain_order="left")
    context.demand(known.filter(pl.col("known_id").is_null()), TITLE, ["consortium_id", "code"])
    named = known.with_columns(pl.col("known_id").fill_null(joined("consortium_id", "code")).alias("deliverable_id"))
    named = named.join(context.ask(EVENTS), on="deliverable_id", how="left", maintain_order="left").join(
        context.consortia().select("consortium_id", "language", "began_on"), on="consortium_id", how="left",
        maintain_order="left",
    )  # fmt: skip
    source = pl.lit(context.source_id).alias("source_id")
    deliverables = named.select(
        ROW, "deliverable_id", "consortium_id", "code", "title", "work_package", "lead_id", "deliverable_type",
        "dissemination_level", "description", "url", source,
        pl.col("language").alias(otherwise("language")),
    )  # fmt: skip
    return {"deliverable": deliverables, "deliverable_event": _events(named, context).with_columns(source)}


def _events(named: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Return the events a table tells: the plan, another due date, the day of submission and that of approval."""
    is_new = pl.col("planned_id").is_null()
    is_due = pl.col("due_on").is_not_null()
    due = ("due_on", pl.col(precision_of("due_on")).alias(otherwise("due_precision")))
    # What is not dated was planned too, on a day that is not known. Where the start is not known either, the plan is as
    # old as the first day that the row tells.
    first_told = pl.min_horizontal(pl.lit(context.today), "due_on", SUBMITTED_ON.name, APPROVED_ON.name)
    planned = named.filter(is_new | (is_due & pl.col("current_due_on").is_null())).select(
        *_event("planned", pl.coalesce("began_on", first_told), 1, known_id="planned_id"),
        *due,
        pl.col(month_of("due_on")).alias("due_month"),
    )
    later = named.filter(~is_new & (pl.col("due_on") != pl.col("current_due_on")))
    rescheduled = later.select(
        *_event("rescheduled", pl.lit(context.today), pl.col("last_position") + 1, pl.col("due_on").cast(pl.String)),
        *due,
        pl.col("reason").fill_null(pl.lit("Said by an imported file")),
    )
    told = [planned, rescheduled]
    for event, field, count in (("submitted", SUBMITTED_ON, "submissions"), ("approved", APPROVED_ON, "approvals")):
        said = named.filter(pl.col(field.name).is_not_null() & pl.col(field.name).ne_missing(pl.col(f"was_{event}_on")))
        several = said.filter(pl.col(count) > 1)
        context.findings.reject(
            several.select(ROW, value=field.name),
            "event told several times",
            field.name,
            partial(_told_several_times, field),
        )
        place = pl.col("last_position").fill_null(1) + (2 if event == "submitted" else 3)
        told.append(
            said.select(
                *_event(
                    event, pl.col(field.name), place, known_id=f"{event}_id", precision=pl.col(precision_of(field.name))
                )
            )
        )
    return pl.concat(told, how="diagonal")


def _told_several_times(field: Field, day: date) -> Problem:
    return Problem(
        "“{field}” says {day}, but several such days are on record and none of them is this.",
        "Record what happened on the page of deliverables, or leave the cell empty.",
        field=field.title,
        day=day,
    )


def _event(
    event: str,
    on: pl.Expr,
    place: pl.Expr | int,
    about: pl.Expr | None = None,
    *,
    known_id: str | None = None,
    precision: pl.Expr = DAY,
) -> list[pl.Expr]:
    parts = [pl.col("deliverable_id"), pl.lit(event), *([about] if about is not None else [])]
    made = pl.concat_str(parts, separator="-")
    return [
        pl.col(ROW),
        (pl.coalesce(known_id, made) if known_id else made).alias("event_id"),
        pl.col("deliverable_id"),
        pl.col("consortium_id"),
        pl.lit(event).alias("event"),
        on.alias("effective_on"),
        precision.alias(otherwise("effective_precision")),
        (place if isinstance(place, pl.Expr) else pl.lit(place)).alias(otherwise("position")),
    ]


KIND = Kind(
    "deliverables",
    Word("Deliverables"),
    (
        CONSORTIUM,
        CODE,
        TITLE,
        WORK_PACKAGE,
        LEAD,
        Field(
            "deliverable_type",
            Word("Type"),
            ("deliverable type", "nature", "kind", "type de livrable", "art", "tipo", "typ", "tyyppi"),
            reads="choice",
            choices={code: SAID_FOR_TYPE[code] for code in DELIVERABLE_TYPES},
        ),
        Field(
            "dissemination_level",
            Word("Dissemination level"),
            ("dissemination", "level", "diffusion", "niveau de diffusion", "verbreitungsgrad", "nivel de difusión"),
            reads="choice",
            choices={code: SAID_FOR_LEVEL.get(code, ()) for code in DISSEMINATION_LEVELS},
        ),
        DUE_ON,
        SUBMITTED_ON,
        APPROVED_ON,
        REASON,
        DESCRIPTION,
        ADDRESS,
    ),
    "deliverable",
    rows,
    hints=("deliverable", "livrable", "entregable", "ergebnis"),
)
