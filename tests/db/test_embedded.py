"""The embedded PostgreSQL starts, stops, outlives nothing it should not, and belongs to one Dashi at a time."""

import contextlib
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from app.db import embedded, system_user
from app.db.embedded import EmbeddedError, app_secret

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Path]:
    """A data directory that has been started once; tests copy it, which is faster than initdb."""
    folder = Path(tempfile.mkdtemp(prefix="dashi-embedded-"))
    with embedded.start(folder):
        pass
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def data_dir(cluster: Path, tmp_path: Path) -> Path:
    shutil.copytree(cluster, tmp_path / "data")
    if os.geteuid() == 0:
        user = system_user.find(cluster / "postgres")
        assert user is not None
        user.give(tmp_path / "data" / "postgres")
    return tmp_path / "data"


def ask(url: str, query: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(query)
        return cursor.fetchone()[0] if cursor.description else None


def run_dashi(data_dir: Path, then: str) -> "subprocess.Popen[str]":
    """A process of its own that starts the embedded PostgreSQL, says where, and does `then`."""
    script = textwrap.dedent("""
        import os, sys, time
        from pathlib import Path
        from app.db import embedded
        server = embedded.start(Path(sys.argv[1]))
        print(server.url, server.process.pid, flush=True)
    """)
    return subprocess.Popen(
        [sys.executable, "-c", script + then, data_dir], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True,
    )


def is_running(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def test_it_starts_in_an_empty_directory_within_seconds_and_keeps_what_is_written(tmp_path):
    began = time.monotonic()
    with embedded.start(tmp_path / "new" / "data") as server:
        assert time.monotonic() - began < 10
        ask(server.url, "create table kept as select 42 as answer")
        pid = server.process.pid
    assert not is_running(pid)
    with embedded.start(tmp_path / "new" / "data") as server:
        assert ask(server.url, "select answer from kept") == 42


def test_it_is_durable_modest_and_reachable_only_by_its_socket(data_dir):
    with embedded.start(data_dir) as server:
        for name in ("fsync", "synchronous_commit", "full_page_writes", "data_checksums"):
            assert ask(server.url, f"show {name}") == "on"
        assert ask(server.url, "show listen_addresses") == ""
        assert ask(server.url, "show shared_buffers") == "128MB"
        assert ask(server.url, "show timezone") == "UTC"
        assert ask(server.url, "show server_encoding") == "UTF8"
        assert ask(server.url, "select current_database()") == "dashi"
        assert psutil.Process(server.process.pid).net_connections("inet") == []
    assert stat.S_IMODE((data_dir / "postgres").stat().st_mode) == 0o700


def test_text_is_ordered_by_code_points_and_case_is_folded_beyond_ascii(data_dir):
    with embedded.start(data_dir) as server:
        assert ask(server.url, "select string_agg(x, '' order by x) from unnest(array['b','é','B','a']) x") == "Babé"
        assert ask(server.url, "select lower('ÀÉ') || ('ÉTÉ' ilike 'été')::text") == "àétrue"


def test_settings_of_the_operators_own_win_over_ours_and_survive(data_dir):
    with (data_dir / "postgres" / "postgresql.conf").open("a") as file:
        file.write("work_mem = 7MB\n")
    with embedded.start(data_dir) as server:
        assert ask(server.url, "show work_mem") == "7MB"
        ask(server.url, "alter system set work_mem = '9MB'")
    with embedded.start(data_dir, settings={"maintenance_work_mem": "11MB"}) as server:
        assert ask(server.url, "show work_mem") == "9MB"
        assert ask(server.url, "show maintenance_work_mem") == "11MB"


def test_stopping_cuts_open_connections_and_may_be_repeated(data_dir):
    server = embedded.start(data_dir)
    connection = psycopg.connect(server.url)
    server.stop()
    server.stop()
    with pytest.raises(psycopg.OperationalError):
        connection.execute("select 1")
    assert not (data_dir / "postgres" / "postmaster.pid").exists()


def test_it_ends_with_the_process_that_forgets_to_stop_it(data_dir):
    process = run_dashi(data_dir, then="sys.exit(3)")
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 3
    assert not is_running(int(output.split()[1]))


def test_after_kill_9_the_next_start_takes_over_from_the_running_postgres(data_dir):
    process = run_dashi(data_dir, then="time.sleep(600)")
    url, pid = process.stdout.readline().split()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("create table kept as select 42 as answer")
        process.kill()
        process.communicate()
        assert is_running(int(pid))
        with embedded.start(data_dir) as server:
            assert ask(server.url, "select answer from kept") == 42
            assert not is_running(int(pid))


def test_after_kill_9_of_all_the_next_start_recovers_what_was_committed(data_dir):
    process = run_dashi(data_dir, then="time.sleep(600)")
    url, pid = process.stdout.readline().split()
    ask(url, "create table kept as select 42 as answer")
    children = psutil.Process(int(pid)).children()
    for victim in (process, psutil.Process(int(pid)), *children):
        with contextlib.suppress(psutil.NoSuchProcess):
            victim.send_signal(signal.SIGKILL)
    process.communicate()
    with embedded.start(data_dir) as server:
        assert ask(server.url, "select answer from kept") == 42


def test_after_the_death_of_its_postmaster_a_busy_backend_does_not_hinder_the_next_start(data_dir):
    process = run_dashi(data_dir, then="time.sleep(600)")
    url, pid = process.stdout.readline().split()
    ask(url, "create table kept as select 42 as answer")
    with psycopg.connect(url) as connection, ThreadPoolExecutor() as threads:
        busy = threads.submit(connection.execute, "select count(*) from generate_series(1, 1000000000)")
        time.sleep(0.5)
        os.kill(int(pid), signal.SIGKILL)
        process.kill()
        process.communicate()
        with embedded.start(data_dir) as server:
            assert ask(server.url, "select answer from kept") == 42
        with pytest.raises(psycopg.OperationalError):
            busy.result(timeout=30)


def test_files_of_an_earlier_run_that_name_a_stranger_are_cleared(data_dir):
    stranger = subprocess.Popen(["sleep", "600"])
    try:
        cluster = data_dir / "postgres"
        lines = f"{stranger.pid}\n{cluster}\n1700000000\n5432\n{cluster}\n"
        (cluster / "postmaster.pid").write_text(lines + "\n1 2\nready\n")
        (cluster / ".s.PGSQL.5432.lock").write_text(lines)
        with embedded.start(data_dir) as server:
            assert ask(server.url, "select 1") == 1
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_second_dashi_is_told_who_holds_the_directory(data_dir):
    with embedded.start(data_dir):
        sentence = rf"Another Dashi \(process {os.getpid()}\) uses the data directory {data_dir}\. Stop it"
        with pytest.raises(EmbeddedError, match=sentence):
            embedded.start(data_dir)
        other = run_dashi(data_dir, then="")
        other.communicate(timeout=60)
        assert other.returncode == 1
    with embedded.start(data_dir) as server:
        assert ask(server.url, "select 1") == 1


def test_a_path_too_long_for_a_socket_gets_one_elsewhere(data_dir, tmp_path):
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    deep.parent.mkdir()
    data_dir.rename(deep)
    with embedded.start(deep) as server:
        assert ask(server.url, "select 1") == 1
        socket_dir = Path(conninfo_to_dict(server.url)["host"])
        assert not socket_dir.is_relative_to(deep)
        assert stat.S_IMODE(socket_dir.stat().st_mode) == 0o700
    assert not socket_dir.exists()


def test_a_first_start_that_was_cut_short_is_begun_anew(tmp_path):
    draft = tmp_path / "postgres.new"
    draft.mkdir()
    (draft / "PG_VERSION").write_text("18\n")
    with embedded.start(tmp_path) as server:
        assert ask(server.url, "select 1") == 1
    assert not draft.exists()


def test_files_that_are_no_cluster_are_left_alone(tmp_path):
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "letter.txt").write_text("dear reader")
    with pytest.raises(EmbeddedError, match="is not empty, but no PostgreSQL cluster either"):
        embedded.start(tmp_path)
    assert (tmp_path / "postgres" / "letter.txt").read_text() == "dear reader"


def test_a_server_that_cannot_start_says_why_and_lets_the_directory_go(data_dir):
    with pytest.raises(EmbeddedError, match="invalid value for parameter"):
        embedded.start(data_dir, settings={"work_mem": "plenty"})
    with embedded.start(data_dir) as server:
        assert ask(server.url, "select 1") == 1


def test_a_data_directory_that_is_a_file_is_a_clear_error(tmp_path):
    (tmp_path / "data").write_text("")
    with pytest.raises(EmbeddedError, match="cannot be made"):
        embedded.start(tmp_path / "data")


def test_the_systems_postgres_variables_do_not_reach_it(data_dir, monkeypatch):
    for name, value in {"PGDATA": "/nowhere", "PGPORT": "1", "PGTZ": "Asia/Tokyo", "PGDATESTYLE": "German"}.items():
        monkeypatch.setenv(name, value)
    with embedded.start(data_dir) as server:
        assert ask(server.url, "select 1") == 1


@pytest.mark.parametrize("name", ["psql", "pg_dump", "pg_restore", "postgres"])
def test_the_programs_of_the_wheel_are_found(name):
    assert subprocess.run([embedded.binary(name), "--version"], capture_output=True, check=True, text=True).stdout


def test_a_program_that_the_wheel_does_not_have_is_a_clear_error():
    with pytest.raises(EmbeddedError, match="has no pgadmin"):
        embedded.binary("pgadmin")


def test_the_secret_is_made_once_and_readable_by_its_owner_only(tmp_path):
    secret = app_secret(tmp_path / "data")
    assert len(secret) == 64
    assert int(secret, 16)
    assert app_secret(tmp_path / "data") == secret
    assert stat.S_IMODE((tmp_path / "data" / "app_secret").stat().st_mode) == 0o600
    assert app_secret(tmp_path / "other") != secret
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["app_secret"]


def test_a_secret_that_others_could_read_is_closed_to_them(tmp_path):
    (tmp_path / "app_secret").write_text("of the operator's own\n")
    (tmp_path / "app_secret").chmod(0o644)
    assert app_secret(tmp_path) == "of the operator's own"
    assert stat.S_IMODE((tmp_path / "app_secret").stat().st_mode) == 0o600


def test_an_empty_secret_is_an_error_and_not_a_secret(tmp_path):
    (tmp_path / "app_secret").touch()
    with pytest.raises(EmbeddedError, match="is empty"):
        app_secret(tmp_path)


def test_processes_that_start_together_get_the_same_secret(tmp_path):
    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(app_secret, [tmp_path] * 8))) == 1


def test_one_that_ends_by_itself_is_started_again_where_it_was(tmp_path: Path) -> None:
    """Its socket lies elsewhere, as the path to its folder is too long: that goes with it, and must come back."""
    with embedded.start(tmp_path.joinpath(*["a-long-name"] * 12)) as server:
        server.keep_running()
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute("create table kept (n int)")
        for number, kill in enumerate((psutil.Process.kill, psutil.Process.terminate), start=1):
            with psycopg.connect(server.url, autocommit=True) as connection:
                connection.execute("insert into kept values (1)")
            before = server.process.pid
            kill(psutil.Process(before))
            deadline = time.monotonic() + 30
            while server.process.pid == before or not can_connect(server.url):
                assert time.monotonic() < deadline
                time.sleep(0.05)
            with psycopg.connect(server.url) as connection:
                assert connection.execute("select count(*) from kept").fetchone() == (number,)
    assert server.process.poll() is not None


def can_connect(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True
