"""Running the application under uvicorn, in one process or several."""

import gc
import logging
import multiprocessing
import os
import resource
import signal
import threading
from contextlib import ExitStack
from multiprocessing.connection import wait
from pathlib import Path
from typing import TYPE_CHECKING, Any

import uvicorn

from app.logs import start_logging
from app.settings import Settings
from app.web.protocol import Protocol

if TYPE_CHECKING:
    from app.web.surface import Surface

log = logging.getLogger("dashi")

_OPEN_FILES = 65_536
_METRICS_FOLDER = "DASHI_METRICS_FOLDER"  # no setting: how the parent of all server processes tells them


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
        "log_config": None,  # its entries go where ours go
        "server_header": False,
        # The visitor's address is read by collection itself, by Umami's rules.
        "proxy_headers": False,
        "timeout_keep_alive": max(1, settings.keep_alive_timeout // 1000),
        "timeout_graceful_shutdown": 30,
    }
    _raise_file_limit()
    with ExitStack() as stack:
        if settings.metrics_port:
            from app.operate.metrics import listening

            folder = stack.enter_context(listening(settings.metrics_host, settings.metrics_port))
            os.environ[_METRICS_FOLDER] = str(folder)
        log.info("serving on http://%s:%d", settings.hostname, settings.port)
        if reload or settings.workers > 1:
            uvicorn.run(
                "app.server:application", factory=True, workers=None if reload else settings.workers, reload=reload,
                reload_dirs=[str(Path(__file__).parent)] if reload else None, **options,
            )
        else:
            uvicorn.run(prepared(settings), **options)


def application() -> "Surface":
    """The application of a worker process, which reads its settings from the environment."""
    settings = Settings()
    start_logging(settings.log_format)
    _end_with_parent()
    return prepared(settings)


def _raise_file_limit() -> None:
    """Takes as many open files as the system allows: the usual 1,024 are used up by as many idle visitors."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, _OPEN_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        except (ValueError, OSError) as error:  # macOS may promise more than it gives
            log.warning("at most %d files and connections can be open: %s", soft, error)


def _end_with_parent() -> None:
    """Has a worker end in the orderly way when its parent is killed: it would hold the port, unowned."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="parent", daemon=True).start()


def prepared(settings: Settings) -> "Surface":
    """The application, with what has been loaded by now taken out of the collector's rounds."""
    # Late: a parent of worker processes does without the 60 MB that the application takes.
    from app.main import create_app

    Protocol.request_seconds = settings.body_timeout_seconds
    folder = os.environ.get(_METRICS_FOLDER)
    app = create_app(settings, metrics_folder=Path(folder) if folder else None)
    gc.collect()
    # Some 150,000 objects of imported modules live as long as the process: looking at them again and again cost 5 %.
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)
    return app
