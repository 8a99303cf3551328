"""What roles permit, as data (spec 02, section 4). A missing role permits nothing."""

from typing import Literal, get_args

AccountRole = Literal["admin", "user", "view-only"]
TeamRole = Literal["team-owner", "team-manager", "team-member", "team-view-only"]
GivenTeamRole = Literal["team-member", "team-view-only", "team-manager"]  # nobody is made owner by a request

ADMIN: AccountRole = "admin"
TEAM_OWNER: TeamRole = "team-owner"
TEAM_MEMBER: TeamRole = "team-member"

Permission = Literal[
    "website:create", "website:update", "website:delete", "website:transfer-to-team", "website:transfer-to-user",
    "team:create", "team:update", "team:delete",
]

_WEBSITES: tuple[Permission, ...] = ("website:create", "website:update", "website:delete")

ACCOUNT: dict[str, frozenset[Permission]] = {
    "admin": frozenset(get_args(Permission)),
    "user": frozenset((*_WEBSITES, "team:create")),
    "view-only": frozenset(),
}

TEAM: dict[str, frozenset[Permission]] = {
    "team-owner": frozenset(
        ("team:update", "team:delete", *_WEBSITES, "website:transfer-to-team", "website:transfer-to-user")),
    "team-manager": frozenset(("team:update", *_WEBSITES, "website:transfer-to-team")),
    "team-member": frozenset(_WEBSITES),
    "team-view-only": frozenset(),
}


def account_may(role: str | None, permission: Permission) -> bool:
    """Whether an account of this role has the permission, by itself."""
    return permission in ACCOUNT.get(role or "", ())


def team_may(role: str | None, permission: Permission) -> bool:
    """Whether a member of this team role has the permission for what belongs to the team."""
    return permission in TEAM.get(role or "", ())
