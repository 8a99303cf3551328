"""All reports, each in a folder of its own."""

from fastapi import APIRouter

from app.reports.funnel import routes as funnel
from app.reports.goal import routes as goal

REPORTS = (goal, funnel)

# To be included before the routes of saved reports: /api/reports/{report_id} would take these names for ids.
router = APIRouter()
for report in REPORTS:
    router.include_router(report.router)
