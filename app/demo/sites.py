"""The websites of the demo: their pages, where visits begin and how they go on."""

from dataclasses import dataclass, field

from app.demo import happenings, ids
from app.demo.happenings import Happening

LEAVE = ""


@dataclass(frozen=True)
class Page:
    """A page, and how many of its readers go where from it; LEAVE is the end of a visit."""

    title: str
    goes_on: dict[str, int]
    happenings: tuple[Happening, ...] = ()


@dataclass(frozen=True, eq=False)
class Site:
    """A website with visitors."""

    id: str
    name: str
    domain: str
    visits_a_day: int
    loyalty: float  # how likely a visit is by somebody who has been there before
    begins: dict[str, int]  # how many visits begin on which page
    pages: dict[str, Page]
    tags: tuple[str, ...] = ()
    hostnames: tuple[str, ...] = field(default=())

    @property
    def hosts(self) -> tuple[str, ...]:
        """The host names it answers to, the usual one first."""
        return (self.domain, *self.hostnames)


SHOP = Site(
    ids.WEBSITE, "Demo shop", "shop.example.com", visits_a_day=46, loyalty=0.3,
    begins={"/": 46, "/pricing": 13, "/blog/launch": 9, "/docs": 8, "/features": 6, "/docs/install": 5, "/blog": 5,
            "/about": 3, "/search?q=refund": 1, "/search?q=export": 1},
    pages={
        "/": Page("Demo shop", {"/pricing": 34, "/features": 14, "/docs": 8, "/blog": 6, "/about": 4, LEAVE: 34},
                  (happenings.VIDEO,)),
        "/features": Page("Features", {"/pricing": 40, "/": 12, "/docs": 10, LEAVE: 38}, (happenings.VIDEO,)),
        "/pricing": Page("Pricing", {"/checkout": 26, "/": 12, "/features": 12, "/docs": 6, LEAVE: 44},
                         (happenings.SIGNUP,)),
        "/checkout": Page("Checkout", {"/thanks": 52, "/pricing": 14, LEAVE: 34}, (happenings.COUPON,)),
        "/thanks": Page("Thank you", {"/docs/install": 35, LEAVE: 65}, (happenings.PURCHASE,)),
        "/docs": Page("Documentation", {"/docs/install": 42, "/search?q=export": 6, "/": 8, LEAVE: 44}),
        "/docs/install": Page("Install", {"/docs": 15, LEAVE: 85}, (happenings.DOWNLOAD,)),
        "/blog": Page("Blog", {"/blog/launch": 36, "/": 12, LEAVE: 52}, (happenings.SUBSCRIBE,)),
        "/blog/launch": Page("We have launched", {"/": 22, "/pricing": 14, LEAVE: 64}, (happenings.SUBSCRIBE,)),
        "/about": Page("About us", {"/": 25, LEAVE: 75}, (happenings.OUTBOUND,)),
        "/search?q=export": Page("Search: export", {"/docs": 40, LEAVE: 60}, (happenings.SEARCH,)),
        "/search?q=refund": Page("Search: refund", {"/pricing": 20, LEAVE: 80}, (happenings.SEARCH,)),
    },
    tags=("hero-a", "hero-b"), hostnames=("www.shop.example.com",),
)
BLOG = Site(
    ids.BLOG, "Field notes", "notes.example.org", visits_a_day=14, loyalty=0.2,
    begins={"/": 20, "/2026/slow-software": 34, "/2026/plain-text": 22, "/2025/one-table": 16, "/about": 4},
    pages={
        "/": Page("Field notes", {"/2026/slow-software": 30, "/2026/plain-text": 18, "/about": 6, LEAVE: 46}),
        "/2026/slow-software": Page("In praise of slow software", {"/": 14, "/2026/plain-text": 8, LEAVE: 78},
                                    (happenings.SUBSCRIBE,)),
        "/2026/plain-text": Page("Plain text, plainly", {"/": 16, LEAVE: 84}, (happenings.SUBSCRIBE,)),
        "/2025/one-table": Page("One table is enough", {"/": 14, "/2026/slow-software": 10, LEAVE: 76}),
        "/about": Page("About these notes", {"/": 20, LEAVE: 80}, (happenings.OUTBOUND,)),
    },
)
DOCS = Site(
    ids.DOCS, "Developer docs", "developers.example.com", visits_a_day=9, loyalty=0.45,
    begins={"/": 40, "/api": 25, "/guides/start": 25, "/changelog": 10},
    pages={
        "/": Page("Developers", {"/guides/start": 45, "/api": 30, LEAVE: 25}, (happenings.SEARCH,)),
        "/guides/start": Page("Getting started", {"/api": 35, "/": 10, LEAVE: 55}),
        "/api": Page("API reference", {"/guides/start": 12, "/changelog": 10, LEAVE: 78}, (happenings.SEARCH,)),
        "/changelog": Page("Changelog", {"/api": 20, LEAVE: 80}),
    },
)
PORTAL = Site(
    ids.TEAM_WEBSITE, "Partner portal", "partners.example.com", visits_a_day=4, loyalty=0.6,
    begins={"/": 80, "/deals": 20},
    pages={
        "/": Page("Partners", {"/deals": 50, LEAVE: 50}),
        "/deals": Page("Deals", {"/": 20, LEAVE: 80}, (happenings.DOWNLOAD,)),
    },
)
SITES = (SHOP, BLOG, DOCS, PORTAL)
