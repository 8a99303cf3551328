"""Logging of every process of ours: one line an entry, on standard error."""

import logging
import sys


def start_logging() -> None:
    """Our own entries from info on, those of libraries from warning on."""
    logging.basicConfig(
        level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr
    )
    for name in ("dashi", "app"):
        logging.getLogger(name).setLevel(logging.INFO)
