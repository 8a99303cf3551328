"""The dashboard's plain modules, by node's own test runner, which reads TypeScript as it is."""

from pathlib import Path

import pytest

import hatch_build

TESTS = Path(__file__).parent / "modules"


@pytest.mark.parametrize("file", sorted(TESTS.glob("*.test.ts")), ids=lambda file: file.name)
def test_ranges_zones_filters_and_their_like(file):
    hatch_build.run_node("node", ["--test", str(file)], TESTS)
