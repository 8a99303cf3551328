"""Codes that nobody guesses: slugs of shares, access codes of teams."""

import secrets
import string

_CHARACTERS = string.digits + string.ascii_letters


def random_code(length: int = 16) -> str:
    """So many random characters of 0-9a-zA-Z; 16 of them hold 95 bits."""
    return "".join(secrets.choice(_CHARACTERS) for _ in range(length))
