"""The tables of translations: which request of which releases is answered by what."""

import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from app.legacy.call import Call
from app.legacy.release import Release, release

Answering = Callable[[Call], Awaitable[Any]]


@dataclass(frozen=True)
class Row:
    """A request of releases `first` to `last`.

    `rule` says who may ask: it is what the present routes that are asked say of themselves. Where Umami 3 has no such
    path (`free`), the row answers whatever release is asked for, as the nearest of its own.
    """

    method: str
    path: str
    first: Release
    last: Release
    rule: str
    answer: Answering
    free: bool = False
    pattern: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        pattern = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", self.path))
        object.__setattr__(self, "pattern", pattern)


class Rows:
    """A module's part of the table."""

    def __init__(self) -> None:
        self.rows: list[Row] = []

    def answers(
        self, methods: str, path: str, releases: str, *, rule: str, free: bool = False,
    ) -> Callable[[Answering], Answering]:
        """Declares a row: `@rows.answers("GET", "/api/website/{website_id}", "v1.0 v1.38", rule=..., free=True)`."""
        first, last = (release(text) for text in releases.split())

        def declare(answer: Answering) -> Answering:
            self.rows += [Row(method, path, first, last, rule, answer, free) for method in methods.split()]
            return answer

        return declare


class Table:
    """All rows, found by request."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.rows = tuple(rows)
        self._by_length: dict[int, list[Row]] = {}
        self._free: dict[int, list[Row]] = {}
        # Literal segments win over parameters.
        for row in sorted(self.rows, key=lambda row: row.path.count("{")):
            self._by_length.setdefault(row.path.count("/"), []).append(row)
            if row.free:
                self._free.setdefault(row.path.count("/"), []).append(row)

    def find(self, method: str, path: str, then: Release) -> tuple[Row, dict[str, str]] | None:
        """The row of a request and the parameters of its path: of the release, else the nearest one of a free path."""
        rows = (self._free if then.major >= 3 else self._by_length).get(path.count("/"))
        found = None
        for row in rows or ():
            if row.method == method and (row.free or row.first <= then <= row.last):
                match = row.pattern.fullmatch(path)
                if match and row.first <= then <= row.last:
                    return row, match.groupdict()
                if match and (found is None or row.last > found[0].last):
                    found = (row, match.groupdict())
        return found

    def is_free(self, path: str) -> bool:
        """Whether only old releases have a path, so that to lack the method is all that can be wrong with a request."""
        return any(row.pattern.fullmatch(path) for row in self._free.get(path.count("/"), ()))

    def methods(self, path: str, then: Release) -> set[str]:
        """The methods of a path that have rows of a release; none for any other path."""
        rows = (self._free if then.major >= 3 else self._by_length).get(path.count("/"), ())
        return {
            row.method for row in rows
            if (row.free or row.first <= then <= row.last) and row.pattern.fullmatch(path)}
