"""Changes to technology profiles."""

from portal.technologies.services.disclosure import agree, disclose, end_agreement
from portal.technologies.services.files import (
    SWEEP,
    Stored,
    add_file,
    move_file_up,
    open_file,
    open_file_to,
    plan_sweep,
    remove_file,
    replace_file,
)
from portal.technologies.services.regards import regard
from portal.technologies.services.reviewing import (
    EXPIRE,
    REMIND,
    approve,
    must_review,
    publish_again,
    renew,
    send_back,
    submit,
    take_back,
    withdraw,
)
from portal.technologies.services.writing import (
    change,
    draft,
    must_be_editor,
    prove,
    say_in_figures,
)

__all__ = [
    "EXPIRE",
    "REMIND",
    "SWEEP",
    "Stored",
    "add_file",
    "agree",
    "approve",
    "change",
    "disclose",
    "draft",
    "end_agreement",
    "move_file_up",
    "must_be_editor",
    "must_review",
    "open_file",
    "open_file_to",
    "plan_sweep",
    "prove",
    "publish_again",
    "regard",
    "remove_file",
    "renew",
    "replace_file",
    "say_in_figures",
    "send_back",
    "submit",
    "take_back",
    "withdraw",
]
