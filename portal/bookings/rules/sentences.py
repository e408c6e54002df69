"""What the database's refusals are called for the person who lost."""

from __future__ import annotations

from portal.kernel.languages import Text, Wording

PAIR_MEETS_ALREADY = Text(
    "These two companies have a meeting in this session already. To change its time, open it "
    "under Meetings."
)
PAIR_HAS_OPEN_REQUEST = Text(
    "A request between these two companies is open already. It is under Requests."
)
PAIR_WAITS_ALREADY = Text("One of these two companies waits for a time with the other already.")
OFFERED_ALREADY = Text("A time is offered to this company at the moment. It has to answer first.")
FORM_WAS_USED = Text("This form was used already. Please open the page again.")
NO_ROOM_IS_FREE = Text(
    "All rooms of the session are taken at this time. Please choose another time."
)
NO_INTERPRETER_IS_FREE = Text("No interpreter is free at this time. Please choose another time.")
SPEAKS_OTHER_LANGUAGES = Text("This interpreter does not speak the languages of both sides.")
SLOT_IS_GONE = Text("This time is no longer part of the session. Please choose another one.")
TRY_ANOTHER_TIME = Text("This time was taken a moment ago. Please choose another one.")


def is_busy(name: Wording) -> Text:
    """What to say when a company is in another meeting."""
    return Text(
        "%(company)s is in another meeting at this time. Please choose another time.", company=name
    )


def is_kept(name: Wording) -> Text:
    """What to say when a company's time is kept for a meeting that a waiting list offers."""
    return Text(
        "This time of %(company)s is kept for a meeting offered from a waiting list. It can be "
        "used again once that offer is declined or has expired.",
        company=name,
    )


def is_unavailable(name: Wording) -> Text:
    """What to say when a company has marked the time as unavailable."""
    return Text(
        "%(company)s is not available at this time. Please choose another time.", company=name
    )


def interpreter_is_away(name: Wording) -> Text:
    """What to say when an interpreter is not there at a time to which a meeting goes."""
    return Text(
        "%(name)s is not there at this time. Please choose another time, or first somebody else "
        "to interpret.",
        name=name,
    )


def is_against_their_work(name: Wording, why_not: Text) -> Text:
    """What to say to a coordinator who seats an interpreter against the rules of their work."""
    return Text(
        "%(name)s: %(reason)s. You may seat them all the same: please say why.",
        name=name,
        reason=why_not,
    )


def interpreter_is_busy(name: Wording) -> Text:
    """What to say when an interpreter is in another meeting."""
    return Text(
        "%(name)s interprets another meeting at this time. Please choose somebody else or another "
        "time.",
        name=name,
    )
