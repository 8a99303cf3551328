"""Which release of Umami a client was written for: the setting API_COMPAT, the header `x-umami-compat`."""

import re
from typing import NamedTuple

HEADER = b"x-umami-compat"

_WRITTEN = re.compile(r"v?([123])(?:\.(\d{1,3}))?(?:\.\d+)?", re.ASCII | re.IGNORECASE)


class Release(NamedTuple):
    """A release by its first two numbers; the third never changed an answer that spec 07 tells of."""

    major: int
    minor: int

    def within(self, first: "Release", last: "Release") -> "Release":
        """The nearest release between these two."""
        return min(max(self, first), last)


FIRST = Release(1, 0)
V1, V2, V3 = Release(1, 40), Release(2, 20), Release(3, 1)
_NEWEST = {1: V1, 2: V2, 3: V3}


def read_release(text: str) -> Release | None:
    """`v1` is 1.40, `v2` is 2.20, `v3` is 3.1: the last of each; `v2.12` is that one. None for anything else."""
    written = _WRITTEN.fullmatch(text.strip())
    if written is None:
        return None
    major = int(written[1])
    newest = _NEWEST[major]
    return newest if written[2] is None else min(Release(major, int(written[2])), newest)


def release(text: str) -> Release:
    """The release that `text` names. Errors: ValueError."""
    found = read_release(text)
    if found is None:
        raise ValueError(f"no release: {text}")
    return found
