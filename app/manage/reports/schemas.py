"""What comes in about saved reports."""

from typing import Annotated, Literal

from app.web.paging import Paging
from app.web.validation import JsonObject, Maybe, Schema, Text, Uuid, text_of

ReportType = Literal[
    "attribution", "breakdown", "funnel", "goal", "journey", "performance", "retention", "revenue", "utm"]


class SavedReport(Schema):
    website_id: Uuid
    type: ReportType
    name: Annotated[Text, text_of(most=200)]
    description: Maybe[Annotated[Text, text_of(most=500)]] = None
    parameters: JsonObject


class ReportsOfWebsite(Paging):
    type: Maybe[ReportType] = None


class ReportList(ReportsOfWebsite):
    website_id: Uuid
