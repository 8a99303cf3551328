"""Sizes as people read them."""


def in_words(size: float) -> str:
    """Bytes in the unit that fits: `2 MB`, `3.2 TB`."""
    value = float(size)
    for unit in ("bytes", "kB", "MB", "GB"):
        if value < 1000:
            return f"{value:,.0f} {unit}"
        value /= 1000
    return f"{value:,.1f} TB"
