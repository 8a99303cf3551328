"""`dashi rollup`, beside a database of the test's own."""

from typing import Any

import psycopg
import pytest

from app import cli
from tests.rollups.histories import WEBSITE
from tests.rollups.test_maintain import insert


def test_an_operator_builds_looks_verifies_and_drops(
    database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("ROLLUP_DIMENSIONS", "path")

    def run(*words: str) -> tuple[Any, str]:
        return cli.main(["rollup", *words]), capsys.readouterr().out

    assert run("status") == (0, "There are no rollups. ROLLUPS=on, or `dashi rollup build`, makes them.\n")
    with psycopg.connect(database_url, autocommit=True) as connection:
        insert(connection, rows=3)
        code, said = run("build")
        assert code == 0 and "from the first event to" in said and "3 rows put in" in said, said
        assert run("verify", "--hours", "1") == (0, f"{WEBSITE}: all the same\n")
        assert "all the same" in run("status")[1]
        connection.execute("update rollup.block set tw = array[9], dw = array[9] where dim = 0")
        code, said = run("verify", "--hours", "1")
        assert code == 1 and "totals from" in said
        assert "answered from events until they are built" in run("status")[1]
        code, said = run("build")
        assert code == 0 and run("verify", "--hours", "1")[0] == 0
        assert run("drop")[0] == 1  # nobody is there to say yes
        assert run("drop", "--yes") == (0, "The rollups are removed; Umami's tables are as they were.\n")
        assert connection.execute("select to_regnamespace('rollup')").fetchone() == (None,)
