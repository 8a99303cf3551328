"""Accounts (spec 03, section 3)."""

from tests.web.server import NOT_FOUND, Server, bad_request, some_id

# A row of each table that hangs on a website.
OWNED = {
    "session": "insert into session (session_id, website_id) values (gen_random_uuid(), %s)",
    "website_event": "insert into website_event (event_id, website_id, session_id, visit_id, url_path) "
                     "values (gen_random_uuid(), %s, gen_random_uuid(), gen_random_uuid(), '/')",
    "event_data": "insert into event_data (event_data_id, website_id, website_event_id, data_key, data_type) "
                  "values (gen_random_uuid(), %s, gen_random_uuid(), 'k', 1)",
    "session_data": "insert into session_data (session_data_id, website_id, session_id, data_key, data_type) "
                    "values (gen_random_uuid(), %s, gen_random_uuid(), 'k', 1)",
    "revenue": "insert into revenue (revenue_id, website_id, session_id, event_id, event_name, currency) "
               "values (gen_random_uuid(), %s, gen_random_uuid(), gen_random_uuid(), 'buy', 'EUR')",
    "session_replay": "insert into session_replay (replay_id, website_id, session_id, visit_id, chunk_index, events, "
                      "event_count, started_at, ended_at) values (gen_random_uuid(), %s, gen_random_uuid(), "
                      "gen_random_uuid(), 0, '', 0, now(), now())",
    "session_replay_saved": "insert into session_replay_saved (saved_replay_id, name, website_id, visit_id) "
                            "values (gen_random_uuid(), '', %s, gen_random_uuid())",
}
MADE = {"segment", "report", "share"}


async def filled_website(server: Server, as_: str = "admin", **more: str) -> str:
    """A website with a row in every table that knows websites."""
    site = await server.website(as_=as_, shareId=some_id(), **more)
    for statement in OWNED.values():
        await server.sql(statement, site)
    await server.made(f"/api/websites/{site}/segments", {"type": "segment", "name": "s", "parameters": {}}, as_=as_)
    await server.made("/api/reports", {"websiteId": site, "type": "goal", "name": "r", "parameters": {}}, as_=as_)
    return site


async def filled_tables(server: Server) -> set[str]:
    """Which of these tables have any row."""
    return {table for table in [*OWNED, *MADE, "website", "link", "pixel", "board", "team", "team_user"]
            if await server.sql(f'select 1 from "{table}" limit 1')}  # noqa: S608 - names from above


async def test_a_deleted_user_takes_along_all_that_was_theirs(server: Server) -> None:
    alice = await server.user("alice")
    await filled_website(server, "alice")
    for path, body in [
        ("/api/links", {"name": "l", "url": "https://x.example", "slug": "linkslug1"}),
        ("/api/pixels", {"name": "p", "slug": "pixelslug1"}),
        ("/api/boards", {"type": "mixed", "name": "b"}), ("/api/teams", {"name": "Team"}),
    ]:
        await server.made(path, body, as_="alice")
    await server.made("/api/dashboard", {}, as_="alice")
    assert await filled_tables(server) == {*OWNED, *MADE, "website", "link", "pixel", "board", "team", "team_user"}
    assert await server.delete(f"/api/users/{alice}") == (200, {"ok": True})
    assert await filled_tables(server) == set()


async def test_what_is_others_stays_when_a_user_is_deleted(server: Server) -> None:
    alice, _ = await server.user("alice"), await server.user("carol")
    team = await server.team("carol", alice="team-member")
    in_carols_team = await server.website(as_="alice", teamId=team)
    in_alices_team = await server.website(as_="alice", teamId=await server.team("alice", carol="team-manager"))
    await server.delete(f"/api/users/{alice}")
    rows = await server.sql("select website_id::text, team_id::text, created_by from website")
    assert sorted(rows) == sorted([(in_carols_team, team, None), (in_alices_team, None, None)])
    _, members = await server.get(f"/api/teams/{team}/users", as_="carol")
    assert [member["user"]["username"] for member in members["data"]] == ["carol"]


async def test_a_user_that_does_not_exist_is_not_found(server: Server) -> None:
    for user_id in (some_id(), "zzz"):
        assert await server.get(f"/api/users/{user_id}") == (200, None)
        assert await server.post(f"/api/users/{user_id}", {}) == (404, NOT_FOUND)
        assert await server.delete(f"/api/users/{user_id}") == (404, NOT_FOUND)


async def test_nobody_makes_themselves_an_admin_or_another(server: Server) -> None:
    alice = await server.user("alice")
    wish = {"role": "admin", "username": "root", "isAdmin": True, "id": some_id()}
    assert (await server.made(f"/api/users/{alice}", wish, as_="alice"))["username"] == "alice"
    assert await server.sql('select role from "user" where user_id = %s', alice) == [("user",)]


async def test_an_id_or_a_name_that_is_taken_is_refused(server: Server) -> None:
    alice = await server.user("alice")
    again = {"username": "other", "password": "password", "role": "user", "id": alice}
    assert await server.post("/api/users", again) == (400, bad_request("That ID is already taken."))
    await server.sql('update "user" set deleted_at = now() where user_id = %s', alice)
    again = {"username": "alice", "password": "password", "role": "user"}
    assert await server.post("/api/users", again) == (400, bad_request("User already exists"))
    carol = await server.user("carol")
    assert (await server.post(f"/api/users/{carol}", {"username": "alice"}))[0] == 400


async def test_ids_of_a_path_are_read_as_postgresql_reads_them(server: Server) -> None:
    alice = await server.user("alice")
    for form in (alice.upper(), alice.replace("-", ""), f"{{{alice}}}"):
        assert (await server.get(f"/api/users/{form}", as_="alice"))[1]["id"] == alice
