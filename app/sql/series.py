"""Page views and visitors by time (spec 04, section 7.4)."""

from typing import Any

from sqlalchemy import Select, func, select

from app.db.tables import website_event
from app.sql.buckets import Buckets
from app.sql.measures import is_page, whole
from app.sql.scope import EventScope


def views_and_visitors(scope: EventScope, buckets: Buckets) -> Select[Any]:
    """Each bucket that has any page view: x its label, views, visitors; ascending.

    A visitor who is active in three buckets counts in each of them.
    """
    # By bucket and visitor first, so that one pass over the events gives both numbers.
    active = (
        scope.select(buckets.moment().label("moment"), website_event.c.session_id, func.count().label("views"))
        .where(is_page).group_by("moment", website_event.c.session_id).subquery("active")
    )
    bucket = (
        select(active.c.moment, whole(func.sum(active.c.views)).label("views"), func.count().label("visitors"))
        .group_by(active.c.moment).subquery("bucket")
    )
    label = buckets.label(bucket.c.moment).label("x")
    return select(label, bucket.c.views, bucket.c.visitors).order_by(label)
