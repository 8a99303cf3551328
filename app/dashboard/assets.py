"""The files that browsers load: where they are, and how one is answered from memory."""

import gzip
import hashlib
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path

from fastapi import Request, Response

PACKAGE = Path(__file__).resolve().parents[1]


def static_folder() -> Path:
    """Where the built files are: in an installed wheel its own copy, in a checkout static/dist.

    Errors: RuntimeError if they were never built. hatch_build.py builds them, on `pip install -e .` too.
    """
    for folder in (PACKAGE / "static", PACKAGE.parent / "static" / "dist"):
        if folder.is_dir():
            return folder
    raise RuntimeError("The files for browsers are not built yet: run `pip install -e .` or `python hatch_build.py`.")


class MemoryFile:
    """One file, read and compressed once, answered from memory with the headers of a file.

    The ETag is weak: one name for the plain and the compressed form.
    """

    def __init__(self, content: bytes, content_type: str, modified: datetime, headers: dict[str, str]) -> None:
        # Only the compressed form is kept: nearly everybody takes it, and memory is for all.
        self.compressed = gzip.compress(content, 9, mtime=0)
        self.content_type = content_type
        self.modified = modified.replace(microsecond=0)  # HTTP's dates have whole seconds
        self.etag = f'W/"{hashlib.sha256(content).hexdigest()[:32]}"'
        self.headers = {
            **headers,
            "ETag": self.etag,
            "Last-Modified": format_datetime(self.modified, usegmt=True),
            "Vary": "Accept-Encoding",
        }

    @classmethod
    def read(cls, path: Path, content_type: str, headers: dict[str, str]) -> "MemoryFile":
        return cls(path.read_bytes(), content_type, modified_at(path), headers)

    def answer(self, request: Request) -> Response:
        """200 with the content, compressed if the client takes that; 304 if it has this content already."""
        if self.is_known_to(request):
            return Response(status_code=304, headers=self.headers)
        headers = {**self.headers, "Content-Type": self.content_type}
        if takes_gzip(request.headers.get("accept-encoding", "")):
            return Response(self.compressed, headers={**headers, "Content-Encoding": "gzip"})
        return Response(gzip.decompress(self.compressed), headers=headers)

    def is_known_to(self, request: Request) -> bool:
        """Whether the client's conditions say so. Its ETags decide alone if it names any (RFC 9110, section 13.2.2)."""
        names = request.headers.get("if-none-match")
        if names is not None:
            opaque = self.etag.removeprefix("W/")
            return any(name.strip().removeprefix("W/") in (opaque, "*") for name in names.split(","))
        try:
            since = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
        except ValueError:
            return False
        return self.modified <= (since if since.tzinfo else since.replace(tzinfo=UTC))


def modified_at(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def takes_gzip(accept_encoding: str) -> bool:
    """Whether an Accept-Encoding header allows gzip: named, or meant by `*`, and not with weight 0."""
    weights = {}
    for part in accept_encoding.lower().split(","):
        name, _, parameter = part.partition(";")
        weights[name.strip()] = parameter.replace(" ", "").removeprefix("q=")
    weight = weights.get("gzip", weights.get("*", "0"))
    return weight.strip("0.") != "" or weight == ""
