"""What comes in about websites."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from app.web.paging import Paging, Searching
from app.web.validation import (
    BodyInt,
    Maybe,
    Schema,
    Text,
    Uuid,
    fail,
    text_of,
)

ShareId = Annotated[Text, text_of(most=50)]


def _positive(number: int) -> int:
    if number <= 0:
        raise fail("Too small: expected number to be >0")
    return number


class NewWebsite(Schema):
    name: Annotated[Text, text_of(most=100)]
    domain: Annotated[Text, text_of(most=500)]
    share_id: ShareId | None = None
    team_id: Uuid | None = None
    id: Uuid | None = None


class ReplayConfig(Schema):
    sample_rate: Maybe[Annotated[float, Field(ge=0, le=1)]] = None
    mask_level: Maybe[Literal["strict", "moderate"]] = None
    max_duration: Maybe[Annotated[BodyInt, AfterValidator(_positive)]] = None
    block_selector: Maybe[Text] = None


class WebsiteChange(Schema):
    name: Maybe[Text] = None
    domain: Maybe[Text] = None
    share_id: ShareId | None = None
    replay_enabled: Maybe[bool] = None
    replay_config: ReplayConfig | None = None


class Transfer(Schema):
    user_id: Maybe[Uuid] = None
    team_id: Maybe[Uuid] = None


class OwnWebsites(Paging):
    """Any non-empty `includeTeams` switches it on, also "false"."""

    include_teams: Text = ""


class SearchedWebsites(Searching):
    include_teams: Text = ""
