import hashlib
import re
import uuid

import pytest

from app.lib import ids
from app.lib.ids import UUID

SITE = "b1600000-0000-4000-8000-000000000001"


@pytest.mark.parametrize("text", [
    SITE, SITE.upper(), "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff",
    *(f"b1600000-0000-{version}000-8000-000000000001" for version in "12345678"),
    *(f"b1600000-0000-4000-{variant}000-000000000001" for variant in "89abAB"),
])
def test_what_umami_takes_for_a_uuid(text):
    assert UUID.fullmatch(text)


@pytest.mark.parametrize("text", [
    "", "x", f"{{{SITE}}}", SITE.replace("-", ""), f"urn:uuid:{SITE}", SITE + "\n", " " + SITE, SITE[:-1],
    "b1600000-0000-0000-8000-000000000001",  # version 0
    "b1600000-0000-9000-8000-000000000001", "b1600000-0000-4000-7000-000000000001",
    "b1600000-0000-4000-c000-000000000001", "g1600000-0000-4000-8000-000000000001",
    "00000000-0000-0000-0000-000000000001", "٣1600000-0000-4000-8000-000000000001",
])
def test_what_umami_refuses(text):
    assert not UUID.fullmatch(text)


def test_new_ids_are_of_version_7_and_grow_with_time():
    made = [ids.new_id() for _ in range(1_000)]
    assert len(set(made)) == 1_000
    assert all(uuid.UUID(text).version == 7 and UUID.fullmatch(text) for text in made)
    assert [text[:8] for text in made] == sorted(text[:8] for text in made)


def test_things_that_are_kept_have_ids_of_version_4_or_7():
    assert uuid.UUID(ids.random_id()).version == 4
    assert uuid.UUID(ids.random_id(v7=True)).version == 7


@pytest.mark.parametrize("text", ["", "a", "😀 and more", "x" * 10_000, *map(str, range(50))])
def test_a_derived_id_is_the_v5_uuid_of_the_hash_in_the_dns_namespace(text):
    digest = hashlib.sha512(text.encode()).hexdigest()
    assert ids.sha512(text) == digest
    assert ids.derived_id(text) == str(uuid.uuid5(uuid.NAMESPACE_DNS, digest))
    assert re.fullmatch("[0-9a-f-]{36}", ids.derived_id(text))
