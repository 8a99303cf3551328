"""An older Umami becomes a 3.1.0 as Umami's own migrations would make it, and can be killed at any moment."""

import asyncio
import logging
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import psycopg
import pytest
from psycopg import errors

from app.db.adopt import MIGRATIONS
from app.db.migrate import MigrationRefused, is_up_to_date, migrate
from app.db.takeover import run
from app.db.takeover.steps import STEPS, Step
from tests.db import catalogue
from tests.db.takeover.umami import (
    RELEASES,
    ask,
    catalogue_of,
    contents,
    definitions,
    found,
    history,
    load,
    recorded,
    session_hours,
    visits,
    with_umamis_indexes,
)
from tests.db.test_migrate import CHECKSUMS
from tests.server.running import CHROME, Running, hit


@pytest.fixture(scope="module")
async def taken_over(empty_database: Callable[[], Awaitable[str]]) -> dict[str, str]:
    """The URL of a database that each release left and that was taken over. Tests only read them."""
    urls = {release: await empty_database() for release in RELEASES}
    for release, url in urls.items():
        load(url, release)
        await asyncio.to_thread(migrate, url)
    return urls


@pytest.fixture(scope="module")
def fresh_database(module_database: str) -> str:
    """The URL of a new database with all of Umami's indexes. Tests only read it."""
    return with_umamis_indexes(module_database)


@pytest.mark.parametrize("release", RELEASES)
def test_every_row_is_as_umami_left_it(taken_over, release):
    assert found(taken_over[release], release) == recorded(release)


@pytest.mark.parametrize("release", RELEASES)
async def test_the_catalogue_is_that_of_a_fresh_database_with_umamis_indexes(taken_over, fresh_database, release):
    assert catalogue_of(taken_over[release]) == catalogue.expected()
    assert definitions(taken_over[release]) == definitions(fresh_database)


@pytest.mark.parametrize("release", RELEASES)
def test_a_node_umami_3_1_0_finds_its_nineteen_migrations_done(taken_over, release):
    assert history(taken_over[release]) == [(name, CHECKSUMS[name], True, None, None, 1) for name in MIGRATIONS]
    ids = {uuid.UUID(id_) for (id_,) in ask(taken_over[release], "select id from _prisma_migrations")}
    assert len({id_ for id_ in ids if id_.version == 4}) == 19


@pytest.mark.parametrize("release", RELEASES)
async def test_a_second_takeover_changes_nothing(taken_over, release):
    url = taken_over[release]
    before = contents(url), definitions(url)
    assert is_up_to_date(url)
    await asyncio.to_thread(migrate, url)
    assert (contents(url), definitions(url)) == before


async def test_what_umami_recorded_of_its_earlier_migrations_stays(empty_database):
    url = await empty_database()
    load(url, "2.15.0")
    before = ask(url, "select * from _prisma_migrations order by started_at")
    await asyncio.to_thread(migrate, url)
    assert ask(url, "select * from _prisma_migrations order by started_at")[:7] == before


async def test_an_umami_in_a_schema_of_its_own_is_taken_over_there(empty_database, fresh_database):
    url = await empty_database()
    load(url, "2.10.0", "stats")
    await asyncio.to_thread(migrate, f"{url}&schema=stats")
    assert found(url, "2.10.0", "stats") == recorded("2.10.0")
    assert catalogue_of(url, "stats") == catalogue.expected()
    assert str(definitions(url, "stats")) == str(definitions(fresh_database)).replace("public.", "stats.")
    assert contents(url) == {}


async def test_events_of_a_session_in_one_clock_hour_are_one_visit(empty_database):
    url = await empty_database()
    load(url, "2.10.0")
    # The time zone of the server plays no part in it: here its hours begin at another minute.
    ask(url, "do $$ begin execute format('alter database %%I set timezone to ''Asia/Kolkata''', current_database());"
             " end $$")
    ask(url, "insert into website_event (event_id, website_id, session_id, url_path, created_at)"
             " select gen_random_uuid(), website_id, session_id, '/', created_at + interval '35 minutes'"
             " from website_event")
    await asyncio.to_thread(migrate, url)
    assert visits(url) == session_hours(url)
    assert len(visits(url)) > 1
    versions = {uuid.UUID(visit).version for (visit,) in ask(url, "select visit_id::text from website_event")}
    assert versions == {4}


async def test_an_event_without_a_time_is_kept(empty_database):
    url = await empty_database()
    load(url, "2.10.0")
    ((lost,),) = ask(
        url, "update website_event set created_at = null where event_id = (select event_id from website_event limit 1)"
        " returning event_id::text",
    )
    await asyncio.to_thread(migrate, url)
    assert ask(url, "select visit_id is not null from website_event where event_id = %s", lost) == [(True,)]


@pytest.mark.parametrize("parameters, result", [
    ('{"window": 5, "urls": ["/a", "/b"]}', '{"window": 5}'),
    ('{"steps": [{"type": "url", "value": "/a"}]}', None),
    ('{"steps": []}', '{"steps": []}'),
    ('{"websiteId": "x", "dateRange": {}, "steps": [{"type": "event", "value": "e"}, {"type": "url", "value": "/"}]}',
     '{"steps": [{"type": "event", "value": "e"}, {"type": "path", "value": "/"}]}'),
    ('"text"', '"text"'),
])
async def test_a_saved_funnel_is_turned_into_the_form_of_umami_3(empty_database, parameters, result):
    url = await empty_database()
    load(url, "2.20.2")
    ask(url, "delete from report")
    add_report(url, "funnel", "F", parameters)
    await asyncio.to_thread(migrate, url)
    assert ask(url, "select parameters::text from report") == ([(result,)] if result else [])


async def test_saved_goals_become_a_report_each(empty_database):
    url = await empty_database()
    load(url, "2.20.2")
    ask(url, "delete from report")
    add_report(url, "goals", "G", '{"websiteId": "x", "goals": [{"type": "url", "value": "/a", "goal": 1},'
               ' {"type": "event", "value": "buy"}, {"type": "event-data", "value": "d"}]}')
    add_report(url, "goals", "L" * 200, '{"goals": [{"type": "url", "value": "/long"}]}')
    await asyncio.to_thread(migrate, url)
    assert ask(url, "select name, type, parameters from report order by name") == [
        ("G - /a", "goal", {"type": "path", "value": "/a"}),
        ("G - buy", "goal", {"type": "event", "value": "buy"}),
        ("L" * 200, "goal", {"type": "path", "value": "/long"}),
    ]


def add_report(url: str, kind: str, name: str, parameters: str) -> None:
    ask(url, "insert into report (report_id, user_id, website_id, type, name, description, parameters)"
             " select gen_random_uuid(), user_id, website_id, %s, %s, '', %s from website limit 1",
        kind, name, parameters)


@pytest.mark.parametrize("release", ["2.10.0", "2.18.0"])
async def test_a_takeover_cut_short_in_and_after_every_step_goes_on_from_there(empty_database, monkeypatch, release):
    url = await empty_database()
    load(url, release)
    apply, done = run._apply, RELEASES[release]
    for step in STEPS[done - 4:]:
        # All of the step ran, but for its commit; next time the commit is the last thing that happens.
        for cut, reached in ((cut_within(step, apply), done), (cut_before_the_step_after(step, apply), done + 1)):
            monkeypatch.setattr(run, "_apply", cut)
            if reached < len(MIGRATIONS):
                with pytest.raises(PowerCut):
                    await asyncio.to_thread(migrate, url)
                assert [row[0] for row in history(url)] == list(MIGRATIONS)[:reached]
                assert not is_up_to_date(url)
        done += 1
    monkeypatch.setattr(run, "_apply", apply)
    await asyncio.to_thread(migrate, url)
    assert found(url, release) == recorded(release)
    assert catalogue_of(url) == catalogue.expected()
    assert history(url) == [(name, CHECKSUMS[name], True, None, None, 1) for name in MIGRATIONS]


class PowerCut(Exception):
    """Stands for the end of the process."""


def cut_within(step: Step, apply: Callable[[Any, Step], None]) -> Callable[[Any, Step], None]:
    def apply_or_end(connection: Any, current: Step) -> None:
        if current != step:
            return apply(connection, current)
        with connection.transaction():
            apply(connection, current)
            raise PowerCut
    return apply_or_end


def cut_before_the_step_after(step: Step, apply: Callable[[Any, Step], None]) -> Callable[[Any, Step], None]:
    def apply_or_end(connection: Any, current: Step) -> None:
        if current != step:
            raise PowerCut
        apply(connection, current)
    return apply_or_end


async def test_a_process_killed_within_a_step_leaves_no_trace_of_it(empty_database):
    url = await empty_database()
    load(url, "2.15.0")
    with psycopg.connect(url) as other:
        other.execute("select from website")  # 15 changes this table, and waits for us
        process = await stopped_within_a_step(url)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert [row[0] for row in history(url)] == list(MIGRATIONS)[:14]
        # PostgreSQL does not go on with a step that nobody waits for.
        deadline = time.monotonic() + 10
        while waits_for_a_table(url):
            assert time.monotonic() < deadline
            await asyncio.sleep(0.02)
    await asyncio.to_thread(migrate, url)
    assert found(url, "2.15.0") == recorded("2.15.0")
    assert catalogue_of(url) == catalogue.expected()


async def stopped_within_a_step(url: str) -> "subprocess.Popen[str]":
    """A process that takes the database over and has come to a table that somebody holds."""
    process = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "migrate"],
        env={**os.environ, "DATABASE_URL": url}, stderr=subprocess.PIPE, text=True,
    )
    deadline = time.monotonic() + 60
    while not waits_for_a_table(url):
        assert time.monotonic() < deadline, process.communicate()
        assert process.poll() is None, process.communicate()
        await asyncio.sleep(0.02)
    return process


def waits_for_a_table(url: str) -> bool:
    return bool(ask(
        url, "select 1 from pg_locks where not granted"
        " and database = (select oid from pg_database where datname = current_database())",
    ))


async def test_a_process_that_is_told_to_end_within_a_step_ends_at_once(empty_database):
    url = await empty_database()
    load(url, "3.0.3")
    with psycopg.connect(url) as other:
        other.execute("select from website")
        process = await stopped_within_a_step(url)
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=10)
        assert "Traceback" not in said
        assert process.returncode == 128 + signal.SIGTERM
    assert [row[0] for row in history(url)] == list(MIGRATIONS)[:14]


@pytest.mark.parametrize("error, words", [
    (errors.DiskFull("no space left"), "no space left. Give the database's server more disk, then start again."),
    (psycopg.OperationalError("gone"), "the connection broke (gone). Start again; it goes on from there."),
    (errors.UniqueViolation("duplicate key"), "duplicate key."),
])
def test_a_failure_is_told_with_its_way_out(error, words):
    assert run._reason(error) == words


async def test_three_processes_may_take_over_at_once(empty_database):
    url = await empty_database()
    load(url, "2.10.0")
    await asyncio.gather(*(asyncio.to_thread(migrate, url) for _ in range(3)))
    assert found(url, "2.10.0") == recorded("2.10.0")
    assert [row[0] for row in history(url)] == list(MIGRATIONS)


async def test_a_table_that_somebody_keeps_is_not_waited_for_without_end(empty_database, monkeypatch):
    url = await empty_database()
    load(url, "3.0.3")
    monkeypatch.setattr(run, "LOCK_WAIT_SECONDS", 1)
    with psycopg.connect(url) as umami:
        umami.execute("select from website")
        with pytest.raises(MigrationRefused, match=r"The step 15_add_share failed and was undone: another program"):
            await asyncio.to_thread(migrate, url)
    await asyncio.to_thread(migrate, url)
    assert found(url, "3.0.3") == recorded("3.0.3")


async def test_a_connection_that_breaks_within_a_step_is_said_so_and_can_be_repeated(empty_database, monkeypatch):
    url = await empty_database()
    load(url, "3.0.3")
    apply = run._apply

    def hang_up(connection: Any, step: Step) -> None:
        if step.name == "17_remove_duplicate_key":
            ask(url, "select pg_terminate_backend(%s)", connection.info.backend_pid)
        apply(connection, step)

    monkeypatch.setattr(run, "_apply", hang_up)
    with pytest.raises(MigrationRefused, match="The step 17_remove_duplicate_key failed and was undone"):
        await asyncio.to_thread(migrate, url)
    monkeypatch.setattr(run, "_apply", apply)
    await asyncio.to_thread(migrate, url)
    assert found(url, "3.0.3") == recorded("3.0.3")


async def test_a_view_of_the_operators_on_a_column_that_goes_is_named(empty_database):
    url = await empty_database()
    load(url, "2.15.0")
    ask(url, "create view hosts as select hostname from session")
    with pytest.raises(MigrationRefused, match=r"09_update_hostname_region .* \(view hosts depends on .*Drop what"):
        await asyncio.to_thread(migrate, url)
    ask(url, "drop view hosts")
    await asyncio.to_thread(migrate, url)
    assert found(url, "2.15.0") == recorded("2.15.0")


async def test_an_index_that_somebody_dropped_or_renamed_before_is_no_obstacle(empty_database):
    url = await empty_database()
    load(url, "2.10.0")
    for index in ("session_session_id_key", "event_data_website_id_created_at_event_key_idx",
                  "session_website_id_created_at_subdivision1_idx"):
        ask(url, f"drop index {index}")  # type: ignore[arg-type]
    await asyncio.to_thread(migrate, url)
    assert catalogue_of(url) == catalogue.expected()


async def test_the_log_names_every_step_and_says_when_one_takes_long(empty_database, monkeypatch, caplog):
    url = await empty_database()
    load(url, "3.0.3")
    monkeypatch.setattr(run, "PROGRESS_SECONDS", 0.1)
    with psycopg.connect(url) as umami, caplog.at_level(logging.INFO, logger="app.db.takeover.run"):
        umami.execute("select from website")
        running = asyncio.create_task(asyncio.to_thread(migrate, url))
        async with asyncio.timeout(20):
            while "15_add_share has been running for" not in caplog.text:
                await asyncio.sleep(0.02)
        umami.rollback()
        await running
    for number, step in enumerate(STEPS[10:], start=1):
        assert f"Takeover, step {number} of 5, {step.name}: {step.purpose}" in caplog.text
    assert "Takeover: the database is that of an Umami 3.1.0 now" in caplog.text


async def test_a_server_started_on_an_old_umami_takes_it_over_and_collects(empty_database, tmp_path):
    url = await empty_database()
    load(url, "2.10.0")
    ((website_id, before),) = ask(
        url, "select website_id::text, count(*) from website_event group by 1 order by 2 desc limit 1",
    )
    server = Running(tmp_path, DATABASE_URL=url)
    try:
        answer = httpx.post(
            server.url + "/api/send", content=hit(website_id, "visitor", name="signup", data={"plan": "pro"}),
            headers={"user-agent": CHROME, "content-type": "application/json"},
        )
        assert (answer.status_code, set(answer.json())) == (200, {"cache", "sessionId", "visitId"})
    finally:
        server.stop()
    assert "Takeover, step 15 of 15" in server.log.read_text()
    assert ask(url, "select count(*) from website_event where website_id = %s", website_id) == [(before + 1,)]
    assert ask(
        url, "select e.url_path, e.event_type, e.hostname, s.distinct_id, d.data_key, d.string_value"
        " from website_event e join session s using (session_id) join event_data d on d.website_event_id = e.event_id"
        " where e.event_name = 'signup'",
    ) == [("/p", 2, "example.com", "visitor", "plan", "pro")]
    # Still what a Node Umami 3.1.0 expects to find.
    assert catalogue_of(url) == catalogue.expected()
    assert [row[0] for row in history(url)] == list(MIGRATIONS)


def test_the_steps_are_umamis_migrations_after_2_10_with_their_checksums():
    assert {step.name: step.checksum for step in STEPS} == dict(list(CHECKSUMS.items())[4:])
    assert [step.name for step in STEPS] == list(MIGRATIONS)[4:]


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_each_step_says_in_a_sentence_what_it_does(step):
    assert step.purpose[0].isupper()
    assert step.purpose.endswith(".")
    assert step.sql.startswith(f"-- {step.purpose}\n")
