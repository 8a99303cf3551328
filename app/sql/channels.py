"""By which channel a visitor came: one expression over five columns of an event (spec 04, section 9.1)."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import CTE, ColumnElement, Text, and_, case, literal, or_, select
from sqlalchemy.dialects.postgresql import array

from app.db.tables import website_event
from app.sql.filters import own_domain

_Column = ColumnElement[Any]

# Looked for anywhere and in any case. An underscore matches any one character, as in Umami's LIKE.
PAID = (
    "ad_id=", "aid=", "dclid=", "epik=", "fbclid=", "gclid=", "li_fat_id=", "msclkid=", "ob_click_id=", "pc_id=",
    "rdt_cid=", "scid=", "ttclid=", "twclid=", "utm_medium=cpc", "utm_medium=paid", "utm_medium=paid_social",
    "utm_source=google",
)
SEARCH = (
    "baidu.com", "bing.com", "chatgpt.com", "duckduckgo.com", "ecosia.org", "google.", "msn.com", "perplexity.ai",
    "search.brave.com", "yandex.",
)
SOCIAL = (
    "bsky.app", "facebook.com", "fb.com", "ig.com", "instagram.com", "linkedin.", "news.ycombinator.com", "pinterest.",
    "reddit.", "snapchat.", "t.co", "threads.net", "tiktok.", "twitter.com", "x.com",
)
EMAIL = ("gmail.", "hotmail.", "mail.yahoo.", "outlook.", "proton.me", "protonmail.")
SHOPPING = (
    "alibaba.com", "aliexpress.com", "amazon.", "bestbuy.com", "ebay.com", "etsy.com", "newegg.com", "target.com",
    "walmart.com",
)
VIDEO = ("twitch.", "youtube.")


def has(column: _Column, parts: Iterable[str]) -> ColumnElement[bool]:
    """One of `parts` is in it; not so of NULL."""
    return or_(*(column.ilike(f"%{part}%") for part in parts))


def channel(
    referrer: _Column, query: _Column, medium: _Column, source: _Column, hostname: _Column, *,
    is_paid: ColumnElement[bool] | None = None,
) -> _Column:
    """The name of the channel, empty for none: the first rule that holds decides.

    A visitor without a referrer is stored with NULL, so that `direct` is only said of old rows with an empty text.
    `is_paid` tells paid search, social and the like from organic ones, where that is not told as usual.
    """
    if is_paid is None:
        is_paid = or_(medium.like("p%"), medium.like("%ppc%"), medium.like("%retargeting%"), medium.like("%paid%"))

    def paid_or_organic(kind: str) -> _Column:
        return case((is_paid, literal("paid" + kind, Text)), else_=literal("organic" + kind, Text))

    return case(
        (and_(referrer == "", query == ""), literal("direct", Text)),
        (has(query, PAID), literal("paidAds", Text)),
        (has(medium, ("referral", "app", "link")), literal("referral", Text)),
        (has(medium, ("affiliate",)), literal("affiliate", Text)),
        (or_(has(medium, ("sms",)), has(source, ("sms",))), literal("sms", Text)),
        (or_(has(referrer, SEARCH), has(medium, ("organic",))), paid_or_organic("Search")),
        (has(referrer, SOCIAL), paid_or_organic("Social")),
        (or_(has(referrer, EMAIL), has(medium, ("mail",))), literal("email", Text)),
        (or_(has(referrer, SHOPPING), has(medium, ("shop",))), paid_or_organic("Shopping")),
        (or_(has(referrer, VIDEO), has(medium, ("video",))), paid_or_organic("Video")),
        (and_(referrer != own_domain(hostname), referrer != ""), literal("referral", Text)),
        else_=literal("", Text),
    )


# What a channel is told by, in the order of `channel`. NULLs in an array are equal to each other, so that arrays can be
# grouped and joined where the columns themselves could not.
SOURCE = array([
    website_event.c.referrer_domain, website_event.c.url_query, website_event.c.utm_medium, website_event.c.utm_source,
    website_event.c.hostname,
])


def channel_of(rows: CTE) -> CTE:
    """The channel of each source that `rows` has: a hundred comparisons, so once a source and not once an event."""
    # Materialized: PostgreSQL would else compute the channel for all rows, to leave out those without one early.
    sources = select(rows.c.source).distinct().cte("source").prefix_with("MATERIALIZED")
    parts: Any = [sources.c.source[number] for number in range(1, 6)]
    named = select(sources.c.source, channel(*parts).label("name")).cte("named").prefix_with("MATERIALIZED")
    return select(named).where(named.c.name != "").cte("channel")
