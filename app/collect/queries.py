"""The constant statements that write hits. Their rows come as one JSON text each, so that nothing is ever formatted.

Weighed on this schema, groups of 64, one connection (rows/s; ms of our own processor time a group): COPY between BEGIN
and COMMIT 21,008 and 0.48; unnest of 31 arrays 17,450 and 1.00; json_to_recordset in one statement 21,296 and 0.34.
The last is also the simplest: one statement, one round trip, and a transaction by itself.
"""

from typing import Final

_SESSION: Final = (
    "session_id uuid, website_id uuid, browser text, os text, device text, screen text, language text, country text, "
    "region text, city text, created_at timestamptz, distinct_id text"
)
_EVENT: Final = (
    "event_id uuid, website_id uuid, session_id uuid, created_at timestamptz, url_path text, url_query text, "
    "referrer_path text, referrer_query text, referrer_domain text, page_title text, event_type integer, "
    "event_name text, visit_id uuid, tag text, fbclid text, gclid text, li_fat_id text, msclkid text, ttclid text, "
    "twclid text, utm_campaign text, utm_content text, utm_medium text, utm_source text, utm_term text, hostname text, "
    "cls numeric, fcp numeric, inp numeric, lcp numeric, ttfb numeric"
)
_EVENT_DATA: Final = (
    "event_data_id uuid, website_id uuid, website_event_id uuid, data_key text, string_value text, "
    "number_value numeric, date_value timestamptz, data_type integer, created_at timestamptz"
)
_REVENUE: Final = (
    "revenue_id uuid, website_id uuid, session_id uuid, event_id uuid, event_name text, currency text, "
    "revenue numeric, created_at timestamptz"
)
_SESSION_DATA: Final = (
    "session_data_id uuid, website_id uuid, session_id uuid, data_key text, string_value text, number_value numeric, "
    "date_value timestamptz, data_type integer, created_at timestamptz, distinct_id text"
)


def _names(columns: str) -> str:
    return ", ".join(column.split()[0] for column in columns.split(", "))


def _insert(table: str, columns: str) -> str:
    # Built once, from the constants of this module only.
    return (
        f"insert into {table} ({_names(columns)}) "  # noqa: S608
        f"select {_names(columns)} from json_to_recordset(%s::json) as r({columns})"
    )


# A session's first row stays as it is. Rows come sorted by id: two workers that insert the same new sessions in
# different orders would wait for each other for ever.
_SESSIONS: Final = _insert("session", _SESSION) + " order by session_id on conflict (session_id) do nothing"

# What nearly every group needs, and the same with data and revenue. Neither waits for the other's result: all parts of
# a statement see the tables as they were, and no part reads what another writes.
INSERT_HITS: Final = f"with s as ({_SESSIONS}) {_insert('website_event', _EVENT)}"
INSERT_HITS_WITH_DATA: Final = (
    f"with s as ({_SESSIONS}), e as ({_insert('website_event', _EVENT)}), "
    f"d as ({_insert('event_data', _EVENT_DATA)}) {_insert('revenue', _REVENUE)}"
)

# One visitor's data is written by one transaction at a time: two that both found no row would both insert one.
LOCK_SESSIONS: Final = (
    "select pg_advisory_xact_lock(key) from (select distinct hashtextextended(id, 0) as key "
    "from json_array_elements_text(%s::json) as id order by key) as keys"
)
# What is sent replaces all rows of the same session and key; `distinct_id` stays where none was sent.
UPSERT_SESSION_DATA: Final = (
    f"with r as materialized (select * from json_to_recordset(%s::json) as r({_SESSION_DATA})), "  # noqa: S608
    "updated as (update session_data as d set website_id = r.website_id, string_value = r.string_value, "
    "number_value = r.number_value, date_value = r.date_value, data_type = r.data_type, created_at = r.created_at, "
    "distinct_id = coalesce(r.distinct_id, d.distinct_id) from r "
    "where d.session_id = r.session_id and d.data_key = r.data_key returning d.session_id, d.data_key) "
    f"insert into session_data ({_names(_SESSION_DATA)}) select {_names(_SESSION_DATA)} from r "
    "where not exists (select 1 from updated as u where u.session_id = r.session_id and u.data_key = r.data_key)"
)
