"""The dashboard's plain modules, by node's own test runner, which reads TypeScript as it is."""

from pathlib import Path

import pytest

import hatch_build

TESTS = Path(__file__).parent / "modules"


@pytest.mark.parametrize("file", sorted(TESTS.glob("*.test.ts")), ids=lambda file: file.name)
def test_ranges_zones_filters_and_their_like(file):
    hatch_build.run_node("node", ["--test", str(file)], TESTS)


def test_words_are_sorted_so_that_each_is_found_and_none_is_there_twice():
    lines = (hatch_build.STATIC / "dashboard/words/en-US.json").read_text().splitlines()[1:-1]
    names = [line.split('"')[1] for line in lines]
    assert names == sorted(set(names))
