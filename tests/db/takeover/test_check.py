"""`dashi takeover --check` says what is true, in words, changes nothing and shows no password."""

import os
import subprocess
import sys
from collections.abc import Callable

import psycopg
import pytest

from app.db import indexes
from app.db.adopt import MigrationRefused
from app.db.migrate import migrate
from app.db.takeover import check as check_module
from app.db.takeover import obstacles as obstacles_module
from app.db.takeover.check import check
from app.db.takeover.steps import STEPS
from tests.db.takeover.umami import RELEASES, ask, load
from tests.db.test_migrate import newer, snapshot, somebody_elses, version_1

SPARE = [index for index in indexes.UMAMI if index not in indexes.lean(with_rollups=False)]

WORDS = {
    "2.10.0": "Umami 2.10 (its last migration is 04_team_redesign)",
    "2.13.0": "Umami 2.11 to 2.13 (its last migration is 06_session_data)",
    "2.15.0": "Umami 2.14 to 2.17 (its last migration is 07_add_tag)",
    "2.18.0": "Umami 2.18 (its last migration is 10_add_distinct_id)",
    "2.20.2": "Umami 2.19 or 2.20 (its last migration is 13_add_revenue)",
    "3.0.3": "Umami 3.0 (its last migration is 14_add_link_and_pixel)",
    "3.1.0": "Umami 3.1.0",
}


@pytest.mark.parametrize("release", RELEASES)
async def test_it_says_what_was_found_and_would_be_done_and_changes_nothing(empty_database, release):
    url = await empty_database()
    load(url, release)
    before = snapshot(url)
    report = "\n".join(check(url))
    assert snapshot(url) == before
    ((name, events, version),) = ask(
        url, "select current_database()::text, count(*), current_setting('server_version') from website_event",
    )
    assert report.startswith(f"Database: {name} at ")
    assert f"PostgreSQL {version}, " in report
    assert f"Found: the database of {WORDS[release]}." in report
    assert f"  website_event: {events} rows, " in report
    missing = STEPS[RELEASES[release] - 4:]
    assert [line.split(":")[0].strip() for line in report.splitlines() if line.startswith("  ") and "_" in line
            and line.split(":")[0].strip() in {step.name for step in STEPS}] == [step.name for step in missing]
    assert all(f"  {step.name}: {step.purpose}" in report for step in missing)
    assert "is written anew" not in report  # nobody would notice with so few rows
    spare = ask(
        url, "select count(*) from pg_class where relname = any(%s)", [index.name for index in SPARE])[0][0]
    assert f"Indexes: no statement uses {spare} of them, " in report and "`dashi indexes lean` drops these" in report
    assert report.endswith("Nothing was changed.")


async def test_it_says_so_when_nothing_is_left_to_do(empty_database, database_url):
    url = await empty_database()
    assert "Found: an empty schema." in list(check(url))
    assert "To do: create the tables of Umami 3.1.0 and the user admin, which takes a second." in list(check(url))
    assert "Found: the database of Umami 3.1.0, which Dashi already uses." in list(check(database_url))
    assert "dashi indexes" not in "".join(check(database_url))  # a new database is lean


async def test_it_counts_those_who_are_connected(empty_database):
    url = await empty_database()
    load(url, "3.0.3")
    assert "No other connection to the database is open now. Keep Umami stopped meanwhile." in list(check(url))
    with psycopg.connect(url), psycopg.connect(url):
        assert any("2 other connections to the database are open now" in line for line in check(url))


async def test_a_large_table_is_estimated_with_its_time_and_its_disk(empty_database, monkeypatch):
    url = await empty_database()
    load(url, "2.10.0")
    ask(url, "analyze website_event")
    ask(url, "update pg_class set reltuples = 50e6 where oid = 'website_event'::regclass")
    monkeypatch.setattr(check_module, "_COUNT_BELOW_BYTES", 0)
    report = "\n".join(check(url))
    assert "  website_event: about 50,000,000 rows, " in report
    ((size,),) = ask(url, "select pg_total_relation_size('website_event')")
    assert report.count("\n    website_event is written anew and locked meanwhile") == 2
    # Two rewrites and four indexes of 50 million rows each.
    seconds = 50 * (2 * check_module._REWRITE_SECONDS + 4 * check_module._INDEX_SECONDS)
    assert f"Time: {check_module._duration(seconds)}, roughly." in report
    sizes = {line.split(":")[0].strip(): line for line in report.splitlines()}
    disk = 2 * (size + 4 * 50_000_000 * check_module._INDEX_BYTES)
    assert sizes["Disk"].startswith(f"Disk: {disk / 1e9:,.0f} GB free")


@pytest.mark.parametrize("size, words", [
    (0, "0 bytes"), (999, "999 bytes"), (1_500_000, "2 MB"), (20_000_000_000, "20 GB"), (3_200_000_000_000, "3.2 TB"),
])
def test_sizes_are_told_in_a_unit_that_fits(size, words):
    assert check_module._bytes(size) == words


@pytest.mark.parametrize("seconds, words", [
    (3, "less than a minute"), (61, "1 minute"), (600, "10 minutes"), (7_300, "2.0 hours"),
])
def test_times_are_told_in_a_unit_that_fits(seconds, words):
    assert check_module._duration(seconds) == words


async def test_its_transaction_can_only_read(empty_database, monkeypatch):
    url = await empty_database()
    load(url, "3.0.3")

    def write(connection: object, *_: object) -> None:
        connection.exec_driver_sql("delete from website")  # type: ignore[attr-defined]

    monkeypatch.setattr(check_module, "obstacles", write)
    with pytest.raises(Exception, match="read-only transaction"):
        list(check(url))


def unreadable_report(url: str) -> None:
    load(url, "2.15.0")
    ask(url, "update report set parameters = '{\"a\":\"\\u0000\"}' where type = 'utm'")


def long_currency(url: str) -> None:
    load(url, "2.20.2")
    ask(url, "insert into revenue (revenue_id, website_id, session_id, event_id, event_name, currency)"
             " select gen_random_uuid(), website_id, session_id, event_id, 'buy', 'Euro and Cent' from website_event")


@pytest.mark.parametrize("prepare, sentence", [
    (unreadable_report, "report c5960b2e-7545-4e66-9d02-d9419069e679 are not JSON"),
    (long_currency, "currencies longer than ten characters ('Euro and Cent')"),
], ids=lambda value: getattr(value, "__name__", None))
async def test_what_would_make_a_step_fail_is_named_before_the_first_one_runs(
    empty_database, prepare: Callable[[str], None], sentence: str,
):
    url = await empty_database()
    prepare(url)
    before = snapshot(url)
    told = []
    with pytest.raises(MigrationRefused) as refusal:
        for line in check(url):
            told.append(line)
    assert sentence in str(refusal.value)
    assert told[-1] == "Nothing was changed."
    with pytest.raises(MigrationRefused) as refused:
        migrate(url)
    assert str(refused.value) == str(refusal.value)
    assert snapshot(url) == before


async def test_a_user_who_does_not_own_the_tables_is_told_so(empty_database):
    url = await empty_database()
    load(url, "3.0.3")
    ask(url, "drop role if exists onlooker")
    ask(url, "create role onlooker login")
    ask(url, "grant select on all tables in schema public to onlooker")
    before = snapshot(url)
    with pytest.raises(MigrationRefused, match=r"does not own the tables _prisma_migrations, .* and \d+ more"):
        migrate(url.replace("postgres@", "onlooker@"))
    assert snapshot(url) == before


@pytest.mark.parametrize("names, words", [
    (["a"], "report a"), (["a", "b"], "reports a, b"), (list("abcdefg"), "reports a, b, c, d, e and 2 more"),
])
def test_long_lists_are_cut(names, words):
    assert obstacles_module._list("report", names) == words


@pytest.mark.parametrize("prepare, sentence", [
    (version_1, "The database belongs to Umami 1"), (newer, "an Umami newer than 3.1.0"),
    (somebody_elses, "its tables are not Umami's"),
], ids=lambda value: getattr(value, "__name__", None))
async def test_what_is_refused_is_refused_here_too(empty_database, prepare: Callable[[str], None], sentence: str):
    url = await empty_database()
    prepare(url)
    before = snapshot(url)
    with pytest.raises(MigrationRefused, match=sentence):
        list(check(url))
    assert snapshot(url) == before


async def test_an_umami_before_2_10_is_told_which_way_to_go(empty_database):
    url = await empty_database()
    load(url, "2.10.0")
    ask(url, "delete from _prisma_migrations where migration_name > '03'")
    before = snapshot(url)
    for look in (lambda: list(check(url)), lambda: migrate(url)):
        with pytest.raises(MigrationRefused, match=r"belongs to Umami 2\.3 or 2\.4\. Dashi takes over from 2\.10"):
            look()
    assert snapshot(url) == before


def dashi(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "ALLOW_NEWER_UMAMI")}
    return subprocess.run(
        [sys.executable, "-m", "app.cli", *arguments], env={**clean, **environment}, capture_output=True, text=True,
    )


async def test_the_command_line_checks_and_takes_over_and_never_shows_the_password(empty_database):
    url = (await empty_database()).replace("postgres@", "postgres:s3cret@")
    load(url, "2.20.2")
    before = snapshot(url)
    checked = dashi("takeover", "--check", DATABASE_URL=url)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "Found: the database of Umami 2.19 or 2.20" in checked.stdout
    assert snapshot(url) == before
    done = dashi("takeover", url)
    assert (done.returncode, done.stdout) == (0, "")
    assert "step 6 of 6, 19_add_session_replay" in done.stderr
    assert "Found: the database of Umami 3.1.0, which Dashi already uses." in list(check(url))
    refused = dashi("takeover", "--check", url.replace("/test_", "/no_test_"))
    assert refused.returncode == 1
    assert "does not exist" in refused.stderr
    for run in (checked, done, refused):
        assert "s3cret" not in run.stdout + run.stderr


def test_the_command_line_asks_for_a_database():
    nowhere = dashi("takeover", "--check", DATABASE_URL="")
    assert (nowhere.returncode, nowhere.stderr) == (1, "dashi: Name the database, or set DATABASE_URL.\n")
