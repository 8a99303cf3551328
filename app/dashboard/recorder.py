"""The recorder script as this server hands it out: a plain file of one name, with one setting in it."""

from datetime import UTC, datetime

from app.dashboard.assets import MemoryFile, modified_at, static_folder
from app.dashboard.tracker import SCRIPT_TYPE, script_text
from app.settings import Settings


def recorder_file(settings: Settings, headers: dict[str, str]) -> MemoryFile:
    """The script, ready to be answered with the headers of plain files (spec 01b, section 2).

    It posts to /api/record beside itself, or of COLLECT_API_HOST. With that in its text it is as new as this start, as
    the tracker is.
    """
    path = static_folder() / "recorder" / "recorder.js"
    return MemoryFile(
        script_text(path.read_text("utf-8"), settings).encode(),
        SCRIPT_TYPE,
        datetime.now(UTC) if settings.collect_api_host else modified_at(path),
        headers,
    )
