"""The log of requests: a line for each that failed by our fault or took long, and none for the others.

A line holds the method, the path of the route (`/api/share/{slug}`, never the slug), the status, the seconds and, where
the database was the reason, the kind of its error. So nothing of a visitor's gets into it, and nothing that one chose.
"""

import logging

log = logging.getLogger("dashi.requests")

REASON = "dashi.reason"  # where in a request's ASGI scope the kind of an error is noted


class RequestLog:
    """Writes the line of a request where there is a reason to, and counts these requests."""

    def __init__(self, slow_seconds: float) -> None:
        self.slow_seconds = slow_seconds
        self.failed = self.slow = 0

    def note(self, method: str, route: str, status: int, seconds: float, reason: str | None = None) -> None:
        """A request was answered with this status, after so long."""
        # The hot path asks both questions itself, and calls only where one says yes.
        if status < 500 and seconds < self.slow_seconds:
            return
        self.failed += status >= 500
        self.slow += seconds >= self.slow_seconds
        why = "a request failed" if status >= 500 else "a request took long"
        fields = {"method": method, "route": route, "status": status, "seconds": seconds}
        log.info(why, extra={"fields": {**fields, "reason": reason} if reason else fields})
