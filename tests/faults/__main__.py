"""All faults at full length: `python -m tests.faults [name ...]`. Prints a table; the exit code is 1 if one went wrong.

Takes about two minutes. As root the full disk is a real one (tmpfs).
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from tests.faults.around import HEAD, Surroundings
from tests.faults.faults import FAULTS


def main(names: list[str]) -> int:
    """Runs the faults of these names, or all, each on a server of its own."""
    print(HEAD, flush=True)
    failed = 0
    for fault, settings in FAULTS.items():
        if names and fault.__name__ not in names:
            continue
        with (
            tempfile.TemporaryDirectory(prefix="dashi-fault-") as folder,
            Surroundings(Path(folder), **settings) as around,
        ):
            outcome = asyncio.run(fault(around, brief=False))
        print(outcome.row + ("" if outcome.is_good else " **wrong**"), flush=True)
        failed += not outcome.is_good
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
