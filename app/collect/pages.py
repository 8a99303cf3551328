"""A page's address and referrer, as the columns of website_event hold them (spec 01, section 2.7).

Sites have few pages and many views, so what an address gives is remembered: 0.1 us instead of 9.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from app.collect.leaves import clean
from app.lib import js, urls

_LONGEST = 500
_LONGEST_PARAMETER = 255
_PARAMETERS = {
    name: name
    for name in (
        "utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term",
        "gclid", "fbclid", "msclkid", "ttclid", "li_fat_id", "twclid",
    )
}
_LAST_SLASH = re.compile(r"/(?=(?:#.*)?\Z)", re.DOTALL)
# Longer addresses are read anew each time, so that the memory of 2 x 4,096 of them stays bounded.
_REMEMBERED = 600


class Page(NamedTuple):
    """What an address tells: its columns, its bare path (for performance), and its host."""

    columns: dict[str, str]
    bare_path: str
    hostname: str


def read_page(url: str, hostname: str, *, strip_slash: bool) -> Page:
    """The page at `url`, read against `https://{hostname}`. The validation has seen that `url` can be parsed."""
    read = _read_page if len(url) + len(hostname) < _REMEMBERED else _read_page.__wrapped__
    return read(url, hostname, strip_slash)


def read_referrer(referrer: str, hostname: str) -> dict[str, str]:
    """The three columns of a referrer, read in the same way."""
    read = _read_referrer if len(referrer) + len(hostname) < _REMEMBERED else _read_referrer.__wrapped__
    return read(referrer, hostname)


def _parse(text: str, hostname: str) -> urls.Url:
    # A host name that is no host (with a blank, say) makes Umami answer 500; the path is readable all the same.
    found = urls.parse(text, f"https://{hostname}") if hostname else None
    return found or urls.parse(text, "https://localhost") or urls.Url("", "", "", "")


@lru_cache(maxsize=4096)
def _read_page(url: str, hostname: str, strip_slash: bool) -> Page:
    parts = _parse(url, hostname)
    is_undefined = parts.path == "/undefined"
    bare_path = "" if is_undefined else parts.path
    path = "" if is_undefined else parts.path + parts.fragment
    if strip_slash:
        path = _LAST_SLASH.sub("", path, count=1)
    columns = {
        "url_path": clean(js.cut(urls.decode_uri(path), _LONGEST)),
        "url_query": clean(js.cut(parts.query, _LONGEST)),
    }
    if parts.query:
        found = urls.first_values(parts.query, _PARAMETERS)
        columns.update({name: clean(value, _LONGEST_PARAMETER) for name, value in found.items()})
    # "www" and any one character: Umami's expression lacks an escape here, though not for referrers.
    own = parts.hostname[4:] if len(parts.hostname) > 3 and parts.hostname.startswith("www") else parts.hostname
    return Page(columns, clean(js.cut(bare_path, _LONGEST)), clean(own, 100))


@lru_cache(maxsize=4096)
def _read_referrer(referrer: str, hostname: str) -> dict[str, str]:
    parts = _parse(referrer, hostname)
    return {
        "referrer_path": clean(js.cut(urls.decode_uri(parts.path), _LONGEST)),
        "referrer_query": clean(js.cut(parts.query, _LONGEST)),
        "referrer_domain": clean(js.cut(parts.hostname.removeprefix("www."), _LONGEST)),
    }


def read_title(title: str) -> str:
    """A title, decoded and cut."""
    return clean(js.cut(urls.decode_component(title), _LONGEST))
