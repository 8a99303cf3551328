"""One line an entry, whatever it holds."""

import json
import logging
import sys

import pytest

from app.logs import OF_VISITOR, Json, KeyValue, Restraint

FORGERY = 'ok\ntime=2026-01-01T00:00:00.000Z level=info message="all is well"\r\x1b[2K\u2028"'


def entry(message: str, *values: object, **more: object) -> logging.LogRecord:
    record = logging.LogRecord("dashi.x", logging.INFO, "file.py", 1, message, values, more.pop("exc_info", None))
    record.created = 0.25
    record.__dict__.update(more)
    return record


def failure(message: str) -> dict[str, object]:
    try:
        raise ValueError(message)
    except ValueError:
        return {"exc_info": sys.exc_info()}


def test_an_entry_is_a_line_of_keys_and_values():
    line = KeyValue().format(entry("a request failed", fields={"route": "/p/{slug}", "status": 503, "seconds": 0.0123}))
    assert line == (
        'time=1970-01-01T00:00:00.250Z level=info logger=dashi.x message="a request failed" route=/p/{slug} status=503 '
        "seconds=0.012"
    )


def test_an_entry_is_a_json_object():
    line = Json().format(entry("a request %s", "failed", fields={"status": 503}))
    assert json.loads(line) == {
        "time": "1970-01-01T00:00:00.250Z", "level": "info", "logger": "dashi.x", "message": "a request failed",
        "status": 503,
    }


@pytest.mark.parametrize("form", [KeyValue, Json])
@pytest.mark.parametrize("made", [
    entry("%s", FORGERY), entry("x", fields={"path": FORGERY}), entry(FORGERY.replace("%", "")),
], ids=["value", "field", "message"])
def test_what_is_logged_cannot_break_out_of_its_line(form, made):
    line = form().format(made)
    assert len(line.splitlines()) == 1
    assert line.isascii() and line.isprintable()
    if form is KeyValue:
        assert line.count(" message=") == 1 + line.count(' message=\\"'), line


def test_a_traceback_of_keys_and_values_stands_behind_bars_and_cannot_be_mistaken_for_entries():
    first, *others = KeyValue().format(entry("failed", **failure(FORGERY))).split("\n")
    assert first.endswith("message=failed")
    assert others and all(line.startswith("  | ") and line.isascii() and line.isprintable() for line in others)
    assert any("ValueError" in line for line in others)


def test_a_traceback_in_json_is_a_member():
    line = Json().format(entry("failed", **failure("because")))
    assert len(line.splitlines()) == 1
    assert json.loads(line)["traceback"].endswith("ValueError: because")


def test_an_outage_does_not_fill_the_log_and_other_entries_are_not_held_back():
    restraint = Restraint()

    def passes(at: float, message: str, *values: object) -> bool:
        record = entry(message, *values)
        record.created = at
        return restraint.filter(record) and getattr(record, "fields", True)

    assert [passes(100 + n / 1000, "lost %d", n) for n in range(5_000)].count(True) == 50
    assert passes(105, "another")
    assert passes(111, "lost %d", 1) == {"withheld": 4_950}
    assert passes(111, "lost %d", 1) is True
    assert passes(50, "lost %d", 1) is True  # the clock was set back


@pytest.mark.parametrize("form", [KeyValue, Json])
def test_an_error_over_a_visitors_words_is_logged_without_them(form):
    line = form().format(entry("failed", **failure("agent Mozilla/5.0 from 81.2.69.142"), **OF_VISITOR))
    assert "ValueError" in line and "test_logs.py" in line
    assert "Mozilla" not in line and "81.2.69.142" not in line
