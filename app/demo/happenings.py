"""What visitors do on a page beside reading it: events, each with how likely it is there and what it tells."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.demo.people import PLANS, Person

_PRICES = {"starter": 9, "pro": 29, "team": 99}
_YEN = 150  # to a euro, roughly
_TERMS = ("backup", "export", "api", "webhook", "sso", "invoice")


@dataclass(frozen=True)
class Happening:
    """An event that may happen on a page."""

    name: str
    chance: float
    tell: Callable[[random.Random, Person, int], dict[str, Any]]


def _signup(dice: random.Random, _: Person, at: int) -> dict[str, Any]:
    return {
        "plan": dice.choices(PLANS, (5, 3, 1))[0], "seats": dice.randint(1, 12), "trial": dice.random() < 0.7,
        "startsAt": time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(at + 86_400)),
        "interests": dice.sample(("reports", "export", "privacy", "speed"), 2),
    }


def _purchase(dice: random.Random, person: Person, _: int) -> dict[str, Any]:
    plan, seats = dice.choices(PLANS, (5, 3, 1))[0], dice.choices((1, 2, 5, 10), (60, 20, 15, 5))[0]
    amount = _PRICES[plan] * seats * (0.8 if (reduced := dice.random() < 0.25) else 1)
    revenue = round(amount * _YEN) if person.currency == "JPY" else round(amount, 2)
    return {
        "plan": plan, "seats": seats, "revenue": revenue, "currency": person.currency,
        **({"coupon": "SPRING20"} if reduced else {}),
    }


def _coupon(dice: random.Random, _: Person, __: int) -> dict[str, Any]:
    return {"code": "SPRING20", "accepted": dice.random() < 0.8}


def _search(dice: random.Random, _: Person, __: int) -> dict[str, Any]:
    return {"term": dice.choice(_TERMS), "results": dice.randint(0, 24)}


def _download(dice: random.Random, _: Person, __: int) -> dict[str, Any]:
    return {"file": dice.choice(("shop-2.4.dmg", "shop-2.4.exe", "shop-2.4.tar.gz")), "megabytes": 48.5}


def _video(dice: random.Random, _: Person, __: int) -> dict[str, Any]:
    return {"title": "Tour in two minutes", "seconds": dice.randint(5, 120), "finished": dice.random() < 0.3}


def _outbound(dice: random.Random, _: Person, __: int) -> dict[str, Any]:
    return {"url": dice.choice(("https://github.com/", "https://www.linkedin.com/", "https://status.example.net/"))}


def _subscribe(dice: random.Random, _: Person, __: int) -> dict[str, Any]:
    return {"list": dice.choice(("weekly", "releases"))}


SIGNUP = Happening("signup", 0.16, _signup)
COUPON = Happening("coupon", 0.2, _coupon)
PURCHASE = Happening("purchase", 1, _purchase)
SEARCH = Happening("search", 0.5, _search)
DOWNLOAD = Happening("download", 0.35, _download)
VIDEO = Happening("video-play", 0.2, _video)
OUTBOUND = Happening("outbound-link-click", 0.2, _outbound)
SUBSCRIBE = Happening("newsletter", 0.12, _subscribe)
