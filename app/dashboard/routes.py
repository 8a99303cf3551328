"""What is not the API: the scripts of sites, the dashboard, small files, and the configuration for user interfaces.

Headers of every answer, CORS of /api, BASE_PATH, HEAD and 405 are the business of web/surface.py.
"""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from app.dashboard import regions
from app.dashboard.assets import MemoryFile, modified_at, static_folder
from app.dashboard.pages import page_routes
from app.dashboard.recorder import recorder_file
from app.dashboard.tracker import old_script_file, old_script_paths, script_file, script_paths
from app.settings import Settings

# Of the server's own static files (spec 01b, section 5.1).
FILE_HEADERS = {"Cache-Control": "public, max-age=0"}

ROBOTS = b"User-agent: *\nAllow: /q/\nDisallow: /\n"
TELEMETRY = "/* telemetry disabled */"

def router(settings: Settings) -> APIRouter:
    """The routes; texts and files are made here, once, and answered from memory.

    Errors: RuntimeError if the files for browsers are not built.
    """
    routes = APIRouter()
    folder = static_folder()

    def serve(path: str, file: MemoryFile) -> None:
        async def answer(request: Request) -> Response:
            return file.answer(request)

        routes.add_api_route(path, answer, methods=["GET"], include_in_schema=False)

    script = script_file(settings)
    for path in script_paths(settings):
        serve(path, script)
    serve("/recorder.js", recorder_file(settings, FILE_HEADERS))
    old_script = old_script_file()
    for path in old_script_paths(settings):
        serve(path, old_script)

    icon = folder / "icons" / "favicon.svg"
    serve("/favicon.ico", MemoryFile.read(icon, "image/svg+xml", FILE_HEADERS))
    serve("/robots.txt", MemoryFile(ROBOTS, "text/plain; charset=UTF-8", modified_at(icon), FILE_HEADERS))

    # Umami's own pages load these. Dashi has nothing to report to anybody (spec 01b, section 6).
    @routes.get("/telemetry.js", include_in_schema=False)
    @routes.get("/api/scripts/telemetry", include_in_schema=False)
    async def telemetry() -> Response:
        return Response(TELEMETRY, headers={"Content-Type": "text/javascript"})

    @routes.get("/api/config")
    async def config() -> JSONResponse:
        return JSONResponse(configuration(settings))

    routes.include_router(regions.router)
    routes.routes.extend(page_routes(settings))
    return routes


def configuration(settings: Settings) -> dict[str, Any]:
    """What a user interface may know without login, keys in Umami's order (spec 01b, section 5.4).

    The four optional ones are there if the variable is set, also if it is set to nothing. `currentVersion` is a
    boolean: a slip of Umami's that its clients live with.
    """
    def if_set(name: str) -> str | None:
        return getattr(settings, name) if name in settings.model_fields_set else None

    members = {
        "cloudMode": False,
        "faviconUrl": if_set("favicon_url"),
        "linksUrl": if_set("links_url"),
        "pixelsUrl": if_set("pixels_url"),
        "privateMode": settings.private_mode,
        "telemetryDisabled": True,
        "trackerScriptName": if_set("tracker_script_name"),
        "updatesDisabled": True,
        "currentVersion": True,
    }
    return {key: value for key, value in members.items() if value is not None}
