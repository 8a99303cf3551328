"""What comes in about shares."""

from typing import Annotated, Literal

from app.web.paging import Paging
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
