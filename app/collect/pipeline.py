"""From a request to a hit: the steps in their order (spec 01, section 2.2), and the answer of each refusal.

A hit is read without a database in nearly all cases: websites, sessions, clients, places and pages come from memory.
"""

import base64
import hmac
import time
from collections.abc import Mapping
from typing import Any, NamedTuple

import orjson

from app.collect import leaves, moments, pages
from app.collect.hits import Hit, Record
from app.collect.known import Known
from app.collect.leaves import clean
from app.errors import BadRequest, Forbidden
from app.lib import tokens
from app.lib.addresses import BlockedAddresses, client_address
from app.lib.clients import device_for, read_client
from app.lib.geo import Places
from app.lib.ids import UUID, derived_id, new_id
from app.settings import Settings

PAGE_VIEW, CUSTOM_EVENT, LINK_HIT, PIXEL_HIT, PERFORMANCE = 1, 2, 3, 4, 5

_VISIT_SECONDS = 1800  # a visit ends after half an hour, whatever happens in it
_TOKEN_HEADER = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."  # noqa: S105 - {"alg":"HS256","typ":"JWT"}
_OTHER_KINDS = frozenset({"shareId", "userId", "authKey"})  # claims of share and login tokens, signed alike
_METRICS = ("lcp", "inp", "cls", "fcp", "ttfb")


class Crawler(Exception):
    """The request comes from a bot; nothing is stored."""


class Asker(NamedTuple):
    """What a request tells beside its body."""

    headers: Mapping[str, str]
    peer: str | None


class Visitor(NamedTuple):
    """Who sent a hit, as far as rows and ids tell."""

    website_id: str  # of the website, link or pixel, as sent
    session_id: str
    visit_id: str
    started_at: int  # of the visit, in seconds: the token's `iat`
    milliseconds: int  # when the hit happened

    def token_claims(self, website: str | None) -> str:
        """The payload of the cache token; ids are UUIDs by now, so nothing in it needs escaping."""
        site = f'"websiteId":"{website}",' if website else ""
        return f'{{{site}"sessionId":"{self.session_id}","visitId":"{self.visit_id}","iat":{self.started_at}}}'


class Pipeline:
    """Reads hits. One a server process; holds the settings that shape a hit."""

    def __init__(self, settings: Settings, secret: str, known: Known) -> None:
        self._settings, self._secret, self._known = settings, secret, known
        self._key = secret.encode()
        self._blocked = BlockedAddresses(settings.ignore_ip)
        self._places = Places(settings.geolite_db_path, settings.skip_location_headers)
        self._salt_unit = settings.salt_rotation if settings.salt_rotation in ("day", "week") else "month"
        self.cut_leaves = 0  # values of data beyond the limit, not stored

    async def read(self, kind: str, payload: dict[str, Any], asker: Asker) -> tuple[Hit, bytes]:
        """The hit of a validated request, and the answer it gets once it is committed.

        Errors: BadRequest for an unknown website, Crawler, Forbidden for a blocked address.
        """
        website = payload.get("website")
        claims: dict[str, Any] = {}
        if website:
            claims = self._claims(asker.headers.get("x-umami-cache")) or {}
            known = self._known.websites.at_hand(website.lower()) or await self._known.websites.find(website.lower())
            if known is None or known.deleted:
                raise BadRequest("Website not found.")
        agent, ip = self.refuse_unwelcome(payload, asker)
        client = read_client(agent)
        visitor = self._visitor(payload, claims, ip, agent)
        hit = Hit(visitor.session_id)
        created_at = moments.timestamptz(visitor.milliseconds)
        if not claims.get("sessionId") and visitor.session_id not in self._known.sessions:
            screen, device = payload.get("screen"), payload.get("device")
            country, region, city = self._places.find(ip, asker.headers, bool(payload.get("ip")))
            hit.session = {
                "session_id": visitor.session_id,
                "website_id": visitor.website_id,
                "browser": _own(payload.get("browser"), client.browser),
                "os": _own(payload.get("os"), client.os),
                "device": _own(device, None) if device is not None else device_for(client.device, screen),
                "screen": _text(screen, 11),
                "language": _text(payload.get("language"), 35),
                "country": country,
                "region": region,
                "city": city,
                "distinct_id": _text(payload.get("id"), 50),
                "created_at": created_at,
            }
        if kind == "event":
            self._put_event(hit, payload, visitor, created_at)
        elif kind == "identify":
            self._put_session_data(hit, payload, visitor, created_at)
        else:
            self._put_performance(hit, payload, visitor, created_at)
        return hit, self._answer(visitor, website)

    def visit_of_token(self, token: str | None) -> tuple[str, str]:
        """Session and visit that a cache token names, for a recording. Errors: BadRequest without a valid one."""
        if not token:
            raise BadRequest("Missing session token.")
        claims = self._claims(token) or {}
        session_id, visit_id = str(claims.get("sessionId")), str(claims.get("visitId"))
        if not (UUID.fullmatch(session_id) and UUID.fullmatch(visit_id)):
            raise BadRequest("Invalid session token.")
        return session_id, visit_id

    def refuse_unwelcome(self, payload: dict[str, Any], asker: Asker) -> tuple[str, str]:
        """User agent and address of a request. Errors: Crawler; Forbidden for a blocked address."""
        agent: str = payload.get("userAgent") or asker.headers.get("user-agent") or ""
        if read_client(agent).bot and not self._settings.disable_bot_check:
            raise Crawler
        ip = client_address(asker.headers, asker.peer, self._settings.client_ip_header, payload.get("ip"))
        if self._blocked.holds(ip):
            raise Forbidden
        return agent, ip

    def _claims(self, token: str | None) -> dict[str, Any] | None:
        """What a cache token says; None for none, and for anything that is no token of this kind."""
        if not token:
            return None
        head, _, signature = token.rpartition(".")
        if head.startswith(_TOKEN_HEADER):
            # The form that Umami and we write, checked by hand: 4 us instead of PyJWT's 30.
            expected = base64.urlsafe_b64encode(hmac.digest(self._key, head.encode(), "sha256")).rstrip(b"=")
            if not hmac.compare_digest(expected, signature.encode("ascii", "replace")):
                return None
            try:
                text = head[len(_TOKEN_HEADER) :]
                claims = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
            except ValueError:
                return None
            if not isinstance(claims, dict):
                return None
            if "exp" in claims or "nbf" in claims:
                claims = tokens.verify(token, self._key)
        else:
            claims = tokens.verify(token, self._key)
        return None if claims is None or not _OTHER_KINDS.isdisjoint(claims) else claims

    def _visitor(self, payload: dict[str, Any], claims: dict[str, Any], ip: str, agent: str) -> Visitor:
        """Ids of session and visit (spec 01, section 2.5)."""
        source = payload.get("website") or payload.get("pixel") or payload["link"]
        now = time.time()
        given = payload.get("timestamp")
        milliseconds = given * 1000 if given else int(now * 1000)
        seconds, now_seconds = milliseconds // 1000, int(now)
        distinct = payload.get("id")
        if distinct:
            session_id = derived_id(f"{source}{distinct}{self._secret}")
        else:
            salt = moments.salt(self._salt_unit, seconds)
            session_id = derived_id(f"{source}{ip}{agent}{salt}{self._secret}")
        visit_id, started_at = claims.get("visitId"), claims.get("iat")
        if not isinstance(started_at, int) or not started_at:
            started_at = now_seconds
        expired = not given and now_seconds - started_at > _VISIT_SECONDS
        if expired:
            started_at = now_seconds
        if expired or not isinstance(visit_id, str) or not UUID.fullmatch(visit_id):
            visit_id = derived_id(f"{session_id}{moments.salt('hour', seconds)}{self._secret}")
        return Visitor(source, session_id, visit_id, started_at, milliseconds)

    def _put_event(self, hit: Hit, payload: dict[str, Any], visitor: Visitor, created_at: str) -> None:
        hostname, name, title = payload.get("hostname") or "", payload.get("name"), payload.get("title")
        strip = self._settings.remove_trailing_slash
        page = pages.read_page(payload.get("url", "undefined"), hostname, strip_slash=strip)
        event_id = new_id()
        hit.event = event = {
            **page.columns,
            "event_id": event_id,
            "website_id": visitor.website_id,
            "session_id": visitor.session_id,
            "visit_id": visitor.visit_id,
            "created_at": created_at,
            "event_type": LINK_HIT if payload.get("link") else PIXEL_HIT if payload.get("pixel")
            else CUSTOM_EVENT if name else PAGE_VIEW,
            "hostname": _text(hostname, 100) or page.hostname,
        }
        if title is not None:
            event["page_title"] = pages.read_title(title)
        if name:
            event["event_name"] = clean(name, 50)
        if (tag := payload.get("tag")) is not None:
            event["tag"] = clean(tag, 50)
        if referrer := payload.get("referrer"):
            event.update(pages.read_referrer(referrer, hostname))
        data = payload.get("data")
        if data:
            ids = {"website_id": visitor.website_id, "website_event_id": event_id, "created_at": created_at}
            hit.event_data = [{"event_data_id": new_id(), **ids, **leaf} for leaf in self._leaves(data)]
            if earned := leaves.revenue(data):
                amount, currency = earned
                hit.revenue = {
                    "revenue_id": new_id(), "website_id": visitor.website_id, "session_id": visitor.session_id,
                    "event_id": event_id, "currency": currency, "revenue": amount, "created_at": created_at,
                    # Umami answers 500 for a page view that earns, as its column wants a name.
                    "event_name": clean(name or "", 50),
                }

    def _put_session_data(self, hit: Hit, payload: dict[str, Any], visitor: Visitor, created_at: str) -> None:
        # Umami crashes for data of a link's or pixel's visitor; the id it lacks there is at hand.
        hit.session_data = [
            {
                "session_data_id": new_id(), "website_id": visitor.website_id, "session_id": visitor.session_id,
                "created_at": created_at, "distinct_id": _text(payload.get("id"), 50), **leaf,
            }
            for leaf in self._leaves(payload.get("data") or {})
        ]

    def _put_performance(self, hit: Hit, payload: dict[str, Any], visitor: Visitor, created_at: str) -> None:
        hostname, title = payload.get("hostname") or "", payload.get("title")
        hit.event = event = {
            "event_id": new_id(),
            "website_id": visitor.website_id,
            "session_id": visitor.session_id,
            "visit_id": visitor.visit_id,
            "created_at": created_at,
            "event_type": PERFORMANCE,
            "url_path": pages.read_page(payload.get("url", "undefined"), hostname, strip_slash=False).bare_path,
        }
        if title is not None:
            event["page_title"] = pages.read_title(title)
        for metric in _METRICS:
            if metric in payload:
                event[metric] = leaves.decimal_text(payload[metric])

    def _leaves(self, data: dict[str, Any]) -> list[Record]:
        found, cut = leaves.flatten(data, self._settings.data_limit_leaves)
        self.cut_leaves += cut
        return [
            {
                "data_key": leaf.key, "data_type": leaf.data_type, "string_value": leaf.string_value,
                "number_value": leaf.number_value, "date_value": leaf.date_value,
            }
            for leaf in found
        ]

    def _answer(self, visitor: Visitor, website: str | None) -> bytes:
        claims = base64.urlsafe_b64encode(visitor.token_claims(website).encode()).rstrip(b"=").decode()
        head = f"{_TOKEN_HEADER}{claims}"
        mark = base64.urlsafe_b64encode(hmac.digest(self._key, head.encode(), "sha256")).rstrip(b"=").decode()
        answer = f'{{"cache":"{head}.{mark}","sessionId":"{visitor.session_id}","visitId":"{visitor.visit_id}"}}'
        return answer.encode()


def _own(sent: str | None, found: str | None) -> str | None:
    """What the payload says of the client, even when empty; else what was found."""
    return found if sent is None else clean(sent, 20)


def _text(value: str | None, longest: int) -> str | None:
    return None if value is None else clean(value, longest)
