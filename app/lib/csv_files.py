"""Lists as CSV files in a ZIP (spec 04, section 13)."""

import base64
import io
import re
import zipfile
from collections.abc import Iterable, Mapping

# What is quoted by Umami's writer, and nothing else is.
_QUOTED = re.compile(r'[,"\r\n]|^ | $')

# A spreadsheet takes such a text for a formula, and visitors choose most of these texts.
_FORMULA = ("=", "+", "-", "@", "\t")


def csv_of(rows: Iterable[tuple[str | None, int]], *, raw: bool = False) -> str:
    """`x,y` and a line a row, without an end of the last; empty without rows. A text that a spreadsheet would compute
    gets an apostrophe before it, unless `raw`."""
    lines = [f"{_field(text or '', raw)},{number}" for text, number in rows]
    return "\r\n".join(["x,y", *lines]) if lines else ""


def _field(text: str, raw: bool) -> str:
    if not raw and text.startswith(_FORMULA):
        text = "'" + text
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text


def zip_of(files: Mapping[str, str]) -> str:
    """Files in a ZIP, stored as they are, in base64."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, text in files.items():
            archive.writestr(name, text.encode())
    return base64.b64encode(packed.getvalue()).decode()
