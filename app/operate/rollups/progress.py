"""How much there is to build."""

import sqlalchemy as sa

from app.db.tables import website_event


def rows_of(engine: sa.Engine, website_id: str | None) -> int:
    """The events of a website, or of all."""
    counted = sa.select(sa.func.count()).select_from(website_event)
    if website_id:
        counted = counted.where(website_event.c.website_id == website_id)
    with engine.connect() as connection:
        return int(connection.scalar(counted) or 0)
