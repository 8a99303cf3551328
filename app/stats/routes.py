"""All statistics, a question a folder."""

from fastapi import APIRouter

from app.stats.metrics import routes as metrics
from app.stats.overview import routes as overview

SUBJECTS = (overview, metrics)

router = APIRouter()
for subject in SUBJECTS:
    router.include_router(subject.router)
