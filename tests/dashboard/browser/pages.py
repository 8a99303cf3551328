"""Every page of the dashboard with the demo data: what tests of all pages go through."""

from app.demo import ids

SITE = f"/websites/{ids.WEBSITE}"
EMPTY = f"/websites/{ids.EMPTY_WEBSITE}"
MONTH = "?date=30day"

# By the tabs of a website; below each, views of it that are pages of their own to the eye.
OF_A_WEBSITE = {
    "overview": f"{MONTH}&country=eq.DE&compare=prev",
    "overview, long list": f"{MONTH}&view=country",
    "overview, map": f"{MONTH}&places=map",
    "events": f"/events{MONTH}",
    "events, log": f"/events{MONTH}&tab=activity",
    "events, properties": f"/events{MONTH}&tab=properties",
    "sessions": f"/sessions{MONTH}",
    "sessions, properties": f"/sessions{MONTH}&tab=properties",
    "live": "/realtime",
    "performance": f"/performance{MONTH}",
    "compare": f"/compare{MONTH}",
    "breakdown": f"/breakdown{MONTH}",
    "reports": f"/reports{MONTH}",
    "goals": f"/goals{MONTH}",
    "funnels": f"/funnels{MONTH}&report={ids.FUNNEL}",
    "journeys": f"/journeys{MONTH}",
    "retention": "/retention?date=0month",
    "utm": f"/utm{MONTH}",
    "revenue": f"/revenue{MONTH}",
    "attribution": f"/attribution{MONTH}",
    "segments": "/segments",
    "cohorts": "/cohorts",
    "replays": f"/replays{MONTH}",
    "settings": "/settings",
}

OF_THE_SERVER = {
    "sites": "/websites",
    "links": "/links",
    "link": f"/links/{ids.LINKS[0]}{MONTH}",
    "link, settings": f"/links/{ids.LINKS[0]}/edit",
    "pixels": "/pixels",
    "pixel": f"/pixels/{ids.PIXEL}{MONTH}",
    "boards": "/boards",
    "board, new": "/boards/create",
    "board": f"/boards/{ids.BOARD}{MONTH}",
    "board, arranged": f"/boards/{ids.BOARD}/design",
    "board, part": f"/boards/{ids.BOARD}/design?part=column-4-1",
    "board, settings": f"/boards/{ids.BOARD}/edit",
    "dashboard": "/dashboard",
    "preferences": "/settings/preferences",
    "profile": "/settings/profile",
    "teams": "/settings/teams",
    "team": f"/settings/teams/{ids.TEAM}",
    "users": "/admin/users",
    "user": f"/admin/users/{ids.EDITOR}",
    "websites of all": "/admin/websites",
    "teams of all": "/admin/teams",
    "share": f"/share/{ids.SHARE_SLUG}{MONTH}",
}


def all_pages() -> dict[str, str]:
    site = {name: SITE + rest for name, rest in OF_A_WEBSITE.items()}
    return site | OF_THE_SERVER
