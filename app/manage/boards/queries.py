"""Statements about boards. A user's dashboard is the board whose id is the user's."""

from typing import Any

from sqlalchemy import Delete, Select, delete, insert, select, update

from app.db.tables import board
from app.web.paging import contains
from app.web.shapes import BOARD


def own(user_id: str, search: str | None) -> Select[Any]:
    """The user's boards other than the dashboard."""
    found = contains(search, board.c.name, board.c.description)
    return select(*BOARD).where(board.c.user_id == user_id, board.c.type != "dashboard", found)


def by_id(board_id: str) -> Select[Any]:
    """A board."""
    return select(*BOARD).where(board.c.board_id == board_id)


def create(**values: Any) -> Any:
    """A new board; gives its row."""
    return insert(board).values(**values).returning(*BOARD)


def change(board_id: str, **values: Any) -> Any:
    """Changes a board; gives its row."""
    return update(board).where(board.c.board_id == board_id).values(**values).returning(*BOARD)


def remove(board_id: str) -> Delete:
    """Deletes a board; its shares stay, and are not found any more."""
    return delete(board).where(board.c.board_id == board_id)
