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
from portal.timetabling.services.drafting import (
    CHANGED_MEANWHILE,
    draft_of_standing,
    lock,
    put,
    redo,
    swap,
    take_out,
    undo,
)
from portal.timetabling.services.grids import (
    Fault,
    Move,
    Tried,
    mark_of,
    move_all,
    read_grid,
)
from portal.timetabling.services.importing import import_wishes
from portal.timetabling.services.previewing import mail_to
from portal.timetabling.services.publishing import publish
from portal.timetabling.services.reminders import (
    REMIND,
    plan_reminder,
    remind,
    remind_in_time,
)
from portal.timetabling.services.sheet import About
from portal.timetabling.services.waiving import waive_interpreters
from portal.timetabling.services.wishes import (
    ChangedMeanwhile,
    Saved,
    save_wish,
    save_wishes,
)

__all__ = [
    "BUILD",
    "CHANGED_MEANWHILE",
    "REMIND",
    "About",
    "ChangedMeanwhile",
    "Fault",
    "Made",
    "Move",
    "Order",
    "Saved",
    "Tried",
    "begin",
    "discard",
    "draft_of_standing",
    "end",
    "give_up",
    "import_wishes",
    "lock",
    "mail_to",
    "mark_of",
    "move_all",
    "order_timetable",
    "plan_reminder",
    "publish",
    "put",
    "read",
    "read_grid",
    "redo",
    "remind",
    "remind_in_time",
    "save_wish",
    "save_wishes",
    "stop_building",
    "swap",
    "take_out",
    "tell",
    "undo",
    "waive_interpreters",
]
