"""/api/boards and /api/dashboard: boards (spec 03, section 4)."""

from typing import Annotated, Any

from fastapi import Query

from app.access import check
from app.db.tables import board
from app.errors import NotFound
from app.lib.dates import now
from app.manage.boards import queries
from app.manage.boards.schemas import BoardChange, DashboardChange, NewBoard, stored_type
from app.web.answers import OK, Ok
from app.web.connection import Conn
from app.web.errors import refuse_taken
from app.web.ids import NewId
from app.web.paging import Page, Searching, page_of
from app.web.permissions import CAN_CREATE, DeleteBoard, Id, SignedIn, UpdateBoard, ViewBoard, require
from app.web.route import asks, new_router
from app.web.rows import BoardRow, PageOf

router = new_router()


@router.get("/api/boards", response_model=PageOf[BoardRow])
async def my_boards(ask: Annotated[Searching, Query()], caller: SignedIn, conn: Conn) -> Page:
    """The caller's boards."""
    return await page_of(conn, queries.own(caller.user_id, ask.search), ask, board.c.board_id)


@router.post("/api/boards", response_model=BoardRow, **asks(CAN_CREATE))
async def create_board(body: NewBoard, caller: SignedIn, conn: Conn, new_id: NewId) -> Any:
    """A new board of the caller or of a team."""
    require(await check.create_website(conn, caller, body.team_id))
    at = now()
    return (await conn.execute(queries.create(
        board_id=new_id(), type=stored_type(body.type), name=body.name, description=body.description or "",
        parameters=body.parameters.as_json() if body.parameters else {}, team_id=body.team_id,
        user_id=None if body.team_id else caller.user_id, created_at=at, updated_at=at,
    ))).one()


@router.get("/api/boards/{board_id}", response_model=BoardRow | None)
async def board_by_id(board_id: Id, caller: ViewBoard, conn: Conn) -> Any:
    """A board, or null."""
    return (await conn.execute(queries.by_id(board_id))).first()


@router.post("/api/boards/{board_id}", response_model=BoardRow)
async def change_board(board_id: Id, body: BoardChange, caller: UpdateBoard, conn: Conn) -> Any:
    """Changes a board; parameters are replaced as a whole."""
    changes = body.given("name", "description")
    if body.type is not None:
        changes["type"] = stored_type(body.type)
    if body.parameters is not None:
        changes["parameters"] = body.parameters.as_json()
    statement = queries.change(board_id, **changes, updated_at=now()) if changes else queries.by_id(board_id)
    found = (await conn.execute(statement)).first()
    if found is None:
        raise NotFound
    return found


@router.delete("/api/boards/{board_id}", response_model=Ok)
async def delete_board(board_id: Id, caller: DeleteBoard, conn: Conn) -> dict[str, bool]:
    """Deletes a board."""
    if not (await conn.execute(queries.remove(board_id))).rowcount:
        raise NotFound
    return OK


@router.get("/api/dashboard", response_model=BoardRow | None)
async def dashboard(caller: SignedIn, conn: Conn) -> Any:
    """The caller's dashboard, or null."""
    found = (await conn.execute(queries.by_id(caller.user_id))).first()
    require(found is None or found.userId == caller.user_id)
    return found


@router.post("/api/dashboard", response_model=BoardRow)
async def change_dashboard(body: DashboardChange, caller: SignedIn, conn: Conn) -> Any:
    """Changes the caller's dashboard, or makes it; parameters that are not given are emptied, as in Umami."""
    found = (await conn.execute(queries.by_id(caller.user_id))).first()
    require(found is None or found.userId == caller.user_id)
    at, given = now(), {**body.given("name", "description"), "parameters": body.parameters or {}}
    if found is not None:
        return (await conn.execute(queries.change(caller.user_id, **given, updated_at=at))).one()
    first = {"name": "Dashboard", "description": "", **given}
    with refuse_taken("The dashboard exists already."):
        return (await conn.execute(queries.create(
            board_id=caller.user_id, type="dashboard", user_id=caller.user_id, created_at=at, updated_at=at, **first,
        ))).one()
