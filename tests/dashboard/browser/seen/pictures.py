"""Pictures: how much of two differs, and how they are kept small."""

import io
from pathlib import Path

from PIL import Image, ImageChops

# Of the way from black to white; what differs less is not seen, as with the edges of letters.
THRESHOLD = 0.2
COLOURS = 128


def share_that_differs(one: Image.Image, other: Image.Image) -> float:
    """The share of pixels of which a colour differs by more than the threshold; all of them, if the sizes differ."""
    if one.size != other.size:
        return 1.0
    red, green, blue = ImageChops.difference(one.convert("RGB"), other.convert("RGB")).split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return sum(most.histogram()[int(255 * THRESHOLD) + 1:]) / (one.width * one.height)


def read(content: bytes | Path) -> Image.Image:
    return Image.open(content if isinstance(content, Path) else io.BytesIO(content))


def keep(content: bytes, path: Path) -> None:
    """Stores a screenshot with few colours, by which it is a fraction of its size."""
    read(content).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
