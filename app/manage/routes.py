"""All routes about the things that are kept, a subject a folder."""

from fastapi import APIRouter

from app.manage.boards import routes as boards
from app.manage.links import routes as links
from app.manage.login import routes as login
from app.manage.me import routes as me
from app.manage.pixels import routes as pixels
from app.manage.reports import routes as reports
from app.manage.segments import routes as segments
from app.manage.server import routes as server
from app.manage.shares import routes as shares
from app.manage.teams import routes as teams
from app.manage.users import routes as users
from app.manage.websites import routes as websites

SUBJECTS = (server, login, me, users, teams, websites, links, pixels, boards, shares, segments, reports)

router = APIRouter()
for subject in SUBJECTS:
    router.include_router(subject.router)
