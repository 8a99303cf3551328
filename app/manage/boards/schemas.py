"""What comes in about boards and the dashboard."""

from typing import Annotated, Any

from pydantic import ConfigDict, model_validator

from app.web.validation import JsonObject, Maybe, Schema, Text, Uuid, one_of, storable_json, text_of

_KINDS = ("mixed", "website", "pixel", "link")
_OPTIONS = 'Invalid option: expected one of "mixed"|"website"|"pixel"|"link"'

# `open` is an old name of `mixed`; Umami's schema is a union of the four and it, and says so when neither fits.
BoardType = Annotated[str, one_of(_OPTIONS, 'Invalid input: expected "open"', options=(*_KINDS, "open"))]
ChangedBoardType = Annotated[str, one_of(
    'Invalid option: expected one of "mixed"|"website"|"pixel"|"link"|"dashboard"', 'Invalid input: expected "open"',
    options=(*_KINDS, "dashboard", "open"),
)]


def stored_type(asked: str) -> str:
    """The type as it is kept."""
    return "mixed" if asked == "open" else asked


class BoardParameters(Schema):
    """What a board shows. Three members are ids; all others are the dashboard's own and kept as they are."""

    model_config = ConfigDict(extra="allow")

    website_id: Maybe[Uuid] = None
    pixel_id: Maybe[Uuid] = None
    link_id: Maybe[Uuid] = None

    @model_validator(mode="after")
    def _storable(self) -> "BoardParameters":
        self.as_json()
        return self

    def as_json(self) -> dict[str, Any]:
        """As it is stored: what was sent. Errors: one of validation for a NUL."""
        return storable_json(self.model_dump(by_alias=True, exclude_unset=True))


class NewBoard(Schema):
    type: BoardType
    name: Annotated[Text, text_of(most=100)]
    description: Maybe[Annotated[Text, text_of(most=500)]] = None
    user_id: Uuid | None = None
    team_id: Uuid | None = None
    parameters: Maybe[BoardParameters] = None


class BoardChange(Schema):
    type: Maybe[ChangedBoardType] = None
    name: Maybe[Text] = None
    description: Maybe[Text] = None
    parameters: Maybe[BoardParameters] = None


class DashboardChange(Schema):
    name: Maybe[Text] = None
    description: Maybe[Text] = None
    parameters: Maybe[JsonObject] = None
