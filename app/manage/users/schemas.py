"""What comes in and goes out about accounts."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.access.roles import AccountRole
from app.web.answers import Answer
from app.web.rows import Time
from app.web.validation import Maybe, Schema, Text, Uuid, text_of

Username = Annotated[Text, text_of(most=255)]
Password = Annotated[Text, text_of(most=255, least=8)]


class NewUser(Schema):
    id: Maybe[Uuid] = None
    username: Username
    password: Password
    role: AccountRole


class UserChange(Schema):
    username: Maybe[Username] = None
    password: Maybe[Password] = None
    role: Maybe[AccountRole] = None


class NewUserAnswer(Answer):
    id: UUID
    username: str
    role: str


class WebsiteCount(Answer):
    websites: int


class AnyUser(Answer):
    """An account as admins see it."""

    id: UUID
    username: str
    role: str
    logo_url: str | None
    display_name: str | None
    created_at: Time
    updated_at: Time
    deleted_at: Time
    counts: WebsiteCount = Field(alias="_count")
