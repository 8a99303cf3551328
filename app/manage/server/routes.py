"""What anybody may know of this server: that it lives, and how it is set up (spec 02, section 3)."""

from typing import Annotated, Any

from fastapi import Response

from app.settings import Settings
from app.web.answers import OK
from app.web.route import Exchange, late, new_router

router = new_router()


async def _settings(exchange: Exchange) -> Settings:
    settings: Settings = exchange.app.state.settings
    return settings


@router.get("/api/heartbeat")
async def heartbeat() -> dict[str, bool]:
    """Ok while the process answers."""
    return OK


@router.get("/api/config")
async def config(settings: Annotated[Settings, late(_settings)]) -> dict[str, Any]:
    """What the dashboard needs to know before login; texts that are not set are absent."""
    texts = {"faviconUrl": settings.favicon_url, "linksUrl": settings.links_url, "pixelsUrl": settings.pixels_url}
    return {
        "cloudMode": False,
        **{name: text for name, text in texts.items() if text is not None},
        "privateMode": settings.private_mode,
        "telemetryDisabled": settings.disable_telemetry,
        **({"trackerScriptName": settings.tracker_script_name} if settings.tracker_script_name else {}),
        "updatesDisabled": settings.disable_updates,
        "currentVersion": True,
    }


@router.get("/api/scripts/telemetry")
async def telemetry() -> Response:
    """A script that does nothing: this server tells nobody of itself."""
    return Response("/* telemetry disabled */", media_type="text/javascript")
