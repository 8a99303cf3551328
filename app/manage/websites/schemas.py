"""What comes in and goes out about websites."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from app.web.paging import Paging, Searching
from app.web.rows import TeamRow, TeamUserRow, UserName, WebsiteRow
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


class WebsiteAnswer(WebsiteRow):
    """A website with its newest share's slug."""

    share_id: str | None


class ListedWebsite(WebsiteAnswer):
    """As listed: with its user, but for lists that include teams."""

    user: Maybe[UserName] = None


class TeamOfWebsite(TeamRow):
    members: list[TeamUserRow]


class AnyWebsite(WebsiteAnswer):
    """As admins see it: with its user or its team, and in the team its owners."""

    user: UserName | None
    team: TeamOfWebsite | None
