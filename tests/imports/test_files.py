import gzip
import io
import os
import time
import tomllib
import zipfile
from pathlib import Path

import polars as pl
import pytest

from data.imports.files import LIMITS, Limits, read_file
from data.problems import Problem
from tests.imports.reading import account, adds_up, cells, sheet, sheets

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
TEXT = b"name;city\nCaritas;Wien\nS-NODI;Torino\n"


def archive(**members: bytes) -> bytes:
    """Return an archive of files by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return out.getvalue()


def parquet(frame: pl.DataFrame) -> bytes:
    """Return a Parquet file."""
    out = io.BytesIO()
    frame.write_parquet(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"\n \r\n\t", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"\0" * 5000, "is empty"),
        (b"name;city\n", "header but no rows"),
        (b"name;city\n;\n;\n", "header but no rows"),
        (b"%PDF-1.7 ...", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"\xff\xd8\xff\xe0", "a picture"),
        (b"{\\rtf1 x}", "a text document"),
        (archive(**{"[Content_Types].xml": b"", "word/document.xml": b"<w/>"}), "a text document"),
        (archive(**{"[Content_Types].xml": b"", "ppt/x.xml": b"<w/>"}), "a set of slides"),
        (archive(mimetype=b"application/vnd.oasis.opendocument.text"), "a text document"),
        (archive(**{"Index/Document.iwa": b"x"}), "a Numbers document"),
        (b"<html><body><table><tr><td>1</td></tr></table></body></html>", "a web page"),
        (b'\xef\xbb\xbf <!DOCTYPE html>\n<html lang="en">', "a web page"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "an XML file"),
        (b'{"name": "Caritas"}', "a JSON file"),
        (b"SQLite format 3\0", "a database"),
        (b"7z\xbc\xaf\x27\x1c", "an archive of a kind that is not read"),
        (bytes(range(1, 32)) * 50, "a file of an unknown kind"),
        (OLD_OFFICE + "EncryptedPackage".encode("utf-16-le"), "locked with a password"),
        (OLD_OFFICE + "WordDocument".encode("utf-16-le"), "a text document"),
        (OLD_OFFICE + "Workbook".encode("utf-16-le"), "damaged workbook"),
        (b"PK\x03\x04garbage", "damaged and cannot be unpacked"),
        (b"\x1f\x8bgarbage", "damaged and cannot be unpacked"),
        (gzip.compress(TEXT * 500, mtime=0)[:60], "damaged and cannot be unpacked"),
        (b"PAR1garbage", "damaged Parquet file"),
        (parquet(pl.DataFrame({"a": ["x"] * 1000}))[:-50], "damaged Parquet file"),
        (archive(**{"a.txt": b"", "b.pdf": b"%PDF"}), "holds no table that can be read"),
        (archive(**{"a.zip": archive(**{"b.csv": TEXT})}), "packed twice"),
        (archive(), "holds no table"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_with_what_it_is_and_a_way_out(content, says):
    with pytest.raises(Problem) as refusal:
        read_file("list.xls", content)
    assert says in str(refusal.value)
    assert refusal.value.way_out


def test_a_file_of_a_table_is_read_whatever_its_name_says():
    assert sheet(TEXT, "list.xls").rows().height == 2


@pytest.mark.parametrize(
    ("limits", "content", "says"),
    [
        (Limits(bytes=30), TEXT, "0 MB, more than 0 MB"),
        (Limits(unpacked_bytes=30), gzip.compress(TEXT, mtime=0), "unpacks to"),
        (Limits(unpacked_bytes=30), archive(**{"a.csv": TEXT}), "unpacks to"),
        (Limits(members=1), archive(**{"a.csv": TEXT, "b.csv": TEXT}), "holds 2 files, more than 1"),
        (Limits(rows=1), TEXT, "more than 1 rows"),
        (Limits(rows=1), parquet(pl.DataFrame({"a": ["x", "y"]})), "more than 1 rows"),
        (Limits(columns=1), TEXT, "has 2 columns, more than 1"),
        (Limits(seconds=-1), TEXT, "took longer than -1 seconds"),
    ],
)
def test_a_file_beyond_a_limit_is_refused_with_the_limit(limits, content, says):
    with pytest.raises(Problem, match=says):
        read_file("list", content, limits=limits)


def test_a_csv_of_more_than_two_gigabytes_is_refused_with_the_limit_before_it_is_read(tmp_path):
    file = tmp_path / "large.csv"
    file.write_bytes(TEXT)
    # A hole: as long as a file of that size, and nothing on the disk.
    os.truncate(file, LIMITS.bytes + 1)
    with pytest.raises(Problem, match="2000 MB, more than 2000 MB") as refusal:
        read_file("large.csv", file)
    assert refusal.value.way_out


@pytest.mark.parametrize("pack", [lambda content: archive(**{"a.csv": content}), gzip.compress])
def test_a_file_that_was_made_to_burst_is_refused_before_it_does(pack):
    bomb = pack(b"a;b\n" + bytes(60_000_000))
    assert len(bomb) < 100_000
    with pytest.raises(Problem, match="more than 250 times"):
        read_file("list.zip", bomb)


def test_a_workbook_that_was_made_to_burst_is_refused_before_it_does():
    bomb = archive(**{"[Content_Types].xml": b"", "xl/worksheets/sheet1.xml": bytes(60_000_000)})
    with pytest.raises(Problem, match="more than 250 times"):
        read_file("list.xlsx", bomb)


def test_a_workbook_that_lies_about_its_size_is_said_to_be_damaged():
    content = bytearray(archive(**{"[Content_Types].xml": b"", "xl/workbook.xml": b"x" * 5000}))
    # The size in the directory at the end.
    place = content.rfind((5000).to_bytes(4, "little"))
    content[place : place + 4] = (50).to_bytes(4, "little")
    with pytest.raises(Problem, match="damaged"):
        read_file("list.xlsx", bytes(content))


def test_each_table_of_an_archive_is_a_sheet_and_the_rest_is_said():
    found = sheets(
        archive(
            **{
                "csv/project.csv": TEXT,
                "organization.csv": b"a,b\n1,2\n",
                "readme.pdf": b"%PDF",
                "__MACOSX/x.csv": b"\0\5",
                "empty.csv": b"",
            }
        ),
        "cordis.zip",
    )
    assert [(one.file, one.title) for one in found] == [
        ("cordis.zip/csv/project.csv", "project.csv"), ("cordis.zip/organization.csv", "organization.csv"),
    ]  # fmt: skip
    assert [(one.outcome, one.sheet, one.row) for one in found[0].remarks] == [
        ("rejected", "readme.pdf", None), ("ignored", "__MACOSX/x.csv", None), ("rejected", "empty.csv", None),
    ]  # fmt: skip


def test_a_workbook_and_a_parquet_file_within_an_archive_are_read():
    found = sheets(archive(**{"a.parquet": parquet(pl.DataFrame({"a": ["x"]})), "b.csv.gz": TEXT}), "a.zip")
    assert [one.rows().height for one in found] == [1, 2]


def test_a_packed_text_is_read():
    found = sheet(gzip.compress(TEXT, mtime=0), "list.csv.gz")
    assert cells(found) == [(2, "Caritas", "Wien"), (3, "S-NODI", "Torino")]


def test_parquet_arrives_as_text():
    frame = pl.DataFrame(
        {
            "text": [" a ", "", None],
            "number": [5.0, 0.5, None],
            "whole": [1, 2, None],
            "day": pl.Series(["2019-06-30", None, None]).str.to_date(),
            "moment": pl.Series(["2019-06-30 00:00:00", "2019-06-30 12:30:00", None]).str.to_datetime(),
            "yes": [True, False, None],
            "list": [["a", "b"], [], None],
            "raw": [b"x", b"\xff", None],
            "group": pl.Series(["a", None, None], dtype=pl.Categorical),
        }
    )
    found = sheet(parquet(frame), "t.parquet")
    assert cells(found) == [
        (2, "a", "5", "1", "2019-06-30", "2019-06-30", "true", "a; b", "x", "a"),
        (3, None, "0.5", "2", None, "2019-06-30 12:30:00", "false", None, "ff", None),
    ]
    assert [(one.row, one.rule) for one in found.remarks] == [(4, "blank row")]


def test_parquet_is_read_in_batches_and_again(tmp_path):
    file = tmp_path / "t.parquet"
    pl.DataFrame({"a": range(120_000), "b": ["x"] * 120_000}).write_parquet(file)
    (found,) = read_file("t.parquet", file)
    adds_up(found)
    for _ in range(2):
        assert [frame.height for frame in found.batches(50_000)] == [50_000, 50_000, 20_000]
    assert found.rows()["a"][-1] == "119999"


def test_parquet_that_changes_after_it_was_looked_at_is_refused(tmp_path):
    file = tmp_path / "t.parquet"
    pl.DataFrame({"a": range(10)}).write_parquet(file)
    (found,) = read_file("t.parquet", file)
    pl.DataFrame({"a": range(20)}).write_parquet(file)
    with pytest.raises(Problem, match="changed while"):
        found.rows()


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path):
    file = tmp_path / "t.csv"
    file.write_bytes(TEXT * 10)
    told: list[float] = []

    def change(share: float) -> None:
        if not told:
            file.write_bytes(TEXT * 10 + b"late;row\n")
        told.append(share)

    with pytest.raises(Problem, match="changed while"):
        read_file("t.csv", file, on_progress=change)


def test_a_file_of_the_same_size_written_meanwhile_is_noticed(tmp_path):
    file = tmp_path / "t.csv"
    file.write_bytes(TEXT)

    def change(share: float) -> None:
        if share >= 0.99:
            os.utime(file, ns=(time.time_ns(), time.time_ns() + 10**9))

    with pytest.raises(Problem, match="changed while"):
        read_file("t.csv", file, on_progress=change)


def test_a_file_that_is_not_there_or_a_folder_is_said_to_be_so(tmp_path):
    for path in (tmp_path / "absent.csv", tmp_path):
        with pytest.raises(Problem, match="cannot be read"):
            read_file("t.csv", path)


def test_progress_goes_from_nothing_to_one():
    told: list[float] = []
    read_file("a.zip", archive(**{"a.csv": TEXT * 100, "b.csv": TEXT * 300}), on_progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_sheets_of_text_files_do_not_depend_on_the_file_afterwards(tmp_path):
    file = tmp_path / "t.csv"
    file.write_bytes(TEXT)
    (found,) = read_file("t.csv", file)
    file.unlink()
    assert found.rows().height == 2
    assert account(found) == {}


def test_limits_are_said_to_be_sensible():
    assert LIMITS.bytes >= 200_000_000
    assert LIMITS.rows >= 10_000_000


def test_what_the_page_takes_the_readers_take_too():
    config = tomllib.loads((Path(__file__).parents[2] / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert config["server"]["maxUploadSize"] * 1_048_576 <= LIMITS.bytes
