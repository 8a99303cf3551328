"""Passwords as bcrypt hashes, like Umami's: cost 10, and only the first 72 bytes count (spec 02, section 3).

A hash costs some 50 ms of one core. It is computed on threads of its own, fewer than there are cores, so that neither
the event loop nor other work waits for it; bcrypt lets go of the interpreter meanwhile.
"""

import os

import bcrypt

from app.lib.background import Background

_COST = 10
_COUNTED_BYTES = 72
# 100 that wait take some five seconds; who comes then is told to come again.
_background = Background("passwords", threads=max(1, min(4, (os.cpu_count() or 1) // 2)), waiting=100)

# What an unknown user's password is compared with, so that it takes the time of a known one's (spec 02, section 8).
_NOBODY = "$2b$10$BUli0c.muyCW1ErNJc3jL.vFRFtFJWrT8/GcR4A.sUdCznaXiqFXa"


def _counted(password: str) -> bytes:
    return password.encode("utf-8", "replace")[:_COUNTED_BYTES]


def hash_now(password: str) -> str:
    """The 60 characters to keep. Blocks; a server uses `hashed`.

    Errors: ValueError for a password that bcrypt cannot take.
    """
    return bcrypt.hashpw(_counted(password), bcrypt.gensalt(_COST)).decode()


def matches_now(password: str, kept: str | None) -> bool:
    """Whether `password` is the kept one; False, after the same time, where nothing is kept. Blocks."""
    try:
        same = bcrypt.checkpw(_counted(password), (kept or _NOBODY).encode())
    except ValueError:  # the kept text is no bcrypt hash
        return False
    return same and kept is not None


async def hashed(password: str) -> str:
    """`hash_now`, off the event loop. Errors: Unavailable where too many wait."""
    return await _background.run(hash_now, password)


async def matches(password: str, kept: str | None) -> bool:
    """`matches_now`, off the event loop. Errors: Unavailable where too many wait."""
    return await _background.run(matches_now, password, kept)
