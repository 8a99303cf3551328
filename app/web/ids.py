"""Ids of the things people make."""

from collections.abc import Callable
from typing import Annotated

from app.lib.ids import random_id
from app.web.route import Exchange, late


async def _new_id(exchange: Exchange) -> Callable[[], str]:
    v7 = exchange.app.state.settings.use_uuidv7
    return lambda: random_id(v7=v7)


# `new_id()` is a random UUID, v7 where USE_UUIDV7 is set.
NewId = Annotated[Callable[[], str], late(_new_id)]
