"""The table of chosen faults keeps fitting the code that it breaks."""

import pytest

from tests.mutants.__main__ import HERE, ROOT, chosen


def test_every_chosen_fault_is_found_once_in_the_code():
    assert len(chosen(HERE / "chosen.toml", ROOT)) >= 80


def test_a_row_that_fits_no_more_is_named(tmp_path):
    row = '[[fault]]\nfile = "metrics.py"\nbreaks = "?"\nold = "no such line"\nnew = "x"\n'
    (tmp_path / "some.toml").write_text(row, encoding="utf-8")
    with pytest.raises(SystemExit, match="metrics.py: occurs 0 times"):
        chosen(tmp_path / "some.toml", ROOT)
