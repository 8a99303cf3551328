"""What anybody may know of this server: that it lives (spec 02, section 3)."""

from app.web.answers import OK, Ok
from app.web.permissions import OPEN
from app.web.route import asks, new_router

router = new_router()


@router.get("/api/heartbeat", response_model=Ok, **asks(OPEN))
async def heartbeat() -> dict[str, bool]:
    """Ok while the process answers."""
    return OK
