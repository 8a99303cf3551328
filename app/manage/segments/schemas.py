"""What comes in about segments and cohorts."""

from typing import Annotated, Literal

from app.web.paging import Searching
from app.web.validation import JsonObject, Maybe, Schema, Text, text_of

SegmentType = Literal["segment", "cohort"]
Operator = Literal["eq", "neq", "s", "ns", "c", "dnc", "re", "nre", "t", "f", "gt", "lt", "gte", "lte", "bf", "af"]


class SegmentFilter(Schema):
    name: Text
    operator: Operator
    value: Text


class SegmentAction(Schema):
    type: Text
    value: Text


class SegmentParameters(Schema):
    filters: Maybe[list[SegmentFilter]] = None
    match: Maybe[Literal["all", "any"]] = None
    date_range: Maybe[Text] = None
    action: Maybe[SegmentAction] = None


class NewSegment(Schema):
    type: SegmentType
    name: Annotated[Text, text_of(most=200)]
    parameters: SegmentParameters


class SegmentChange(Schema):
    type: SegmentType
    name: Annotated[Text, text_of(most=200)]
    parameters: JsonObject


class SegmentList(Searching):
    type: SegmentType
