"""The tracker script as this server hands it out: its names, and its text with the server's settings in it."""

import json
import re
from datetime import UTC, datetime

from app.dashboard.assets import MemoryFile, modified_at, static_folder
from app.settings import Settings

DEFAULT_ENDPOINT = "/api/send"

SCRIPT_TYPE = "application/javascript; charset=UTF-8"
# The tracker of Umami 1, which posts to /api/collect. Pages that were never changed load it.
_OLD_SCRIPT = "/umami.js"

# Pages of any site load it, and may use it for a day (spec 01b, section 1.1).
HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Cache-Control": "public, max-age=86400, must-revalidate",
}


def script_names(settings: Settings) -> list[str]:
    """The names in TRACKER_SCRIPT_NAME, without blanks and leading slashes; `.js` is not added to any."""
    names = (name.strip().lstrip("/") for name in settings.tracker_script_name.split(","))
    return [name for name in names if name]


def script_paths(settings: Settings) -> list[str]:
    """Every path that answers with the script, /script.js first. Below BASE_PATH, which is not part of them."""
    return list(dict.fromkeys(["/script.js", *(f"/{name}" for name in script_names(settings))]))


def old_script_paths(settings: Settings) -> list[str]:
    """Every path that answers with the tracker of Umami 1, where an operator has not given its name to today's.

    Umami 1 added `.js` to each name in TRACKER_SCRIPT_NAME; so do we where API_COMPAT asks for it.
    """
    own = [f"/{name}.js" for name in script_names(settings)] if settings.api_compat.startswith("v1") else []
    return [path for path in dict.fromkeys([_OLD_SCRIPT, *own]) if path not in script_paths(settings)]


def nested_endpoints(settings: Settings) -> list[str]:
    """Paths that scripts with a name in a folder post to: `path/to/tracker` posts to /path/to/api/send.

    The script sends to its own folder unless told otherwise, and Umami answers 404 there (spec 01b, section 1.2).
    Dashi accepts these hits: otherwise an alias that loads fine would silently count nothing.
    """
    endpoint = settings.collect_api_endpoint or DEFAULT_ENDPOINT
    folders = (path.rpartition("/")[0] for path in script_paths(settings))
    return list(dict.fromkeys(folder + endpoint for folder in folders if folder))


def script_text(built: str, settings: Settings) -> str:
    """The built script with endpoint and host as string literals in the place of their two names."""
    values = {
        "COLLECT_API_ENDPOINT": settings.collect_api_endpoint or DEFAULT_ENDPOINT,
        "COLLECT_API_HOST": settings.collect_api_host,
    }
    return re.sub(r"\bCOLLECT_API_(?:ENDPOINT|HOST)\b", lambda found: js_string(values[found[0]]), built)


def js_string(text: str) -> str:
    """`text` as a JavaScript string literal, also safe within an HTML script element."""
    return json.dumps(text).replace("<", "\\u003c")


def old_script_file() -> MemoryFile:
    """The tracker of Umami 1, ready to be answered; no setting is in its text."""
    path = static_folder() / "tracker" / "umami.js"
    return MemoryFile.read(path, SCRIPT_TYPE, HEADERS)


def script_file(settings: Settings) -> MemoryFile:
    """The script, ready to be answered.

    Last-Modified is the built file's, or now if settings are in the text: Umami rewrites its file at each start then,
    and a cache must not keep an endpoint that is no more.
    """
    path = static_folder() / "tracker" / "script.js"
    is_own = bool(settings.collect_api_endpoint or settings.collect_api_host)
    return MemoryFile(
        script_text(path.read_text("utf-8"), settings).encode(),
        SCRIPT_TYPE,
        datetime.now(UTC) if is_own else modified_at(path),
        HEADERS,
    )
