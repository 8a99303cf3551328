"""Deleting teams: their members go, what they own stays without an owner (spec 03, section 2)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, update

from app.db.tables import board, link, pixel, team, team_user, website


def delete_teams(team_ids: Sequence[str]) -> list[Any]:
    """Deletes these teams; their things lose team_id and nothing else, updated_at included. The last one counts."""
    members = delete(team_user).where(team_user.c.team_id.in_(team_ids))
    things = [update(table).where(table.c.team_id.in_(team_ids)).values(team_id=None)
              for table in (website, link, pixel, board)]
    return [members, *things, delete(team).where(team.c.team_id.in_(team_ids))]
