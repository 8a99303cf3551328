"""All statistics, a question a folder."""

from fastapi import APIRouter

from app.stats.overview import routes as overview

SUBJECTS = (overview,)

router = APIRouter()
for subject in SUBJECTS:
    router.include_router(subject.router)
