"""Umami's own migrations from 2.10 to 3.1.0 as steps of ours: the same result, written from spec 06, section 4.

What a step does is in `sql/`, a file a step, named as in Umami's history. A whole step and the line that records it are
one transaction. That is the one choice that makes a takeover safe to kill: what is recorded is done, what is not
recorded left no trace, and whichever comes next, Dashi or a Node Umami of any release, goes on from there.

What it costs: nothing here is done CONCURRENTLY or in batches, so a table that a step writes anew is locked until the
step ends. But the Umami that this would spare cannot go on collecting anyway: from 05 on its inserts lack a visit, from
09 on its columns are gone. Where only 11 to 19 are missing (2.18 and later) no events are written or indexed.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from app.db.adopt import MigrationRefused, release_of

_SQL = Path(__file__).with_name("sql")


@dataclass(frozen=True)
class Step:
    """A migration of Umami's: its name and checksum in `_prisma_migrations`, and what it costs on large tables."""

    name: str
    checksum: str  # SHA-256 of Umami's own file, lower-case hex
    rewrites: str = ""  # the table whose every row it writes anew, with all its indexes
    new_indexes: Mapping[str, int] = field(default_factory=dict)  # how many it builds on which table

    @cached_property
    def sql(self) -> str:
        """The statements of the step."""
        return (_SQL / f"{self.name}.sql").read_text()

    @property
    def purpose(self) -> str:
        """What it does, in a sentence."""
        return self.sql.partition("\n")[0].removeprefix("-- ")


STEPS = (
    Step("05_add_visit_id", "12e5b277e41da871b0768118937cef221c4d4f9c3206b719fffba86324df7a11",
         rewrites="website_event", new_indexes={"website_event": 2}),
    Step("06_session_data", "fcd8585d077229bb2a16ae4705a79a5bc31cf6cbca089de99f4b1c19cb0a0a17",
         new_indexes={"session_data": 2}),
    Step("07_add_tag", "c38c9605d759b3b00f94076c929b6081d7dbd01a25d2955909fc8d1a6e3276b4",
         new_indexes={"website_event": 1}),
    Step("08_add_utm_clid", "ad640f709cd22434c088d577a2cf124c275fe3dc53ca249a542ae05af66b07b6"),
    Step("09_update_hostname_region", "e94d9993b17ac5c330ae3f872fd5869fb8095a3f3a7d31d2aaade73dc45fbe9c",
         rewrites="website_event", new_indexes={"website_event": 1}),
    Step("10_add_distinct_id", "6ece5066ccec715ca8a07b65eafde7f96d110c0638b2d2187398fd1a79770ff6"),
    Step("11_add_segment", "e7421573e8b15f8a5c3e0928f1564ab43b3855d7c6634a36d87ece68196900e5"),
    Step("12_update_report_parameter", "f74b307b6e62c8457f32c4bae0beb99e26eb384467755912714abdfeae9e09af",
         rewrites="report"),
    Step("13_add_revenue", "53180616f450ac033a60143ff9b7c3656205947809c7979a51991922e7f326ad"),
    Step("14_add_link_and_pixel", "2017fc23cad1365fa62fe1c18b70c631eb6a119a902f88672ffad63f90d80f3d",
         rewrites="revenue"),
    Step("15_add_share", "11e97bd1bd36611c473ca7f518a8c8c1e66fba5b2798e72db224f7e20477eb74"),
    Step("16_boards", "5cef1484333ad14bcbbc3e1b2262601d3274a072d9656fb422530d112f98b447"),
    Step("17_remove_duplicate_key", "19ef24e157ab33d7a34b13d06c5ffc2eca95ae4f668c1ccbbe219e48a09d13b1"),
    Step("18_add_performance", "4ab4d1d954adfd3e65a327797b8fa2a528aa4377cbe03e2bd79b1d1c33c3b6ae"),
    Step("19_add_session_replay", "d0b6047a369c8aa04813fb06ac012c731777a9f3d602d491119f47e57aa2ec09"),
)


def steps_for(missing: Collection[str]) -> tuple[Step, ...]:
    """The steps that a database needs which lacks these migrations, in order.

    Errors: MigrationRefused for an Umami older than 2.10.
    """
    known = {step.name for step in STEPS}
    if too_old := [name for name in missing if name not in known]:
        raise MigrationRefused(
            f"The database belongs to Umami {release_of(tuple(too_old))}. Dashi takes over from 2.10 or newer: update "
            "Umami to any release from 2.10.0 to 3.1.0 first, let it start once, then start Dashi."
        )
    return tuple(step for step in STEPS if step.name in missing)
