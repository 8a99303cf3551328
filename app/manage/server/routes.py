"""What anybody may know of this server: that it lives (spec 02, section 3), and that it can work (ours)."""

from app.errors import Unavailable
from app.web.answers import OK, Ok
from app.web.connection import Ready
from app.web.permissions import OPEN
from app.web.route import asks, new_router

router = new_router()


@router.get("/api/heartbeat", response_model=Ok, **asks(OPEN))
async def heartbeat() -> dict[str, bool]:
    """Ok while the process answers."""
    return OK


@router.get("/api/ready", response_model=Ok, **asks(OPEN))
async def ready(readiness: Ready) -> dict[str, bool]:
    """Ok while the database answers too, else 503: whether to send visitors here. Asks it once a second at most."""
    if not await readiness.holds():
        raise Unavailable
    return OK
