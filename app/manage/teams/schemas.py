"""What comes in about teams."""

from typing import Annotated

from app.access.roles import GivenTeamRole
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
