"""Imports: bring tables of partners in, see what would be done first, and take an import back."""

from functools import partial

from components import frame, page, saving
from components.importing import columns, files, preview, runs
from components.importing.steps import in_hand, steps
from components.markdown import plain
from components.words import tr
from data.exports.template import consortium_workbook
from data.imports import guide

chosen = frame.chosen()
page.heading(
    tr("Imports"),
    chosen,
    lead=tr("Bring tables in: every row is accepted, repaired, rejected or left out, and you are told why."),
)
saving.say_what_was_saved()
runs.say_what_was_kept()
held = in_hand()
steps(held)

if held.step == "columns":
    columns.choose(held, kinds=guide.kinds(), recognise=guide.recognise, columns=guide.columns, samples=guide.samples)
elif held.step == "preview":
    preview.show(held, chosen.consortium_id, order=guide.order, try_out=guide.preview, bring=guide.bring)
elif held.step == "account":
    preview.account(held, guide.to_correct)
else:
    files.give(held, acronym=chosen.acronym, look=guide.look, digest=guide.digest, recognise=guide.recognise)
    page.section(
        tr("No table at hand?"),
        tr("Take the workbook: a sheet for each kind of record, with notes, lists and an example."),
    )
    files.templates(
        {
            tr("Empty workbook"): ("workbook.xlsx", consortium_workbook),
            tr("Workbook of {acronym}", acronym=plain(chosen.acronym)): (
                f"workbook_{chosen.consortium_id}.xlsx",
                partial(consortium_workbook, consortium=chosen.consortium_id),
            ),
        }
    )

if held.step in ("files", "account"):
    opened_run = runs.table(guide.earlier())
    if opened_run:
        runs.detail(
            opened_run,
            remarks=guide.remarks,
            to_correct=guide.to_correct,
            take_back=guide.take_back,
        )
