"""Rounds of maintenance without end, in a process that somebody will kill: `python -m tests.rollups.keeping URL`."""

import sys

from app.rollups.maintain import Maintainer, engine_of

if __name__ == "__main__":
    maintainer = Maintainer(engine_of(sys.argv[1]), close_seconds=2, advance_seconds=0, merge_rows=20, chunk_rows=50,
                            few_rows=0)
    print("ready", flush=True)
    while True:
        maintainer.round()
