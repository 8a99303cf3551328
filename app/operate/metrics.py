"""/metrics for Prometheus, on a port of its own (METRICS_PORT), for one server process or several.

Context: each process counts for itself; a scrape reaches whichever process accepts it, and must tell of all.
prometheus_client's own way for several processes keeps every counter in a mapped file and costs each count a lock and
a write; ours counts some things at every hit.
Choice: processes count in plain integers. Each answers what it has counted, as JSON, at a Unix socket in a folder that
only this user can open; the parent of all listens for Prometheus, asks each socket, and leaves the writing of the
format to prometheus_client. Samples keep the process apart (`worker="1"`): Prometheus adds them up, and a counter that
starts anew with its process is a thing it knows how to read, as a sum that falls is not.
Cost: nothing while nobody asks, nothing at all without METRICS_PORT; a process that does not answer within a second is
left out of that scrape (`dashi_workers` tells how many answered).
"""

import asyncio
import fcntl
import json
import os
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, TypedDict

Labels = dict[str, str]

_PATIENCE_SECONDS = 1.0


class Family(TypedDict):
    """Samples of one name. A histogram's value is `{"buckets": [[bound, count], ...], "sum": number}`."""

    name: str
    kind: Literal["counter", "gauge", "histogram"]
    about: str
    samples: list[tuple[Labels, Any]]


@asynccontextmanager
async def answering(folder: Path | None, read: Callable[[], list[Family]]) -> AsyncIterator[None]:
    """Answers at a socket in `folder`, while this lasts, what this process has counted; without a folder nothing."""
    if folder is None:
        yield
        return

    async def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(json.dumps(read()).encode())
        writer.close()

    with _place(folder) as path:
        path.unlink(missing_ok=True)  # a process that was killed has left it
        async with await asyncio.start_unix_server(answer, path):
            yield


@contextmanager
def _place(folder: Path) -> Iterator[Path]:
    """The lowest number that no living process has, as the path of a socket: a process that is replaced leaves its."""
    number = 0
    while True:
        number += 1
        lock = os.open(folder / f"{number}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            continue
        try:
            yield folder / f"{number}.sock"
        finally:
            os.close(lock)
        return


@contextmanager
def listening(host: str, port: int) -> Iterator[Path]:
    """Answers Prometheus while this lasts. Gives the folder where processes are to answer.

    Errors: ValueError for an address that cannot be listened on.
    """
    from prometheus_client import CollectorRegistry, start_http_server

    # /tmp by name: the path of a socket may have a hundred characters, and TMPDIR may be longer.
    with TemporaryDirectory(prefix="dashi-metrics-", dir="/tmp" if Path("/tmp").is_dir() else None) as name:  # noqa: S108
        registry = CollectorRegistry()
        registry.register(_Collector(Path(name)))
        try:
            server, thread = start_http_server(port, host, registry)
        except OSError as error:
            raise ValueError(f"METRICS_PORT: {host}:{port} cannot be listened on: {error.strerror}.") from None
        try:
            yield Path(name)
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


class _Collector:
    """Asks all processes, and makes prometheus_client's families of what they answer."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def collect(self) -> Iterator[Any]:
        """All families, each once, with the samples of every process that answered."""
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily

        kinds = {"counter": CounterMetricFamily, "gauge": GaugeMetricFamily, "histogram": HistogramMetricFamily}
        found: dict[str, Any] = {}
        answers = [(path.stem, answer) for path in sorted(self._folder.glob("*.sock")) if (answer := ask(path))]
        for worker, answer in answers:
            for family in answer:
                for labels, value in family["samples"]:
                    metric = found.get(family["name"])
                    if metric is None:
                        kind = kinds[family["kind"]]
                        metric = found[family["name"]] = kind(
                            family["name"], family["about"], labels=[*labels, "worker"])
                    given = [*labels.values(), worker]
                    if family["kind"] == "histogram":
                        metric.add_metric(given, value["buckets"], value["sum"])
                    else:
                        metric.add_metric(given, value)
        yield GaugeMetricFamily("dashi_workers", "Server processes that answered.", len(answers))
        yield from found.values()


def ask(path: Path) -> list[Family] | None:
    """What the process at this socket has counted; None where none answers in time."""
    parts = []
    try:
        with socket.socket(socket.AF_UNIX) as one:
            one.settimeout(_PATIENCE_SECONDS)
            one.connect(str(path))
            while part := one.recv(65_536):
                parts.append(part)
        answer: list[Family] = json.loads(b"".join(parts))
    except (OSError, ValueError):
        return None
    return answer
