"""The ids of what the demo data hold, the same in every database: addresses of pages can be kept and tested."""


def _id(number: int) -> str:
    return f"0d0e0000-0000-4000-8000-{number:012}"


WEBSITE, BLOG, DOCS, EMPTY_WEBSITE, TEAM_WEBSITE = (_id(number) for number in range(1, 6))
TEAM, EDITOR, BOARD, SHARE, PIXEL = (_id(number) for number in range(11, 16))
LINKS = (_id(21), _id(22))
SEGMENT, COHORT = _id(31), _id(32)
GOALS, FUNNEL = (_id(41), _id(42)), _id(43)
SAVED_REPLAY = _id(51)
MEMBERS = (_id(61), _id(62))

SHARE_SLUG = "demo-shop"
LINK_SLUGS = ("spring-offer", "read-the-docs")
PIXEL_SLUG = "newsletter-opened"
EDITOR_NAME, EDITOR_PASSWORD = "editor", "editor-demo"
