"""Teams (spec 03, section 2)."""

from tests.web.server import ADMIN, NOT_FOUND, UNAUTHORIZED, Server, bad_request, some_id

TEAM_NOT_FOUND = {"error": {"message": "Team not found.", "code": "team-not-found", "status": 404}}


async def test_a_deleted_team_leaves_its_things_without_an_owner(server: Server) -> None:
    await server.user("alice")
    team = await server.team("alice")
    site = await server.website(as_="alice", teamId=team)
    before = (await server.get(f"/api/websites/{site}"))[1]
    assert await server.delete(f"/api/teams/{team}", as_="alice") == (200, {"ok": True})
    assert (await server.get(f"/api/websites/{site}"))[1] == {**before, "teamId": None}
    assert await server.get(f"/api/websites/{site}", as_="alice") == (401, UNAUTHORIZED)
    assert await server.delete(f"/api/teams/{team}") == (404, TEAM_NOT_FOUND)


async def test_a_deleted_team_cannot_be_joined(server: Server) -> None:
    team = await server.team("admin")
    [(code,)] = await server.sql("select access_code from team")
    await server.user("alice")
    await server.sql("update team set deleted_at = now() where team_id = %s", team)
    assert await server.post("/api/teams/join", {"accessCode": code}, as_="alice") == (404, TEAM_NOT_FOUND)


async def test_only_admins_make_teams_for_others(server: Server) -> None:
    alice = await server.user("alice")
    assert await server.post("/api/teams", {"name": "T", "ownerId": ADMIN}, as_="alice") == (401, UNAUTHORIZED)
    assert (await server.made("/api/teams", {"name": "T", "ownerId": alice}))[1]["userId"] == alice
    assert await server.post("/api/teams", {"name": "T", "ownerId": some_id()}) == (404, NOT_FOUND)


async def test_members_are_added_to_what_exists_only(server: Server) -> None:
    alice, team = await server.user("alice"), await server.team("admin")
    role = {"role": "team-member"}
    assert await server.post(f"/api/teams/{team}/users", {"userId": some_id(), **role}) == (404, NOT_FOUND)
    assert await server.post(f"/api/teams/{some_id()}/users", {"userId": alice, **role}) == (404, TEAM_NOT_FOUND)


async def test_a_member_may_leave_but_not_send_another_away(server: Server) -> None:
    alice, carol = await server.user("alice"), await server.user("carol")
    team = await server.team("admin", alice="team-member", carol="team-member")
    message = "You must be the owner/manager of this team."
    refusal = {"error": {"message": message, "code": "unauthorized", "status": 401}}
    assert await server.delete(f"/api/teams/{team}/users/{carol}", as_="alice") == (401, refusal)
    assert await server.delete(f"/api/teams/{team}/users/{alice}", as_="alice") == (200, {"ok": True})
    gone = await server.delete(f"/api/teams/{team}/users/{alice}")
    assert gone == (400, bad_request("The User does not exists on this team."))


async def test_a_taken_access_code_is_refused(server: Server) -> None:
    team, other = await server.team("admin"), await server.team("admin")
    await server.made(f"/api/teams/{team}", {"accessCode": "mine"})
    taken = await server.post(f"/api/teams/{other}", {"accessCode": "mine"})
    assert taken == (400, bad_request("That access code is already taken."))


async def test_a_member_whose_account_is_gone_is_listed_without_it_and_not_counted(server: Server) -> None:
    alice = await server.user("alice")
    await server.team("admin", alice="team-member")
    await server.sql('delete from "user" where user_id = %s', alice)
    [team] = (await server.get("/api/teams"))[1]["data"]
    assert [member["user"] for member in team["members"]] == [{"id": ADMIN, "username": "admin"}, None]
    assert team["_count"] == {"websites": 0, "members": 1}
