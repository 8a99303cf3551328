"""The rows of `web/shapes` as models: what the OpenAPI document says of answers. A test holds the two together."""

from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from app.web.answers import Answer
from app.web.validation import Maybe

T = TypeVar("T")

Json = dict[str, Any]
Time = datetime | None


class PageOf(Answer, Generic[T]):
    """A page of a list: `count` is of all pages. `search` is there where one was asked for."""

    data: list[T]
    count: int
    page: int
    page_size: int
    order_by: Maybe[str] = None
    search: Maybe[str] = None


class UserName(Answer):
    id: UUID
    username: str


class UserRow(Answer):
    id: UUID
    username: str
    role: str
    created_at: Time


class WebsiteRow(Answer):
    id: UUID
    name: str
    domain: str | None
    reset_at: Time
    user_id: UUID | None
    team_id: UUID | None
    created_by: UUID | None
    created_at: Time
    updated_at: Time
    deleted_at: Time
    replay_enabled: bool
    replay_config: Json | None


class TeamRow(Answer):
    id: UUID
    name: str
    access_code: str | None
    logo_url: str | None
    created_at: Time
    updated_at: Time
    deleted_at: Time


class TeamUserRow(Answer):
    id: UUID
    team_id: UUID
    user_id: UUID
    role: str
    created_at: Time
    updated_at: Time


class PixelRow(Answer):
    id: UUID
    name: str
    slug: str
    user_id: UUID | None
    team_id: UUID | None
    created_at: Time
    updated_at: Time
    deleted_at: Time


class LinkRow(Answer):
    id: UUID
    name: str
    url: str
    slug: str
    user_id: UUID | None
    team_id: UUID | None
    created_at: Time
    updated_at: Time
    deleted_at: Time


class BoardRow(Answer):
    id: UUID
    type: str
    name: str
    description: str
    parameters: Json
    user_id: UUID | None
    team_id: UUID | None
    created_at: Time
    updated_at: Time


class ShareRow(Answer):
    id: UUID
    entity_id: UUID
    name: str
    share_type: int
    slug: str
    parameters: Json
    created_at: Time
    updated_at: Time


class SavedReplayRow(Answer):
    """A recording that is kept."""

    id: UUID
    name: str
    website_id: UUID
    visit_id: UUID
    created_at: Time
    updated_at: Time


class SegmentRow(Answer):
    id: UUID
    website_id: UUID
    type: str
    name: str
    parameters: Json
    created_at: Time
    updated_at: Time


class ReportRow(Answer):
    id: UUID
    user_id: UUID
    website_id: UUID
    type: str
    name: str
    description: str
    parameters: Json
    created_at: Time
    updated_at: Time
