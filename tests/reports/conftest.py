"""Tests of this folder may ask a whole server."""

from tests.web.server import server

__all__ = ["server"]
