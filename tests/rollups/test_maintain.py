"""What maintenance makes, notices, makes anew and leaves behind."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from app.operate.rollups.verify import verify
from app.rollups import maintain, tables
from app.rollups.maintain import Maintainer
from tests.rollups.histories import WEBSITE, History, empty

Connection = psycopg.Connection[Any]

_IN_PUBLIC = """
    select 'relation', relname::text from pg_class where relnamespace = 'public'::regnamespace
    union all select 'function', proname::text from pg_proc where pronamespace = 'public'::regnamespace
    union all select 'trigger', tgname::text from pg_trigger where not tgisinternal
    union all select 'type', typname::text from pg_type where typnamespace = 'public'::regnamespace
    order by 1, 2
"""
OLD, NOW = "now() - interval '1 day'", "now()"
OTHER = "00000000-0000-4000-8000-000000000001"


@pytest.fixture
def connection(module_database: str) -> Iterator[Connection]:
    with psycopg.connect(module_database, autocommit=True) as connected:
        connected.execute("set timezone = 'UTC'")
        empty(connected)
        yield connected


@pytest.fixture
def maintainer(module_database: str, connection: Connection) -> Maintainer:
    made = Maintainer(maintain.engine_of(module_database), "path,country", close_seconds=2, advance_seconds=0,
                      wait_seconds=0.5)
    made.install()
    return made


def insert(
    connection: Connection, at: str = OLD, *, rows: int = 1, session: bool = True, website: str = WEBSITE,
) -> None:
    """Rows of one visitor, at a moment that SQL tells."""
    if session:
        connection.execute("insert into session (session_id, website_id, country) values (%s, %s, 'US') "
                           "on conflict do nothing", [website, website])
    connection.execute(
        "insert into website_event (event_id, website_id, session_id, visit_id, created_at, url_path) "  # noqa: S608
        f"select gen_random_uuid(), %s, %s, %s, {at}, '/' from generate_series(1, %s)",
        [website, website, website, rows])


def count(connection: Connection, table: str) -> int:
    return int(connection.execute(f"select count(*) from rollup.{table}").fetchone()[0])  # type: ignore[index] # noqa: S608


def build(maintainer: Maintainer) -> maintain.Site:
    """The site, whole."""
    while maintainer.round() or not all(one.is_whole for one in maintainer.sites()):
        pass
    return maintainer.sites()[0]


def on_site(maintainer: Maintainer, act: Callable[[sa.Connection, maintain.Site], object]) -> None:
    with maintainer.engine.connect() as held:
        maintainer._on(held, maintainer.sites()[0].site, act)


def test_nothing_is_in_umamis_schema_but_triggers_and_an_index_of_umamis_and_nothing_is_left_of_them(
    module_database: str, connection: Connection,
) -> None:
    before = connection.execute(_IN_PUBLIC).fetchall()
    engine = maintain.engine_of(module_database)
    tables.install(engine, 120)
    more = set(connection.execute(_IN_PUBLIC).fetchall()) - set(before)
    # A lean database, as this one, gets the index that Umami's has.
    more = {(kind, name) for kind, name in more if name != "website_event_visit_id_idx"}
    assert {kind for kind, _ in more} == {"trigger"} and all(name.startswith("rollup_") for _, name in more)
    tables.drop(engine)
    assert connection.execute(_IN_PUBLIC).fetchall() == before


def test_what_is_right_is_left_alone_and_what_is_not_is_made_anew(
    maintainer: Maintainer, connection: Connection,
) -> None:
    def schema() -> Any:
        return connection.execute("select 'rollup'::regnamespace::oid").fetchone()

    first = schema()
    maintainer.install()
    assert schema() == first
    tables.install(maintainer.engine, 7)
    second = schema()
    assert second != first
    connection.execute("alter table website_event disable trigger rollup_late")
    tables.install(maintainer.engine, 7)
    assert schema() != second
    third = schema()
    connection.execute("drop trigger rollup_deleted on website_event")
    tables.install(maintainer.engine, 7)
    assert schema() != third


def test_tables_elsewhere_than_in_public_have_no_rollups(module_database: str, connection: Connection) -> None:
    with pytest.raises(ValueError, match="public only"):
        tables.install(maintain.engine_of(f"{module_database}&schema=elsewhere"), 2)


def test_the_tables_are_as_statements_know_them(maintainer: Maintainer, connection: Connection) -> None:
    inspector = sa.inspect(maintainer.engine)
    for table in tables.metadata.tables.values():
        made = [column["name"] for column in inspector.get_columns(table.name, schema="rollup")]
        assert made == table.columns.keys()


def test_triggers_keep_what_comes_late_and_what_goes(maintainer: Maintainer, connection: Connection) -> None:
    insert(connection, NOW)
    assert count(connection, "late") == 0
    insert(connection, rows=3)
    assert count(connection, "late") == 3
    connection.execute("delete from website_event")  # none of them was in the cells
    assert (count(connection, "late"), count(connection, "gone")) == (0, 0)
    insert(connection, rows=2)
    connection.execute("truncate rollup.late")  # as if they were in the cells
    connection.execute("update website_event set url_path = '/x'")
    assert (count(connection, "late"), count(connection, "gone")) == (2, 2)
    connection.execute("update website_event set url_path = '/y'")
    assert (count(connection, "late"), count(connection, "gone")) == (2, 2)


@pytest.mark.parametrize("statement", [
    "truncate website_event", "truncate session",
    "update website_event set url_path = '/x'", "delete from website_event",
])
def test_many_changes_at_once_make_doubt(maintainer: Maintainer, connection: Connection, statement: str) -> None:
    insert(connection, rows=10_001)
    assert count(connection, "doubt") == 0
    connection.execute(statement)
    assert (count(connection, "doubt"), count(connection, "gone")) == (1, 0)


def test_a_trigger_never_breaks_what_umami_does(maintainer: Maintainer, connection: Connection) -> None:
    insert(connection)
    one = build(maintainer)
    connection.execute("drop table rollup.late, rollup.orphan, rollup.gone, rollup.lost, rollup.doubt")
    insert(connection)
    connection.execute("update website_event set url_path = '/x'")
    connection.execute("delete from website_event")
    connection.execute("delete from session")
    connection.execute("truncate website_event")
    missed = connection.execute("select last_value from rollup.missed").fetchone()
    assert missed is not None and missed[0] > one.missed


def test_nothing_is_closed_while_an_older_transaction_writes(
    module_database: str, maintainer: Maintainer, connection: Connection,
) -> None:
    insert(connection)
    before = build(maintainer).built_to
    with psycopg.connect(module_database) as other:
        insert(other, "now() - interval '1 s'", session=False)
        maintainer.round()
        assert maintainer.sites()[0].built_to == before
        other.commit()
    maintainer.round()
    assert before is not None
    after = maintainer.sites()[0].built_to
    assert after is not None and after >= before


@pytest.mark.parametrize("doubtful", [
    "insert into rollup.doubt (reason) values ('a test')",
    "select nextval('rollup.missed')",
    "update rollup.site set closed_at = now() + interval '1 hour'",
    """update rollup.site set shapes = '{"total": "of another release"}'""",
    "update rollup.site set shapes = shapes - 'path'",
    "delete from session",
    "update session set country = 'GB'",
])
async def test_what_is_in_doubt_is_made_anew_and_answers_right(
    module_database: str, maintainer: Maintainer, connection: Connection, doubtful: str,
) -> None:
    insert(connection, rows=3)
    build(maintainer)
    connection.execute("update rollup.block set tw = array[99]")
    connection.execute(doubtful)
    maintainer.round()
    build(maintainer)
    assert connection.execute("select count(*) from rollup.block where tw = array[99]").fetchone() == (0,)
    history = History(module_database, Random(1))
    history.begin, history.days = datetime.now(UTC) - timedelta(days=2), 2
    assert await history.differences(3) == []


def test_sessions_that_no_cell_tells_of_may_go(maintainer: Maintainer, connection: Connection) -> None:
    insert(connection)
    one = build(maintainer)
    connection.execute("insert into session (session_id, website_id) values (gen_random_uuid(), %s)", [WEBSITE])
    connection.execute("delete from session where country is null")
    assert count(connection, "lost") == 1
    maintainer.round()
    assert count(connection, "lost") == 0
    assert maintainer.sites()[0].events >= one.events


def test_sessions_that_go_before_anything_is_built_hold_nothing_up(
    maintainer: Maintainer, connection: Connection,
) -> None:
    insert(connection)
    build(maintainer)
    connection.execute("insert into rollup.doubt (website_id, reason) values (%s, 'a test')", [WEBSITE])
    with maintainer.engine.connect() as held:
        maintainer._forget_doubted(held, maintainer._missed(held))
    assert maintainer.sites(WEBSITE)[0].built_to is None
    connection.execute("delete from session")
    assert count(connection, "lost") == 1
    build(maintainer)
    assert maintainer.sites(WEBSITE)[0].built_to is not None and count(connection, "lost") == 0


def test_sessions_of_a_row_that_is_gone_are_told_of(maintainer: Maintainer, connection: Connection) -> None:
    insert(connection)
    build(maintainer)
    connection.execute("delete from website_event")
    connection.execute("delete from session")
    maintainer.round()
    assert count(connection, "doubt") == 1
    maintainer.round()
    assert build(maintainer).events == 0


def test_a_site_that_fails_keeps_no_other_from_going_on(
    maintainer: Maintainer, connection: Connection, monkeypatch: pytest.MonkeyPatch,
) -> None:
    insert(connection)
    insert(connection, NOW, session=False, website=OTHER)
    begin = maintain.begin

    def failing(connection: Any, one: maintain.Site, *given: Any) -> None:
        if one.website_id == OTHER:
            raise ValueError("of this site")
        begin(connection, one, *given)

    monkeypatch.setattr(maintain, "begin", failing)
    with pytest.raises(ValueError, match="of this site"):
        maintainer.round()
    assert maintainer.sites(WEBSITE)[0].built_to is not None and maintainer.sites(OTHER)[0].built_to is None


@pytest.mark.parametrize("step", ["_missed", "_close", "_doubt_clock", "_forget_doubted", "_register", "_is_due",
                                  "_advance", "_compact", "_build_older"])
def test_a_connection_that_breaks_in_a_round_loses_nothing_and_the_next_goes_on(
    module_database: str, maintainer: Maintainer, connection: Connection, monkeypatch: pytest.MonkeyPatch, step: str,
) -> None:
    insert(connection)
    build(maintainer)
    maintainer.merge_rows = 1
    insert(connection, website=OTHER)
    if step == "_build_older":
        connection.execute("update rollup.site set is_whole = false")
    whole, broken = getattr(Maintainer, step), []

    def breaking(self: Maintainer, held: sa.Connection, *given: Any) -> Any:
        if broken:
            return whole(self, held, *given)
        # At its end, in the transaction of the step where it has one.
        found = whole(self, held, *given)
        broken.append(step)
        connection.execute("select pg_terminate_backend(pid) from pg_stat_activity "
                           "where pid <> pg_backend_pid() and datname = current_database()")
        return found

    insert(connection, "now() - interval '3 s'", session=False)
    monkeypatch.setattr(Maintainer, step, breaking)
    try:
        maintainer.round()
    except sa.exc.OperationalError as error:
        assert "terminat" in str(error) or "closed" in str(error)
    assert broken == [step]
    build(maintainer)
    assert [(one.built_to is not None, one.events) for one in maintainer.sites()] == [(True, 2), (True, 1)]
    for one in maintainer.sites():
        assert verify(module_database, maintainer, one, hours=1, full=True) == []


def test_a_site_goes_on_in_the_round_in_which_the_connection_broke_at_another(
    maintainer: Maintainer, connection: Connection, monkeypatch: pytest.MonkeyPatch,
) -> None:
    insert(connection)
    insert(connection, NOW, session=False, website=OTHER)
    begin, levels = maintain.begin, []

    def breaking(conn: sa.Connection, one: maintain.Site, *given: Any) -> None:
        levels.append(conn.scalar(sa.text("show transaction_isolation")))
        if len(levels) == 1:
            conn.execute(sa.text("select pg_terminate_backend(pg_backend_pid())"))
        begin(conn, one, *given)

    monkeypatch.setattr(maintain, "begin", breaking)
    with pytest.raises(sa.exc.OperationalError, match="terminating connection"):
        maintainer.round()
    assert [one.built_to is not None for one in maintainer.sites()] == [False, True]
    assert levels == ["repeatable read", "repeatable read"]


def test_a_round_has_one_connection_and_leaves_none(
    maintainer: Maintainer, connection: Connection, monkeypatch: pytest.MonkeyPatch,
) -> None:
    insert(connection)
    build(maintainer)
    maintainer.merge_rows = 1
    insert(connection, "now() - interval '3 s'", session=False)
    made: list[Any] = []
    sa.event.listen(maintainer.engine, "connect", lambda connected, _: made.append(connected))
    maintainer.round()
    assert maintainer.sites()[0].events == 2
    assert len(made) == 2 and all(connected.closed for connected in made)  # one of them for `sites`


def test_websites_that_are_known_take_no_numbers(maintainer: Maintainer, connection: Connection) -> None:
    insert(connection)
    for _ in range(3):
        maintainer.round()
    last = connection.execute("select last_value from rollup.site_site_seq").fetchone()
    assert last == (maintainer.sites()[0].site,)


def test_rows_without_a_session_wait_for_one(maintainer: Maintainer, connection: Connection) -> None:
    insert(connection, session=False)
    build(maintainer)
    assert count(connection, "orphan") == 1
    connection.execute("insert into session (session_id, website_id) values (%s, %s)", [WEBSITE, WEBSITE])
    connection.execute("update rollup.site set closed_at = closed_at - interval '11 min'")
    maintainer.round()
    assert (count(connection, "orphan"), count(connection, "block") > 0) == (0, True)


def test_a_row_without_a_session_that_is_deleted_while_it_is_left_out_was_never_told_of(
    module_database: str, maintainer: Maintainer, connection: Connection,
) -> None:
    insert(connection)
    build(maintainer)
    connection.execute("insert into website_event select (jsonb_populate_record(null::website_event, to_jsonb(e) || "
                       "jsonb_build_object('event_id', gen_random_uuid(), 'session_id', gen_random_uuid()))).* "
                       "from website_event e")
    connection.execute("truncate rollup.late")
    # What maintenance writes is not seen by a snapshot of before.
    with psycopg.connect(module_database) as other:
        other.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        other.execute("select 1")
        connection.execute("insert into rollup.orphan select event_id, website_id, session_id, visit_id, created_at "
                           "from website_event where session_id <> visit_id")
        other.execute("delete from website_event where session_id <> visit_id")
    assert (count(connection, "orphan"), count(connection, "gone")) == (1, 1)
    one = maintainer.sites()[0]
    assert verify(module_database, maintainer, one, hours=0, full=True) == []
    on_site(maintainer, lambda conn, site: maintain.advance(
        conn, site, datetime.now(UTC), site.built_to or datetime.now(UTC), merge=True))
    assert (count(connection, "orphan"), count(connection, "gone")) == (0, 0)
    assert verify(module_database, maintainer, one, hours=0, full=True) == []


def test_late_rows_are_taken_in_once_there_are_enough(maintainer: Maintainer, connection: Connection) -> None:
    build_at = datetime.now(UTC)
    insert(connection)
    build(maintainer)
    maintainer.merge_rows = 10**6 if build_at.minute % 10 < 9 else 1
    insert(connection, rows=5)
    maintainer.merge_rows = 5
    maintainer.round()
    assert count(connection, "late") == 0


def test_a_flood_that_came_late_is_built_anew(
    monkeypatch: pytest.MonkeyPatch, maintainer: Maintainer, connection: Connection,
) -> None:
    monkeypatch.setattr(maintain, "_MOST_UNTOLD", 4)
    insert(connection)
    build(maintainer)
    insert(connection, rows=5)
    maintainer.round()
    assert count(connection, "doubt") == 1
    assert build(maintainer).events == 6


def test_a_dimension_with_too_many_values_is_kept_no_more(
    monkeypatch: pytest.MonkeyPatch, maintainer: Maintainer, connection: Connection,
) -> None:
    monkeypatch.setattr(maintain, "_ROWS_TO_JUDGE", 10)
    insert(connection, rows=20)
    connection.execute("update website_event set url_path = event_id::text")
    one = build(maintainer)
    assert one.off == {"path": "20 values in 20 rows"}
    assert [rolled.name for rolled in one.dimensions] == ["total", "series", "country"]
    assert connection.execute("select count(*) from rollup.block where dim = 10").fetchone() == (0,)


def test_a_dimension_that_is_wanted_no_more_is_dropped(
    module_database: str, maintainer: Maintainer, connection: Connection,
) -> None:
    insert(connection)
    build(maintainer)
    fewer = Maintainer(maintainer.engine, "country", close_seconds=2)
    fewer.round()
    assert [rolled.name for rolled in maintainer.sites()[0].dimensions] == ["total", "series", "country"]


def test_a_dimension_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match="there is no nonsense"):
        Maintainer(maintain.engine_of("postgresql://x@y/z"), "path,nonsense")


def test_parts_of_a_block_are_joined(maintainer: Maintainer, connection: Connection) -> None:
    insert(connection)
    build(maintainer)
    maintainer.merge_rows = 1
    for _ in range(3):
        insert(connection)
        maintainer.round()
    parts = count(connection, "block")
    before = connection.execute("select sum(w) from rollup.block, unnest(tw) w where dim = 0").fetchone()
    on_site(maintainer, lambda conn, site: maintain.compact(conn, site.site, 0, 10**6))
    assert count(connection, "block") < parts
    after = connection.execute("select sum(w) from rollup.block, unnest(tw) w where dim = 0").fetchone()
    assert before == after == (4,)


def test_several_maintainers_do_each_thing_once(maintainer: Maintainer, connection: Connection) -> None:
    insert(connection, rows=50)
    threads = [threading.Thread(target=maintainer.round) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert build(maintainer).events == 50


def test_a_verification_finds_a_cell_that_is_wrong(
    module_database: str, maintainer: Maintainer, connection: Connection,
) -> None:
    insert(connection, rows=3)
    one = build(maintainer)
    assert verify(module_database, maintainer, one, hours=3, full=True) == []
    connection.execute("update rollup.block set tw = array[99], dw = array[99] where dim = 0")
    assert len(verify(module_database, maintainer, one, hours=1)) > 0
    assert count(connection, "doubt") == 1
    assert verify(module_database, maintainer, build(maintainer), hours=1) == []


def test_of_a_visitor_with_many_events_the_last_one_of_each_page_is_weighed_again(maintainer, connection):
    connection.execute("insert into session (session_id, website_id, country) values (%s, %s, 'US')", [WEBSITE] * 2)
    connection.execute(
        "insert into website_event (event_id, website_id, session_id, visit_id, created_at, url_path) "
        "select gen_random_uuid(), %s, %s, gen_random_uuid(), now() - i * interval '1 minute', '/' || i %% 7 "
        "from generate_series(10, 1000) as i", [WEBSITE] * 2)
    build(maintainer)
    insert(connection, "now()")
    weighed = []

    def advance(conn, site):
        at = datetime.now(UTC)
        maintain.advance(conn, site, at, at, merge=False, few_rows=100)
        weighed.append(conn.scalar(sa.text("select count(*) from rollup_few")))

    on_site(maintainer, advance)
    assert weighed == [7 + 1]
