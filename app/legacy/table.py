"""All translations."""

from app.legacy.rows import Table
from app.legacy.v1 import login as v1_login

TABLE = Table([*v1_login.rows.rows])
