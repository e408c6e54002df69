"""Who runs a session, who takes part in it, and what they may do until when."""

from __future__ import annotations

from collections.abc import Collection

from portal.consultations.states import PARTICIPATION_MOVES, ParticipationState, Phase
from portal.kernel.clocks import Side
from portal.kernel.languages import Text

LONGEST_NOTE = 500
LONGEST_REASON = 1000
MOST_DELEGATES = 20

# A company may name people and mark slots before it is accepted: both are part of its application.
PREPARING = frozenset(
    {ParticipationState.ASKED, ParticipationState.WAITING, ParticipationState.ACCEPTED}
)
# What a company may still change by itself; afterwards lists and meetings are final.
BEFORE_FINAL = frozenset({Phase.JOINING, Phase.ASKING, Phase.BOOKING})


def why_not_run(
    *, session_hosts: Collection[int], host: int | None, may_schedule: bool
) -> Text | None:
    """The reason why somebody may not run a session, or None.

    `host` is the host that they coordinate for, None for whoever coordinates nothing.
    """
    if host is None or host not in session_hosts:
        return Text("A session is run by the coordinators of its own hosts.")
    if not may_schedule:
        return Text("Running sessions is not among your duties.")
    return None


def why_not_take_part(
    *, side: Side, approved: bool, region: str | None, session_regions: Collection[str]
) -> Text | None:
    """The reason why a company cannot take part in a session of these regions, or None."""
    if not approved:
        return Text("Only approved companies take part in sessions.")
    if side is Side.CN and region not in session_regions:
        return Text("This session is for Chinese companies of other regions.")
    return None


def why_not_ask_to_join(phase: Phase, state: ParticipationState | None) -> Text | None:
    """The reason why a company cannot ask to take part, or say yes to an invitation, or None."""
    if state is ParticipationState.DECLINED:
        return Text("The coordinator has decided already. Please write to them.")
    if state in PREPARING:
        return Text("Your company has asked to take part already.")
    if phase is Phase.DRAFT:
        return Text("This session is not open yet.")
    if phase is not Phase.JOINING:
        return Text("The deadline for joining has passed. Please write to the coordinator.")
    return None


def why_not_move(state: ParticipationState, to: ParticipationState) -> Text | None:
    """The reason why a participation cannot go from one state to another, or None."""
    if to in PARTICIPATION_MOVES[state]:
        return None
    return Text("This cannot be done any more: the state is now “%(state)s”.", state=state.words)


def why_not_prepare(phase: Phase, state: ParticipationState, *, on_behalf: bool) -> Text | None:
    """The reason why people, slots or place of a participation cannot be changed, or None.

    A coordinator may do so on the company's behalf until the session is over.
    """
    if state not in PREPARING:
        return Text("Your company does not take part in this session.")
    if phase is Phase.CLOSED:
        return Text("This session is over.")
    if not on_behalf and phase not in BEFORE_FINAL:
        return Text("The lists are final now. Please ask the coordinator to change this for you.")
    return None


def why_not_take_left_place(phase: Phase, on_behalf: bool) -> Text | None:
    """The reason why a company of the waiting list cannot take a free place, or None."""
    if phase in BEFORE_FINAL or (on_behalf and phase in (Phase.FROZEN, Phase.RUNNING)):
        return None
    return Text("Places are given until booking ends. Please write to the coordinator.")


def why_not_withdraw(phase: Phase, state: ParticipationState, *, on_behalf: bool) -> Text | None:
    """The reason why a company cannot step back from a session, or None."""
    if ParticipationState.WITHDRAWN not in PARTICIPATION_MOVES[state]:
        return Text("Your company does not take part in this session.")
    if phase is Phase.CLOSED:
        return Text("This session is over.")
    waits = state is ParticipationState.WAITING
    if not on_behalf and not waits and phase is not Phase.JOINING:
        return Text("The deadline for joining has passed. Please write to the coordinator.")
    return None
