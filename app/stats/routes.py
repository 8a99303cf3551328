"""All statistics, a question a folder."""

from fastapi import APIRouter

from app.stats.event_data import routes as event_data
from app.stats.events import routes as events
from app.stats.metrics import routes as metrics
from app.stats.overview import routes as overview
from app.stats.realtime import routes as realtime
from app.stats.replays import routes as replays
from app.stats.revenue import routes as revenue
from app.stats.session_data import routes as session_data
from app.stats.sessions import routes as sessions

SUBJECTS = (
    overview, metrics, events, event_data, sessions, session_data, revenue, realtime, replays)

router = APIRouter()
for subject in SUBJECTS:
    router.include_router(subject.router)
