"""What comes in and goes out about shares."""

from typing import Annotated, Literal
from uuid import UUID

from app.web.answers import Answer
from app.web.paging import Paging
from app.web.rows import Json
from app.web.validation import JsonObject, Maybe, QueryInt, QueryPositive, Schema, Text, Uuid, text_of

Name = Annotated[Text, text_of(most=200)]
Slug = Annotated[Text, text_of(most=100)]


class NewShare(Schema):
    entity_id: Uuid
    share_type: QueryInt
    name: Name
    slug: Maybe[Slug] = None
    parameters: JsonObject


class ShareChange(Schema):
    name: Name
    slug: Slug
    parameters: JsonObject


class NewWebsiteShare(Schema):
    name: Name
    parameters: Maybe[JsonObject] = None


class NewEntityShare(Schema):
    name: Name


class EntityShares(Paging):
    """The list of an entity's shares checks some of the filters of statistics, and then ignores them."""

    event_type: Maybe[QueryPositive] = None
    segment: Maybe[Uuid] = None
    cohort: Maybe[Uuid] = None
    match: Maybe[Literal["all", "any"]] = None


class SharedThing(Answer):
    """What a share shows, and the token that shows it: the members of its type."""

    share_id: UUID
    share_type: int
    parameters: Json
    website_id: Maybe[UUID] = None
    link_id: Maybe[UUID] = None
    pixel_id: Maybe[UUID] = None
    board_id: Maybe[UUID] = None
    website_ids: Maybe[list[str]] = None
    pixel_ids: Maybe[list[str]] = None
    link_ids: Maybe[list[str]] = None
    token: str
