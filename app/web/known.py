"""What collection remembers of websites, links and pixels, and telling it that one has changed."""

from collections.abc import Callable
from typing import Annotated

from app.web.route import Exchange, late

Forget = Callable[[str], None]


async def _forget(exchange: Exchange) -> Forget:
    known = getattr(exchange.app.state, "known", None)

    def forget(entity_id: str) -> None:
        # Only once it is committed: a hit in between would have the old row remembered again.
        if known is not None:
            exchange.afterwards(lambda: known.forget(entity_id))

    return forget


# `forget(website_id)` after each creation, change, reset or deletion.
Forgets = Annotated[Forget, late(_forget)]
