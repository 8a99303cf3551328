"""By what events are counted: the value of each dimension of an event (spec 04, section 8.1)."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Text, case, func, literal

from app.db.tables import session
from app.sql.channels import has
from app.sql.filters import COLUMNS, came_from_elsewhere
from app.sql.measures import is_custom_event, is_page


@dataclass(frozen=True)
class Dimension:
    """What a list of values groups events by, and which events have such a value."""

    value: ColumnElement[Any]
    counted: ColumnElement[bool] = is_page
    of_session: bool = False  # the value is one of the session's, the same for all its events
    with_country: bool = False  # two places of the same name are told apart by their country


def _of_session(column: ColumnElement[Any], **more: Any) -> Dimension:
    return Dimension(column, of_session=True, **more)


DIMENSIONS: dict[str, Dimension] = {
    **{name: Dimension(COLUMNS[name]) for name in (
        "path", "title", "query", "hostname", "tag", "utmSource", "utmMedium", "utmCampaign", "utmContent", "utmTerm")},
    **{name: Dimension(COLUMNS[name], is_page & came_from_elsewhere) for name in ("referrer", "domain")},
    **{name: _of_session(COLUMNS[name]) for name in ("browser", "os", "device", "country", "distinctId")},
    **{name: _of_session(COLUMNS[name], with_country=True) for name in ("region", "city")},
    "screen": _of_session(session.c.screen),
    # Only the language itself: en-GB and en-US are both en.
    "language": _of_session(func.lower(func.left(session.c.language, 2))),
    "event": Dimension(COLUMNS["event"], is_custom_event),
}

# Sites that have several domains, by what is looked for anywhere in a referrer's (spec 04, section 8.4).
_SITES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("baidu.com", ("baidu.",)), ("bing.com", ("bing.",)), ("brave.com", ("brave.",)), ("chatgpt.com", ("chatgpt.",)),
    ("duckduckgo.com", ("duckduckgo.",)), ("facebook.com", ("facebook.",)), ("github.com", ("github.",)),
    ("google.com", ("google.",)), ("news.ycombinator.com", ("news.ycombinator.com",)),
    ("instagram.com", ("instagram.", "ig.com")), ("linkedin.com", ("linkedin.",)), ("pinterest.com", ("pinterest.",)),
    ("reddit.com", ("reddit.",)), ("snapchat.com", ("snapchat.",)), ("twitter.com", ("twitter.", "t.co", "x.com")),
    ("yahoo.com", ("yahoo.",)), ("yandex.ru", ("yandex.",)),
)


def as_bytes(value: ColumnElement[Any]) -> ColumnElement[Any]:
    """A text to be sorted and grouped by its bytes: by the rules of a language that takes twice as long."""
    return value.collate("C")


def site_of(domain: ColumnElement[Any]) -> ColumnElement[str]:
    """The site that a referrer's domain belongs to, `Other` for all that are not known."""
    return case(*((has(domain, parts), literal(site, Text)) for site, parts in _SITES), else_=literal("Other", Text))
