"""A hit: what one request to collection becomes, on its way to the tables."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

Record = dict[str, Any]  # a row to insert; a column that is not named is NULL


@dataclass(slots=True)
class Hit:
    """One request, filled in place by the steps of the pipeline. Only what `writer` needs stays to the end."""

    session_id: str
    session: Record | None = None  # the session's row, where it may be its first hit
    event: Record | None = None
    event_data: list[Record] = field(default_factory=list)
    revenue: Record | None = None
    session_data: list[Record] = field(default_factory=list)
    committed: "asyncio.Future[None] | None" = None
    give_up_at: float = 0.0  # on the event loop's clock
    uncertain: bool = False  # a connection broke while this hit was being committed: it may be stored already

    @property
    def has_rows(self) -> bool:
        """Whether there is anything to store: an identification of a known session without data has nothing."""
        return bool(self.session or self.event or self.session_data)
