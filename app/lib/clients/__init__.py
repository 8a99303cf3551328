"""Who is asking? Bot, browser, operating system and device, read from the user agent.

Spec 01b, section 3. The verdicts are those of the packages Umami uses (isbot, detect-browser, ua-parser-js), as tables:
`bots`, `browsers` and `devices`. No Python package is used, because none gives the same answers: on the corpus of
`tests/conformance/detect.jsonl` ua-parser agrees on 70 % of the browsers and 83 % of the systems, user-agents on 79 %
of the devices and 86 % of the bots, device_detector on 88 % of the devices at 28 ms each. These tables agree on all.
"""

import re
import string
from functools import lru_cache
from typing import NamedTuple

from app.lib.clients import bots, browsers, devices

# A user agent may be 256 KiB of anything (`payload.userAgent`). Real ones end before 1,000 characters, the longest of
# the corpus at 383. Some rules take quadratic time, so what is beyond is not looked at.
_LONGEST = 1_024

# 4,096 agents of the usual 150 characters are 2 MB with their verdicts. Longer ones are rare, or meant to fill memory.
_CACHED = 4_096
_LONGEST_CACHED = 512

_ASCII_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
_WIDEST_LAPTOP = 1_920


class Client(NamedTuple):
    """The verdicts on one user agent. `device` knows no laptops yet: `device_for` does."""

    bot: bool
    browser: str | None
    os: str | None
    device: str


def _lower(ua: str) -> str:
    # `lower()` would turn the Kelvin sign into a k: only ASCII letters have two cases here.
    return ua.lower() if ua.isascii() else ua.translate(_ASCII_LOWER)


def is_bot(ua: str) -> bool:
    """Whether the user agent is a crawler, a library or another program; an empty one is not."""
    return bots.is_bot(_lower(ua[:_LONGEST]))


def browser(ua: str) -> str | None:
    """The browser as stored: `chrome`, `ios`, `edge-chromium`; None where no rule matches."""
    return browsers.browser(ua[:_LONGEST])


def os(ua: str) -> str | None:
    """The system as stored: `Windows 10` (also for 11), `Mac OS`, `Android OS`; None where no rule matches."""
    return browsers.operating_system(ua[:_LONGEST])


def device(ua: str) -> str:
    """The kind of device: `mobile`, `tablet`, `smarttv`, `console`, `wearable`, `xr`, `embedded` or `desktop`."""
    return devices.device(_lower(ua[:_LONGEST]))


def _read(ua: str) -> Client:
    ua = ua[:_LONGEST]
    lower = _lower(ua)
    return Client(bots.is_bot(lower), browsers.browser(ua), browsers.operating_system(ua), devices.device(lower))


_read_cached = lru_cache(_CACHED)(_read)


def read_client(ua: str) -> Client:
    """All verdicts at once, remembered for the agents seen last: this is what the hot path calls."""
    return _read_cached(ua) if len(ua) <= _LONGEST_CACHED else _read(ua)


_WIDTH = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)


def device_for(client_device: str, screen: str | None) -> str:
    """The device as stored: a desktop whose screen (`1440x900`) is at most 1,920 wide is a `laptop`.

    Without a screen, or where no number stands before the x, it stays a desktop (spec 01, section 2.3).
    """
    if client_device != "desktop" or not screen:
        return client_device
    width = screen.partition("x")[0]
    return "laptop" if _WIDTH.fullmatch(width) and float(width) <= _WIDEST_LAPTOP else client_device
