"""What comes in about tracking pixels."""

from typing import Annotated

from app.web.validation import Maybe, Schema, Text, Uuid, text_of


class NewPixel(Schema):
    name: Annotated[Text, text_of(most=100)]
    slug: Annotated[Text, text_of(most=100)]
    team_id: Uuid | None = None
    id: Uuid | None = None


class PixelChange(Schema):
    name: Maybe[Text] = None
    slug: Maybe[Annotated[Text, text_of(least=8)]] = None
