"""docs/compatibility.md names what is answered, and nothing else; /openapi.json names none of it."""

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from app.legacy.table import TABLE
from app.main import create_app
from app.settings import Settings
from app.web.openapi import document

TEXT = (Path(__file__).parents[2] / "docs" / "compatibility.md").read_text()
LINE = re.compile(r"^\| ([A-Z, ]+) `(/api/\S+)` \| (\d+)\.(\d+) to (\d+)\.(\d+) \| (yes|) ?\|$", re.MULTILINE)


def test_every_row_is_documented_with_its_releases() -> None:
    told = {
        (method, path, (int(first), int(minor)), (int(last), int(last_minor)), free == "yes")
        for methods, path, first, minor, last, last_minor, free in LINE.findall(TEXT)
        for method in methods.split(", ")
    }
    assert told == {(row.method, row.path, tuple(row.first), tuple(row.last), row.free) for row in TABLE.rows}


def test_the_api_document_is_about_todays_api_alone() -> None:
    settings = Settings(_env_file=None, DATABASE_URL="postgresql://unused/")
    paths = document(create_app(settings)._app, settings)["paths"]
    told = {(method.upper(), path) for path, methods in paths.items() for method in methods}
    assert not {(row.method, row.path) for row in TABLE.rows if row.free} & told


@pytest.mark.parametrize("text", ["v4", "2", "v2.x", "", "old"])
def test_a_setting_that_names_no_release_is_refused_at_the_start(text: str) -> None:
    with pytest.raises(ValidationError, match="API_COMPAT"):
        Settings(_env_file=None, API_COMPAT=text)
