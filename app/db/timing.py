"""How long statements take, by the name of who asks: the route's function, such as `reports.funnel.funnel`.

Statements carry no name into the database, and the functions that make them are out of sight where they run; whose
question it was is what an operator wants to know. The writer of hits times its commits itself.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.ext.asyncio import AsyncEngine

from app.lib.histogram import Histogram

_BOUNDS = (0.002, 0.01, 0.05, 0.25, 1, 5, 30)
_asking: ContextVar[str] = ContextVar("asking", default="other")


def name_statements(name: str) -> None:
    """Names what this task asks from now on."""
    _asking.set(name)


@contextmanager
def named(name: str) -> Iterator[None]:
    """Names what is asked meanwhile."""
    token = _asking.set(name)
    try:
        yield
    finally:
        _asking.reset(token)


class StatementTimes:
    """Seconds of statements by name, also of those that failed: one that ran into its time limit is the slowest."""

    def __init__(self) -> None:
        self.by_name: dict[str, Histogram] = {}

    def watch(self, engine: AsyncEngine) -> None:
        """Times all that is asked through `engine`."""
        event.listen(engine.sync_engine, "before_cursor_execute", self._begin)
        event.listen(engine.sync_engine, "after_cursor_execute", self._end)
        event.listen(engine.sync_engine, "handle_error", self._fail)

    def _begin(self, _conn: Any, _cursor: Any, _text: str, _values: Any, context: Any, _many: bool) -> None:
        context.dashi_began = time.perf_counter()

    def _end(self, _conn: Any, _cursor: Any, _text: str, _values: Any, context: Any, _many: bool) -> None:
        histogram = self.by_name.get(name := _asking.get())
        if histogram is None:
            histogram = self.by_name[name] = Histogram(_BOUNDS)
        histogram.observe(time.perf_counter() - context.dashi_began)

    def _fail(self, failure: ExceptionContext) -> None:
        context = failure.execution_context
        if context is not None and hasattr(context, "dashi_began"):
            self._end(None, None, "", None, context, False)
