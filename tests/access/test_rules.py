"""Decisions about who may what, on plain values (spec 02, sections 4 and 5)."""

from typing import Any

import pytest

from app.access.roles import Permission, account_may, team_may
from app.access.rules import (
    Caller,
    Kind,
    Owned,
    User,
    may_create,
    may_transfer_to_team,
    may_transfer_to_user,
    owns,
    share_opens,
)


def caller(role: str = "user", user_id: str = "me") -> Caller:
    return Caller(User(user_id, "name", role, None))


def thing(user_id: str | None = None, team_id: str | None = None, role: str | None = None) -> Owned:
    return Owned("website", user_id, team_id, role)


@pytest.mark.parametrize("role, permitted", [
    ("team-owner", "team:update team:delete website:create website:update website:delete website:transfer-to-team "
                   "website:transfer-to-user"),
    ("team-manager", "team:update website:create website:update website:delete website:transfer-to-team"),
    ("team-member", "website:create website:update website:delete"),
    ("team-view-only", ""), ("nonsense", ""), (None, ""),
])
def test_team_roles_permit_what_the_table_says(role: str | None, permitted: str) -> None:
    every: list[Permission] = [
        "team:update", "team:delete", "website:create", "website:update", "website:delete",
        "website:transfer-to-team", "website:transfer-to-user", "team:create"]
    assert {one for one in every if team_may(role, one)} == set(permitted.split())


@pytest.mark.parametrize("role, may", [("admin", True), ("user", True), ("view-only", False), (None, False)])
def test_account_roles_permit_what_the_table_says(role: str | None, may: bool) -> None:
    assert account_may(role, "website:create") is may
    assert account_may(role, "team:create") is may


@pytest.mark.parametrize("who, what, sees, updates", [
    (caller(), thing("me"), True, True),
    (caller("view-only"), thing("me"), True, True),  # an owner passes whatever the account's role
    (caller(), thing("other"), False, False),
    (caller(), thing("other", "team", "team-owner"), False, False),  # a thing with a user is judged by that alone
    (caller(), thing(None, "team", "team-member"), True, True),
    (caller(), thing(None, "team", "team-view-only"), True, False),
    (caller(), thing(None, "team", None), False, False),
    (caller(), thing(None, None, None), False, False),
    (Caller(), thing("me"), False, False),
    (Caller(), thing(None, "team", None), False, False),
])
def test_a_thing_is_its_owners_or_its_teams(who: Caller, what: Owned, sees: bool, updates: bool) -> None:
    assert owns(who, what) is sees
    assert owns(who, what, "website:update") is updates


@pytest.mark.parametrize("kind, share, opens", [
    ("website", {"websiteId": "id"}, True), ("website", {"linkId": "id"}, True),
    ("website", {"pixelIds": ["id"]}, True),
    ("website", {"boardId": "id"}, False), ("website", {"websiteId": "other", "websiteIds": []}, False),
    ("website", None, False),
    ("link", {"linkId": "id"}, True), ("link", {"websiteId": "id"}, True), ("link", {"pixelId": "id"}, False),
    ("pixel", {"pixelIds": ["id"]}, True), ("pixel", {"linkIds": ["id"]}, False),
    ("board", {"boardId": "id"}, True), ("board", {"websiteId": "id"}, False),
])
def test_a_share_opens_the_ids_it_names(kind: Kind, share: dict[str, Any] | None, opens: bool) -> None:
    assert share_opens(Caller(share=share), kind, "id") is opens


@pytest.mark.parametrize("who, role, in_team, may", [
    (caller(), None, False, True), (caller("view-only"), None, False, False), (Caller(), None, False, False),
    (caller(), "team-member", True, True), (caller(), "team-view-only", True, False), (caller(), None, True, False),
    (caller("view-only"), "team-owner", True, False),  # both permissions are needed
    (caller("admin"), None, True, True),
])
def test_creating_needs_the_account_and_in_a_team_the_team_too(
    who: Caller, role: str | None, in_team: bool, may: bool,
) -> None:
    assert may_create(who, role, in_team=in_team) is may


@pytest.mark.parametrize("who, site, user_id, may", [
    (caller(), thing(None, "team", "team-owner"), "me", True),
    (caller(), thing(None, "team", "team-owner"), "other", False),
    (caller(), thing(None, "team", "team-manager"), "me", False),
    (caller("admin"), thing(None, "team", None), "me", False),
    (caller(), thing("me"), "me", False), (caller(), None, "me", False),
])
def test_only_a_teams_owner_takes_a_website_out_of_it(
    who: Caller, site: Owned | None, user_id: str, may: bool,
) -> None:
    assert may_transfer_to_user(who, site, user_id) is may


@pytest.mark.parametrize("who, site, role, may", [
    (caller(), thing("me"), "team-manager", True), (caller(), thing("me"), "team-member", False),
    (caller(), thing("other"), "team-owner", False), (caller("admin"), thing("other"), "team-owner", False),
    (caller(), thing("me"), None, False), (caller(), None, "team-owner", False), (Caller(), thing(None), None, False),
])
def test_only_its_owner_gives_a_website_to_a_team(
    who: Caller, site: Owned | None, role: str | None, may: bool,
) -> None:
    assert may_transfer_to_team(who, site, role) is may
