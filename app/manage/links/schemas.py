"""What comes in about short links."""

import re
from typing import Annotated

from pydantic import AfterValidator

from app.web.validation import Maybe, Schema, Text, Uuid, fail, text_of

# A browser skips blanks and controls at the start of an address, and inside its scheme.
_SCRIPT = re.compile(r"(?:javascript|data|vbscript):", re.IGNORECASE)
_SKIPPED = re.compile(r"[\x00-\x20\x7f-\xa0]")


def _harmless(url: str) -> str:
    if _SCRIPT.match(_SKIPPED.sub("", url)):
        raise fail("Invalid URL")
    return url


Url = Annotated[Text, AfterValidator(_harmless)]


class NewLink(Schema):
    name: Annotated[Text, text_of(most=100)]
    url: Annotated[Url, text_of(most=500)]
    slug: Annotated[Text, text_of(most=100)]
    team_id: Uuid | None = None
    id: Uuid | None = None


class LinkChange(Schema):
    name: Maybe[Text] = None
    url: Maybe[Url] = None
    slug: Maybe[Annotated[Text, text_of(least=8)]] = None
