import csv
import io
import random

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from data.imports.encoding import CODE_PAGES, code_page
from data.problems import Problem
from tests.imports.reading import account, cells, sheet, sheets

TABLE = [["name", "city", "country"], ["Caritas", "Wien", "AT"], ["S-NODI", "Torino", "IT"]]


def remark(found, rule):
    """Return the one remark of a rule."""
    (one,) = [one for one in found.remarks if one.rule == rule]
    return one


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_separators_quotation_marks_and_line_ends_are_found_out(separator, quoting, ends):
    said = io.StringIO()
    rows = [*TABLE, ["a; b, c | d\te", 'the "best"', "two\nlines"]]
    csv.writer(said, delimiter=separator, quoting=quoting, lineterminator=ends).writerows(
        [cell.replace("\n", ends[-1]) for cell in row] for row in rows
    )
    found = sheet(said.getvalue())
    assert found.columns == ("name", "city", "country")
    assert cells(found) == [(number, *row) for number, row in enumerate(rows[1:], start=2)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_needs_no_guess(encoding):
    found = sheet("name;city\nUniversité;Liège\nΑθήνα;Ł\n".encode(encoding))
    assert cells(found) == [(2, "Université", "Liège"), (3, "Αθήνα", "Ł")]
    assert not found.remarks


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("cp1252", "Université de Liège;Österreich;Málaga – “Açores”"),
        ("cp1252", "Lahden ammattikorkeakoulu;Hämeenlinna;Jyväskylä"),
        ("cp1250", "Uniwersytet Śląski;Łódź;Gdańsk;żółty"),
        ("cp1250", "Vysoká škola báňská;Technická univerzita;Přerov;Děčín;Příbram"),
        ("cp1250", "Egyetem;Győr;Székesfehérvár;főiskola"),
        ("cp1253", "Πανεπιστήμιο Αθηνών;Θεσσαλονίκη"),
        ("cp1257", "Vilniaus kolegija;Šiauliai;Panevėžys;Rīga;Liepāja"),
        ("cp1251", "Софийски университет;Пловдив"),
    ],
)
def test_a_code_page_is_told_by_the_words_it_makes(page, said):
    found = sheet(f"a;b;c;d;e\n{said};\n".encode(page))
    assert ";".join(cell for cell in cells(found)[0][1:] if cell) == said
    one = remark(found, "encoding")
    assert (one.outcome, one.row, one.became) == ("repaired", None, page)
    assert page in str(one.problem)


def test_a_text_of_an_old_mac_is_read_in_its_code_page():
    found = sheet("name;city\rUniversité;Liège\rHochschule für;Köln\r".encode("mac_roman"))
    assert cells(found) == [(2, "Université", "Liège"), (3, "Hochschule für", "Köln")]
    assert account(found) == {("repaired", "encoding"): 1, ("repaired", "line ends"): 1}


def test_every_code_page_reads_ascii_and_what_no_page_holds():
    assert code_page(b"\x81\x8d\x8f") in CODE_PAGES


def test_lines_of_two_encodings_are_each_read_in_theirs():
    lines = ["name;city", "Université;Liège", "Málaga;Coruña", "x;y"]
    content = b"\n".join(line.encode("cp1252" if place == 2 else "utf-8") for place, line in enumerate(lines))
    found = sheet(content)
    assert cells(found) == [(2, "Université", "Liège"), (3, "Málaga", "Coruña"), (4, "x", "y")]
    one = [one for one in found.remarks if one.row]
    assert [(one[0].row, one[0].rule, one[0].became)] == [(3, "encoding", "Málaga;Coruña")]


def test_a_mark_of_unicode_before_a_code_page_does_not_mislead():
    found = sheet(b"\xef\xbb\xbf" + "name;city\nUniversité;Liège\n".encode("cp1252"))
    assert (found.columns, cells(found)) == (("name", "city"), [(2, "Université", "Liège")])
    assert account(found) == {("repaired", "encoding"): 1}


def test_the_mark_at_the_end_of_a_file_of_dos_is_no_row():
    assert cells(sheet(b"a;b\r\n1;2\r\n\x1a")) == [(2, "1", "2")]


def test_a_line_of_two_encodings_is_read_sign_by_sign():
    found = sheet("name;city\nLiège;".encode() + "Málaga".encode("cp1252") + "\nÉ;É\n".encode())
    assert cells(found)[0] == (2, "Liège", "Málaga")


def test_lines_that_end_in_different_ways_are_lines():
    found = sheet("a;b\r\n1;2\n3;4\r5;6\r\n")
    assert cells(found) == [(2, "1", "2"), (3, "3", "4"), (4, "5", "6")]
    assert remark(found, "line ends").row is None


def test_nul_bytes_are_taken_out_with_a_remark():
    found = sheet(b"a;b\nx\0y;2\n3;4\n")
    assert cells(found) == [(2, "xy", "2"), (3, "3", "4")]
    assert (remark(found, "NUL byte").row, remark(found, "NUL byte").value) == (2, "x␀y;2")


def test_the_header_is_found_below_titles_and_blank_lines():
    found = sheet("List of partners;;\n;;\nProject HECSOs;;\nname;city;budget\nCaritas;Wien;100\nS-NODI;Torino;50\n")
    assert (found.header_row, found.columns) == (4, ("name", "city", "budget"))
    assert cells(found) == [(5, "Caritas", "Wien", "100"), (6, "S-NODI", "Torino", "50")]
    assert [(one.row, one.rule) for one in found.remarks] == [(1, "title row"), (2, "blank row"), (3, "title row")]
    assert found.remarks[0].value == "List of partners"


def test_a_row_of_groups_gives_way_to_the_names_below_it():
    found = sheet("Partner;;Budget;;;\nname;city;2019;2020;2021;2022\nCaritas;Wien;100;5;7;9\n")
    assert found.columns == ("name", "city", "2019", "2020", "2021", "2022")
    assert remark(found, "title row").row == 1


def test_what_the_table_is_about_is_not_taken_for_its_header():
    found = sheet("Project;HECSOs;\nDate;01/02/2020;\nname;city;country\nA;Wien;AT\nB;Torino;IT\n")
    assert found.columns == ("name", "city", "country")
    assert [one.rule for one in found.remarks] == ["title row", "title row"]
    assert sheet("name;city;\nA;Wien;x\nB;Graz;y\n").columns == ("name", "city", "column 3")


def test_years_and_counted_columns_may_be_names():
    assert sheet("partner;2019;2020\nA;1;2\n").columns == ("partner", "2019", "2020")
    assert sheet("partner;1;2;3\nA;10;20;30\nB;1;2;3\n").columns == ("partner", "1", "2", "3")


def test_a_table_without_a_header_gets_numbered_columns_and_says_so():
    found = sheet("101116741;DOE;2024-02-01\n101163161;ABC;2024-03-01\n")
    assert (found.header_row, found.columns) == (None, ("column 1", "column 2", "column 3"))
    assert cells(found)[0] == (1, "101116741", "DOE", "2024-02-01")
    assert remark(found, "no header row").row is None


def test_repeated_and_missing_names_of_columns_become_their_own():
    found = sheet("name;city;name;;row number\nA;B;C;D;E\n")
    assert found.columns == ("name", "city", "name (2)", "column 4", "row number (2)")
    assert [(one.rule, one.value, one.became) for one in found.remarks] == [
        ("repeated header", "name", "name (2)"),
        ("empty header", None, "column 4"),
        ("repeated header", "row number", "row number (2)"),
    ]


def test_columns_that_only_separators_made_are_left_out():
    found = sheet("name;city;;\nA;B;;\nC;D;;\n")
    assert found.columns == ("name", "city")
    assert account(found) == {("ignored", "blank column"): 1}


def test_separators_at_the_end_of_every_row_make_no_column():
    assert sheet("name;city\nA;B;\nC;D;\n").columns == ("name", "city")


def test_a_hint_for_a_spreadsheet_program_is_followed():
    found = sheet("sep=|\na|b\n1;2|3,4\n")
    assert (found.columns, cells(found)) == (("a", "b"), [(3, "1;2", "3,4")])


def test_headers_within_the_table_blank_rows_and_totals_are_left_out_by_name():
    found = sheet("name;city;budget\nA;Wien;1.000\n;;\nname;city;budget\nB;Graz;2.000\nTotal:;;3.000\n;;\n")
    assert cells(found) == [(2, "A", "Wien", "1.000"), (5, "B", "Graz", "2.000")]
    assert [(one.row, one.rule) for one in found.remarks] == [
        (3, "blank row"), (4, "repeated header row"), (6, "totals row"), (7, "blank row"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "word", ["Total", "SOMME", "Gesamt", "Summe:", "Totaal", "Razem", "Összesen", "Σύνολο", "Yhteensä"]
)
def test_totals_are_known_in_the_languages_of_the_union(word):
    assert remark(sheet(f"name;n\nA;1\nB;2\n{word};3\n"), "totals row").row == 4


@pytest.mark.parametrize("last", ["Total;FR;7", "Total;;", "Totalplan GmbH;;3", ";;3"])
def test_a_row_that_does_not_look_like_a_sum_stays(last):
    found = sheet(f"name;country;n\nA;AT;1\nB;BE;2\n{last}\n")
    assert found.rows().height == 3


def test_a_total_above_a_note_is_one_and_a_total_in_the_middle_is_not():
    assert remark(sheet("name;n;m\nA;1;2\nTotal;1;2\nSource: own count;;\n"), "totals row").row == 3
    assert not sheet("name;n\nTotal;1\nA;1\nB;2\n").remarks


def test_short_rows_are_filled_with_a_remark():
    found = sheet("a;b;c\n1;x;y\n2;x\n3;x;y\n4;x;y\n")
    assert cells(found)[1] == (3, "2", "x", None)
    one = remark(found, "ragged row")
    assert (one.outcome, one.row, one.value) == ("repaired", 3, "2 | x")


def test_rows_that_all_leave_out_the_last_cells_have_one_remark():
    found = sheet("a;b;c\n" + "1;x\n" * 10)
    assert cells(found)[0] == (2, "1", "x", None)
    assert [(one.row, one.rule) for one in found.remarks] == [(None, "ragged row")]


def test_a_row_cut_in_two_by_a_line_break_is_rejected_in_both_halves_and_kept():
    found = sheet("id;text;city;n\n1;a;Wien;5\n2;begins\nends;Graz;6\n3;b;Linz;7\n")
    assert [row[0] for row in cells(found)] == [2, 5]
    assert [(one.outcome, one.row, one.cells) for one in found.remarks] == [
        ("rejected", 3, ("2", "begins")),
        ("rejected", 4, ("ends", "Graz", "6")),
    ]


def test_a_short_row_whose_cells_do_not_fit_their_columns_is_rejected():
    found = sheet("id;city;n;day\n1;Wien;5;2019-01-01\n2;Graz;6;2019-01-01\n3;Linz;7;2019-01-01\n4;2019-01-01;x\n")
    assert (remark(found, "ragged row").outcome, remark(found, "ragged row").row) == ("rejected", 5)


def test_a_raw_separator_in_a_cell_rejects_the_row_instead_of_shifting_it():
    found = sheet("id;text;n\n1;a;5\n2;b; c;6\n3;d;7\n")
    assert [row[0] for row in cells(found)] == [2, 4]
    one = remark(found, "ragged row")
    assert (one.outcome, one.row, one.cells) == ("rejected", 3, ("2", "b", "c", "6"))
    assert "4" in str(one.problem)


def test_blank_cells_beyond_the_last_column_are_cut_with_a_remark():
    found = sheet("a;b\n1;2\n3;4;;\n5;6\n")
    assert cells(found)[1] == (3, "3", "4")
    assert remark(found, "ragged row").outcome == "repaired"


def test_a_header_with_fewer_names_than_rows_have_cells_is_refused():
    with pytest.raises(Problem, match="names 2 columns, but the rows have 3"):
        sheet("a;b\n1;2;3\n4;5;6\n")


UNDER_ESCAPED = (
    '"id";"empty";"title"\n"1";"";""Deep"" learning"\n"2";"";"plain"\n"3";"x";""The ""Fit for 55"" package""\n'
)


def test_quotation_marks_that_cordis_did_not_double_stay_in_their_cell():
    found = sheet(UNDER_ESCAPED)
    assert cells(found) == [
        (2, "1", None, '"Deep" learning'),
        (3, "2", None, "plain"),
        (4, "3", "x", 'The "Fit for 55" package'),
    ]
    assert [(one.row, one.outcome, one.column) for one in found.remarks] == [
        (2, "repaired", "title"), (4, "repaired", "title"),
    ]  # fmt: skip


def test_under_escaped_rows_stay_apart_among_cells_with_line_breaks():
    found = sheet('"id";"a";"b";"c"\n"1";"two\nlines";"x";"y"\n"2";"";""Deep"" z";"y"\n"3";"two\n\nlines";"x";"y"\n')
    assert cells(found) == [
        (2, "1", "two\nlines", "x", "y"),
        (3, "2", None, '"Deep" z', "y"),
        (4, "3", "two\n\nlines", "x", "y"),
    ]


def test_broken_records_among_thousands_in_order_are_mended_and_no_other_is_touched(monkeypatch):
    chance = random.Random(7)
    texts = ["plain", "two; parts", "several\nlines\n\nand more", 'said "so" there', "", 'ends with a "mark"', "Łódź"]
    rows = [[str(number), *(chance.choice(texts) for _ in range(4))] for number in range(3000)]
    broken = set(chance.sample(range(3000), 120))
    lines = ['"id";"title";"objective";"topic";"status"']
    for number, row in enumerate(rows):
        doubled = [cell.replace('"', '""') for cell in row]
        if number in broken:
            row[2] = '"Deep" learning' + chance.choice(["", "\nfor; all", ' of "them"'])
            doubled[2] = row[2].replace('"', '""')[1:]
        lines.append(";".join(f'"{cell}"' for cell in doubled))
    content = "\r\n".join(lines)
    for size in (16 * 1024 * 1024, 10_000):
        monkeypatch.setattr("data.imports.encoding.CHUNK", size)
        found = sheet(content)
        wanted = [(number, *(cell or None for cell in row)) for number, row in enumerate(rows, start=2)]
        assert cells(found) == wanted
        assert {one.row for one in found.remarks} == {number + 2 for number in broken}


def test_a_quotation_mark_within_a_cell_is_a_sign_like_others():
    found = sheet('id;text;n\n1;a 5" pipe;3\n2;"b; c";4\n')
    assert cells(found) == [(2, "1", 'a 5" pipe', "3"), (3, "2", "b; c", "4")]
    assert not found.remarks


def test_a_mark_that_is_never_closed_takes_no_other_row_with_it():
    rows = "".join(f'{n};"text {n}";x;y\n' for n in range(3, 60))
    found = sheet(f'id;text;c;d\n1;"a;x;y\n2;b;x;y\n{rows}')
    assert [row[0] for row in cells(found)] == list(range(2, 61))
    assert cells(found)[0] == (2, "1", '"a', "x", "y")
    assert remark(found, "stray quote").row == 2


def test_a_mark_that_is_never_closed_and_tears_the_row_rejects_that_row_alone():
    found = sheet('id;text;c;d\n1;"a; b;x;y\n2;b;x;y\n3;c;x;y\n')
    assert [row[0] for row in cells(found)] == [3, 4]
    one = remark(found, "unclosed quote")
    assert (one.outcome, one.row, one.cells) == ("rejected", 2, ('1;"a; b;x;y',))


def test_a_mark_after_a_backslash_is_one_within_the_cell():
    found = sheet('"id","text"\n"1","a \\"b\\" c"\n"2","d"\n')
    assert cells(found)[0] == (2, "1", 'a "b" c')


def test_blanks_before_a_mark_do_not_count():
    assert cells(sheet('id, text\n1, "a, b"\n2, c\n')) == [(2, "1", "a, b"), (3, "2", "c")]


def test_single_marks_are_marks_where_no_others_are():
    assert cells(sheet("'id','text'\n'1','a, b'\n'2','c'\n")) == [(2, "1", "a, b"), (3, "2", "c")]


def test_a_file_of_one_column_is_a_table():
    assert cells(sheet("name\nCaritas\nS-NODI\n")) == [(2, "Caritas"), (3, "S-NODI")]
    assert cells(sheet("Name\nSmith, John Ltd\nACME\nFoo, Bar\nBaz\n"))[0] == (2, "Smith, John Ltd")
    assert cells(sheet('"name"\n"Caritas, Wien"\n\n"S-NODI"\n')) == [(2, "Caritas, Wien"), (4, "S-NODI")]


def test_decimal_commas_are_no_separators():
    assert cells(sheet("name;n;m\nA;1,5;2,5\nB;3,5;4,5\n"))[0] == (2, "A", "1,5", "2,5")


def test_a_table_longer_than_a_piece_is_read_across_its_pieces(monkeypatch):
    monkeypatch.setattr("data.imports.encoding.CHUNK", 50)
    rows = [[str(n), "two\nlines" if n % 3 else 'a "b"', "é" * (n % 7), "x"] for n in range(60)]
    said = io.StringIO()
    csv.writer(said, delimiter=";", lineterminator="\r\n").writerows([["id", "text", "more", "last"], *rows])
    found = sheet(said.getvalue())
    assert cells(found) == [(n + 2, *(cell or None for cell in row)) for n, row in enumerate(rows)]
    broken = said.getvalue().replace("\r\n7;", '\r\n"";7;', 1).replace("\r\n30;", "\r\n\0\r\n30;", 1)
    assert sheet(broken.encode("cp1252")).rows().height >= 58


def test_what_does_not_fit_in_memory_waits_in_a_folder_that_goes_with_the_sheet(monkeypatch):
    monkeypatch.setattr("data.imports.encoding.CHUNK", 200)
    monkeypatch.setattr("data.imports.table.IN_MEMORY", 500)
    found = sheet("id;text\n" + "".join(f"{n};text {n}\n" for n in range(500)))
    assert [row[1] for row in cells(found)] == [str(n) for n in range(500)]
    assert [frame.height for frame in found.batches(200)] == [200, 200, 100]


CELL = st.text(st.sampled_from("ab1 .,;\t|\"'\né€łαж-/\u00a0"), max_size=8).map(lambda cell: cell.strip())


@st.composite
def tables(draw):
    width = draw(st.integers(2, 5))
    header = [f"name {chr(97 + place)}" for place in range(width)]
    rows = draw(st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=1, max_size=12))
    return header, rows


@given(
    tables(),
    st.sampled_from(";,\t|"),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
@settings(max_examples=200)
def test_any_table_written_in_any_dialect_comes_back_with_the_same_cells(table, separator, quoting, ends, encoding):
    header, rows = table
    said = io.StringIO()
    csv.writer(said, delimiter=separator, quoting=quoting, lineterminator=ends).writerows([header, *rows])
    # Rows that tell against the dialect they are written in are another matter than cells.
    assume(any(any(row) for row in rows))
    assume(all(cell.count(sign) <= 1 for row in rows for cell in row for sign in ";,\t|"))
    found = sheet(said.getvalue().encode(encoding))
    assert found.columns == tuple(header)
    wanted = [
        (number, *(cell or None for cell in row)) for number, row in enumerate(rows, start=2)
        if any(row) and row[0] not in ("Total",)
    ]  # fmt: skip
    assert cells(found) == wanted


MESS = st.lists(
    st.one_of(
        st.text(st.sampled_from("ab1;,\"'\n\r\t \0é"), max_size=30),
        st.sampled_from(
            ["", ";;;", "a;b;c", "1;2;3", '"x";""y"";"z"', "Total;;3", '"open;1;2', "a;b;c;d;e", "Título;é"]
        ),
    ),
    min_size=1,
    max_size=30,
)


@given(
    MESS, st.sampled_from(["utf-8", "cp1252", "utf-16-le"]), st.sampled_from(["\n", "\r\n", "\r"]), st.integers(20, 400)
)
@settings(max_examples=300)
@example(["a;b;c", '"open;1;2', "1;2;3"], "utf-8", "\n", 20)
def test_the_account_of_any_mess_adds_up_whatever_the_pieces(lines, encoding, ends, chunk):
    with pytest.MonkeyPatch.context() as patch:
        content = ends.join(["id;text;n", *lines]).encode(encoding)
        try:
            whole = sheets(content)
            patch.setattr("data.imports.encoding.CHUNK", chunk)
            pieces = sheets(content)
        except Problem:
            return
    for one, other in zip(whole, pieces, strict=True):
        assert other.rows_read == other.rows().height + sum(
            one.row is not None and one.outcome != "repaired" for one in other.remarks
        )
        assert one.header_row is None or one.columns
