"""Changes to wishes. Everybody who acts is named: `by=user`.

A coordinator of the session may note a company's wishes for it, and says why: `because`.
"""

from portal.timetabling.services.agreeing import answer_for_partner, ask_to_agree
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
from portal.timetabling.services.fits import fits_now, note_fits
from portal.timetabling.services.grids import (
    Fault,
    Move,
    Tried,
    mark_of,
    move_all,
    read_grid,
)
from portal.timetabling.services.importing import import_wishes
from portal.timetabling.services.previewing import mail_to, mail_to_interpreter, mail_to_others
from portal.timetabling.services.publishing import publish
from portal.timetabling.services.reminders import (
    REMIND,
    plan_reminder,
    remind,
    remind_in_time,
)
from portal.timetabling.services.seating import reseat
from portal.timetabling.services.sheet import About
from portal.timetabling.services.waiving import take_waiver_back, waive_interpreters
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
    "answer_for_partner",
    "ask_to_agree",
    "begin",
    "discard",
    "draft_of_standing",
    "end",
    "fits_now",
    "give_up",
    "import_wishes",
    "lock",
    "mail_to",
    "mail_to_interpreter",
    "mail_to_others",
    "mark_of",
    "move_all",
    "note_fits",
    "order_timetable",
    "plan_reminder",
    "publish",
    "put",
    "read",
    "read_grid",
    "redo",
    "remind",
    "remind_in_time",
    "reseat",
    "save_wish",
    "save_wishes",
    "stop_building",
    "swap",
    "take_out",
    "take_waiver_back",
    "tell",
    "undo",
    "waive_interpreters",
]
