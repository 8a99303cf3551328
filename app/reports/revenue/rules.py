"""Revenue per event and per visitor (spec 05, section 11)."""

from collections.abc import Mapping
from typing import Any

from app.reports.numbers import plain


def with_averages(totals: Mapping[str, Any]) -> dict[str, Any]:
    """The totals of a period with `average` (per event) and `arpu` (per visitor); 0 of nothing."""
    earned = float(totals["sum"] or 0)
    return {
        **totals, "average": plain(earned / totals["count"]) if totals["count"] else 0,
        "arpu": plain(earned / totals["total_sessions"]) if totals["total_sessions"] else 0,
    }
