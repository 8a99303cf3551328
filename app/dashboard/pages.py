"""The dashboard as this server hands it out: the page that starts it at each of its addresses, and its files.

Which addresses show what is said once, in static/dashboard/routes.json: the build puts it into a manifest beside the
files' names, and both sides read it. Umami's interface has all of these addresses, so that its links go on working.
"""

import html
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from app.dashboard.assets import MemoryFile, static_folder
from app.settings import Settings

PAGE_HEADERS = {"Cache-Control": "private, no-cache, no-store, max-age=0, must-revalidate"}
# A file's name changes with its content, so nobody has to ask for it twice.
FILE_HEADERS = {"Cache-Control": "public, max-age=31536000, immutable"}
FILES = "/assets"

TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}

# Umami's redirects (spec 01b, section 5.2).
REDIRECTS = {
    "/settings": "/settings/preferences",
    "/admin": "/admin/users",
    "/teams/{team_id}": "/teams/{team_id}/websites",
    "/teams/{team_id}/settings": "/teams/{team_id}/settings/preferences",
    "/teams/{team_id}/dashboard": "/dashboard",
    "/teams/{team_id}/dashboard/edit": "/dashboard/edit",
}

SHELL = """<!DOCTYPE html>
<html lang="en"{attributes}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex,nofollow">
<meta name="color-scheme" content="light dark">
<title>Dashi</title>
<link rel="icon" href="{base}/favicon.ico">
<script src="{files}/{early}"></script>
<link rel="stylesheet" href="{files}/{styles}">
<script type="module" src="{files}/{main}"></script>
{preloads}
</head>
<body><div id="app"></div><noscript>Dashi's pages need JavaScript.</noscript></body>
</html>
"""


@dataclass(frozen=True)
class Page:
    """One page of the dashboard: the patterns of its addresses, and the document that starts it."""

    patterns: tuple[str, ...]
    shell: MemoryFile


def page_routes(settings: Settings) -> list[Route]:
    """All addresses of the dashboard and its files, each read, written and compressed here once.

    Plain routes of Starlette: FastAPI's cost ten times the memory, for parameters that no page has.
    Errors: RuntimeError if the files for browsers are not built.
    """
    folder = static_folder() / "dashboard"
    manifest = orjson.loads((folder / "manifest.json").read_bytes())
    pages = [Page(tuple(page["patterns"]), _shell(settings, manifest, page["modules"]))
             for page in manifest["pages"].values()]

    routes = [Route(path, _redirect(settings, target), methods=["GET"]) for path, target in REDIRECTS.items()]
    for page in pages:
        routes += [Route(_template(pattern), _serve(page.shell), methods=["GET"]) for pattern in page.patterns]
    return [*routes, _below_teams(pages), _files(folder)]


def _shell(settings: Settings, manifest: dict[str, Any], modules: list[str]) -> MemoryFile:
    """The document of a page. It loads all that the page needs at once, instead of one import after the other."""
    base = html.escape(settings.base)
    files = base + FILES
    # Which language is wanted only the browser knows: early.ts loads its file.
    words = " ".join(f"{name}={files}/{file}" for name, file in sorted(manifest["words"].items()))
    attributes = (
        f' data-base="{base}" data-words="{words}"' + (' data-login="off"' if settings.disable_login else "")
        + (' data-console="on"' if settings.enable_test_console else "")
    )
    text = SHELL.format(
        attributes=attributes, base=base, files=files, early=manifest["early"], styles=manifest["styles"],
        main=manifest["main"],
        preloads="\n".join(f'<link rel="modulepreload" href="{files}/{name}">' for name in modules),
    )
    return MemoryFile(text.encode(), "text/html; charset=utf-8", datetime.now(UTC), PAGE_HEADERS)


def _serve(file: MemoryFile) -> Any:
    async def answer(request: Request) -> Response:
        return file.answer(request)

    return answer


def _redirect(settings: Settings, target: str) -> Any:
    async def answer(request: Request) -> Response:
        path = settings.base + target.format(**request.path_params)
        query = request.url.query
        return RedirectResponse(path + (f"?{query}" if query else ""), 307, PAGE_HEADERS)

    return answer


def _template(pattern: str) -> str:
    """`/websites/:websiteId` in Starlette's spelling."""
    return re.sub(r":(\w+)", r"{\1}", pattern)


def _below_teams(pages: list[Page]) -> Route:
    """Every page is found below each team too; one route for all of them, since each costs memory and time."""
    known = [(_pattern(pattern), page.shell) for page in pages for pattern in page.patterns if pattern != "/"]

    async def answer(request: Request) -> Response:
        path = "/" + request.path_params["rest"]
        for pattern, shell in known:
            if pattern.fullmatch(path):
                return shell.answer(request)
        return Response("This page could not be found.", 404, PAGE_HEADERS, "text/plain")

    return Route("/teams/{team_id}/{rest:path}", answer, methods=["GET"])


def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(re.sub(r":\w+", "[^/]+", pattern))


def _files(folder: Path) -> Route:
    """The modules and styles. One that is gone is from a release before: the browser has to load the page anew."""
    files = {
        path.name: MemoryFile.read(path, TYPES[path.suffix], FILE_HEADERS)
        for path in folder.iterdir() if path.suffix in TYPES
    }

    async def answer(request: Request) -> Response:
        file = files.get(request.path_params["name"])
        if file is None:
            return Response("This file could not be found.", 404, PAGE_HEADERS, "text/plain")
        return file.answer(request)

    return Route(FILES + "/{name}", answer, methods=["GET"])
