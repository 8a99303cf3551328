"""What all processes remember of websites, links, pixels and shares, and telling them that one has changed."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Protocol

from app.db.changes import SHARE, WEBSITE, Changes
from app.web.route import Exchange, late


class Forget(Protocol):
    def __call__(self, name: str, *entries: str) -> None: ...


def _forgetting(kind: str) -> Callable[[Exchange], Awaitable[Forget]]:
    async def promised(exchange: Exchange) -> Forget:
        changes: Changes = exchange.app.state.changes

        def forget(name: str, *entries: str) -> None:
            own = (f"website:{name}",) if kind == WEBSITE else ()
            # Only once it is committed: a hit in between would have the old row remembered again.
            exchange.afterwards(lambda: changes.tell(kind, name, *own, *entries))

        return forget

    return promised


# `forget(website_id)` after each creation, change, reset or deletion; `forget(link_id, "link:my-slug")` and
# `forget(pixel_id, "pixel:my-slug")` name the entries of a Node Umami in Redis, which are kept by slug.
Forgets = Annotated[Forget, late(_forgetting(WEBSITE))]

# `forget(share_id)` after a share was changed or deleted.
ForgetsShare = Annotated[Forget, late(_forgetting(SHARE))]
