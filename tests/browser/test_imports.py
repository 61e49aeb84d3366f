"""A partner's sheet with eight faults is corrected from the messages alone and goes in, in a real browser."""

import csv
import io
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, wait_idle

HEADER = "No.;Deliverable title;Lead;WP;Type;Due date;Submitted;Link"
FAULTY = f"""Deliverables of Zevenbruggen;;;;;;;
{HEADER}
D90.1;Neighbourhood atlas;Zevenbrugen;WP1;R;2027-03-31;;
D90.2;;Zevenbruggen;WP1;R;2027-03-31;;
D90.3;Open data;Zevenbruggen;WP99;DATA;2027-03-31;;
D90.4;Film;Zevenbruggen;WP1;Flim;2027-03-31;;
D90.5;Handbook;Zevenbruggen;WP1;R;31/31/2027;;
D90.6;Summary;Zevenbruggen;WP1;R;2027-03-31;2031-01-01;
D90.7;Ask an@example.org;Zevenbruggen;WP1;R;2027-03-31;;
D90.8;Website;Zevenbruggen;WP1;DEC;2027-03-31;;see the page
D90.9;Final report;Zevenbruggen;WP1;R;2027-03-31;;
Total;9;;;;;;
"""
# Row's number -> the column that the message names and what it asks for.
CORRECTED = {
    "D90.1": ("Lead", "Zevenbruggen"),
    "D90.2": ("Deliverable title", "Neighbourhood map"),
    "D90.3": ("WP", "WP1"),
    "D90.4": ("Type", "DEC"),
    "D90.5": ("Due date", "2027-03-31"),
    "D90.6": ("Submitted", ""),
    "D90.7": ("Deliverable title", "Ask the partner"),
    "D90.8": ("Link", "https://example.org/page"),
}


def drop(page: Page, name: str, content: bytes) -> None:
    page.locator("input[type=file]").first.set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
    expect(page.get_by_text("Step 2 of 4")).to_be_visible()
    wait_idle(page)
    page.get_by_role("button", name="See what would be done").click()
    expect(page.get_by_text("Step 3 of 4")).to_be_visible()
    wait_idle(page)


def downloaded(page: Page, button: str) -> bytes:
    with page.expect_download() as download:
        page.get_by_role("button", name=button).first.click()
    return Path(download.value.path()).read_bytes()


def test_eight_faults_are_corrected_from_the_messages_and_go_in(fresh_server: str, visit: Visit):
    page = visit("/imports?consortium=DEMO&as_of=2026-11-21", server=fresh_server, height=1300)
    drop(page, "zevenbruggen.csv", FAULTY.encode())
    page.get_by_role("button", name="Import 1 row").click()
    expect(page.get_by_text("8 rows were rejected.")).to_be_visible()
    wait_idle(page)
    book = openpyxl.load_workbook(io.BytesIO(downloaded(page, "Download the rejected rows")))
    header, *rows = [[cell or "" for cell in row] for row in book.active.iter_rows(values_only=True)]
    assert len(rows) == 8
    for row in rows:
        column, value = CORRECTED[row[0]]
        # The message names the column, so that whoever reads it knows where to look.
        assert row[-1].startswith(f"{column}: "), row
        row[header.index(column)] = value
    target = io.StringIO()
    csv.writer(target).writerows([header, *rows])
    page.get_by_role("button", name="Import another file").click()
    expect(page.get_by_text("Step 1 of 4")).to_be_visible()
    wait_idle(page)
    drop(page, "corrected.csv", target.getvalue().encode("utf-8-sig"))
    page.get_by_role("button", name="Import 8 rows").click()
    expect(page.get_by_text("Step 4 of 4")).to_be_visible()
    expect(page.get_by_text("rows were rejected")).to_have_count(0)
    wait_idle(page)
    page.goto(f"{fresh_server}/deliverables?consortium=DEMO&as_of=2026-11-21&search=D90")
    expect(page.get_by_role("heading", name="9 deliverables", exact=True)).to_be_visible()
