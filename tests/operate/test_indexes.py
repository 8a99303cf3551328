"""`dashi indexes`: lean and back, to the letter, beside others who use the tables, and however often it is killed."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from app.db import index_work, indexes
from app.db.indexes import UMAMI
from app.db.migrate import migrate
from app.operate.indexes import actions, packing
from app.operate.indexes.commands import check_disk
from app.rollups.maintain import engine_of
from tests.db import catalogue
from tests.db.takeover.umami import ask, catalogue_of, definitions, history, load
from tests.operate.conftest import Dashi

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(dashi: Dashi, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `dashi indexes ...` on a database: exit code, standard output, standard error."""
    def run(url: str, *words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = dashi("indexes", *words, DATABASE_URL=url)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
async def adopted(empty_database: Any) -> str:
    """The database of a Node Umami, adopted."""
    url: str = await empty_database()
    load(url, "3.1.0")
    await asyncio.to_thread(migrate, url)
    return url


BY_MONTH = "dashi_website_event_session_idx"


def session_indexes(url: str) -> list[str]:
    """The names of those that find a session's events."""
    return [name for (name,) in ask(
        url, "select indexname::text from pg_indexes where tablename = 'website_event' and schemaname = 'public'"
             " and indexname in ('dashi_website_event_session_idx', 'website_event_session_id_idx') order by 1")]


def custom_events(url: str) -> list[Any]:
    return ask(url, "select indexdef from pg_indexes where indexname = 'dashi_website_event_custom_idx'")


async def test_umamis_become_lean_and_umamis_again_to_the_letter_and_no_row_changes(adopted, run):
    before, rows = definitions(adopted), history(adopted)
    for _ in range(2):
        code, out, _ = run(adopted, "lean", "--yes")
        assert (code, "freed: " in out) == (0, True)
        assert catalogue_of(adopted) == catalogue.lean()
        assert custom_events(adopted) == [(catalogue.CUSTOM_EVENTS.format("public"),)]
        assert run(adopted, "lean", "--yes")[:2] == (0, "The indexes are lean already.\n")
        assert history(adopted) == rows
        assert run(adopted, "umami", "--yes")[0] == 0
        assert definitions(adopted) == before
        assert run(adopted, "umami", "--yes")[:2] == (0, "These are Umami's indexes already.\n")
    assert history(adopted) == rows
    assert catalogue_of(adopted) == catalogue.expected()


async def test_indexes_in_a_schema_of_their_own_are_those_that_are_meant(empty_database, run):
    url = await empty_database()
    for schema in ("public", "Web Stats"):
        load(url, "3.1.0", schema)
    own = f"{url}&schema=Web%20Stats"
    await asyncio.to_thread(migrate, own)
    assert run(own, "lean", "--yes")[0] == 0
    assert catalogue_of(url, '"Web Stats"') == catalogue.lean()
    assert catalogue_of(url) == catalogue.expected()
    assert run(own, "umami", "--yes")[0] == 0
    assert catalogue_of(url, '"Web Stats"') == catalogue.expected()
    assert custom_events(url) == []


async def test_what_somebody_else_made_stays(adopted, run):
    ask(adopted, "create index mine on website_event (website_id, tag)")
    assert run(adopted, "lean", "--yes")[0] == 0
    _, out, _ = run(adopted, "status")
    assert "  mine  (neither Umami's nor Dashi's)" in out and "The indexes are lean." in out


async def test_sessions_by_month_are_asked_for_and_stay_until_something_else_is(adopted, run):
    rows = history(adopted)
    code, out, _ = run(adopted, "lean", "--by-month", "--yes")
    assert (code, "freed: " in out) == (0, True)
    assert session_indexes(adopted) == [BY_MONTH]
    assert run(adopted, "lean", "--yes")[:2] == (0, "The indexes are lean already.\n")
    assert run(adopted, "lean", "--by-month", "--yes")[:2] == (0, "The indexes are lean already.\n")
    out = run(adopted, "status")[1]
    assert "The indexes are lean, sessions by month." in out and "would free" not in out and "nor Dashi's" not in out
    assert run(adopted, "lean", "--no-by-month", "--yes")[0] == 0
    assert session_indexes(adopted) == ["website_event_session_id_idx"]
    assert catalogue_of(adopted) == catalogue.lean()
    assert run(adopted, "lean", "--by-month", "--yes")[0] == 0
    assert run(adopted, "umami", "--yes")[0] == 0
    assert catalogue_of(adopted) == catalogue.expected()
    assert session_indexes(adopted) == ["website_event_session_id_idx"]
    assert history(adopted) == rows


async def test_a_half_made_index_by_month_goes_with_the_next_run(adopted, run):
    assert run(adopted, "lean", "--by-month", "--yes")[0] == 0
    ask(adopted, "create index website_event_session_id_idx on website_event (session_id)")
    ask(adopted, "update pg_index set indisvalid = false"
                 " where indexrelid = 'dashi_website_event_session_idx'::regclass")
    assert f"{BY_MONTH}  (not needed, half made or half dropped)" in run(adopted, "status")[1]
    assert run(adopted, "lean", "--yes")[0] == 0
    assert session_indexes(adopted) == ["website_event_session_id_idx"]


async def test_one_session_is_found_by_month_in_a_few_pages(adopted, run):
    ask(adopted, "insert into website_event (event_id, website_id, session_id, visit_id, created_at, url_path)"
                 " select gen_random_uuid(), gen_random_uuid(), md5((i / 4)::text)::uuid, gen_random_uuid(),"
                 " '2026-01-01'::timestamptz + i * interval '10 minutes', '/' from generate_series(0, 40000) as i")
    assert run(adopted, "lean", "--by-month", "--yes")[0] == 0
    found = "select {} from website_event where session_id = md5('7')::uuid"
    plan = "\n".join(row[0] for row in ask(adopted, "explain (analyze, buffers) " + found.format("count(*)")))
    assert BY_MONTH in plan and "Seq Scan" not in plan
    assert ask(adopted, found.format("count(*)")) == [(4,)]


async def test_a_server_that_cannot_skip_months_is_not_given_an_index_by_month(adopted, run, monkeypatch):
    monkeypatch.setattr(actions, "SKIPS_SINCE", 990_000)
    before = definitions(adopted)
    code, _, err = run(adopted, "lean", "--by-month", "--yes")
    assert (code, "since PostgreSQL 18 only" in err) == (1, True)
    assert definitions(adopted) == before


async def test_with_rollups_the_index_of_visits_is_needed(adopted, run):
    ask(adopted, "create schema rollup")
    assert run(adopted, "lean", "--yes")[0] == 0
    assert ("website_event_visit_id_idx visit_id" in catalogue_of(adopted).indexes) is True
    ask(adopted, "drop schema rollup")
    assert "1 indexes that no statement uses" in run(adopted, "status")[1]


async def test_rollups_find_the_rows_of_a_visit_by_an_index(adopted, run):
    before = definitions(adopted)
    index_work.for_rollups(engine_of(adopted), print)
    assert definitions(adopted) == before  # Umami has two
    assert run(adopted, "lean", "--yes")[0] == 0
    said: list[str] = []
    for _ in range(2):
        index_work.for_rollups(engine_of(adopted), said.append)
    assert said == ["making the index website_event_visit_id_idx, which rollups need"]
    assert "website_event_visit_id_idx visit_id" in catalogue_of(adopted).indexes


async def test_keys_that_random_ids_have_left_half_full_are_packed(adopted, run, monkeypatch):
    monkeypatch.setattr(packing, "WORTH_BYTES", 100_000)
    ask(adopted, "insert into website_event (event_id, website_id, session_id, visit_id, url_path)"
                 " select gen_random_uuid(), '11111111-1111-4111-8111-111111111111', md5((n / 3)::text)::uuid,"
                 " gen_random_uuid(), '/' from generate_series(1, 40000) n")
    ask(adopted, "insert into session (session_id, website_id) select md5(n::text)::uuid,"
                 " '11111111-1111-4111-8111-111111111111' from generate_series(0, 13333) n")
    ask(adopted, "analyze website_event")
    ask(adopted, "analyze session")
    sizes = "select pg_relation_size('website_event_pkey') + pg_relation_size('website_event_session_id_idx')"
    before = ask(adopted, sizes)[0][0]
    keys = "select conname, conindid::regclass::text from pg_constraint where contype = 'p' order by 1"
    constraints = ask(adopted, keys)
    # What a run leaves that is killed while it packs.
    ask(adopted, "create unique index website_event_pkey_ccnew on website_event (event_id)")
    ask(adopted, "update pg_index set indisvalid = false where indexrelid = 'website_event_pkey_ccnew'::regclass")
    assert run(adopted, "lean", "--yes")[0] == 0
    after = ask(adopted, sizes)[0][0]
    assert after < 0.85 * before
    assert ask(adopted, keys) == constraints
    assert catalogue_of(adopted) == catalogue.lean()
    assert run(adopted, "lean", "--yes")[:2] == (0, "The indexes are lean already.\n")
    with index_work.at_work(engine_of(adopted)) as work:
        # What is reckoned is what comes out.
        monkeypatch.setattr(packing, "WORTH_BYTES", -10**9)
        monkeypatch.setattr(packing, "WORTH_SHARE", -10)
        for one in packing.loose(work.connection, work.found()):
            if one.index.size > 500_000:
                assert one.packed == pytest.approx(one.index.size, rel=0.1), one


async def test_status_says_which_set_there_is_and_what_could_be_saved(adopted, run):
    _, out, _ = run(adopted, "status")
    lines = out.splitlines()
    assert lines[0].startswith("website_event: rows ") and lines[0].split(", ")[1].startswith("15 indexes ")
    assert sum(line.endswith("(not needed)") for line in lines) == 29
    assert "These are Umami's indexes." in lines
    assert any(line.startswith("`dashi indexes lean` would free ") and ": 29 indexes" in line for line in lines)
    ask(adopted, "drop index website_event_session_id_idx")
    ask(adopted, "drop index session_created_at_idx")
    out = run(adopted, "status")[1]
    assert "between lean and Umami's: 2 of Umami's 34 are missing, 28 are not needed; statistics will be slow" in out
    assert "without website_event_session_id_idx, dashi_website_event_custom_idx." in out
    assert "`dashi indexes umami` would make 2, " in out


async def test_without_yes_and_without_a_terminal_nothing_happens(adopted, run):
    before = definitions(adopted)
    code, _, err = run(adopted, "lean")
    assert (code, "--yes" in err) == (1, True)
    assert definitions(adopted) == before


async def test_what_a_broken_run_left_half_made_is_made_anew(adopted, run):
    assert run(adopted, "lean", "--yes")[0] == 0
    ask(adopted, "create index session_created_at_idx on session (created_at)")
    ask(adopted, "update pg_index set indisvalid = false, indisready = false where indexrelid in"
                 " ('session_created_at_idx'::regclass, 'dashi_website_event_custom_idx'::regclass)")
    assert "(not needed, half made or half dropped)" in run(adopted, "status")[1]
    assert run(adopted, "lean", "--yes")[0] == 0
    assert catalogue_of(adopted) == catalogue.lean()
    assert ask(adopted, "select count(*) from pg_index where not indisvalid") == [(0,)]
    ask(adopted, "create index session_created_at_idx on session (created_at)")
    ask(adopted, "update pg_index set indisvalid = false where indexrelid = 'session_created_at_idx'::regclass")
    assert run(adopted, "umami", "--yes")[0] == 0
    assert catalogue_of(adopted) == catalogue.expected()


async def test_a_name_that_something_else_bears_is_told_before_anything_is_done(adopted, run):
    assert run(adopted, "lean", "--yes")[0] == 0
    ask(adopted, "create index session_created_at_idx on session (browser)")
    before = definitions(adopted)
    code, _, err = run(adopted, "umami", "--yes")
    assert (code, "something else by the name of session_created_at_idx" in err) == (1, True)
    assert definitions(adopted) == before


@pytest.mark.parametrize("which", ["lean", "umami"])
async def test_a_process_that_is_killed_in_the_middle_costs_nothing_but_another_run(adopted, run, which):
    """A writer that has not ended holds the statement up; then the process is killed."""
    if which == "umami":
        assert run(adopted, "lean", "--yes")[0] == 0
    busy = threading.Event()
    with psycopg.connect(adopted) as writer:
        writer.execute("update session set browser = browser")
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "app.cli", "indexes", which, "--yes"],
            env={**os.environ, "DATABASE_URL": adopted}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + 30
        while time.monotonic() < until and not busy.is_set():
            await asyncio.sleep(0.05)
            # It waits for the writer while it works on the table of sessions.
            if ask(adopted, "select 1 from pg_stat_activity where datname = current_database()"
                            " and wait_event_type = 'Lock' and query ~ '^(create|drop) index concurrently'"):
                busy.set()
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert busy.is_set()
        # PostgreSQL notices within a second or so.
        code, _, err = await asyncio.to_thread(run, adopted, "status")
        assert (code, err) == (0, "")
    assert run(adopted, which, "--yes")[0] == 0
    assert catalogue_of(adopted) == (catalogue.lean() if which == "lean" else catalogue.expected())
    assert ask(adopted, "select count(*) from pg_index where not indisvalid") == [(0,)]


async def test_nobody_waits_for_long_behind_it(adopted, monkeypatch):
    monkeypatch.setattr(index_work, "LOCK_SECONDS", 0.2)
    said: list[str] = []
    waits = threading.Event()

    def say(words: str) -> None:
        said.append(words)
        waits.set()

    def lean() -> None:
        with index_work.at_work(engine_of(adopted), say) as work:
            actions.go_lean(work, lambda *_: None, lambda *_: None)

    with psycopg.connect(adopted) as other:
        other.execute("lock table website_event in share row exclusive mode")
        task = asyncio.create_task(asyncio.to_thread(lean))
        assert await asyncio.to_thread(waits.wait, 20)
        other.commit()
        await task
    assert said == [f"{said[0].split(':')[0]}: waiting for a transaction that uses it"]
    assert catalogue_of(adopted) == catalogue.lean()


async def test_one_process_at_a_time_changes_indexes(adopted, run, monkeypatch):
    monkeypatch.setattr(index_work, "OTHER_RUN_SECONDS", 0.1)
    with index_work.at_work(engine_of(adopted)):
        code, _, err = await asyncio.to_thread(run, adopted, "lean", "--yes")
    assert (code, "Another `dashi indexes` is at work" in err) == (1, True)


async def test_a_user_who_does_not_own_the_tables_is_told_so(adopted, run):
    ask(adopted, "drop role if exists reader")
    ask(adopted, "create role reader login")
    ask(adopted, "grant select on all tables in schema public to reader")
    before = definitions(adopted)
    code, _, err = run(adopted.replace("postgres@", "reader@"), "lean", "--yes")
    assert (code, "does not own the tables event_data, revenue, session, website_event" in err) == (1, True)
    assert run(adopted.replace("postgres@", "reader@"), "status")[0] == 0
    assert definitions(adopted) == before
    ask(adopted, "revoke all on all tables in schema public from reader")
    ask(adopted, "drop role reader")


async def test_the_room_that_is_needed_is_known_before(adopted, run):
    ask(adopted, "insert into session (session_id, website_id, browser) select gen_random_uuid(), gen_random_uuid(),"
                 " 'chrome' from generate_series(1, 20000)")
    ask(adopted, "analyze session")
    ask(adopted, "reindex table session")
    made = sum(size for (size,) in ask(
        adopted, "select pg_relation_size(indexrelid) from pg_index where indrelid = 'session'::regclass"
                 " and not indisprimary"))
    with index_work.at_work(engine_of(adopted)) as work:
        needed = actions.bytes_needed(work.connection, [index for index in UMAMI if index.table == "session"])
        assert indexes.read(work.connection).heaps["session"] > 0
    assert made <= needed < 3 * made


def test_a_disk_that_is_too_small_is_refused(tmp_path, monkeypatch):
    assert check_disk(None, 10**18) == " on the database's server, which cannot be asked how much it has"
    monkeypatch.setattr(shutil, "disk_usage", lambda _: type("Usage", (), {"free": 10**8})())
    assert check_disk(tmp_path, 10**7) == f", of 100 MB in {tmp_path}"
    with pytest.raises(ValueError, match=r"takes about 1 GB of free disk, and .* has 100 MB\."):
        check_disk(tmp_path, 10**9)


@pytest.mark.parametrize("phase, share", [
    (("initializing", 0, 0, 0, 0, None), 0.0), (("waiting for writers before build", 0, 0, 0, 0, 7), 0.0),
    (("building index: scanning table", 50, 100, 0, 0, None), 0.175),
    (("building index: loading tuples in tree", 100, 100, 5, 10, None), 0.525),
    (("index validation: scanning table", 10, 10, 0, 0, None), 1.0), (("another", None, None, None, None, None), 0.0),
])
def test_progress_is_a_share_of_the_whole(phase, share):
    assert index_work._share(*phase) == pytest.approx(share)
    assert index_work._phase(*phase).endswith(" (of process 7)") == (phase[5] == 7)
