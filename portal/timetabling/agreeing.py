"""Where the partner host's agreement to a timetable stands, and who may do what about it: pure.

What is agreed to is one publication, named by its fingerprint. Any later change has another one.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum

from portal.kernel.languages import Text
from portal.timetabling.states import Agreed

LONGEST_WORDS = 500


@dataclass(frozen=True)
class Step:
    """Somebody asked a host to agree, or somebody of it agreed or declined, to what."""

    step: Agreed
    host: int
    fingerprint: str


class Stand(Enum):
    """Where the agreement to what would be published now stands. CHANGED: there were steps, but to
    something else."""

    NOT_NEEDED = "NOT_NEEDED"
    NOT_ASKED = "NOT_ASKED"
    CHANGED = "CHANGED"
    ASKED = "ASKED"
    AGREED = "AGREED"
    DECLINED = "DECLINED"

    @property
    def words(self) -> Text:
        """What coordinators call it."""
        return {
            Stand.NOT_NEEDED: Text("not needed"),
            Stand.NOT_ASKED: Text("not asked yet"),
            Stand.CHANGED: Text("changed since it was asked"),
            Stand.ASKED: Text("asked, no answer yet"),
            Stand.AGREED: Text("agreed to exactly this"),
            Stand.DECLINED: Text("did not agree"),
        }[self]

    @property
    def sign(self) -> str:
        """The kind of the state component that shows it."""
        return {Stand.ASKED: "wait", Stand.AGREED: "ok", Stand.DECLINED: "no"}.get(self, "act")

    @property
    def lets_publish(self) -> bool:
        return self in (Stand.NOT_NEEDED, Stand.AGREED)

    @property
    def can_be_asked(self) -> bool:
        """Whether the partner has not been asked for this, or said no to it."""
        return self in (Stand.NOT_ASKED, Stand.CHANGED, Stand.DECLINED)


def stand_of(steps: Sequence[Step], *, fingerprint: str, host: int | None) -> Stand:
    """Where it stands after these steps, the latest last, with what would be published now.

    `host` is whose agreement is needed, None for nobody's; what others once said does not count.
    """
    if host is None:
        return Stand.NOT_NEEDED
    of_host = [each for each in steps if each.host == host]
    said = [each.step for each in of_host if each.fingerprint == fingerprint]
    if said:
        return Stand(said[-1].value)
    return Stand.CHANGED if of_host else Stand.NOT_ASKED


def why_not_publish(stand: Stand) -> Text | None:
    """The reason why the partner's agreement holds up publication, or None."""
    return {
        Stand.NOT_ASKED: Text("The partner organisation has not been asked yet whether it agrees."),
        Stand.CHANGED: Text(
            "Something has changed since the partner organisation was asked. Please ask again."
        ),
        Stand.ASKED: Text("The partner organisation has not answered yet whether it agrees."),
        Stand.DECLINED: Text("The partner organisation has declined this timetable."),
    }.get(stand)


def why_not_ask(stand: Stand, *, possible: bool, anybody: bool) -> Text | None:
    """The reason why the partner cannot be asked for its agreement now, or None.

    `possible` says that nothing else is in the way, `anybody` that somebody there could answer.
    """
    if stand is Stand.NOT_NEEDED:
        return Text("Nobody else has to agree to this timetable.")
    if not possible:
        return Text("Something is in the way of this timetable. Please put it right first.")
    if stand is Stand.ASKED:
        return Text("The partner organisation has been asked already.")
    if stand is Stand.AGREED:
        return Text("The partner organisation has agreed already.")
    if not anybody:
        return Text("Nobody of the partner organisation runs sessions, so nobody could agree.")
    return None


def may_answer(*, needed: int | None, host: int | None, duties: Collection[str], duty: str) -> bool:
    """Whether somebody of this host agrees or declines: it must be theirs, and among their duties.

    `needed` is the host whose agreement is needed.
    """
    return needed is not None and host == needed and duty in duties


def why_not_answer(stand: Stand, answer: Agreed, *, possible: bool) -> Text | None:
    """The reason why the partner cannot agree or decline now, or None.

    It need not have been asked, and may think again as long as nothing is published.
    """
    if stand is Stand.NOT_NEEDED:
        return Text("Nobody else has to agree to this timetable.")
    if answer is Agreed.AGREED and not possible:
        return Text("Something is in the way of this timetable. Please put it right first.")
    if stand.value == answer.value:
        return Text("This has been said already.")
    return None
