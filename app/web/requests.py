"""The log of requests: a line for each that failed by our fault or took long, and none for the others.

A line holds the method, the path of the route (`/api/share/{slug}`, never the slug), the status and the seconds. So
nothing of a visitor's gets into it, and nothing that a visitor chose.
"""

import logging
import time

log = logging.getLogger("dashi.requests")

_LINES, _SECONDS = 100, 10.0  # an outage must not fill the disk: so many lines in so long, then a count of the others


class RequestLog:
    """Writes the line of a request where there is a reason to."""

    def __init__(self, slow_seconds: float) -> None:
        self.slow_seconds = slow_seconds
        self.failed = self.slow = 0
        self._written = self._withheld = 0
        self._since = float("-inf")

    def note(self, method: str, route: str, status: int, seconds: float) -> None:
        """A request was answered with this status, after so long."""
        # The hot path asks both questions itself, and calls only where one says yes.
        if status < 500 and seconds < self.slow_seconds:
            return
        self.failed += status >= 500
        self.slow += seconds >= self.slow_seconds
        now = time.monotonic()
        if now - self._since > _SECONDS:
            if self._withheld:
                log.warning("requests withheld from the log", extra={"fields": {"requests": self._withheld}})
            self._since, self._written, self._withheld = now, 0, 0
        if self._written >= _LINES:
            self._withheld += 1
            return
        self._written += 1
        why = "a request failed" if status >= 500 else "a request took long"
        fields = {"method": method, "route": route, "status": status, "seconds": seconds}
        log.info(why, extra={"fields": fields})
