"""A killed import has happened or has not; `make torture` kills thirty."""

import pytest

from tests.load.torture_import import torture


@pytest.mark.timeout(400)
def test_a_killed_import_left_nothing_between():
    assert torture(3, 5_000, seed=7).total() == 3
