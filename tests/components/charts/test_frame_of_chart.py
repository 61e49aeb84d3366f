from components.charts.frame_of_chart import plain


def test_text_of_the_store_is_no_markup_and_no_place_in_a_hover_text():
    assert plain("<b>R&D</b> %{x} 5%") == "&lt;b>R&amp;D&lt;/b> &#37;{x} 5%"
