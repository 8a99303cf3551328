"""What comes in about oneself."""

from typing import Annotated

from app.web.validation import Schema, Text, text_of


class PasswordChange(Schema):
    current_password: Text
    new_password: Annotated[Text, text_of(least=8)]
