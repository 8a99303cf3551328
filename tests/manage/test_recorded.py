"""The recorded answers of a real Umami to some 310 requests about accounts, websites, teams and entities.

`tests/conformance` replays all of the scenario on a running server; this is its part about management, in process.
"""

from pathlib import Path
from typing import Any

from tests.conformance.conformance import Session, canonical, same, steps_of
from tests.web.server import Server

SCENARIO = Path(__file__).parent.parent / "conformance" / "scenario.jsonl"
GROUPS = {"auth", "users", "websites", "teams", "entities"}


async def replay(server: Server, step: dict[str, Any], session: Session) -> tuple[dict[str, Any], Any]:
    headers = session.fill(step.get("headers", {}))
    if "as" in step:
        headers = {**headers, "authorization": f"Bearer {session.vars.get('token_' + step['as'], 'missing')}"}
    content = {"content": step["raw"].encode()} if "raw" in step else {}
    if "body" in step:
        content = {"json": session.fill(step["body"])}
    answer = await server.http.request(step["method"], session.fill(step["path"]), headers=headers, **content)
    body = answer.json() if answer.content else None
    got = {"status": answer.status_code, "body": canonical(body, session.known)}
    if "check_headers" in step:
        got["headers"] = {name: answer.headers.get(name) for name in step["check_headers"]}
    return got, body


async def test_management_answers_as_umami_did(server: Server) -> None:
    server.http.headers["content-type"] = "application/json"
    session, differing, compared = Session("http://unused"), [], 0
    for step in steps_of(SCENARIO):
        if "known" in step:
            session.known.update(step["known"])
        if step.get("group") not in GROUPS:
            continue
        got, body = await replay(server, step, session)
        session.remember(step, body)
        if step.get("only_status"):
            got.pop("body")
        expected = step["expect"]
        # Where Umami crashed any answer will do that is not a crash.
        crashed = expected["status"] >= 500
        why = None if crashed and got["status"] < 500 else same(expected, got)
        compared += 1
        if why:
            differing.append((step["id"], why))
    assert differing == []
    assert compared > 300
