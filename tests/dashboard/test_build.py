"""The build of static/dist: when it runs, and what it leaves behind."""

import json
import re
import shutil
from pathlib import Path

import pytest

import hatch_build

STATIC = hatch_build.STATIC


@pytest.fixture
def static(tmp_path: Path) -> Path:
    """A copy of the sources with the packages of the checkout, so that no registry is asked."""
    for file in hatch_build.sources(STATIC):
        copy = tmp_path / file.relative_to(STATIC)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, copy)
    if not (STATIC / "node_modules" / ".lock").exists():  # a dist that was up to date before the packages were needed
        hatch_build.install(STATIC)
    modules = tmp_path / "node_modules"
    modules.mkdir()
    for entry in (STATIC / "node_modules").iterdir():
        (modules / entry.name).symlink_to(entry)
    return tmp_path


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_the_build_makes_what_the_server_serves(static):
    built = contents(hatch_build.build(static))
    files = {name for name in built if not name.startswith("dashboard/")}
    assert files == {".sources", "tracker/script.js", "tracker/umami.js", "recorder/recorder.js", "icons/favicon.svg",
                     "names/regions.tsv"}
    manifest = json.loads(built["dashboard/manifest.json"])
    named = {manifest["main"], manifest["early"], manifest["styles"], *manifest["words"].values()}
    named |= {module for page in manifest["pages"].values() for module in page["modules"]}
    made = {name.removeprefix("dashboard/") for name in built if name.startswith("dashboard/")} - {"manifest.json"}
    assert named <= made  # the others are loaded later: the map, the player, parts of boards
    assert all(re.fullmatch(r"[\w-]+-[A-Z0-9]{8}\.(js|css)", name) for name in made)


def test_a_second_build_of_the_same_sources_runs_nothing(static, monkeypatch):
    before = contents(hatch_build.build(static))
    monkeypatch.setattr(hatch_build, "run_node", lambda *_: pytest.fail("node was run"))
    shutil.rmtree(static / "node_modules")
    assert contents(hatch_build.build(static)) == before


def test_changed_sources_are_built_again_without_asking_the_registry(static, monkeypatch):
    before = contents(hatch_build.build(static))
    run = hatch_build.run_node
    monkeypatch.setattr(
        hatch_build, "run_node",
        lambda program, *rest: run(program, *rest) if program == "node" else pytest.fail(f"{program} was run"),
    )
    icon = static / "icons" / "favicon.svg"
    icon.write_text("<svg/>")
    after = contents(hatch_build.build(static))
    assert after["icons/favicon.svg"] == b"<svg/>"
    for script in ("tracker/script.js", "recorder/recorder.js"):
        assert after[script] == before[script]
    assert after[".sources"] != before[".sources"]


def test_a_failed_build_says_why_and_keeps_the_last_files(static):
    before = contents(hatch_build.build(static))
    (static / "tracker" / "script.js").write_text("(() => {")
    with pytest.raises(RuntimeError, match="Unexpected end of file"):
        hatch_build.build(static)
    assert contents(static / "dist") == before


def test_the_lock_file_names_every_package_by_its_hash_and_no_registry():
    lock = json.loads((STATIC / "package-lock.json").read_text())
    packages = {path: package for path, package in lock["packages"].items() if path}
    assert all(package["integrity"].startswith("sha512-") for package in packages.values())
    for package in packages.values():
        package.pop("funding", None)  # the authors' own pages
    text = json.dumps(lock)
    assert "resolved" not in text and "://" not in text
    for machine in ("linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64", "win32-x64"):
        assert f"node_modules/@esbuild/{machine}" in packages
