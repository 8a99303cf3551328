"""Visits: the requests that a tracker would send for them."""

import random
from collections.abc import Iterator, Sequence
from typing import Any

from app.demo.people import Person
from app.demo.sites import LEAVE, Site

Request = tuple[str, dict[str, Any]]  # kind and payload of a body of /api/send

_LONGEST = 12  # pages of a visit

# Where visits come from: how many, referrer, query; {} is the id of a click on an advertisement.
_SOURCES: tuple[tuple[int, str, str], ...] = (
    (30, "", ""), (20, "https://www.google.com/", ""), (4, "https://www.bing.com/", ""),
    (4, "https://duckduckgo.com/", ""), (2, "https://chatgpt.com/", ""), (6, "https://news.ycombinator.com/", ""),
    (3, "https://www.reddit.com/r/selfhosted/", ""), (3, "https://t.co/x", ""),
    (2, "https://www.linkedin.com/feed/", ""), (2, "https://www.youtube.com/watch", ""),
    (2, "https://partner.example.net/tools", ""),
    (1, "https://mail.google.com/", ""), (1, "https://www.etsy.com/", ""),
    (5, "", "utm_source=newsletter&utm_medium=email&utm_campaign=spring&utm_content=button"),
    (2, "", "utm_source=newsletter&utm_medium=email&utm_campaign=release-2.4&utm_content=headline"),
    (4, "https://www.google.com/",
     "utm_source=google&utm_medium=cpc&utm_campaign=brand&utm_term=demo+shop&utm_content=text-a&gclid={}"),
    (3, "https://www.google.com/",
     "utm_source=google&utm_medium=cpc&utm_campaign=spring&utm_term=shop+software&utm_content=text-b&gclid={}"),
    (3, "https://www.facebook.com/",
     "utm_source=facebook&utm_medium=paid_social&utm_campaign=spring&utm_content=carousel&fbclid={}"),
    (2, "https://www.bing.com/", "utm_source=bing&utm_medium=cpc&utm_campaign=brand&utm_term=demo+shop&msclkid={}"),
    (1, "https://duckduckgo.com/", "utm_source=duckduckgo&utm_medium=ppc&utm_campaign=brand&utm_term=shop+software"),
    (1, "https://www.tiktok.com/", "utm_source=tiktok&utm_medium=paid_social&utm_campaign=spring&ttclid={}"),
    (1, "https://www.linkedin.com/", "utm_source=linkedin&utm_medium=paid_social&utm_campaign=teams&li_fat_id={}"),
    (1, "https://t.co/x", "utm_source=twitter&utm_medium=paid_social&utm_campaign=teams&twclid={}"),
    (2, "https://reviews.example.net/", "utm_source=reviews&utm_medium=affiliate&utm_campaign=partners"),
    (1, "", "utm_source=sms&utm_medium=sms&utm_campaign=release-2.4"),
)
_SOURCE_WEIGHTS = [source[0] for source in _SOURCES]

# Of each metric the usual value in ms on a desk; CLS has no unit.
_METRICS = {"ttfb": 180, "fcp": 900, "lcp": 1_500, "inp": 90, "cls": 0.04}


def walk(dice: random.Random, site: Site) -> list[str]:
    """The pages of a visit, from the first to the last."""
    path = dice.choices(list(site.begins), list(site.begins.values()))[0]
    paths = [path]
    while len(paths) < _LONGEST:
        goes_on = site.pages[path].goes_on
        path = dice.choices(list(goes_on), list(goes_on.values()))[0]
        if path == LEAVE:
            break
        paths.append(path)
    return paths


def requests(dice: random.Random, site: Site, person: Person, at: int, paths: Sequence[str]) -> Iterator[Request]:
    """All that is sent during a visit that begins `at`, in seconds."""
    host = site.hosts[0] if dice.random() < 0.9 else site.hosts[-1]
    common: dict[str, Any] = {
        "website": site.id, "hostname": host, "screen": person.screen, "language": person.language,
    }
    if site.tags:
        common["tag"] = dice.choice(site.tags)
    if person.distinct_id:
        common["id"] = person.distinct_id
        yield "identify", {**common, "data": person.data, "timestamp": at}
    _, referrer, query = dice.choices(_SOURCES, _SOURCE_WEIGHTS)[0]
    query = query.format(f"{dice.getrandbits(64):016x}")
    for step, path in enumerate(paths):
        page, url = site.pages[path], path
        if not step and query:
            url += ("&" if "?" in path else "?") + query
        here = {**common, "url": url, "title": page.title}
        yield "event", {**here, "referrer": referrer, "timestamp": at}
        if dice.random() < 0.3:
            yield "performance", {**here, **_metrics(dice, person), "timestamp": at + 3}
        for happening in page.happenings:
            if dice.random() < happening.chance:
                data = happening.tell(dice, person, at)
                yield "event", {**here, "name": happening.name, "data": data, "timestamp": at + 7}
        referrer = f"https://{host}{path}"
        at += 10 + int(dice.expovariate(1 / 50))


def _metrics(dice: random.Random, person: Person) -> dict[str, float]:
    slower = 1.7 if person.is_mobile else 1
    return {name: round(usual * slower * dice.lognormvariate(0, 0.5), 4) for name, usual in _METRICS.items()}
