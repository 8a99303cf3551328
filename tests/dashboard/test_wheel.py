"""From a clean clone to an installed wheel: with its own dependencies alone it must run, and serve what we serve."""

import os
import subprocess
import sys
import venv
from pathlib import Path

import httpx
import pytest

import hatch_build
from app.dashboard.assets import static_folder
from app.dashboard.tracker import script_text
from app.settings import Settings
from tests.server.running import Running

CHECKOUT = Path(hatch_build.__file__).resolve().parent


def run(*command: object, cwd: Path) -> str:
    # The checkout must not be found by accident, nor its tests' settings.
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run([str(part) for part in command], cwd=cwd, env=variables, capture_output=True, text=True)
    assert done.returncode == 0, f"{command} failed:\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.mark.timeout(300)
def test_a_wheel_of_a_clean_clone_runs_in_a_clean_environment_and_serves_what_the_checkout_serves(tmp_path):
    clone, environment, folder = tmp_path / "clone", tmp_path / "venv", tmp_path / "run"
    run("git", "clone", "--quiet", CHECKOUT, clone, cwd=tmp_path)
    assert not (clone / "static" / "dist").exists(), "built files must not be committed"

    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    run(*pip, "wheel", ".", "--no-deps", "--no-build-isolation", "--quiet", "--wheel-dir", tmp_path, cwd=clone)
    assert run("git", "status", "--porcelain", cwd=clone) == ""

    # Nothing borrowed: a dependency that only the tests' packages bring along would be missed on a user's machine.
    venv.create(environment, with_pip=False, symlinks=True)
    wheel, = tmp_path.glob("*.whl")
    lock = CHECKOUT / "requirements.lock"
    # Not compiled: of what is installed the server imports a part, and compiles that itself.
    run(*pip, "--python", environment / "bin" / "python", "install", "--quiet", "--no-compile", wheel, "-c", lock,
        cwd=tmp_path)

    folder.mkdir()
    server = Running(folder, command=[environment / "bin" / "dashi"])
    try:
        served = httpx.get(server.url + "/script.js").text
        recorder = httpx.get(server.url + "/recorder.js")
        icon = httpx.get(server.url + "/favicon.ico").content
    finally:
        server.stop()
    built = static_folder() / "tracker" / "script.js"
    assert built.is_relative_to(CHECKOUT)
    assert served == script_text(built.read_text("utf-8"), Settings(_env_file=None))
    assert (recorder.status_code, recorder.headers["content-encoding"]) == (200, "gzip")
    assert "/api/record" in recorder.text
    assert icon == (static_folder() / "icons" / "favicon.svg").read_bytes()
