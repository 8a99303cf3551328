#!/usr/bin/env bash
# Installs what the tests need and runs all of them: lint, types, then every test against real PostgreSQL and Chromium.
set -euo pipefail
cd "$(dirname "$0")/.."

python="${PYTHON:-python3}"
[ -x .venv/bin/python ] || "$python" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[test]' --constraint requirements.lock

if ! command -v chromium >/dev/null; then
    as_root=""
    [ "$(id -u)" = 0 ] || as_root="sudo"
    $as_root apt-get update -qq
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
fi

.venv/bin/ruff check .
.venv/bin/mypy
.venv/bin/pytest -q "$@"
