"""What a Node Umami 3.1.0 writes, one event at a time, as spec 06 describes it (2.2 to 2.6, section 5, Q5)."""

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any

import psycopg

_SESSION = """
    insert into session (session_id, website_id, browser, os, device, screen, language, country, region, city,
        distinct_id, created_at)
    values (%(session_id)s, %(website_id)s, %(browser)s, 'Linux', 'desktop', '1x1', 'en-US', %(country)s, null, null,
        %(distinct_id)s, %(created_at)s)
    on conflict (session_id) do nothing
"""
_EVENT = """
    insert into website_event (event_id, website_id, session_id, visit_id, created_at, url_path, url_query,
        referrer_path, referrer_query, referrer_domain, page_title, event_type, event_name, hostname)
    values (%(event_id)s, %(website_id)s, %(session_id)s, %(visit_id)s, %(created_at)s, %(url_path)s, '', '', '',
        %(referrer_domain)s, %(page_title)s, %(event_type)s, %(event_name)s, 'site.example')
"""
_DATA = """
    insert into event_data (event_data_id, website_event_id, website_id, data_key, number_value, data_type, created_at)
    values (%(id)s, %(event_id)s, %(website_id)s, %(key)s, 1, 2, %(created_at)s)
"""
_REVENUE = """
    insert into revenue (revenue_id, website_id, session_id, event_id, event_name, currency, revenue, created_at)
    values (%(id)s, %(website_id)s, %(session_id)s, %(event_id)s, %(event_name)s, 'EUR', 9.5, %(created_at)s)
"""
_KNOWN = """
    update session_data set session_data_id = gen_random_uuid(), website_id = %(website_id)s, data_type = 1,
        string_value = %(value)s, distinct_id = %(distinct_id)s, created_at = now()
    where session_id = %(session_id)s and data_key = 'plan'
"""
_NEWLY_KNOWN = """
    insert into session_data (session_data_id, website_id, session_id, data_key, string_value, data_type, distinct_id)
    values (gen_random_uuid(), %(website_id)s, %(session_id)s, 'plan', %(value)s, 1, %(distinct_id)s)
"""
# In the order of section 5.
_OWNED = ("session_replay_saved", "session_replay", "revenue", "event_data", "session_data", "website_event", "session")


@dataclass
class NodeUmami:
    """Writes of another server into the same database; each statement is a transaction but where it says otherwise."""

    connection: psycopg.Connection[Any]  # in autocommit
    website_id: str
    random: Random
    sessions: list[str] = field(default_factory=list)
    visits: dict[str, str] = field(default_factory=dict)

    def hit(self, **given: Any) -> None:
        """A view, or with a name an event with data and revenue; first the visitor, as it is for every hit."""
        random, now = self.random, datetime.now(UTC)
        if not self.sessions or random.random() < 0.4:
            self.sessions.append(self._id())
        session_id = random.choice(self.sessions)
        if session_id not in self.visits or random.random() < 0.3:
            self.visits[session_id] = self._id()
        row = {
            "website_id": self.website_id, "session_id": session_id, "visit_id": self.visits[session_id],
            "event_id": self._id(), "created_at": now, "browser": random.choice(("chrome", "firefox")),
            "country": random.choice(("US", "GB", None)), "distinct_id": None,
            "url_path": random.choice(("/", "/a", "/pricing")), "page_title": "Home",
            "referrer_domain": random.choice(("", "google.com")), "event_type": 1, "event_name": None, **given}
        self.connection.execute(_SESSION, row)
        self.connection.execute(_EVENT, row)
        if row["event_name"]:
            for key in ("amount", "revenue"):
                self.connection.execute(_DATA, {**row, "id": self._id(), "key": key})
            self.connection.execute(_REVENUE, {**row, "id": self._id()})

    def identify(self) -> None:
        """A visitor tells who they are: a session of its own that goes on with the visit; what is known is updated."""
        before = self.random.choice(list(self.visits))
        told = {"website_id": self.website_id, "session_id": self._id(), "distinct_id": "somebody", "value": "pro"}
        self.sessions.append(told["session_id"])
        self.visits[told["session_id"]] = self.visits[before]
        self.connection.execute(_SESSION, {
            **told, "browser": "chrome", "country": "US", "created_at": datetime.now(UTC)})
        for _ in range(2):
            if self.connection.execute(_KNOWN, told).rowcount == 0:
                self.connection.execute(_NEWLY_KNOWN, told)
        self.hit()

    def reset(self) -> None:
        """All that was collected, in one transaction; the website stays."""
        with self.connection.transaction():
            self._delete_what_it_owns()
            self.connection.execute(
                "update website set reset_at = now(), updated_at = now() where website_id = %s", [self.website_id])
        self.sessions.clear()
        self.visits.clear()

    def delete_website(self) -> None:
        """The website with all it has, in one transaction."""
        with self.connection.transaction():
            self._delete_what_it_owns()
            for table, column in (("report", "website_id"), ("segment", "website_id"), ("share", "entity_id"),
                                  ("website", "website_id")):
                self.connection.execute(f"delete from {table} where {column} = %s", [self.website_id])  # noqa: S608

    def _delete_what_it_owns(self) -> None:
        for table in _OWNED:
            self.connection.execute(f"delete from {table} where website_id = %s", [self.website_id])  # noqa: S608

    def _id(self) -> str:
        return str(uuid.UUID(int=self.random.getrandbits(128)))
