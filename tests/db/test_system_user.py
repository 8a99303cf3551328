"""As root PostgreSQL runs under an account of its own, which gets through closed folders without opening them."""

import os
import stat
import subprocess
from pathlib import Path

import pytest

from app.db import embedded, system_user
from app.db.system_user import SystemUser

as_root = pytest.mark.as_root  # only root has another account to run PostgreSQL under
NOBODY = SystemUser(65534, 65534)


def reads(user: SystemUser, path: Path) -> bool:
    return subprocess.run(
        ["cat", path], user=user.uid, group=user.gid, extra_groups=[], cwd="/", capture_output=True,
    ).returncode == 0


def lists(user: SystemUser, path: Path) -> bool:
    return subprocess.run(
        ["ls", path], user=user.uid, group=user.gid, extra_groups=[], cwd="/", capture_output=True,
    ).returncode == 0


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o700)
    (folder / "inside").mkdir()
    (folder / "inside" / "file").write_text("x")
    (folder / "inside" / "file").chmod(0o644)
    return folder


@as_root
def test_the_account_gets_through_a_closed_folder_but_cannot_list_it_and_nobody_else_gets_through(closed):
    account = SystemUser(54321, 54321)
    assert not reads(account, closed / "inside" / "file")
    account.let_through(closed / "inside")
    assert reads(account, closed / "inside" / "file")
    assert not lists(account, closed)
    assert not reads(NOBODY, closed / "inside" / "file")
    entries = system_user._read_acl(closed)
    account.let_through(closed / "inside")
    assert system_user._read_acl(closed) == entries


@as_root
def test_the_grant_of_another_account_stays(closed):
    SystemUser(1, 1).let_through(closed)
    SystemUser(2, 2).let_through(closed)
    for account in (SystemUser(1, 1), SystemUser(2, 2)):
        assert reads(account, closed / "inside" / "file")


@as_root
def test_without_access_lists_the_folder_is_opened_for_passing_only(closed, monkeypatch):
    def unsupported(*_: object) -> None:
        raise OSError("not supported")

    monkeypatch.setattr(os, "setxattr", unsupported)
    SystemUser(54321, 54321).let_through(closed)
    assert stat.S_IMODE(closed.stat().st_mode) == 0o701


@as_root
def test_programs_installed_under_a_strict_umask_can_be_run(tmp_path):
    folder = tmp_path / "strict" / "pginstall" / "bin"
    folder.mkdir(parents=True)
    (tmp_path / "strict" / "pginstall" / "share").mkdir()
    data = tmp_path / "strict" / "pginstall" / "share" / "zones"
    data.write_text("x")
    program = folder / "true"
    program.write_bytes(Path("/bin/true").read_bytes())
    for path, mode in ((program, 0o700), (data, 0o600), (data.parent, 0o700), (folder, 0o700), (folder.parent, 0o700)):
        path.chmod(mode)
    account = SystemUser(54321, 54321)
    account.let_run(program)
    assert reads(account, data)
    assert subprocess.run([program], user=54321, group=54321, extra_groups=[], cwd="/").returncode == 0
    assert stat.S_IMODE(data.stat().st_mode) == 0o604


@as_root
def test_postgres_runs_under_the_account_in_a_folder_that_only_root_may_enter(closed):
    with embedded.start(closed / "data") as server:
        owner = (closed / "data" / "postgres").stat().st_uid
        assert owner != 0
        assert Path("/proc", str(server.process.pid)).stat().st_uid == owner
    assert not lists(NOBODY, closed)
    assert (closed / "data" / "dashi.lock").stat().st_uid == 0


def test_without_root_there_is_no_other_account(monkeypatch, tmp_path):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert system_user.find(tmp_path) is None


@as_root
def test_an_existing_cluster_keeps_its_owner(tmp_path):
    cluster = tmp_path / "postgres"
    cluster.mkdir()
    os.chown(cluster, 70, 71)
    assert system_user.find(cluster) == SystemUser(70, 71)


@as_root
def test_a_system_without_a_way_to_make_accounts_is_a_clear_error(monkeypatch, tmp_path):
    monkeypatch.setattr(system_user, "NAME", "dashi-no-such-account")
    monkeypatch.setattr(system_user.shutil, "which", lambda _: None)
    with pytest.raises(RuntimeError, match="Run Dashi as another user, or set DATABASE_URL"):
        system_user.find(tmp_path / "postgres")
