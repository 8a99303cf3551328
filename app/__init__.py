"""Dashi: a self-hosted web analytics server that takes over from Umami."""

__version__ = "0.1.0"
