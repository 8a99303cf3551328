"""What comes in and goes out about teams."""

from typing import Annotated

from pydantic import Field

from app.access.roles import GivenTeamRole
from app.web.answers import Answer
from app.web.rows import TeamRow, TeamUserRow, UserName, WebsiteRow
from app.web.validation import Maybe, Schema, Text, Uuid, text_of

Short = Annotated[Text, text_of(most=50)]


class NewTeam(Schema):
    name: Short
    owner_id: Maybe[Uuid] = None


class TeamChange(Schema):
    name: Maybe[Short] = None
    access_code: Maybe[Short] = None


class Joining(Schema):
    access_code: Short


class NewMember(Schema):
    user_id: Uuid
    role: GivenTeamRole


class MemberChange(Schema):
    role: GivenTeamRole


class Counts(Answer):
    websites: int
    members: int


class MemberAnswer(TeamUserRow):
    """A member with the user, null where that is gone."""

    user: UserName | None


class ListedTeam(TeamRow):
    members: list[MemberAnswer]
    counts: Counts = Field(alias="_count")


class TeamAnswer(TeamRow):
    members: list[TeamUserRow]


class TeamWebsite(WebsiteRow):
    """A website of a team, with who made it and its newest share's slug."""

    create_user: UserName | None
    share_id: str | None
