"""What the overview answers (spec 04, section 7)."""

from datetime import datetime

from pydantic import Field

from app.stats.schemas import Point
from app.web.answers import Answer
from app.web.rows import Time


class Active(Answer):
    """Visitors with any event in the last five minutes."""

    visitors: int


class DateRangeAnswer(Answer):
    """When the first and the last event were, of any type; null where there is none."""

    start_date: Time
    end_date: Time


class Totals(Answer):
    """The measures of a period."""

    pageviews: int = Field(description="Page views, and hits of links and pixels.")
    visitors: int
    visits: int
    bounces: int = Field(description="Visits with a single page view; 0 with `excludeBounce`.")
    totaltime: int = Field(description="Whole seconds, those of each visit added.")


class WebsiteStats(Totals):
    """The measures of a period, and those of the period it is compared with."""

    comparison: Totals


class Pageviews(Answer):
    """Page views and visitors by time."""

    pageviews: list[Point]
    sessions: list[Point] = Field(description="Visitors: who is active in three buckets counts in each of them.")


class PageviewsOfPeriod(Pageviews):
    """Those of a period."""

    start_date: datetime
    end_date: datetime


class ComparedPageviews(PageviewsOfPeriod):
    """With `compare`: also those of the compared period, by their own dates. The start is after the last reset."""

    compare: PageviewsOfPeriod
