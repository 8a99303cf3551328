"""What would make a step fail halfway through a takeover, looked for before the first one runs. Reads only."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, text
from sqlalchemy.exc import DataError

from app.db.takeover.steps import Step

_SHOWN = 5


def obstacles(connection: Connection, schema: str, steps: Iterable[Step]) -> Iterator[str]:
    """Each thing that the operator must mend before these steps can run, in a sentence."""
    names = {step.name for step in steps}
    if not names:
        return
    if others := connection.scalars(text(_NOT_OURS), {"schema": schema}).all():
        yield (
            f"The database's user does not own the {_list('table', others)}, and only their owner may change them: "
            "connect as Umami does."
        )
    if "12_update_report_parameter" in names and (unreadable := list(_unreadable_reports(connection))):
        yield (
            f"The parameters of the saved {_list('report', unreadable)} are not JSON; Umami 2.19 fails on them too. "
            "Mend them or remove these reports."
        )
    if "14_add_link_and_pixel" in names and "13_add_revenue" not in names:
        long = connection.scalars(
            text("select distinct currency from revenue where length(currency) > 10 order by 1")
        ).all()
        if long:
            yield (
                f"The table revenue has currencies longer than ten characters ({_some(map(repr, long))}); Umami 3.0 "
                "fails on them too. Change them to codes such as EUR."
            )


_NOT_OURS = """
    select relname from pg_class
    where relnamespace = (select oid from pg_namespace where nspname = :schema) and relkind = 'r'
        and relname in (
            '_prisma_migrations', 'event_data', 'report', 'revenue', 'segment', 'session', 'session_data', 'team',
            'team_user', 'user', 'website', 'website_event', 'link', 'pixel', 'board'
        )
        and not pg_has_role(relowner, 'member')
    order by relname
"""


def _unreadable_reports(connection: Connection) -> Iterator[str]:
    """Ids of reports whose parameters PostgreSQL does not read as JSON; it alone knows (`\\u0000` is one such)."""
    for report_id, parameters in connection.execute(text("select report_id::text, parameters from report")).all():
        try:
            with connection.begin_nested():
                connection.execute(text("select cast(:parameters as jsonb)"), {"parameters": parameters})
        except DataError:
            yield report_id


def _list(noun: str, names: Iterable[str]) -> str:
    names = list(names)
    return f"{noun}{'s' if len(names) > 1 else ''} {_some(names)}"


def _some(names: Iterable[str]) -> str:
    names = list(names)
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
