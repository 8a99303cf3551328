"""A fresh database equals Umami's, an Umami 3.1.0 is left as it is, and what is not ours is refused unchanged."""

import asyncio
import hashlib
import json
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import bcrypt
import psycopg
import pytest
from alembic import command
from alembic.script import ScriptDirectory
from psycopg import sql

from app.db import embedded
from app.db import migrate as migrate_module
from app.db.adopt import MIGRATIONS
from app.db.embedded import EmbeddedServer
from app.db.migrate import DatabaseUnreachable, MigrationRefused, is_up_to_date, migrate
from tests.db import catalogue
from tests.db.takeover.umami import DATA, ask, catalogue_of, load, with_umamis_indexes

PRISMA_LOCK = 72707369

# What the recording leaves out: Umami's migrations fill it at random or with the moment itself.
LEFT_OUT = {
    "revenue": {"revenue_id", "created_at"}, "report": {"report_id"}, "share": {"share_id", "created_at", "updated_at"},
}

# Spec 06, section 3.1.
CHECKSUMS = {
    "01_init": "65f0f9ee4a3b432e7fa917795033254887497a849d95acf7d9cb4ff24b45f98f",
    "02_report_schema_session_data": "4cc3c14482cb8700574cbdbdb478a93ccd1cabb0aeed37dfffb77a80278ce575",
    "03_metric_performance_index": "baf86a7adc077bc46ea646d86aabc5f613aeb311e63894366979a18f6a9ca48c",
    "04_team_redesign": "eb0e4ae2ef5204bc67ddb248358a402cd3bd88567d710f808f16c5124e5fd9cb",
    "05_add_visit_id": "12e5b277e41da871b0768118937cef221c4d4f9c3206b719fffba86324df7a11",
    "06_session_data": "fcd8585d077229bb2a16ae4705a79a5bc31cf6cbca089de99f4b1c19cb0a0a17",
    "07_add_tag": "c38c9605d759b3b00f94076c929b6081d7dbd01a25d2955909fc8d1a6e3276b4",
    "08_add_utm_clid": "ad640f709cd22434c088d577a2cf124c275fe3dc53ca249a542ae05af66b07b6",
    "09_update_hostname_region": "e94d9993b17ac5c330ae3f872fd5869fb8095a3f3a7d31d2aaade73dc45fbe9c",
    "10_add_distinct_id": "6ece5066ccec715ca8a07b65eafde7f96d110c0638b2d2187398fd1a79770ff6",
    "11_add_segment": "e7421573e8b15f8a5c3e0928f1564ab43b3855d7c6634a36d87ece68196900e5",
    "12_update_report_parameter": "f74b307b6e62c8457f32c4bae0beb99e26eb384467755912714abdfeae9e09af",
    "13_add_revenue": "53180616f450ac033a60143ff9b7c3656205947809c7979a51991922e7f326ad",
    "14_add_link_and_pixel": "2017fc23cad1365fa62fe1c18b70c631eb6a119a902f88672ffad63f90d80f3d",
    "15_add_share": "11e97bd1bd36611c473ca7f518a8c8c1e66fba5b2798e72db224f7e20477eb74",
    "16_boards": "5cef1484333ad14bcbbc3e1b2262601d3274a072d9656fb422530d112f98b447",
    "17_remove_duplicate_key": "19ef24e157ab33d7a34b13d06c5ffc2eca95ae4f668c1ccbbe219e48a09d13b1",
    "18_add_performance": "4ab4d1d954adfd3e65a327797b8fa2a528aa4377cbe03e2bd79b1d1c33c3b6ae",
    "19_add_session_replay": "d0b6047a369c8aa04813fb06ac012c731777a9f3d602d491119f47e57aa2ec09",
}


def in_schema(url: str, schema: str) -> str:
    return f"{url}&schema={schema}"


def load_umami(url: str, schema: str = "public") -> None:
    load(url, "3.1.0", schema)


def snapshot(url: str) -> str:
    """A hash of all that a schema holds: every relation, column, default and row, in every schema of ours."""
    digest = hashlib.sha256()
    with psycopg.connect(url) as connection:
        tables = connection.execute(
            "select oid::regclass::text from pg_class where relkind in ('r', 'i')"
            " and relnamespace::regnamespace::text !~ '^(pg_|information_schema)' order by 1"
        ).fetchall()
        digest.update(repr(tables).encode())
        digest.update(repr(connection.execute("select nspname from pg_namespace order by 1").fetchall()).encode())
        for (table,) in tables:
            if connection.execute("select relkind = 'r' from pg_class where oid = %s::regclass", [table]).fetchone()[0]:
                rows = connection.execute(
                    sql.SQL("select t::text from {} t order by 1").format(sql.SQL(table)),
                ).fetchall()
                digest.update(repr((table, rows)).encode())
        digest.update(repr(connection.execute(
            "select attrelid::regclass::text, attname, format_type(atttypid, atttypmod), attnotnull from pg_attribute"
            " where attrelid >= 16384 and attnum > 0 order by 1, 2"
        ).fetchall()).encode())
    return digest.hexdigest()


async def test_a_fresh_database_has_the_catalogue_of_umami_but_for_indexes_that_nothing_uses(database_url):
    assert catalogue_of(database_url) == catalogue.lean()
    assert len(catalogue.lean().indexes) == 95 - 29
    assert ask(database_url, "select indexdef from pg_indexes where schemaname = 'public' and indexdef ~ 'WHERE'") == [
        (catalogue.CUSTOM_EVENTS.format("public"),)]
    found = catalogue_of(with_umamis_indexes(database_url))
    assert found.columns == catalogue.expected().columns
    assert found.indexes == catalogue.expected().indexes
    assert (len(found.columns), len(found.indexes)) == (17, 95)


async def test_a_fresh_database_has_no_foreign_keys_sequences_triggers_or_checks(database_url):
    assert ask(
        database_url,
        "select contype::text, conname from pg_constraint where connamespace = 'public'::regnamespace"
        " and contype not in ('p', 'n') and conrelid <> 0",
    ) == [("u", "session_replay_saved_website_id_visit_id_key")]
    assert ask(
        database_url, "select relname from pg_class where relnamespace = 'public'::regnamespace"
        " and relkind not in ('r', 'i')",
    ) == []
    assert ask(database_url, "select tgname from pg_trigger") == []


async def test_a_fresh_database_equals_the_one_that_umami_left(database_url, empty_database):
    umami = await empty_database()
    load_umami(umami)
    assert catalogue_of(with_umamis_indexes(database_url)) == catalogue_of(umami)
    recorded = json.loads((DATA / "umami-3.1.0.after-3.1.0.json").read_text())
    for table, columns in catalogue_of(database_url).columns.items():
        names = {line.split()[0] for line in columns} - LEFT_OUT.get(table, set())
        assert names == set(recorded[table]["columns"])
    with psycopg.connect(database_url) as one, psycopg.connect(umami) as other:
        assert catalogue.prisma_columns(one) == catalogue.prisma_columns(other)


async def test_prismas_table_says_that_all_nineteen_migrations_ran(database_url):
    with psycopg.connect(database_url) as connection:
        assert catalogue.prisma_columns(connection) == catalogue.lines(catalogue.PRISMA_COLUMNS)
    rows = ask(
        database_url,
        "select id, migration_name, checksum, started_at, finished_at, logs, rolled_back_at, applied_steps_count"
        " from _prisma_migrations order by started_at",
    )
    assert [row[1] for row in rows] == sorted(CHECKSUMS) == list(MIGRATIONS)
    assert {row[1]: row[2] for row in rows} == CHECKSUMS
    assert all(row[5:] == (None, None, 1) for row in rows)
    times = [moment for row in rows for moment in row[3:5]]
    assert times == sorted(times)
    assert times[0] >= datetime(2023, 4, 17, tzinfo=UTC)
    assert times[-1] <= datetime.now(UTC)
    assert len({uuid.UUID(row[0]) for row in rows if uuid.UUID(row[0]).version == 4}) == 19
    assert ask(
        database_url, "select indexdef from pg_indexes where tablename = '_prisma_migrations'",
    ) == [("CREATE UNIQUE INDEX _prisma_migrations_pkey ON public._prisma_migrations USING btree (id)",)]


async def test_the_only_row_is_the_admin_with_the_password_umami(database_url):
    ((user_id, name, role, password, created, updated, deleted, display_name, logo_url),) = ask(
        database_url,
        "select user_id::text, username, role, password, created_at, updated_at, deleted_at, display_name, logo_url"
        ' from "user"',
    )
    assert (user_id, name, role) == ("41e2b680-648e-4b09-bcd7-3e2b10c06264", "admin", "admin")
    assert bcrypt.checkpw(b"umami", password.encode())
    assert abs((datetime.now(UTC) - created).total_seconds()) < 600
    assert (updated, deleted, display_name, logo_url) == (None, None, None, None)
    assert [table for table, rows in rows_of(database_url, "public").items() if rows] == ["user", "_prisma_migrations"]


async def test_migrating_again_changes_nothing(database_url):
    before = snapshot(database_url)
    await asyncio.to_thread(migrate, database_url)
    assert snapshot(database_url) == before


async def test_four_processes_may_migrate_at_once(empty_database):
    url = await empty_database()
    await asyncio.gather(*(asyncio.to_thread(migrate, url) for _ in range(4)))
    assert catalogue_of(url) == catalogue.lean()
    assert ask(url, 'select (select count(*) from _prisma_migrations), (select count(*) from "user")') == [(19, 1)]
    assert ask(url, "select version_num from dashi_alembic_version") == [(migrate_module.HEAD,)]


async def test_four_processes_may_adopt_at_once(empty_database):
    url = await empty_database()
    load_umami(url)
    await asyncio.gather(*(asyncio.to_thread(migrate, url) for _ in range(4)))
    assert ask(url, "select version_num from dashi_alembic_version") == [(migrate_module.HEAD,)]


async def test_a_schema_of_its_own_is_made_and_filled(empty_database):
    url = await empty_database()
    for _ in range(2):
        await asyncio.to_thread(migrate, in_schema(url, "Web%20Stats"))
    assert catalogue_of(url, '"Web Stats"') == catalogue.lean()
    assert ask(url, "select count(*) from pg_tables where schemaname = 'public'") == [(0,)]
    await asyncio.to_thread(migrate, url)
    assert catalogue_of(url) == catalogue.lean()


async def test_a_schema_whose_search_path_finds_others_tables_is_still_empty(empty_database):
    url = await empty_database()
    ask(url, "create table account (user_id int)")
    await asyncio.to_thread(migrate, in_schema(url, "stats"))
    assert catalogue_of(url, "stats") == catalogue.lean()


@pytest.mark.parametrize("schema", ["public", "stats"])
async def test_an_umami_3_1_0_is_adopted_without_a_change(empty_database, schema):
    url = await empty_database()
    load_umami(url, schema)
    before = catalogue_of(url, schema), rows_of(url, schema)
    for _ in range(2):
        await asyncio.to_thread(migrate, in_schema(url, schema))
    assert (catalogue_of(url, schema), rows_of(url, schema)) == before
    tables = ask(url, "select tablename::text from pg_tables where schemaname = %s", schema)
    assert {name for (name,) in tables} == {*catalogue.COLUMNS, *catalogue.OUR_TABLES}


def rows_of(url: str, schema: str) -> dict[str, list[Any]]:
    tables = (*catalogue.COLUMNS, "_prisma_migrations")
    with psycopg.connect(url) as connection:
        return {
            table: connection.execute(
                sql.SQL("select t::text from {}.{} t order by 1").format(sql.Identifier(schema), sql.Identifier(table)),
            ).fetchall()
            for table in tables
        }


def broken_off(url: str) -> None:
    load_umami(url)
    ask(url, "update _prisma_migrations set finished_at = null where migration_name = '19_add_session_replay'")


def without_history(url: str) -> None:
    load_umami(url)
    ask(url, "drop table _prisma_migrations")


def somebody_elses(url: str) -> None:
    ask(url, "create table wp_posts (id int)")


def older(url: str) -> None:
    load_umami(url)
    ask(url, "delete from _prisma_migrations where migration_name >= '15'")


def newer(url: str) -> None:
    load_umami(url)
    ask(
        url, "insert into _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)"
        " values ('x', 'x', '20_add_annotations', now(), 1)",
    )


def newer_without_a_column(url: str) -> None:
    newer(url)
    ask(url, "alter table website rename column replay_enabled to recorder_enabled")


def newer_that_needs_more(url: str) -> None:
    newer(url)
    ask(url, "alter table team_user add column seat integer")
    ask(url, "update team_user set seat = 1")
    ask(url, "alter table team_user alter column seat set not null")


def version_1(url: str) -> None:
    ask(url, "create table account (user_id serial primary key); create table _prisma_migrations"
             " (migration_name text, finished_at timestamptz, rolled_back_at timestamptz, started_at timestamptz)")
    ask(
        url, "insert into _prisma_migrations values ('01_init', now(), null, now()),"
        " ('04_add_uuid', now(), null, now())",
    )


def version_1_without_history(url: str) -> None:
    ask(url, "create table account (user_id serial primary key); create table pageview (view_id int)")


def lost_table(url: str) -> None:
    load_umami(url)
    ask(url, "drop table website_event")


def only_our_version(url: str) -> None:
    ask(url, "create table dashi_alembic_version (version_num varchar(32) primary key)")


def rolled_back(url: str) -> None:
    load_umami(url)
    ask(url, "update _prisma_migrations set rolled_back_at = now() where migration_name = '19_add_session_replay'")


@pytest.mark.parametrize("prepare, sentence", [
    (broken_off, "Umami's migration 19_add_session_replay is not finished"),
    (without_history, "The database is not empty, and its tables are not Umami's"),
    (somebody_elses, "there is wp_posts, but no _prisma_migrations"),
    (older, "The step 15_add_share failed and was undone: relation \"share\" already exists."),
    (rolled_back, "The step 19_add_session_replay failed and was undone: column \"replay_enabled\""),
    (newer, "an Umami newer than 3.1.0 (it has 20_add_annotations)"),
    (version_1, "The database belongs to Umami 1"),
    (newer_without_a_column, "an Umami newer than 3.1.0 (it has 20_add_annotations)"),
    (version_1_without_history, "The database belongs to Umami 1"),
    (lost_table, "has no table website_event"),
    (only_our_version, "The database has dashi_alembic_version, but none of the tables."),
], ids=lambda value: getattr(value, "__name__", None))
async def test_a_database_that_is_not_ours_is_refused_and_left_alone(
    empty_database, prepare: Callable[[str], None], sentence: str,
):
    url = await empty_database()
    prepare(url)
    before = snapshot(url)
    with pytest.raises(MigrationRefused) as refusal:
        await asyncio.to_thread(migrate, url)
    assert sentence in str(refusal.value)
    assert snapshot(url) == before


async def test_a_newer_umami_is_used_where_the_setting_says_so(empty_database):
    url = await empty_database()
    newer(url)
    ask(url, "create table annotation (annotation_id uuid primary key);"  # type: ignore[arg-type]
             " alter table team add column two_factor_required boolean not null default false")
    before = rows_of(url, "public")
    assert not is_up_to_date(url)
    await asyncio.to_thread(migrate, url, allow_newer=True)
    assert rows_of(url, "public") == before
    assert is_up_to_date(url, allow_newer=True)
    assert not is_up_to_date(url)


@pytest.mark.parametrize("prepare, sentence", [
    (newer_without_a_column, "has no column website.replay_enabled. This release cannot work with it."),
    (newer_that_needs_more, "needs a value for team_user.seat. This release cannot work with it."),
], ids=lambda value: getattr(value, "__name__", None))
async def test_a_newer_umami_that_lacks_what_we_use_is_refused_whatever_the_setting_says(
    empty_database, prepare: Callable[[str], None], sentence: str,
):
    url = await empty_database()
    prepare(url)
    before = snapshot(url)
    with pytest.raises(MigrationRefused) as refusal:
        await asyncio.to_thread(migrate, url, allow_newer=True)
    assert sentence in str(refusal.value)
    assert snapshot(url) == before


async def test_a_node_umami_that_went_on_in_between_is_noticed_at_the_next_start(database_url):
    assert is_up_to_date(database_url)
    ask(database_url, "insert into _prisma_migrations (id, checksum, migration_name, finished_at) values"
                      " ('x', 'x', '20_add_annotations', now())")
    assert not is_up_to_date(database_url)
    with pytest.raises(MigrationRefused, match="newer than 3"):
        await asyncio.to_thread(migrate, database_url)


async def test_a_user_who_may_not_look_into_umamis_history_may_serve(database_url):
    ask(database_url, "drop role if exists server")
    ask(database_url, "create role server login")
    ask(database_url, "grant select on dashi_alembic_version to server")
    assert is_up_to_date(database_url.replace("postgres@", "server@"))
    ask(database_url, "revoke select on dashi_alembic_version from server")
    ask(database_url, "drop role server")


async def test_unknown_names_repeated_ones_other_checksums_and_further_tables_do_not_matter(empty_database):
    url = await empty_database()
    load_umami(url)
    ask(
        url, "insert into _prisma_migrations (id, checksum, migration_name, finished_at, rolled_back_at) values"
        " ('a', 'x', 'local_patch', now(), null), ('b', 'x', '01_init', now(), null),"
        " ('c', 'x', '17_remove_duplicate_key', null, now())",
    )
    ask(url, "update _prisma_migrations set checksum = 'other', applied_steps_count = 0")
    ask(url, "create table notes (id int); create table account (id int)")
    await asyncio.to_thread(migrate, url)
    assert ask(url, "select version_num from dashi_alembic_version") == [(migrate_module.HEAD,)]


async def test_an_umami_that_was_stopped_before_its_first_migration_left_an_empty_database(empty_database):
    url = await empty_database()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "create table _prisma_migrations (id varchar(36) primary key not null, checksum varchar(64) not null,"
            " finished_at timestamptz, migration_name varchar(255) not null, logs text, rolled_back_at timestamptz,"
            " started_at timestamptz not null default now(), applied_steps_count integer not null default 0)"
        )
    await asyncio.to_thread(migrate, url)
    assert catalogue_of(url) == catalogue.lean()
    assert ask(url, "select count(*) from _prisma_migrations") == [(19,)]


async def test_an_old_server_is_refused(empty_database, monkeypatch):
    url = await empty_database()
    monkeypatch.setattr(migrate_module, "MINIMUM_SERVER", 990_000)
    with pytest.raises(MigrationRefused, match=r"This is PostgreSQL 18\.\d+; Dashi needs 12\.14 or newer\."):
        await asyncio.to_thread(migrate, url)


async def test_a_user_without_permissions_is_told_which(empty_database):
    url = await empty_database()
    ask(url, "drop role if exists visitor")
    ask(url, "create role visitor login")
    visitors_url = url.replace("postgres@", "visitor@")
    with pytest.raises(MigrationRefused, match="lacks a permission"):
        await asyncio.to_thread(migrate, visitors_url)
    with pytest.raises(MigrationRefused, match="CREATE on the schema stats"):
        await asyncio.to_thread(migrate, in_schema(visitors_url, "stats"))
    ask(url, "create schema stats authorization visitor")
    await asyncio.to_thread(migrate, in_schema(visitors_url, "stats"))
    assert catalogue_of(url, "stats") == catalogue.lean()


async def test_a_failure_halfway_leaves_nothing_behind(empty_database, monkeypatch):
    url = await empty_database()
    before = snapshot(url)

    def fail(*_: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr(command, "upgrade", fail)
    with pytest.raises(RuntimeError):
        await asyncio.to_thread(migrate, in_schema(url, "stats"))
    assert snapshot(url) == before


async def test_prismas_lock_is_waited_for(empty_database):
    url = await empty_database()
    with psycopg.connect(url, autocommit=True) as prisma:
        prisma.execute("select pg_advisory_lock(%s)", [PRISMA_LOCK])
        running = asyncio.create_task(asyncio.to_thread(migrate, url))
        await asyncio.sleep(0.5)
        assert not running.done()
        assert catalogue_of(url).columns == {}
    await running
    assert catalogue_of(url) == catalogue.lean()


async def test_a_statement_timeout_of_the_user_does_not_cut_the_wait(empty_database):
    url = await empty_database()
    with psycopg.connect(url, autocommit=True) as prisma:
        prisma.execute("select pg_advisory_lock(%s)", [PRISMA_LOCK])
        running = asyncio.create_task(asyncio.to_thread(migrate, url + "&options=-cstatement_timeout%3D300"))
        await asyncio.sleep(0.8)
        assert not running.done()
    await running


async def test_a_server_that_is_still_starting_is_waited_for(tmp_path):
    url = f"postgresql://postgres@/postgres?host={tmp_path}/postgres&port=5432"
    waiting = asyncio.create_task(asyncio.to_thread(migrate, url, wait_seconds=60))
    await asyncio.sleep(0.2)
    assert not waiting.done()
    with await asyncio.to_thread(embedded.start, tmp_path) as server:
        await waiting
        assert catalogue_of(server.database_url("postgres")) == catalogue.lean()


async def test_a_server_that_does_not_come_is_given_up_without_a_word_about_the_password(tmp_path):
    began = time.monotonic()
    with pytest.raises(DatabaseUnreachable) as error:
        await asyncio.to_thread(migrate, f"postgresql://me:s3cret@/x?host={tmp_path}", wait_seconds=1)
    assert 1 <= time.monotonic() - began < 10
    assert "s3cret" not in str(error.value) + repr(error.value)
    assert error.value.__cause__ is None


async def test_a_database_that_does_not_exist_is_not_waited_for(postgres: EmbeddedServer):
    began = time.monotonic()
    with pytest.raises(DatabaseUnreachable, match="does not exist"):
        await asyncio.to_thread(migrate, postgres.database_url("nowhere"))
    assert time.monotonic() - began < 5


async def test_a_database_of_a_later_dashi_is_not_taken_for_ours(database_url):
    ask(database_url, "update dashi_alembic_version set version_num = '9999'")
    with pytest.raises(MigrationRefused, match="newer release of Dashi"):
        await asyncio.to_thread(migrate, database_url)


def test_the_head_is_the_newest_of_the_scripts():
    assert ScriptDirectory(str(migrate_module._scripts())).get_heads() == [migrate_module.HEAD]


def test_every_known_migration_has_a_release():
    assert list(MIGRATIONS) == sorted(CHECKSUMS)
