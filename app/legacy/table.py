"""All translations."""

from app.legacy.rows import Table
from app.legacy.v1 import accounts, login, realtime, statistics, websites
from app.legacy.v2 import event_data, manage, reports
from app.legacy.v2 import realtime as realtime_of_v2
from app.legacy.v2 import statistics as statistics_of_v2

MODULES = (
    login, websites, statistics, accounts, realtime,
    manage, statistics_of_v2, event_data, reports, realtime_of_v2,
)

TABLE = Table([row for module in MODULES for row in module.rows.rows])
