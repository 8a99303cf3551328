"""What comes in and goes out about oneself."""

from typing import Annotated
from uuid import UUID

from app.web.answers import Answer
from app.web.rows import Json, Time
from app.web.validation import Maybe, Schema, Text, text_of


class PasswordChange(Schema):
    current_password: Text
    new_password: Annotated[Text, text_of(least=8)]


class Myself(Answer):
    """The user who asks. Subjects do not import each other: login's answer has the same members."""

    id: UUID
    username: str
    role: str
    created_at: Time
    is_admin: bool


class Me(Answer):
    """Who asks, and with what. A share alone has no user."""

    token: Maybe[str] = None
    auth_key: Maybe[str] = None
    share_token: Json | None
    user: Myself | None
