"""dashi doctor: each fault that it should find, and that it finds none where there is none. And dashi health."""

import asyncio
import os
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest

from app.db.engine import DatabaseUrl
from app.db.migrate import HEAD
from app.operate import doctor
from app.operate.doctor import Finding
from app.settings import Settings
from tests.db.catalogue import COLUMNS
from tests.operate.conftest import Dashi
from tests.server.running import Running, free_port

GOOD_SECRET = "5f1c0a9be7d24836"
GEO = Path(__file__).parents[1] / "conformance" / "GeoIP2-City-Test.mmdb"


def settings(**changes: Any) -> Settings:
    return Settings(_env_file=None, **{"CLIENT_IP_HEADER": "x-real-ip", "WORKERS": 1, **changes})


def faults(findings: Any) -> list[str]:
    """The words of all that is not fine."""
    return [f"{finding.level}: {finding.words}" for finding in findings if finding.level != "ok"]


@pytest.mark.parametrize("changes, words", [
    ({}, None),
    ({"IGNORE_IP": "10.0.0.0/8, nonsense"}, "problem: IGNORE_IP: no address and no range: nonsense"),
    ({"SALT_ROTATION": "hour"}, "problem: SALT_ROTATION: 'hour' is read as month"),
    ({"BASE_PATH": "stats"}, "problem: BASE_PATH: 'stats' should begin with / and not end with it"),
    ({"BASE_PATH": "/stats/"}, "problem: BASE_PATH: '/stats/' should begin with / and not end with it"),
    ({"WORKERS": 10_000}, f"note: WORKERS: 10000 processes on {os.cpu_count()} cores are no faster"),
    ({"CLIENT_IP_HEADER": ""},
     "note: CLIENT_IP_HEADER is not set: visitors may choose their address (see docs/proxy.md)"),
])
def test_settings(changes, words):
    assert faults(doctor.of_settings(settings(**changes))) == ([words] if words else [])


@pytest.mark.parametrize("secret, words", [
    (GOOD_SECRET, None), ("postgresql://dashi:x@db/dashi", None),
    ("", "APP_SECRET is not set"), ("short", "can be guessed: 5 characters"), ("a" * 40, "40 characters, 1 different"),
    ("replace-me-with-a-random-string", "placeholder"), ("my-SECRET-of-2026", "placeholder"),
])
def test_the_secret_is_weighed_and_never_shown(secret, words):
    found = [*doctor.of_secret(secret, "postgresql://dashi:x@db/dashi")]
    assert len(found) == 1
    assert found[0].level == ("problem" if words else "ok")
    assert words is None or words in found[0].words
    assert not secret or secret not in found[0].words


def test_places(tmp_path, monkeypatch):
    damaged = tmp_path / "damaged.mmdb"
    damaged.write_bytes(b"no database")
    for path, words in ((tmp_path / "none", "note: there is no"), (damaged, "problem: ")):
        assert faults(doctor.of_files(settings(GEOLITE_DB_PATH=str(path))))[0].startswith(words)
    with doctor.maxminddb.open_database(os.fspath(GEO)) as reader:
        built = reader.metadata().build_epoch
    for days, level in ((3, "ok"), (400, "note")):
        monkeypatch.setattr(doctor.time, "time", lambda days=days: built + days * 86_400)
        finding = [*doctor.of_files(settings(GEOLITE_DB_PATH=str(GEO)))][-1]
        assert (finding.level, finding.about) == (level, "places")
        assert finding.words.endswith(f"{days} days old")


@pytest.mark.parametrize("free, level", [(5_000_000_000, "ok"), (900_000_000, "problem")])
def test_disk(monkeypatch, tmp_path, free, level):
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _path: SimpleNamespace(free=free))
    assert doctor.of_disk(tmp_path).level == level


async def of_database(url: str) -> list[Finding]:
    return await asyncio.to_thread(lambda: [*doctor.of_database(url)])


PASSWORD = "problem: admin still has the password umami: `dashi user reset-password admin`"


@pytest.mark.parametrize("change, words", [
    ("select 1", []),
    ("drop index website_event_session_id_idx",
     ["problem: 1 are missing, statistics will be slow: website_event_session_id_idx. "
      "`dashi indexes lean` or `umami` makes them"]),
    ("drop index dashi_website_event_custom_idx",
     ["problem: 1 are missing, statistics will be slow: dashi_website_event_custom_idx. "
      "`dashi indexes lean` or `umami` makes them"]),
    ("create schema rollup",
     ["problem: 1 are missing, statistics will be slow: website_event_visit_id_idx. "
      "`dashi indexes lean` or `umami` makes them"]),
    ("update pg_index set indisvalid = false where indexrelid = 'website_event_session_id_idx'::regclass",
     ["problem: 1 are invalid: `reindex index` website_event_session_id_idx"]),
    ("create index website_event_website_id_created_at_event_name_idx on website_event"
     " (website_id, created_at, event_name); drop index dashi_website_event_custom_idx", []),
    ("create index dashi_website_event_session_idx on website_event"
     " (date_trunc('month', created_at at time zone 'UTC'), session_id); drop index website_event_session_id_idx", []),
    ("alter table session drop column distinct_id", ["problem: 1 columns are missing: session.distinct_id"]),
    ("update dashi_alembic_version set version_num = '0001'",
     [f"problem: it is at revision 0001, this release works with {HEAD}: `dashi migrate`"]),
    ("drop table dashi_alembic_version",
     ["problem: Dashi has not been here yet: `dashi migrate` (or `dashi serve`) brings it up to date"]),
])
async def test_database(database_url, change, words):
    async with await DatabaseUrl.parse(database_url).connect(autocommit=True) as connection:
        await connection.execute(change)
        assert faults(await of_database(database_url)) == [*words, PASSWORD]
        await connection.execute("update \"user\" set password = 'x'")
        assert faults(await of_database(database_url)) == words


async def test_a_database_that_is_away_is_a_problem_without_its_password():
    found = await of_database(f"postgresql://me:hunter2hunter2@127.0.0.1:{free_port()}/none")
    assert [finding.level for finding in found] == ["problem"]
    assert "cannot be reached" in found[0].words and "hunter2" not in found[0].words


async def test_an_old_server_and_a_clock_that_is_wrong_are_problems(database_url, monkeypatch):
    monkeypatch.setattr("app.db.migrate.MINIMUM_SERVER", 990_000)
    late = time.time
    monkeypatch.setattr(doctor.time, "time", lambda: late() - 30)
    found = [finding for finding in await of_database(database_url) if finding.level == "problem"]
    assert [finding.about for finding in found] == ["database", "accounts", "clock"]
    assert found[-1].words.startswith("the database's differs from this machine's by 30.")


async def test_a_question_that_is_refused_is_a_problem_and_the_others_are_asked(database_url):
    async with await DatabaseUrl.parse(database_url).connect(autocommit=True) as connection:
        await connection.execute('alter table "user" rename to users')
    found = await of_database(database_url)
    assert "problem: it refuses a question: relation \"user\" does not exist" in faults(found)
    assert found[-1].about == "clock"


async def test_many_bytes_that_nothing_reads_are_worth_a_note(database_url, monkeypatch):
    async with await DatabaseUrl.parse(database_url).connect(autocommit=True) as connection:
        await connection.execute("create index session_created_at_idx on session (created_at)")
    monkeypatch.setattr(doctor, "_LARGE_SAVING", 0)
    said = [finding for finding in await of_database(database_url) if finding.about == "indexes"]
    assert [(finding.level, finding.words) for finding in said] == [
        ("note", "all that are needed are there, and 8 kB that are not: `dashi indexes lean`")]


def test_the_indexes_are_those_of_the_spec():
    names = doctor.expected_indexes()
    assert len(names) == 95 - len(COLUMNS) - 1  # Umami's, without 17 of primary keys and the one of a constraint
    assert {"website_event_website_id_created_at_url_path_idx", "user_username_key", "share_slug_key"} <= names


def test_redis_that_is_away_is_a_problem():
    assert doctor.of_redis(f"redis://127.0.0.1:{free_port()}/0", 0.2).level == "problem"


@pytest.mark.parametrize("secret, code", [(GOOD_SECRET, 0), ("short", 1)])
async def test_the_command_ends_with_1_where_there_is_a_problem(database_url, dashi: Dashi, capsys, secret, code):
    async with await psycopg.AsyncConnection.connect(database_url, autocommit=True) as connection:
        await connection.execute("update \"user\" set password = 'x'")
    assert await asyncio.to_thread(dashi, "doctor", DATABASE_URL=database_url, APP_SECRET=secret) == code
    lines = capsys.readouterr().out.splitlines()
    assert sum(line.startswith("problem ") for line in lines) == code
    assert any(line.startswith("ok       clock") for line in lines)


def test_before_the_first_start_there_is_no_database_and_none_is_made(dashi: Dashi, capsys, tmp_path):
    assert dashi("doctor") == 0
    assert "`dashi serve` makes one" in capsys.readouterr().out
    assert [*tmp_path.iterdir()] == []


def test_commands_work_beside_a_server_on_the_embedded_database_and_without_it(tmp_path, dashi: Dashi, capsys):
    server = Running(tmp_path, BASE_PATH="")
    try:
        assert dashi("user", "reset-password", "admin", "--generate") == 0
        assert dashi("doctor") == 0, capsys.readouterr().out
        assert "GB are free" in capsys.readouterr().out
        assert dashi("indexes", "status") == 0
        assert "The indexes are lean." in capsys.readouterr().out
        assert dashi("indexes", "umami", "--yes") == 0
        assert "these are Umami's now" in capsys.readouterr().out
        health = {"HOSTNAME": "0.0.0.0", "PORT": str(server.port)}  # noqa: S104
        assert dashi("health", **health) == 0
        assert dashi("health", **health, BASE_PATH="/elsewhere") == 1
    finally:
        server.stop()
    assert dashi("health", PORT=str(server.port), HOSTNAME="127.0.0.1", BASE_PATH="") == 1
    assert dashi("indexes", "lean", "--yes") == 0  # starts the database for itself
    assert dashi("prune", "--older-than", "1d", "--yes") == 0
