"""By which channel a visitor came, and which site a domain is (spec 04, sections 8.4 and 9.1)."""

import pytest
from sqlalchemy import Text, literal, select

from app.db.engine import Database
from app.sql.channels import channel
from app.sql.dimensions import site_of


@pytest.fixture(scope="module")
async def scalar(postgres):
    """Gives the value of an expression."""
    database = Database(postgres.database_url("postgres"))
    async with database.reader.connect() as conn:
        yield lambda expression: conn.scalar(select(expression))
    await database.close()


@pytest.mark.parametrize("referrer, query, medium, source, expected", [
    ("", "", None, None, "direct"), (None, "", None, None, ""), ("", None, None, None, ""),
    (None, "gclid=1", None, None, "paidAds"), ("", "x=1&utm_source=GOOGLE", None, None, "paidAds"),
    (None, "paid=1", None, None, "paidAds"),  # aid= is a part of it
    (None, "liXfatXid=1", None, None, "paidAds"),  # an underscore is any character
    ("google.com", "", "Referral", None, "referral"), (None, "", "app", None, "referral"),
    (None, "", "backlinks", None, "referral"), (None, "", "affiliates", None, "affiliate"),
    (None, "", "sms", None, "sms"), (None, "", None, "SMS-list", "sms"),
    ("www.google.co.uk", "", None, None, "organicSearch"), ("google.com", "", "cpc", None, "organicSearch"),
    ("bing.com", "", "ppc", None, "paidSearch"), ("bing.com", "", "Paid", None, "organicSearch"),
    ("mail.google.com", "", None, None, "organicSearch"), ("x.example", "", "organic", None, "organicSearch"),
    ("search.yahoo.com", "", None, None, "referral"), ("perplexity.ai", "", "push", None, "paidSearch"),
    ("t.co", "", None, None, "organicSocial"), ("l.facebook.com", "", "paid_social", None, "paidSocial"),
    ("walmart.com", "", None, None, "organicSocial"), ("netflix.com", "", None, None, "organicSocial"),
    ("outlook.live.com", "", None, None, "email"), (None, "", "e-mail", None, "email"),
    ("amazon.de", "", None, None, "organicShopping"), ("amazon.de", "", "retargeting", None, "paidShopping"),
    (None, "", "shop", None, "organicShopping"), ("youtube.com", "", None, None, "organicVideo"),
    (None, "", "video", None, "organicVideo"), (None, "", "prevideo", None, "paidVideo"),
    (None, "", "ppc-video", None, "paidVideo"), ("news.example", "", None, None, "referral"),
    ("example.com", "", None, None, ""), ("", "a=1", None, None, ""), (None, None, "social", None, ""),
])
async def test_a_channel_is_told_by_the_first_rule_that_holds(scalar, referrer, query, medium, source, expected):
    columns = [literal(text, Text) for text in (referrer, query, medium, source, "www.example.com")]
    assert await scalar(channel(*columns)) == expected


@pytest.mark.parametrize("hostname, expected", [
    ("news.example", ""), ("www.news.example", ""), ("wwwxnews.example", ""), ("a.news.example", "referral"),
    ("www", "referral"), (None, ""),
])
async def test_a_page_of_the_same_site_is_no_referral(scalar, hostname, expected):
    texts = ("news.example", "", None, None, hostname)
    assert await scalar(channel(*(literal(text, Text) for text in texts))) == expected


@pytest.mark.parametrize("domain, site", [
    ("www.google.de", "google.com"), ("t.co", "twitter.com"), ("walmart.com", "twitter.com"), ("fb.com", "Other"),
    ("config.com", "instagram.com"), ("GITHUB.com", "github.com"),
    ("yandex.com", "twitter.com"), ("yandex.net", "yandex.ru"), ("baidu", "Other"),
    ("search.brave.com", "brave.com"), ("news.ycombinator.com", "news.ycombinator.com"),
])
async def test_a_domain_belongs_to_the_first_site_it_names(scalar, domain, site):
    assert await scalar(site_of(literal(domain, Text))) == site
