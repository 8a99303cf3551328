"""Alembic's environment. `app.db.migrate` calls it with an open connection; there is no alembic.ini."""

from alembic import context

_options = context.config.attributes

context.configure(
    connection=_options["connection"],
    version_table="dashi_alembic_version",  # a name of our own: Umami's tables share the schema
    version_table_schema=_options["schema"],
)
with context.begin_transaction():
    context.run_migrations()
