from data.imports.sheet import ROW, sheet_of


def test_batches_are_of_the_size_asked_for_whatever_the_frames_are():
    sheet = sheet_of("t", ["a"], [[str(n)] for n in range(7)])
    assert [frame[ROW].to_list() for frame in sheet.batches(3)] == [[2, 3, 4], [5, 6, 7], [8]]
    assert sheet.rows()["a"].to_list() == [str(n) for n in range(7)]


def test_a_sheet_without_rows_has_its_columns():
    sheet = sheet_of("t", ["a", "b"], [])
    assert sheet.rows().columns == [ROW, "a", "b"]
    assert list(sheet.batches()) == []
