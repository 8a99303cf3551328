"""What comes in at login, and what one is told of oneself."""

from uuid import UUID

from app.web.answers import Answer
from app.web.rows import Time
from app.web.validation import Schema, Text


class LoginRequest(Schema):
    username: Text
    password: Text


class TeamName(Answer):
    id: UUID
    name: str
    logo_url: str | None


class CallerAnswer(Answer):
    """The user who asks."""

    id: UUID
    username: str
    role: str
    created_at: Time
    is_admin: bool


class CallerWithTeams(CallerAnswer):
    teams: list[TeamName]


class LoginAnswer(Answer):
    token: str
    user: CallerWithTeams


class SsoAnswer(Answer):
    user: CallerAnswer
    token: str
