"""Dockerfile, .dockerignore and docker-compose.yml: what in them can go stale when something else changes.

No container engine runs here; that the lines work was tried by hand (docs/operation.md says how).
"""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from app import __version__
from app.cli import _parser
from app.settings import Settings

TOP = Path(__file__).parents[2]
NAMES = {field.alias for field in Settings.model_fields.values()}
DEFAULTS = {field.alias: field.default for field in Settings.model_fields.values()}
COMPOSE = yaml.safe_load((TOP / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
PROJECT = tomllib.loads((TOP / "pyproject.toml").read_text())["project"]


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions with their arguments, one a line."""
    text = "\n".join(line for line in (TOP / "Dockerfile").read_text().splitlines() if not line.startswith("#"))
    lines = re.sub(r"\\\n\s*", " ", text).splitlines()
    return [tuple(line.split(None, 1)) for line in lines if line.strip()]


DOCKERFILE = instructions()
STAGES = [place for place, (word, _) in enumerate(DOCKERFILE) if word == "FROM"]
LAST = DOCKERFILE[STAGES[-1]:]


def arguments(word: str, of: list[tuple[str, str]] = DOCKERFILE) -> list[str]:
    return [rest for found, rest in of if found == word]


def variables() -> dict[str, str]:
    """What the image sets in the environment."""
    return dict(re.findall(r"(\w+)=(\S+)", " ".join(arguments("ENV", LAST))))


def test_both_stages_are_the_same_slim_python_that_the_project_supports():
    assert arguments("FROM") == ["${PYTHON_IMAGE} AS build", "${PYTHON_IMAGE}"]
    image = re.fullmatch(r"PYTHON_IMAGE=python:(\d+)\.(\d+)-slim-\w+", arguments("ARG")[0])
    least = re.fullmatch(r">=(\d+)\.(\d+)", PROJECT["requires-python"])
    assert (int(image[1]), int(image[2])) >= (int(least[1]), int(least[2]))


def test_the_variables_of_the_image_are_settings():
    own = {name for name in variables() if not name.startswith("PYTHON") and name != "PATH"}
    assert own == {"HOSTNAME", "PORT", "DATA_DIR", "GEOLITE_DB_PATH"} and own <= NAMES
    assert variables()["PORT"] == str(DEFAULTS["PORT"]) == arguments("EXPOSE")[0]
    assert variables()["HOSTNAME"] == DEFAULTS["HOSTNAME"]


def test_all_that_is_written_lies_in_the_volume():
    folder = arguments("VOLUME")[0]
    assert arguments("WORKDIR", LAST) == [folder]
    assert variables()["DATA_DIR"] == folder
    assert variables()["GEOLITE_DB_PATH"].startswith(folder + "/")


def test_it_does_not_run_as_root_and_installs_nothing_in_its_last_stage():
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", arguments("USER", LAST)[0])
    before_user = [word for word, _ in LAST[: [word for word, _ in LAST].index("USER")]]
    assert before_user.count("RUN") == 1
    assert not re.search(r"\b(apt|pip|npm|curl|wget)\b", " ".join(arguments("RUN", LAST)))
    assert not re.search(r"gcc|build-essential|apt", " ".join(arguments("RUN")))


@pytest.mark.parametrize("words", [arguments("CMD")[0], arguments("HEALTHCHECK")[0].partition("CMD ")[2]])
def test_what_it_runs_is_a_command_of_dashi(words):
    command = [word for word in yaml.safe_load(words) if word != "dashi"]
    assert callable(_parser().parse_args(command).run)
    assert yaml.safe_load(arguments("ENTRYPOINT")[0]) == ["dashi"]
    assert set(PROJECT["scripts"]) == {"dashi"}


def test_what_is_copied_exists_and_is_not_ignored_and_nothing_else_is_sent_to_the_builder():
    copied = {name for rest in arguments("COPY") if not rest.startswith("--from") for name in rest.split()[:-1]}
    assert all((TOP / name).exists() for name in copied)
    ignored = (TOP / ".dockerignore").read_text().splitlines()
    assert "*" in ignored
    assert {line[1:] for line in ignored if line.startswith("!")} == copied
    hook = PROJECT["readme"], *PROJECT["license-files"], "hatch_build.py"
    assert set(hook) <= copied


def test_the_dependencies_are_read_as_the_dockerfile_reads_them(tmp_path):
    line = next(rest for rest in arguments("RUN") if "tomllib" in rest)
    code = re.search(r'python3 -c "(.*?)" +>', line)[1]
    (tmp_path / "pyproject.toml").write_text((TOP / "pyproject.toml").read_text())
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == PROJECT["dependencies"]


def test_every_dependency_is_locked():
    def plain(name: str) -> str:
        return re.sub(r"[-_.]+", "-", name).lower()

    locked = {plain(line.partition("==")[0]) for line in (TOP / "requirements.lock").read_text().splitlines()}
    needed = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["test"]]
    assert {plain(re.match(r"[\w.-]+", line)[0]) for line in needed} <= locked


def test_the_services_wait_for_each_other():
    assert set(SERVICES) == {"dashi", "db", "redis"}
    assert SERVICES["dashi"]["depends_on"] == {"db": {"condition": "service_healthy"}}
    assert SERVICES["db"]["image"] == "postgres:16"
    assert SERVICES["db"]["healthcheck"]["test"][:2] == ["CMD", "pg_isready"]
    assert SERVICES["redis"]["profiles"] == ["redis"]


def test_the_compose_file_sets_settings_and_builds_this_version():
    service = SERVICES["dashi"]
    assert service["image"] == f"dashi:{__version__}" == f"dashi:{PROJECT['version']}"
    assert set(service["environment"]) <= NAMES
    inside = service["environment"]["PORT"]
    assert service["ports"] == [f"${{DASHI_PORT:-{DEFAULTS['PORT']}}}:{inside}"]
    assert inside == variables()["PORT"]


def test_the_database_of_the_url_is_the_one_that_is_made():
    made = SERVICES["db"]["environment"]
    url = SERVICES["dashi"]["environment"]["DATABASE_URL"]
    password = made["POSTGRES_PASSWORD"]
    assert url == f"postgresql://{made['POSTGRES_USER']}:{password}@db:5432/{made['POSTGRES_DB']}"
    check = SERVICES["db"]["healthcheck"]["test"]
    assert {f"--username={made['POSTGRES_USER']}", f"--dbname={made['POSTGRES_DB']}"} <= set(check)


def test_no_secret_has_a_default():
    for secret in ("POSTGRES_PASSWORD", "APP_SECRET"):
        used = re.findall(rf"\$\{{{secret}([^}}]*)\}}", (TOP / "docker-compose.yml").read_text())
        assert used and all(rest.startswith(":?") for rest in used)


def test_every_volume_is_kept_and_nothing_else_can_be_written():
    named = {line.partition(":")[0] for service in SERVICES.values() for line in service.get("volumes", [])}
    assert named == set(COMPOSE["volumes"])
    service = SERVICES["dashi"]
    assert service["read_only"] and service["tmpfs"] == ["/tmp"]  # noqa: S108
    assert service["volumes"] == [f"dashi-data:{arguments('VOLUME')[0]}"]
    assert service["cap_drop"] == ["ALL"]


def test_an_orderly_end_has_the_time_it_takes():
    from app import server

    seconds = int(re.search(r'"timeout_graceful_shutdown": (\d+)', Path(server.__file__).read_text())[1])
    assert int(SERVICES["dashi"]["stop_grace_period"].removesuffix("s")) > seconds + DEFAULTS["QUEUE_WAIT_SECONDS"]
