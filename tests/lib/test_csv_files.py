"""Lists as CSV (spec 04, section 13), harmless in a spreadsheet."""

import pytest

from app.lib.csv_files import csv_of


@pytest.mark.parametrize("text, field", [
    ("/a", "/a"), ("", ""), (None, ""), ("a,b", '"a,b"'), ('say "hi"', '"say ""hi"""'), ("two\nlines", '"two\nlines"'),
    ("a\rb", '"a\rb"'), (" a", '" a"'), ("a ", '"a "'), ("a b", "a b"), ("größe", "größe"),
    ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@a", "'@a"), ("\ta", "'\ta"), ("=a,b", '"\'=a,b"'),
    ("a=b", "a=b"),
])
def test_a_text_is_quoted_only_where_it_must_be(text: str | None, field: str) -> None:
    assert csv_of([(text, 1)]) == f"x,y\r\n{field},1"


def test_a_program_may_have_texts_as_they_are() -> None:
    assert csv_of([("=1+1", 1), ("-a,b", 2)], raw=True) == 'x,y\r\n=1+1,1\r\n"-a,b",2'


def test_no_rows_are_no_file() -> None:
    assert csv_of([]) == ""
