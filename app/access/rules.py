"""Who may see or change a thing: decisions on plain values (spec 02, section 5). Nothing passes for nobody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from app.access.roles import ADMIN, Permission, account_may, team_may

Kind = Literal["website", "link", "pixel", "board"]
KINDS: tuple[Kind, ...] = ("website", "link", "pixel", "board")

# The members of a share that open a view of an id: one of its own, or a list (a board's).
_OPENED_BY: dict[str, tuple[str, ...]] = {
    "website": ("websiteId", "pixelId", "linkId", "websiteIds", "pixelIds", "linkIds"),
    "link": ("linkId", "websiteId", "linkIds"),
    "pixel": ("pixelId", "websiteId", "pixelIds"),
    "board": ("boardId",),
}


@dataclass(frozen=True)
class User:
    """A signed-in account. Its password never gets here."""

    id: str
    username: str
    role: str
    created_at: datetime | None

    @property
    def is_admin(self) -> bool:
        return self.role == ADMIN

    def on_wire(self) -> dict[str, Any]:
        """As login, verify and me answer it."""
        return {"id": self.id, "username": self.username, "role": self.role, "createdAt": self.created_at,
                "isAdmin": self.is_admin}


@dataclass(frozen=True)
class Caller:
    """Who asks: a user, or the bearer of a share (the claims of a share that exists), or nobody."""

    user: User | None = None
    token: str | None = None
    share: dict[str, Any] | None = None
    auth_key: str | None = None  # of the session in Redis, where logins are kept there

    @property
    def is_admin(self) -> bool:
        return self.user is not None and self.user.is_admin

    @property
    def user_id(self) -> str | None:
        return self.user.id if self.user else None


@dataclass(frozen=True)
class SignedInCaller(Caller):
    """A caller who has signed in: never only the bearer of a share."""

    user: User

    @property
    def user_id(self) -> str:
        return self.user.id


@dataclass(frozen=True)
class Owned:
    """Whose a thing is, and what the caller is in its team (None: not a member)."""

    kind: str
    user_id: str | None
    team_id: str | None
    team_role: str | None


def owns(caller: Caller, thing: Owned, permission: Permission | None = None) -> bool:
    """Owner, or member of its team (with `permission`, where one is asked). A thing with a user is judged by that."""
    if caller.user is None:
        return False
    if thing.user_id is not None:
        return thing.user_id == caller.user.id
    if thing.team_id is None or thing.team_role is None:
        return False
    return permission is None or team_may(thing.team_role, permission)


def owns_any(caller: Caller, things: Iterable[Owned], permission: Permission | None = None) -> bool:
    """Whether one of `things` (an id is looked up among several kinds) passes `owns`."""
    return any(owns(caller, thing, permission) for thing in things)


def share_opens(caller: Caller, kind: Kind, entity_id: str) -> bool:
    """Whether the caller's share shows the thing of this id, asked for as a `kind`."""
    share = caller.share or {}
    for member in _OPENED_BY[kind]:
        value = share.get(member)
        if value == entity_id or (isinstance(value, list) and entity_id in value):
            return True
    return False


def share_withholds(caller: Caller, path: str) -> bool:
    """Whether a path asks for recordings, and the caller comes with a share that does not name them.

    Umami's server lets any share of a website see everything of it, and leaves it to the page to show less. Ours does
    likewise (answers recorded of it hold us to that), but for recordings, which show what one visitor did.
    """
    if caller.user is not None or "/replays" not in path:
        return False
    parameters = (caller.share or {}).get("parameters")
    return not (isinstance(parameters, dict) and (parameters.get("replays") or parameters.get("replay")))


def may_create(caller: Caller, team_role: str | None, *, in_team: bool) -> bool:
    """Create a website, link, pixel or board: by the account's role, and in a team by the role there too."""
    if caller.is_admin:
        return True
    by_account = caller.user is not None and account_may(caller.user.role, "website:create")
    return by_account and (not in_team or team_may(team_role, "website:create"))


def may_transfer_to_user(caller: Caller, site: Owned | None, user_id: str) -> bool:
    """Take a website out of its team, for oneself. Admins have no way round (spec 02, section 5)."""
    return (site is not None and site.team_id is not None and caller.user_id == user_id
            and team_may(site.team_role, "website:transfer-to-user"))


def may_transfer_to_team(caller: Caller, site: Owned | None, team_role: str | None) -> bool:
    """Give one's own website to a team. Admins have no way round (spec 02, section 5)."""
    return (site is not None and site.user_id is not None and site.user_id == caller.user_id
            and team_may(team_role, "website:transfer-to-team"))
