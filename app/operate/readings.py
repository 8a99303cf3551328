"""What a server process has counted, as families of Prometheus' kind. Read when somebody asks, not before."""

import functools
from collections.abc import Iterable, Sequence

import psutil

from app import __version__
from app.collect.pipeline import Pipeline
from app.collect.routes import Collector
from app.collect.writer import Writer
from app.db.engine import Database
from app.lib.histogram import Histogram
from app.operate.metrics import Family, Labels
from app.operate.rollups.keeper import Reading
from app.web.requests import RequestLog

_process = functools.cache(psutil.Process)


def families(
    collector: Collector, pipeline: Pipeline, writer: Writer, database: Database, requests: RequestLog,
    rollups: Sequence[Reading] = (),
) -> list[Family]:
    """Everything that is counted, as it stands now."""
    outcomes = {**collector.outcomes, "stored": writer.stored}
    return [
        _gauge("dashi_build_info", "The release that runs.", [({"version": __version__}, 1)]),
        _counter("dashi_hits", "Hits by what became of them; all but stored by the code of their refusal.",
                 [({"outcome": outcome}, count) for outcome, count in sorted(outcomes.items())]),
        _counter("dashi_recording_chunks", "Chunks of recordings that were stored.", [({}, collector.chunks)]),
        _counter("dashi_cut_leaves", "Values of hits' data beyond DATA_LIMIT_LEAVES, not stored.",
                 [({}, pipeline.cut_leaves)]),
        _gauge("dashi_queue_hits", "Hits that wait for their group.", [({}, writer.waiting)]),
        _histogram("dashi_group_hits", "Hits that were committed together.", [({}, writer.group_sizes)]),
        _histogram("dashi_commit_seconds", "How long a group took from its first statement to its commit.",
                   [({}, writer.commit_seconds)]),
        _histogram("dashi_statement_seconds", "How long statements took, by the route that asked.",
                   [({"name": name}, times) for name, times in sorted(database.times.by_name.items())]),
        _gauge("dashi_pool_connections", "Connections to the database, in use and at most.", _pools(database)),
        _counter("dashi_requests_failed", "Requests that were answered with 500 or more.", [({}, requests.failed)]),
        _counter("dashi_requests_slow", "Requests that took longer than LOG_SLOW_SECONDS.", [({}, requests.slow)]),
        *(_of_rollups(rollups) if rollups else ()),
        _gauge("dashi_resident_memory_bytes", "Memory of the process.", [({}, _process().memory_info().rss)]),
        _counter("dashi_cpu_seconds", "Processor time of the process.", [({}, sum(_process().cpu_times()[:2]))]),
    ]


def _of_rollups(rollups: Sequence[Reading]) -> list[Family]:
    sites: list[tuple[Labels, Reading]] = [({"website": one.website_id}, one) for one in rollups]
    return [
        _gauge("dashi_rollup_tail_seconds", "How old the newest events are that rollups tell of.",
               [(site, one.tail_seconds) for site, one in sites]),
        _gauge("dashi_rollup_waiting_rows", "Late and deleted events that rollups do not tell of yet.",
               [(site, one.waiting_rows) for site, one in sites]),
        _gauge("dashi_rollup_verified_seconds", "How long ago rollups were compared with the events.",
               [(site, one.verified_seconds) for site, one in sites if one.verified_seconds is not None]),
        _gauge("dashi_rollup_right", "1 if they were the same then, or were not compared yet.",
               [(site, int(one.is_right)) for site, one in sites]),
    ]


def _pools(database: Database) -> Iterable[tuple[Labels, float]]:
    for name, engine in (("statistics", database.reader), ("others", database.engine)):
        pool = engine.pool
        yield {"pool": name, "state": "in_use"}, pool.checkedout()  # type: ignore[attr-defined]
        yield {"pool": name, "state": "limit"}, pool.size()  # type: ignore[attr-defined]


def _counter(name: str, about: str, samples: Iterable[tuple[Labels, float]]) -> Family:
    return {"name": name, "kind": "counter", "about": about, "samples": [*samples]}


def _gauge(name: str, about: str, samples: Iterable[tuple[Labels, float]]) -> Family:
    return {"name": name, "kind": "gauge", "about": about, "samples": [*samples]}


def _histogram(name: str, about: str, samples: Iterable[tuple[Labels, Histogram]]) -> Family:
    histograms = [(labels, {"buckets": kept.cumulative(), "sum": kept.total}) for labels, kept in samples]
    return {"name": name, "kind": "histogram", "about": about, "samples": histograms}
