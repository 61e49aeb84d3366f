import pytest

from components.markdown import plain


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Università degli Studi di Torino", "Università degli Studi di Torino"),
        ("ENHANCE+ (phase 2)", "ENHANCE+ (phase 2)"),
        ("[a link](https://example.org)", "\\[a link\\](https\\://example.org)"),
        ("*bold* <b> $x$ :red[a] `c` | # ~ \\", "\\*bold\\* \\<b\\> \\$x\\$ \\:red\\[a\\] \\`c\\` \\| \\# \\~ \\\\"),
    ],
)
def test_nothing_in_a_text_of_the_store_is_taken_for_markup(text, shown):
    assert plain(text) == shown
