"""How a search for suggestions is read (spec 04, section 8.5)."""

from urllib.parse import unquote_to_bytes

_MOST_PARTS = 5


def read_search(text: str | None) -> tuple[str, ...]:
    """LIKE patterns of which one must match; none for no search.

    A list (commas, after percent escapes are read once more) is of whole values, its first five. Any other text is
    looked for anywhere. What cannot be read as percent escapes is taken as it is, where Umami fails.
    """
    if not text:
        return ()
    parts = _decoded(text).split(",")
    return tuple(parts[:_MOST_PARTS]) if len(parts) > 1 else (f"%{text}%",)


def _decoded(text: str) -> str:
    try:
        return unquote_to_bytes(text).decode()
    except UnicodeDecodeError:
        return text
