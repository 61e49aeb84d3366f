import pytest

from components.markdown import link, plain


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Università degli Studi di Torino", "Università degli Studi di Torino"),
        ("ENHANCE+ (phase 2)", "ENHANCE+ (phase 2)"),
        ("[a link](https://example.org)", "\\[a link\\](https\\://example.org)"),
        ("10:30:45, :material/skull: and :dog:", "10\\:30\\:45, \\:\u2060material/skull\\: and \\:\u2060dog\\:"),
        ("*bold* <b> $x$ :red[a] `c` | # ~ \\", "\\*bold\\* \\<b\\> \\$x\\$ \\:red\\[a\\] \\`c\\` \\| \\# \\~ \\\\"),
    ],
)
def test_nothing_in_a_text_of_the_store_is_taken_for_markup(text, shown):
    assert plain(text) == shown


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://example.org/a?b=1&c=%20#d", "[Here](https://example.org/a?b=1&c=%20#d)"),
        (
            "https://example.org/) [x](javascript:alert(1)",
            "[Here](https://example.org/%29%20[x]%28javascript:alert%281%29)",
        ),
        ("javascript:alert(1)//https://example.org", "Here"),
        ("//example.org", "Here"),
        ("", "Here"),
    ],
)
def test_a_link_leads_to_a_page_on_the_web_or_is_none(address, shown):
    assert link("Here", address) == shown
