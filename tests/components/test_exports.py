from streamlit.testing.v1 import AppTest


def offered() -> None:
    from datetime import date

    from components.exports import downloads
    from components.frame import Chosen

    chosen = Chosen("c", "Beta", date(2024, 11, 20), fictional=False, record_basis="records", dark=False)

    def file(*, consortium: str, as_of: date) -> bytes:
        return f"{consortium} {as_of}".encode()

    downloads(chosen, calendar=file, workbook=file)


def test_both_files_are_offered():
    screen = AppTest.from_function(offered).run()
    assert not screen.exception
    assert [getattr(button, "label", None) for button in screen.get("download_button")] == [
        "Deliverables for Excel",
        "Due dates for the calendar",
    ]
