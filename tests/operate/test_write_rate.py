"""The measurement of the write rate, in small: that it can be repeated."""

import pytest

from tests.operate import write_rate


@pytest.mark.parametrize("words", [[], ["--by-month", "--strangers"]])
def test_a_large_table_is_measured_beside_an_empty_one_and_kept(tmp_path, capsys, words):
    brief = ["--events", "5000", "--rounds", "2", "--rows", "640", "--folder", str(tmp_path), *words]
    assert write_rate.main(brief) > 0
    assert capsys.readouterr().out.count("| large |") == 3  # one is to warm up
    with pytest.raises(ValueError, match="holds about"):
        write_rate.main(["--events", "50000", *brief[2:]])
