"""Umami's two kinds of token: plain ones (signed) and secure ones (signed, then encrypted).

Source of the behaviour: spec 01, sections 2.4 and 2.5; spec 02, section 1. Both work in either direction
with a Node Umami of the same APP_SECRET.
"""

import base64
import binascii
import hashlib
import hmac
import os
import re
from typing import Any

import jwt
import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.lib.js import numbers_of_javascript

_HEADER = b"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"  # {"alg":"HS256","typ":"JWT"}
_SALT, _IV, _TAG = 64, 16, 16
_ROUNDS = 10_000
_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")


def secret_of(app_secret: str) -> str:
    """The 128 hex characters that sign, encrypt and salt everything. It is used as text, never as raw bytes."""
    return hashlib.sha512(app_secret.encode()).hexdigest()


def sign(claims: dict[str, Any], secret: bytes) -> str:
    """A compact HS256 JWT of `claims` in their order."""
    try:
        text_of_claims = orjson.dumps(claims)
    except TypeError:  # a share's parameters may hold 1e300, which PostgreSQL gives back as 301 digits
        text_of_claims = orjson.dumps(numbers_of_javascript(claims))
    payload = base64.urlsafe_b64encode(text_of_claims).rstrip(b"=")
    text = _HEADER + b"." + payload
    signature = base64.urlsafe_b64encode(hmac.digest(secret, text, "sha256")).rstrip(b"=")
    return (text + b"." + signature).decode()


def verify(token: str, secret: bytes) -> dict[str, Any] | None:
    """The claims of a token signed with HS256, HS384 or HS512 by `secret`; None for anything else.

    `exp` and `nbf` are honoured if somebody put them in.
    """
    try:
        claims = jwt.decode(
            token, secret, algorithms=["HS256", "HS384", "HS512"],
            # Umami's tokens name no audience, and a clock that is a little behind must not refuse one.
            options={"verify_aud": False, "verify_iat": False, "verify_sub": False, "verify_jti": False,
                     "verify_iss": False},
        )
    except (jwt.InvalidTokenError, ValueError, RecursionError):
        return None
    return claims if isinstance(claims, dict) else None


def _key(secret: str, salt: bytes) -> bytes:
    return hashlib.pbkdf2_hmac("sha512", secret.encode(), salt, _ROUNDS, 32)


def seal(claims: dict[str, Any], secret: str, *, salt: bytes | None = None, iv: bytes | None = None) -> str:
    """A secure token: base64 of salt, IV, tag and the encrypted JWT (spec 02, section 1)."""
    salt, iv = salt or os.urandom(_SALT), iv or os.urandom(_IV)
    sealed = AESGCM(_key(secret, salt)).encrypt(iv, sign(claims, secret.encode()).encode(), None)
    return base64.b64encode(salt + iv + sealed[-_TAG:] + sealed[:-_TAG]).decode()


def looks_sealed(token: str) -> bool:
    """Whether a text has the length and the alphabet of a secure token: costs nothing, and spares PBKDF2."""
    return 200 <= len(token) <= 4_096 and _BASE64.fullmatch(token) is not None


def unseal(token: str, secret: str) -> dict[str, Any] | None:
    """The claims of a secure token; None where anything about it is wrong.

    Costs 10,000 rounds of PBKDF2 (some 5 ms): run it off the event loop. What cannot be a token by its length or
    alphabet is refused before that.
    """
    if not looks_sealed(token):
        return None
    try:
        raw = base64.b64decode(token, validate=True)
    except (binascii.Error, ValueError):
        return None
    salt, iv = raw[:_SALT], raw[_SALT:_SALT + _IV]
    tag, sealed = raw[_SALT + _IV:_SALT + _IV + _TAG], raw[_SALT + _IV + _TAG:]
    try:
        text = AESGCM(_key(secret, salt)).decrypt(iv, sealed + tag, None).decode()
    except (InvalidTag, ValueError):
        return None
    return verify(text, secret.encode())
