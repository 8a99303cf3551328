"""All reports, each in a folder of its own."""

from fastapi import APIRouter

from app.reports.attribution import routes as attribution
from app.reports.breakdown import routes as breakdown
from app.reports.funnel import routes as funnel
from app.reports.goal import routes as goal
from app.reports.journey import routes as journey
from app.reports.performance import routes as performance
from app.reports.retention import routes as retention
from app.reports.revenue import routes as revenue
from app.reports.utm import routes as utm

REPORTS = (goal, funnel, retention, breakdown, utm, journey, revenue, attribution, performance)

# To be included before the routes of saved reports: /api/reports/{report_id} would take these names for ids.
router = APIRouter()
for report in REPORTS:
    router.include_router(report.router)
