"""What comes in at login."""

from app.web.validation import Schema, Text


class LoginRequest(Schema):
    username: Text
    password: Text
