"""Memory of a server over a million hits: `python -m tests.faults.memory send.lua`, with wrk and a script for it.

The script is told the website in SITE. The exit code is 1 where the memory after a million hits is more than a fifth
above that after 50,000. Takes some minutes.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.faults.around import Postgres
from tests.server.running import Running

FIRST, LAST = 50_000, 1_000_000


def main(script: str) -> int:
    """Prints the memory after each round of hits."""
    with tempfile.TemporaryDirectory(prefix="dashi-memory-") as folder:
        postgres = Postgres(Path(folder) / "database")
        server = Running(Path(folder), DATABASE_URL=postgres.url)
        try:
            first = _measure(server, script, FIRST, 3)
            last = _measure(server, script, LAST, 20)
        finally:
            server.stop()
            postgres.stop()
    print(f"{last / first - 1:+.1%}")
    return int(last > first * 1.2)


def _measure(server: Running, script: str, hits: int, seconds: int) -> float:
    """Sends until so many hits are stored, `seconds` a round; gives the memory in MB."""
    site = "b1600000-0000-4000-8000-000000000001"
    if not server.count("website"):
        server.add_website(site)
    while (stored := server.count()) < hits:
        subprocess.run(
            ["wrk", "-t1", "-c64", f"-d{seconds}s", "-s", script, server.url], check=True,
            env={**os.environ, "SITE": site}, stdout=subprocess.DEVNULL)
        print(f"{stored:>9,} hits before, {server.count():>9,} after: {server.rss_mb():.1f} MB", flush=True)
    return server.rss_mb()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
