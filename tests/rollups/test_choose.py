"""Which questions cells answer: one case for each line of `choose`."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.rollups import choose
from app.rollups.dimensions import LISTS, ROLLED
from app.sql.buckets import Buckets
from app.sql.filters import Filter
from app.sql.kept import Kept, Offsets
from app.sql.saved import filtered
from app.sql.scope import EventScope

SITE = "11111111-1111-4111-8111-111111111111"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


KEPT = Kept(1, SITE, at("2024-01-01"), at("2025-01-01T12:20"), 24_000, frozenset(ROLLED), offsets=Offsets(
    0, ((at("2024-03-31T01:00"), 3600, True), (at("2024-10-27T01:00"), 0, True)), at("2027-01-01")))
SCOPE = EventScope(SITE, at("2024-02-01"), at("2024-12-31T23:59:59.999"), kept=KEPT)


def by(*filters: Filter, match_any: bool = False, values: tuple[int, ...] = (7,)) -> EventScope:
    kept = replace(KEPT, filter_values=values if len(filters) == 1 else None)
    return filtered(replace(SCOPE, kept=kept), filters, match_any=match_any)


def eq(name: str, value: str = "x") -> Filter:
    return Filter(name, "eq", value)


@pytest.mark.parametrize(("scope", "dimension"), [
    pytest.param(SCOPE, "total", id="no filter"),
    pytest.param(by(eq("path", "/x")), "path", id="one value"),
    pytest.param(by(eq("path", "/x"), values=()), "path", id="a value that no cell has"),
    pytest.param(by(eq("referrer", "t.co")), "referrer", id="a referrer, and with it none of the site's own pages"),
    pytest.param(by(eq("language", "en-US")), "locale", id="a language as the browser tells it"),
    pytest.param(by(eq("country", "US")), "country", id="a country"),
    pytest.param(by(eq("city", "London")), "city", id="a city of one country"),
    pytest.param(by(eq("city", "London"), values=(7, 8)), None, id="a city of two countries"),
    pytest.param(by(eq("country", "USA")), None, id="a country that is cut to its column"),
    pytest.param(by(eq("browser", "chrome ")), None, id="blanks at the end"),
    pytest.param(by(eq("path", "/x,/y")), None, id="two values"),
    pytest.param(by(eq("title", "")), None, id="the empty value"),
    pytest.param(by(eq("path", "/x"), eq("browser", "chrome")), None, id="two filters"),
    pytest.param(by(eq("path", "/x"), match_any=True), None, id="any of one"),
    *(pytest.param(by(Filter("path", operator, "/x")), None, id=operator)
      for operator in ("neq", "c", "dnc", "re", "nre")),
    *(pytest.param(by(eq(name)), None, id=name) for name in (
        "query", "distinctId", "event", "domain", "entry", "exit")),
    pytest.param(by(eq("eventType", "1")), None, id="a type of event"),
    pytest.param(replace(SCOPE, cohort=SCOPE), None, id="a cohort"),
    pytest.param(replace(SCOPE, exclude_bounces=True), None, id="without bounces"),
    pytest.param(replace(SCOPE, external_referrers=True), None, id="own pages left out alone"),
    pytest.param(replace(SCOPE, kept=None), None, id="nothing kept"),
    pytest.param(replace(SCOPE, kept=replace(KEPT, dimensions=frozenset({"path"}))), None, id="a dimension is off"),
    pytest.param(replace(SCOPE, start=at("2023-12-31")), None, id="before what is built"),
    pytest.param(replace(SCOPE, start=at("2025-02-01"), end=at("2025-03-01")), None, id="after what is closed"),
    pytest.param(SCOPE.over(at("2024-05-01T10:31"), at("2024-05-01T11:20")), None, id="nearer to one hour"),
    pytest.param(SCOPE.over(at("2024-05-02"), at("2024-05-01")), None, id="an end before the start"),
    pytest.param(replace(SCOPE, end=datetime.max.replace(tzinfo=UTC)), None, id="an end that has no hour after it"),
])
def test_the_overview_is_answered_from_cells(scope: EventScope, dimension: str | None) -> None:
    cells = choose.for_totals(scope)
    assert (cells.rolled.name if cells else None) == dimension


def test_a_filtered_question_joins_the_session_as_events_do() -> None:
    answers = [choose.for_totals(by(eq(name, "US"))) for name in ("country", "referrer", "path")]
    assert [cells.with_session for cells in answers if cells] == [True, True, False]


@pytest.mark.parametrize(("scope", "kind", "expanded", "dimension"), [
    *((SCOPE, kind, False, dimension) for kind, dimension in LISTS.items()),
    *((SCOPE, kind, True, dimension if kind not in ("entry", "exit", "domain") else None)
      for kind, dimension in LISTS.items()),
    (SCOPE, "query", False, None), (SCOPE, "distinctId", False, None), (SCOPE, "nonsense", False, None),
    (replace(SCOPE, required=(eq("eventType", "2"),)), "event", False, "event"),
    (replace(SCOPE, required=(eq("eventType", "1"),)), "event", False, None),
    (by(eq("path", "/x")), "path", False, "path"),
    (by(eq("referrer", "t.co")), "domain", False, "referrer"),
    (by(eq("country", "US")), "path", False, None),
    (by(eq("language", "en-US")), "language", False, None),
    (by(eq("path", "/x")), "entry", False, None), (by(eq("path", "/x")), "channel", False, None),
])
def test_a_list_is_answered_from_cells(
    scope: EventScope, kind: str, expanded: bool, dimension: str | None,
) -> None:
    cells = choose.for_list(scope, kind, expanded=expanded)
    assert (cells.rolled.name if cells else None) == dimension


def zoned(*changes: tuple[str, int, bool], first: int = 0) -> dict[str, Any]:
    known = tuple((at(moment), offset, is_even) for moment, offset, is_even in changes)
    return {"kept": replace(KEPT, offsets=Offsets(first, known, at("2027-01-01")))}


NIGHT = "2024-11-03T03:00"  # in UTC, where it is midnight three hours behind


@pytest.mark.parametrize(("scope", "unit", "is_answered"), [
    (SCOPE, "hour", True), (SCOPE, "day", True), (SCOPE, "month", True), (SCOPE, "year", True),
    (SCOPE, "minute", False),
    (replace(SCOPE, kept=replace(KEPT, offsets=None)), "day", False),  # not known
    (replace(SCOPE, **zoned(first=19_800)), "hour", True),  # India: on the grid of a quarter
    (replace(SCOPE, **zoned(first=2_670)), "day", False),  # off it
    (replace(SCOPE, **zoned((NIGHT, -10_800, False), first=-7_200)), "hour", False),  # set within a quarter
    (replace(SCOPE, **zoned((NIGHT, -14_400, True), first=-10_800)), "day", True),  # 24:00 back to 23:00
    (replace(SCOPE, **zoned(("2024-11-03T03:15", -14_400, True), first=-10_800)), "day", False),  # 00:15 to 23:15
    (replace(SCOPE, **zoned(("2024-11-03T01:00", 0, True), first=7_200)), "hour", False),  # 03:00 back to 01:00
    (replace(SCOPE, **zoned(("2024-11-03T01:00", 0, True), first=7_200)), "day", True),
    (replace(SCOPE, end=at("2026-12-31")), "day", False),  # beyond what is known of the zone
])
def test_a_series_is_answered_where_each_bucket_is_one_stretch_of_whole_slots(
    scope: EventScope, unit: Any, is_answered: bool,
) -> None:
    assert (choose.for_series(scope, Buckets(unit, "Some/Where")) is not None) == is_answered


def test_a_series_of_one_value_needs_a_zone_of_whole_hours() -> None:
    for offset, is_answered in ((3600, True), (19_800, False)):
        scope = by(eq("path", "/x"))
        assert scope.kept is not None
        kept = replace(scope.kept, offsets=Offsets(offset, (), at("2027-01-01")))
        assert (choose.for_series(replace(scope, kept=kept), Buckets("day", "Some/Where")) is not None) == is_answered


def test_it_is_noted_which_way_was_taken() -> None:
    KEPT.used.clear()
    choose.for_totals(SCOPE)
    assert KEPT.used == {"rollup"}
    choose.for_list(SCOPE, "query")
    assert KEPT.used == {"rollup", "raw"}


def test_hours_are_the_nearest_ones_and_end_where_cells_do() -> None:
    cells = choose.for_totals(SCOPE.over(at("2024-02-01T00:20"), KEPT.built_to + timedelta(days=1)))
    assert cells is not None
    assert (cells.period.kept_from, cells.period.kept_to) == (at("2024-02-01"), at("2025-01-01T13:00"))
