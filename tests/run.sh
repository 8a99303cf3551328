#!/usr/bin/env bash
# Installs what the tests need and runs all of them: lint, types, then every test against real PostgreSQL, Chromium and
# proxies.
set -euo pipefail
cd "$(dirname "$0")/.."

python="${PYTHON:-python3}"
[ -x .venv/bin/python ] || "$python" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[test]' --constraint requirements.lock

missing=""
for program in chromium-headless-shell nginx caddy; do
    PATH="$PATH:/usr/sbin" command -v "$program" >/dev/null || missing="$missing $program"
done
if [ -n "$missing" ]; then
    as_root=""
    [ "$(id -u)" = 0 ] || as_root="sudo"
    $as_root apt-get update -qq
    # Where it is not packaged alone there is the whole of Chromium.
    apt-cache show chromium-headless-shell >/dev/null 2>&1 || missing="${missing/chromium-headless-shell/chromium}"
    # RUNLEVEL=1: the proxies are for the tests, which start their own; no service is begun.
    # shellcheck disable=SC2086
    $as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
        apt-get install -y -qq --no-install-recommends $missing >/dev/null
fi

.venv/bin/ruff check .
.venv/bin/mypy
.venv/bin/python hatch_build.py --check
.venv/bin/oxlint --quiet --deny-warnings static/dashboard
# More processes than a small machine has processors, as many tests wait. A file stays together for what it shares.
.venv/bin/pytest -q --numprocesses 3 --dist loadfile "$@"
