"""Who visits: people with a place, a language, a browser and a screen, of whom some are known customers."""

import random
from dataclasses import dataclass
from typing import Any

from app.collect.pipeline import Asker

_CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0"
_WEBKIT = "AppleWebKit/605.1.15 (KHTML, like Gecko)"

# How many of a hundred or so, user agent, screens.
_CLIENTS: tuple[tuple[int, str, tuple[str, ...]], ...] = (
    (24, f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_CHROME} Safari/537.36", ("2560x1440", "1920x1080", "1536x864")),
    (8, f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_CHROME} Safari/537.36 Edg/141.0.0.0", ("1920x1080", "1366x768")),
    (14, f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {_WEBKIT} Version/19.0 Safari/605.1.15",
     ("1728x1117", "1440x900", "3008x1692")),
    (10, f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {_CHROME} Safari/537.36", ("1512x982", "2560x1440")),
    (6, "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0", ("1920x1080", "3840x2160")),
    (4, "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0", ("1920x1080",)),
    (2, f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {_CHROME} Safari/537.36", ("1366x768",)),
    (18, f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) {_WEBKIT} Version/18.6 Mobile/15E148 Safari/604.1",
     ("390x844", "430x932")),
    (12, f"Mozilla/5.0 (Linux; Android 10; K) {_CHROME} Mobile Safari/537.36", ("412x915", "360x800")),
    (3, "Mozilla/5.0 (Linux; Android 14; SAMSUNG SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) "
     "SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36", ("384x832",)),
    (4, f"Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) {_WEBKIT} Version/18.6 Mobile/15E148 Safari/604.1",
     ("820x1180", "1024x1366")),
    (2, f"Mozilla/5.0 (Linux; Android 14; SM-X210) {_CHROME} Safari/537.36", ("800x1280",)),
)

# How many, country, region (ISO 3166-2 without the country), city, language.
_PLACES: tuple[tuple[int, str, str, str, str], ...] = (
    (14, "US", "CA", "San Francisco", "en-US"), (11, "US", "NY", "New York", "en-US"),
    (6, "US", "TX", "Austin", "en-US"), (5, "US", "WA", "Seattle", "en-US"),
    (9, "DE", "BE", "Berlin", "de-DE"), (5, "DE", "BY", "Munich", "de-DE"), (3, "DE", "HH", "Hamburg", "de-DE"),
    (9, "GB", "ENG", "London", "en-GB"), (2, "GB", "SCT", "Edinburgh", "en-GB"),
    (6, "FR", "IDF", "Paris", "fr-FR"), (2, "FR", "ARA", "Lyon", "fr-FR"),
    (4, "CA", "ON", "Toronto", "en-CA"), (2, "CA", "QC", "Montreal", "fr-CA"),
    (4, "NL", "NH", "Amsterdam", "nl-NL"), (3, "ES", "MD", "Madrid", "es-ES"), (3, "IT", "25", "Milan", "it-IT"),
    (3, "PL", "14", "Warsaw", "pl-PL"), (3, "SE", "AB", "Stockholm", "sv-SE"), (2, "CH", "ZH", "Zurich", "de-CH"),
    (2, "AT", "9", "Vienna", "de-AT"), (1, "PT", "11", "Lisbon", "pt-PT"), (2, "IE", "L", "Dublin", "en-IE"),
    (4, "BR", "SP", "São Paulo", "pt-BR"), (2, "MX", "CMX", "Mexico City", "es-MX"),
    (1, "AR", "C", "Buenos Aires", "es-AR"), (4, "IN", "KA", "Bengaluru", "en-IN"), (2, "IN", "MH", "Mumbai", "hi-IN"),
    (4, "JP", "13", "Tokyo", "ja-JP"), (2, "KR", "11", "Seoul", "ko-KR"), (1, "SG", "", "Singapore", "en-SG"),
    (3, "AU", "NSW", "Sydney", "en-AU"), (1, "NZ", "AUK", "Auckland", "en-NZ"),
    (1, "ZA", "GP", "Johannesburg", "en-ZA"), (2, "TR", "34", "Istanbul", "tr-TR"), (1, "UA", "30", "Kyiv", "uk-UA"),
    (1, "IL", "TA", "Tel Aviv", "he-IL"), (1, "NG", "LA", "Lagos", "en-NG"),
)
_COMPANIES = (
    "Acme Tools", "Blue Heron", "Cobalt Labs", "Dune & Sons", "Elmwood Press", "Fjord Travel", "Grain Bakery",
    "Harbour Yoga", "Ink & Paper", "Juniper Health",
)
PLANS = ("starter", "pro", "team")
_CURRENCIES = {"US": "USD", "CA": "USD", "GB": "GBP", "JP": "JPY"}
_KNOWN_SHARE = 0.12  # of new people; the others are nobody in particular


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may come again: what a request tells of them, and what the website does if they are known."""

    asker: Asker
    screen: str
    language: str
    currency: str
    is_mobile: bool
    distinct_id: str | None
    data: dict[str, Any]  # what the website says of a known one


class People:
    """The visitors of a website: new ones, and those who come again, the later seen the likelier.

    Customers come again after weeks, too. Only of them is it seen: who is nobody in particular is somebody else to the
    statistics from the first of the next month.
    """

    def __init__(self, dice: random.Random, network: int) -> None:
        self._dice, self._network = dice, network
        self._all: list[Person] = []
        self._customers: list[Person] = []

    def one(self, loyalty: float) -> Person:
        """Somebody; `loyalty` is how likely it is one who has been here before."""
        if self._all and self._dice.random() < loyalty:
            is_customer = self._customers and self._dice.random() < 0.4
            some = self._customers if is_customer else self._all
            back = int(self._dice.expovariate(1 / (60 if is_customer else 200)))
            return some[-1 - back % len(some)]
        person = self._new(len(self._all))
        self._all.append(person)
        if person.distinct_id:
            self._customers.append(person)
        return person

    def _new(self, number: int) -> Person:
        dice = self._dice
        _, agent, screens = dice.choices(_CLIENTS, [client[0] for client in _CLIENTS])[0]
        _, country, region, city, language = dice.choices(_PLACES, [place[0] for place in _PLACES])[0]
        asker = Asker({
            "user-agent": agent, "x-forwarded-for": f"81.{self._network}.{number // 250}.{number % 250 + 1}",
            "cf-ipcountry": country, "cf-region-code": region, "cf-ipcity": city,
        }, None)
        known = dice.random() < _KNOWN_SHARE
        data = {
            "plan": dice.choices(PLANS, (5, 3, 1))[0], "company": dice.choice(_COMPANIES),
            "seats": dice.randint(1, 40), "beta": dice.random() < 0.2,
            "customerSince": f"2025-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}T09:00:00.000Z",
        }
        return Person(
            asker, dice.choice(screens), language, _CURRENCIES.get(country, "EUR"), "Mobile" in agent,
            f"customer-{number:04}" if known else None, data if known else {},
        )
