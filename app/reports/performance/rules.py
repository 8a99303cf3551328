"""How percentiles are shown (spec 05, section 12)."""

from collections.abc import Sequence

from app.reports.numbers import plain

_NAMES = ("p50", "p75", "p95")


def named(percentiles: Sequence[float] | None, *, nothing: float | None = None) -> dict[str, float | None]:
    """p50, p75 and p95, all `nothing` where nothing was measured."""
    if percentiles is None:
        return dict.fromkeys(_NAMES, nothing)
    return {name: plain(value) for name, value in zip(_NAMES, percentiles, strict=True)}
