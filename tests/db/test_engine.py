"""A DATABASE_URL is read as Umami writes it, its password stays in it, and pools work in its schema and in UTC."""

import asyncio
from urllib.parse import quote

import psycopg
import pytest
import sqlalchemy as sa
from psycopg.conninfo import conninfo_to_dict

from app.db.engine import Database, DatabaseUrl
from app.db.migrate import DatabaseUnreachable, migrate

ALWAYS = {"connect_timeout": "10", "fallback_application_name": "dashi"}


@pytest.mark.parametrize("url, words", [
    ("postgresql://umami:umami@db:5432/umami",
     {"user": "umami", "password": "umami", "host": "db", "port": "5432", "dbname": "umami"}),
    ("postgres://umami@db/umami", {"user": "umami", "host": "db", "dbname": "umami"}),
    ("  postgres://db\n", {"host": "db"}),
    ("postgresql://me:p%40ss%2Fw%23rd%25%3A%20@db/x", {"user": "me", "password": "p@ss/w#rd%: ", "host": "db",
                                                     "dbname": "x"}),
    ("postgresql://me:a@b:c@db/x", {"user": "me", "password": "a@b:c", "host": "db", "dbname": "x"}),
    ("postgresql://me:a[b]c@db/x", {"user": "me", "password": "a[b]c", "host": "db", "dbname": "x"}),
    ("postgresql://me:it's\\@db/x", {"user": "me", "password": "it's\\", "host": "db", "dbname": "x"}),
    ("postgresql://me:50%off@db/x", {"user": "me", "password": "50%off", "host": "db", "dbname": "x"}),
    ("postgresql://me@[::1]:5433/x", {"user": "me", "host": "::1", "port": "5433", "dbname": "x"}),
    ("postgresql://[2001:db8::1]/x", {"host": "2001:db8::1", "dbname": "x"}),
    ("postgresql://a:1,b:2,[::1]:3/x?target_session_attrs=read-write",
     {"host": "a,b,::1", "port": "1,2,3", "dbname": "x", "target_session_attrs": "read-write"}),
    ("postgresql://me@/x?host=/run/postgresql&port=6432",
     {"user": "me", "host": "/run/postgresql", "port": "6432", "dbname": "x"}),
    ("postgresql://me:pw@localhost/x?host=%2Fvar%2Frun%2Fpostgresql",
     {"user": "me", "password": "pw", "host": "/var/run/postgresql", "dbname": "x"}),
    ("postgresql://%2Frun%2Fpostgresql/x", {"host": "/run/postgresql", "dbname": "x"}),
    ("postgresql://db/na%20me%3F", {"host": "db", "dbname": "na me?"}),
    ("postgresql://db/x?sslmode=verify-full&sslrootcert=/ca.pem&application_name=a%20b",
     {"host": "db", "dbname": "x", "sslmode": "verify-full", "sslrootcert": "/ca.pem", "application_name": "a b"}),
    ("postgresql://db/x?sslmode=no-verify", {"host": "db", "dbname": "x", "sslmode": "require"}),
    ("postgresql://db/x?ssl=true", {"host": "db", "dbname": "x", "sslmode": "require"}),
    ("postgresql://db/x?ssl=true&sslmode=disable", {"host": "db", "dbname": "x", "sslmode": "disable"}),
    ("postgresql://db/x?schema=a&connection_limit=5&pool_timeout=2&pgbouncer=true&statement_cache_size=0&new=1",
     {"host": "db", "dbname": "x"}),
    ("postgresql://db/x?connect_timeout=3", {"host": "db", "dbname": "x", "connect_timeout": "3"}),
    ("postgresql://", {}),
])
def test_a_url_becomes_words_of_libpq(url, words):
    assert conninfo_to_dict(DatabaseUrl.parse(url).conninfo) == ALWAYS | words


@pytest.mark.parametrize("query, schema", [
    ("", "public"), ("?schema=", "public"), ("?schema=stats", "stats"),
    ("?sslmode=disable&schema=Web%20Stats", "Web Stats"),
])
def test_the_schema_is_publics_unless_the_url_names_one(query, schema):
    assert DatabaseUrl.parse("postgresql://db/x" + query).schema == schema


@pytest.mark.parametrize("url", [
    "",
    "mysql://me:s3cret@db/x",
    "me:s3cret@db/x",
    "postgresql//me:s3cret@db/x",
    "postgresql://me:s3cret/more@db/x",
    "postgresql://me:12/s3cret@db:99999999/x",
    "postgresql://me:s3cret#more@db/x",
    "postgresql://me:s3cret?more@db/x",
    "postgresql://me:12?s3cret@db/x",
    "postgresql://me:s3cret@[::1/x",
    "postgresql://me:s3cret@[::1]x/x",
    "postgresql://me:s3cret@db:٥/x",
    "postgresql://me:s3cret@db:port/x",
    "postgresql://me:s3cret@db:65536/x",
    "postgresql://me:s3cret@db:5432:1/x",
])
def test_a_url_that_cannot_be_read_is_refused_without_a_word_of_its_password(url):
    with pytest.raises(ValueError, match="DATABASE_URL") as error:
        DatabaseUrl.parse(url)
    assert "s3cret" not in repr(error.value)
    assert error.value.__cause__ is None
    assert error.value.__suppress_context__ or error.value.__context__ is None


def test_a_replica_is_named_in_its_errors_and_shares_the_schema_unless_it_names_one():
    with pytest.raises(ValueError, match="DATABASE_REPLICA_URL must begin"):
        Database("postgresql://db/x", "mysql://db/x")
    assert DatabaseUrl.parse("postgresql://replica/x", default_schema="stats").schema == "stats"
    assert DatabaseUrl.parse("postgresql://replica/x?schema=own", default_schema="stats").schema == "own"


async def test_reads_go_to_the_replica_and_in_the_schema_of_the_database(empty_database):
    primary, replica = await empty_database(), await empty_database()
    for url in (primary, replica):
        await asyncio.to_thread(migrate, url + "&schema=stats")
    database = Database(primary + "&schema=stats", replica)
    where = sa.text("select current_database(), current_schema()")
    async with database.engine.connect() as one, database.reader.connect() as other:
        written, read = (await one.execute(where)).one(), (await other.execute(where)).one()
    assert written[0] != read[0]
    assert (written[1], read[1]) == ("stats", "stats")
    await database.close()


def test_a_repr_does_not_show_the_password():
    database = Database("postgresql://me:s3cret@db/x", "postgresql://me:s3cret@replica/x")
    for value in (database.url, database, database.engine, database.reader, database.engine.url):
        assert "s3cret" not in repr(value) + str(value)


async def test_a_connection_that_fails_does_not_tell_the_password(tmp_path):
    url = f"postgresql://me:s3cret@/x?host={tmp_path}"
    database = Database(url)
    with pytest.raises(sa.exc.OperationalError) as error:
        async with database.transaction():
            pass
    assert "s3cret" not in str(error.value) + repr(error.value) + repr(error.value.orig)
    with pytest.raises(psycopg.OperationalError) as other:
        await DatabaseUrl.parse(url).connect()
    assert "s3cret" not in str(other.value) + repr(other.value)
    with pytest.raises(DatabaseUnreachable) as third:
        await asyncio.to_thread(migrate, url, wait_seconds=0)
    assert "s3cret" not in str(third.value) + repr(third.value)


async def test_connections_work_in_the_urls_schema_and_in_utc(empty_database):
    url = await empty_database() + "&schema=" + quote('we"b stats')
    await asyncio.to_thread(migrate, url)
    database = Database(url)
    for engine in (database.engine, database.reader):
        async with engine.begin() as connection:
            found = (await connection.execute(sa.text(
                "select current_schema(), current_setting('TimeZone'), current_setting('application_name'),"
                ' (select username from "user")'
            ))).one()
            assert found == ('we"b stats', "UTC", "dashi", "admin")
    await database.close()


async def test_a_transaction_commits_at_its_end_and_rolls_back_with_an_exception(database_url):
    database = Database(database_url)
    rename = sa.text('update "user" set username = :name')
    async with database.transaction() as connection:
        await connection.execute(rename, {"name": "kept"})
    with pytest.raises(ZeroDivisionError):
        async with database.transaction() as connection:
            await connection.execute(rename, {"name": "dropped"})
            raise ZeroDivisionError
    async with database.reader.connect() as connection:
        assert (await connection.execute(sa.text('select username from "user"'))).scalar_one() == "kept"
    await database.close()


async def test_a_pool_survives_a_server_that_cut_its_connections(database_url):
    database = Database(database_url)
    async with database.transaction() as connection:
        pid = (await connection.execute(sa.text("select pg_backend_pid()"))).scalar_one()
    async with await psycopg.AsyncConnection.connect(database_url, autocommit=True) as other:
        await other.execute("select pg_terminate_backend(%s, 1000)", [pid])
    async with database.transaction() as connection:
        assert (await connection.execute(sa.text("select 1"))).scalar_one() == 1
    await database.close()


async def test_connections_behind_a_pooler_prepare_no_statements(database_url):
    connection = await DatabaseUrl.parse(database_url + "&pgbouncer=true").connect()
    assert connection.prepare_threshold is None
    await connection.close()
    connection = await DatabaseUrl.parse(database_url).connect(autocommit=True)
    assert connection.prepare_threshold is not None
    assert connection.autocommit
    await connection.close()
