"""What comes in about accounts."""

from typing import Annotated

from app.access.roles import AccountRole
from app.web.validation import Maybe, Schema, Text, Uuid, text_of

Username = Annotated[Text, text_of(most=255)]
Password = Annotated[Text, text_of(most=255, least=8)]


class NewUser(Schema):
    id: Maybe[Uuid] = None
    username: Username
    password: Password
    role: AccountRole


class UserChange(Schema):
    username: Maybe[Username] = None
    password: Maybe[Password] = None
    role: Maybe[AccountRole] = None
