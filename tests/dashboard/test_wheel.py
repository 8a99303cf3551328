"""From a clean clone to an installed wheel: it must hold, and serve, the files that this checkout serves."""

import json
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import hatch_build
from app.dashboard.assets import static_folder

CHECKOUT = Path(hatch_build.__file__).resolve().parent
ASK_ALL = """
import asyncio, json, httpx
from fastapi import FastAPI
from app.dashboard.assets import static_folder
from app.dashboard.routes import router
from app.settings import Settings

async def main():
    app = FastAPI()
    app.include_router(router(Settings(_env_file=None)))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://x") as client:
        answers = [(await client.get(path)).text for path in ("/script.js", "/favicon.ico")]
    print(json.dumps([str(static_folder()), answers]))

asyncio.run(main())
"""


def run(*command: object, cwd: Path) -> str:
    # The checkout must not be found by accident, nor its tests' settings.
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run([str(part) for part in command], cwd=cwd, env=variables, capture_output=True, text=True)
    assert done.returncode == 0, f"{command} failed:\n{done.stdout}{done.stderr}"
    return done.stdout


def test_a_wheel_of_a_clean_clone_serves_what_the_checkout_serves(tmp_path):
    clone = tmp_path / "clone"
    run("git", "clone", "--quiet", CHECKOUT, clone, cwd=tmp_path)
    assert not (clone / "static" / "dist").exists(), "built files must not be committed"

    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    run(*pip, "wheel", ".", "--no-deps", "--no-build-isolation", "--quiet", "--wheel-dir", tmp_path, cwd=clone)
    assert run("git", "status", "--porcelain", cwd=clone) == ""

    # An environment of its own, which borrows our dependencies: a line in a .pth file lends packages, not installs.
    venv.create(tmp_path / "venv", with_pip=False, symlinks=True)
    python = tmp_path / "venv" / "bin" / "python"
    site = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=tmp_path).strip())
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib"))
    wheel, = tmp_path.glob("*.whl")
    run(*pip, "--python", python, "install", "--no-deps", "--quiet", wheel, cwd=tmp_path)

    installed, answers = json.loads(run(python, "-c", ASK_ALL, cwd=tmp_path))
    assert Path(installed) == site / "app" / "static"
    folder, expected = json.loads(run(sys.executable, "-c", ASK_ALL, cwd=CHECKOUT))
    assert Path(folder) == static_folder() == CHECKOUT / "static" / "dist"
    assert answers == expected
