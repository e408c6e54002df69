"""Changes to wishes. Everybody who acts is named: `by=user`.

A coordinator of the session may note a company's wishes for it, and says why: `because`.
"""

from portal.timetabling.services.building import (
    BUILD,
    Made,
    Order,
    begin,
    discard,
    end,
    give_up,
    order_timetable,
    read,
    stop_building,
    tell,
)
from portal.timetabling.services.importing import import_wishes
from portal.timetabling.services.publishing import publish
from portal.timetabling.services.reminders import (
    REMIND,
    plan_reminder,
    remind,
    remind_in_time,
)
from portal.timetabling.services.sheet import About
from portal.timetabling.services.wishes import (
    ChangedMeanwhile,
    Saved,
    save_wish,
    save_wishes,
)

__all__ = [
    "BUILD",
    "REMIND",
    "About",
    "ChangedMeanwhile",
    "Made",
    "Order",
    "Saved",
    "begin",
    "discard",
    "end",
    "give_up",
    "import_wishes",
    "order_timetable",
    "plan_reminder",
    "publish",
    "read",
    "remind",
    "remind_in_time",
    "save_wish",
    "save_wishes",
    "stop_building",
    "tell",
]
