"""What the server asks of the system."""

import subprocess
import sys


def test_the_usual_limit_of_open_files_is_raised_as_far_as_the_system_allows() -> None:
    code = "import resource; from app.server import _raise_file_limit as r; r(); " \
        "print(*resource.getrlimit(resource.RLIMIT_NOFILE))"
    # The limits of a shell go over to what it starts.
    limits = {"hard": "ulimit -S -n 1024; ulimit -H -n 4000", "both": "ulimit -n 1024"}
    said = {
        name: subprocess.run(
            ["bash", "-c", f'{limit}; exec "$0" -c "$1"', sys.executable, code],
            capture_output=True, text=True, check=True,
        ).stdout.split()
        for name, limit in limits.items()
    }
    assert said == {"hard": ["4000", "4000"], "both": ["1024", "1024"]}
