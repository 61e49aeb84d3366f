"""Files that others wrote: what is read of each, and what is not."""

import pytest

from data.imports.files import read_file
from tests.imports.reading import account, adds_up, cells, dataset

CP1252 = {("repaired", "encoding"): 1}
# File -> header row, columns, rows below it or above, rows that come out, account.
EXPECTED = {
    "beneficiaries/BE_brussels_erdf_2007_2013.csv.gz": (1, 15, 38, 35, {("ignored", "blank row"): 3, **CP1252}),
    "beneficiaries/DE_bremen_erdf_2014_2020.xlsx": (
        5, 11, 13, 9, {("ignored", "blank row"): 2, ("ignored", "title row"): 2},
    ),
    "beneficiaries/MT_2007_2013.csv.gz": (1, 16, 251, 251, {}),
    "cordis/he_deliverables_2025-03.parquet": (1, 10, 20_815, 20_815, {}),
    "cordis/he_head100_deliverables_df_100.csv": (1, 10, 100, 100, {}),
    "cordis/he_head100_organization_df_100.csv": (1, 24, 100, 100, {}),
    "cordis/he_head100_project_df_100.csv": (1, 19, 100, 100, {}),
    "cordis/he_head100_topics_df_100.csv": (1, 3, 100, 100, {}),
    "cordis/raw_he_topics.csv.gz": (1, 3, 15_341, 15_341, {("repaired", "under-escaped quote"): 2}),
    "eche/eche_destinations.csv": (2, 12, 5913, 5912, {("ignored", "blank row"): 1, **CP1252}),
    "eche/eche_hei_geocoded.parquet": (1, 18, 5912, 5912, {}),
    "seed_consortia_partners.csv": (1, 20, 19, 19, {}),
}  # fmt: skip


@pytest.mark.parametrize("path", EXPECTED)
def test_a_real_file_has_the_account_of_its_reviewed_reading(path):
    (sheet,) = read_file(path, dataset(path))
    adds_up(sheet)
    found = (sheet.header_row, len(sheet.columns), sheet.rows_read, sheet.rows().height, dict(account(sheet)))
    assert found == EXPECTED[path]


def test_broken_quotation_marks_of_cordis_end_up_in_the_cell_they_belong_to():
    (sheet,) = read_file("topics", dataset("cordis/raw_he_topics.csv.gz"))
    rows = {row[0]: row for row in cells(sheet)}
    assert [one.row for one in sheet.remarks] == [1022, 9526]
    title = (
        "Combining state-of-the-art emission reduction and efficiency improvement technologies in ship design and "
        'retrofitting for contributing to the "Fit for 55" package objective by 2030 (ZEWT Partnership)'
    )
    assert rows[1022] == (1022, "101192901", "HORIZON-CL5-2024-D5-01-12", title)
    assert rows[9526] == (9526, "101192661", "HORIZON-CL5-2024-D5-01-12", title)


def test_western_letters_survive_a_code_page():
    (sheet,) = read_file("eche", dataset("eche/eche_destinations.csv"))
    first = cells(sheet)[0]
    assert (first[0], first[5], first[6]) == (3, "PAEDAGOGISCHE HOCHSCHULE NIEDERÖSTERREICH", "Mühlgasse 67")
