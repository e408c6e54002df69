"""Which decisions on a company there are, who takes them, and who looks through its eyes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from portal.companies.states import MOVES, CompanyState
from portal.kernel.clocks import Side
from portal.kernel.languages import Text

LONGEST_REASON = 1000
# How long a coordinator looks through a company's eyes before they say again why.
LOOKING_LASTS = timedelta(minutes=30)


def why_not_move(state: CompanyState, to: CompanyState) -> Text | None:
    """The reason why a company cannot go from one state to another, or None."""
    if to in MOVES[state]:
        return None
    return Text("This cannot be done any more: the company is now “%(state)s”.", state=state.words)


def why_not_decide(
    *,
    side: Side,
    decider: Side | None,
    may_approve: bool,
    region: str | None = None,
    regions: Collection[str] = (),
) -> Text | None:
    """The reason why somebody may not decide on a company of `side` in `region`, or None.

    `decider` is the side of the coordinator's host; None for whoever is no coordinator. `regions`
    are those that the coordinator sees to, none for all; a company that has not said where it is
    is everybody's.
    """
    if decider is None:
        return Text("Only coordinators decide on companies.")
    if decider is not side:
        return Text("A company is approved by the coordinators of its own side.")
    if not may_approve:
        return Text("Approving companies is not among your duties.")
    if not sees_to(regions, region):
        return Text("The companies of this region are seen to by colleagues of yours.")
    return None


def sees_to(regions: Collection[str], region: str | None) -> bool:
    """Whether somebody who sees to these regions, none for all, sees to a company of `region`."""
    return not regions or region is None or region in regions


def why_not_look(
    *,
    state: CompanyState,
    side: Side,
    looker: Side | None,
    has_duties: bool,
    region: str | None,
    regions: Collection[str],
) -> Text | None:
    """The reason why somebody may not look through the eyes of a company in `region`, or None.

    `looker` is the side of the coordinator's host, None for whoever is no coordinator; `regions`
    are those that they see to. Who only exports or reads has no need to.
    """
    if looker is None or looker is not side:
        return Text("Only coordinators of its own side look through a company's eyes.")
    if not has_duties or not sees_to(regions, region):
        return Text("Looking through this company's eyes is not among your duties.")
    if state is not CompanyState.APPROVED:
        return Text("A company that is not approved has no desk to look at.")
    return None


def needs_reason(state: CompanyState, to: CompanyState) -> bool:
    """Whether the move must be explained: to the company, or because it is done on its behalf."""
    if to is CompanyState.APPROVED:
        return state is not CompanyState.APPLIED
    return to in {CompanyState.RETURNED, CompanyState.DECLINED, CompanyState.SUSPENDED}
