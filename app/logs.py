"""Logging of every process of ours, on standard error: a line an entry, as key=value for people or JSON for programs.

Whatever an entry holds, nobody can forge another one with it: control characters, line breaks, quotes and all that is
not ASCII are written as escapes, in messages, fields and tracebacks alike. Addresses, user agents, query strings and
ids of visitors are not logged at all; a request is named by the path of its route (see `web/requests.py`).
We weighed structlog: its key=value form escapes line breaks only, so the escapes would be ours all the same.
"""

import json
import logging
import re
import sys
import traceback
from collections import Counter
from datetime import UTC, datetime
from typing import Any, Literal

from app.lib.dates import wire

Format = Literal["keyvalue", "json"]

# `log.exception(..., extra=OF_VISITOR)`: the error's message may repeat what a visitor sent, and is left out.
OF_VISITOR = {"of_visitor": True}

_RESTRAINT_ENTRIES, _RESTRAINT_SECONDS = 50, 10

_PLAIN = re.compile(r"[\w.,:;/@%+(){}\[\]<>*!?#$&|~^-]+", re.ASCII)


class Restraint(logging.Filter):
    """Lets 50 entries of a kind pass in ten seconds: an outage must not fill the disk.

    The next one that passes says how many were `withheld`. A kind is a logger and a message before its values are in.
    """

    def __init__(self) -> None:
        super().__init__()
        self._since = float("-inf")
        self._passed: Counter[tuple[str, object]] = Counter()
        self._withheld: Counter[tuple[str, object]] = Counter()

    def filter(self, record: logging.LogRecord) -> bool:
        if not 0 <= record.created - self._since < _RESTRAINT_SECONDS:
            self._since = record.created
            self._passed.clear()
        kind = record.name, record.msg
        if self._passed[kind] >= _RESTRAINT_ENTRIES:
            self._withheld[kind] += 1
            return False
        self._passed[kind] += 1
        if withheld := self._withheld.pop(kind, 0):
            record.fields = {**getattr(record, "fields", {}), "withheld": withheld}
        return True


class _Entries(logging.Formatter):
    """What both forms have in common: the members of an entry, in their order."""

    def members(self, record: logging.LogRecord) -> dict[str, Any]:
        """Time, level, logger and message, then the fields that `extra={"fields": {...}}` gave."""
        return {
            "time": wire(datetime.fromtimestamp(record.created, UTC)), "level": record.levelname.lower(),
            "logger": record.name, "message": record.getMessage(), **getattr(record, "fields", {}),
        }

    def traceback(self, record: logging.LogRecord) -> str:
        """The traceback of an entry; empty for most."""
        if not record.exc_info:
            return ""
        kind, _, frames = record.exc_info
        if getattr(record, "of_visitor", False) and kind:
            return "".join([*traceback.format_tb(frames), kind.__name__])
        return self.formatException(record.exc_info)


class KeyValue(_Entries):
    """`time=... level=info logger=dashi message="..." key=value`; lines of a traceback follow, each behind `  | `."""

    def format(self, record: logging.LogRecord) -> str:
        line = " ".join(f"{name}={_value(value)}" for name, value in self.members(record).items())
        return "\n  | ".join([line, *(json.dumps(part)[1:-1] for part in self.traceback(record).splitlines())])


class Json(_Entries):
    """One JSON object an entry; a traceback is its member `traceback`."""

    def format(self, record: logging.LogRecord) -> str:
        members = self.members(record)
        if frames := self.traceback(record):
            members["traceback"] = frames
        return json.dumps(members, default=str)


_FORMATS: dict[Format, type[_Entries]] = {"keyvalue": KeyValue, "json": Json}


def start_logging(form: Format = "keyvalue") -> None:
    """Our own entries from info on, those of libraries from warning on. Called again it changes the form."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_FORMATS[form]())
    handler.addFilter(Restraint())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in ("dashi", "app"):
        logging.getLogger(name).setLevel(logging.INFO)


def _value(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.3f}"
    text = str(value)
    # JSON's escapes: any program that reads key=value reads them.
    return text if _PLAIN.fullmatch(text) else json.dumps(text)
