"""Statements written out as text, once.

SQLAlchemy keeps what it has compiled, but has to look at all expressions of a statement to find it again, and never
finds one that has VALUES. For one of 13,000 characters that takes longer than PostgreSQL does.
"""

import re
from collections.abc import Callable
from typing import Any

from sqlalchemy import Executable, TextClause, bindparam, text
from sqlalchemy.dialects.postgresql import psycopg

_DIALECT: Any = psycopg.dialect(paramstyle="named")  # type: ignore[no-untyped-call]


def written(
    statement: Executable, is_blank: Callable[[str], bool] = lambda name: False,
) -> tuple[TextClause, frozenset[str]]:
    """The statement with its constants, and the names of its blanks, which are left to be filled in."""
    compiled: Any = statement.compile(  # type: ignore[attr-defined]
        dialect=_DIALECT, compile_kwargs={"render_postcompile": True})
    # A name before a cast would not be taken for one.
    words = re.sub(r"(?<!:):(\w+)::", r"(:\1)::", str(compiled))
    constants = {name: constant for name, constant in compiled.params.items() if not is_blank(name)}
    types = {name: bind.type for bind, name in compiled.bind_names.items()}  # but of what a list was made into
    given = [bindparam(name, constant, type_=types.get(name), unique=True) for name, constant in constants.items()]
    return text(words).bindparams(*given), frozenset(compiled.params.keys() - constants.keys())
