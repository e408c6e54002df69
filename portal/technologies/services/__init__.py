"""Changes to technology profiles."""

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
    "approve",
    "change",
    "draft",
    "must_be_editor",
    "must_review",
    "prove",
    "publish_again",
    "regard",
    "renew",
    "say_in_figures",
    "send_back",
    "submit",
    "take_back",
    "withdraw",
]
