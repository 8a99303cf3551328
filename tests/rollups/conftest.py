"""Tests of this folder may have a server whose cells they move on."""

from tests.web.server import server

__all__ = ["server"]
