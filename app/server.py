"""Running the application under uvicorn, in one process or several."""

import gc
import logging
from pathlib import Path
from typing import Any

import uvicorn

from app.logs import start_logging
from app.main import create_app
from app.settings import Settings
from app.web.protocol import Protocol
from app.web.surface import Surface

log = logging.getLogger("dashi")


def run(settings: Settings, *, reload: bool = False) -> None:
    """Serves until a signal ends it; answers what is under way first."""
    options: dict[str, Any] = {
        "host": settings.hostname,
        "port": settings.port,
        "http": Protocol,
        "loop": "uvloop",
        "ws": "none",
        "lifespan": "on",
        "access_log": False,
        "log_level": "warning",
        "server_header": False,
        # The visitor's address is read by collection itself, by Umami's rules.
        "proxy_headers": False,
        "timeout_keep_alive": max(1, settings.keep_alive_timeout // 1000),
        "timeout_graceful_shutdown": 30,
    }
    log.info("serving on http://%s:%d", settings.hostname, settings.port)
    if reload or settings.workers > 1:
        uvicorn.run(
            "app.server:application", factory=True, workers=None if reload else settings.workers, reload=reload,
            reload_dirs=[str(Path(__file__).parent)] if reload else None, **options,
        )
    else:
        uvicorn.run(prepared(settings), **options)


def application() -> Surface:
    """The application of a worker process, which reads its settings from the environment."""
    start_logging()
    return prepared(Settings())


def prepared(settings: Settings) -> Surface:
    """The application, with what has been loaded by now taken out of the collector's rounds."""
    Protocol.request_seconds = settings.body_timeout_seconds
    app = create_app(settings)
    gc.collect()
    # Some 150,000 objects of imported modules live as long as the process: looking at them again and again cost 5 %.
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)
    return app
