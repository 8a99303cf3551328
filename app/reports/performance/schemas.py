"""What performance is asked with, and its answer (spec 05, section 12)."""

from typing import ClassVar, Literal, get_args

from app.reports.schemas import BodyUnit, Parameters
from app.sql.periods import Unit
from app.web.answers import Answer, BucketLabel
from app.web.validation import Maybe, TimeZone

Metric = Literal["lcp", "inp", "cls", "fcp", "ttfb"]
METRICS: tuple[Metric, ...] = get_args(Metric)


class PerformanceParameters(Parameters):
    """Which metric, and how its series is cut."""

    report: ClassVar[str] = "performance"

    metric: Maybe[Metric] = None
    unit: Maybe[BodyUnit] = None
    timezone: Maybe[TimeZone] = None

    @property
    def measured(self) -> Metric:
        """The metric of all parts but the summary."""
        return self.metric or "lcp"

    @property
    def cut(self) -> Unit:
        """The unit of the series, whatever the period's length."""
        return self.unit or "day"


class Percentiles(Answer):
    """Milliseconds (cls has no unit) that so many percent of page views did not exceed."""

    p50: float | None
    p75: float | None
    p95: float | None


class PerformanceBucket(Percentiles):
    """Those of a bucket of time."""

    t: BucketLabel


class PerformanceOf(Percentiles):
    """Those of a value, and of how many measurements."""

    name: str | None
    count: int


class Summary(Answer):
    """All metrics, 0 where none was measured, and how many measurements there are."""

    lcp: Percentiles
    inp: Percentiles
    cls: Percentiles
    fcp: Percentiles
    ttfb: Percentiles
    count: int


class PerformanceAnswer(Answer):
    """A metric by time and by page, title, device and browser; all metrics in all."""

    chart: list[PerformanceBucket]
    summary: Summary
    pages: list[PerformanceOf]
    page_titles: list[PerformanceOf]
    devices: list[PerformanceOf]
    browsers: list[PerformanceOf]
