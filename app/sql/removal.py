"""Deleting what belongs to a website, link, pixel or board: Umami has no foreign keys that would do it (spec 06)."""

from collections.abc import Sequence

from sqlalchemy import Delete, Table, delete

from app.db.tables import (
    event_data,
    report,
    revenue,
    segment,
    session,
    session_data,
    session_replay,
    session_replay_saved,
    share,
    website,
    website_event,
)

# What hits have left behind, in the order in which it is deleted: children first.
COLLECTED: tuple[Table, ...] = (
    session_replay_saved, session_replay, revenue, event_data, session_data, website_event, session)

# What people have made about a website.
_KEPT: tuple[Table, ...] = (report, segment)


def delete_collected(website_ids: Sequence[str]) -> list[Delete]:
    """Deletes everything that was collected for these websites; a reset does no more."""
    return [delete(table).where(table.c.website_id.in_(website_ids)) for table in COLLECTED]


def delete_shares(entity_ids: Sequence[str]) -> Delete:
    """Deletes the shares of these websites, links, pixels or boards."""
    return delete(share).where(share.c.entity_id.in_(entity_ids))


def delete_websites(website_ids: Sequence[str]) -> list[Delete]:
    """Deletes these websites and all they own; the last statement tells by its count how many there were."""
    kept = [delete(table).where(table.c.website_id.in_(website_ids)) for table in _KEPT]
    return [*delete_collected(website_ids), *kept, delete_shares(website_ids),
            delete(website).where(website.c.website_id.in_(website_ids))]
