"""Tests of this folder may ask a whole server, and run commands on its database."""

from collections.abc import Callable

import pytest

from app import cli
from tests.web.server import server

__all__ = ["server"]

Dashi = Callable[..., int]


@pytest.fixture
def dashi(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> Dashi:
    """Runs a command line in an empty folder, `dashi("doctor", DATABASE_URL=...)`; gives its exit code."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli.signal, "signal", lambda *_: None)  # the test run keeps its own
    monkeypatch.setattr(cli, "start_logging", lambda *_: None)

    def run(*words: str, **environment: str) -> int:
        for name in ("DATABASE_URL", "APP_SECRET"):
            monkeypatch.delenv(name, raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return cli.main([*words])

    return run
