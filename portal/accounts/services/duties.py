"""The coordinators of a host: who is added, what they may do, and who goes.

Whoever changes it holds the host's row, so that two administrators cannot go at the same moment
and leave none.
"""

from __future__ import annotations

from collections.abc import Collection

from portal.accounts import queries
from portal.accounts.models import Coordinator, User
from portal.accounts.rules import duties as rules
from portal.accounts.services.closing import end_every_sign_in, reopen_account, suspend_account
from portal.accounts.services.factors import reset_factors
from portal.accounts.services.sign_ins import end_all
from portal.accounts.states import AccountAction, Duty
from portal.infra import audit
from portal.infra.db import lock, session
from portal.kernel.errors import Conflict, Invalid, NotAllowed
from portal.kernel.languages import Text


def must_administer(host_id: int, user: User) -> None:
    """Raises NotAllowed unless the user administers this very host."""
    own = queries.coordinator_of(user)
    if own is not None:
        session.refresh(own)
    why_not = rules.why_not_administer(
        own_host=own.host_id if own else None, duties=own.duties if own else (), host=host_id
    )
    if why_not:
        raise NotAllowed(why_not)


def give_duties(
    coordinator: Coordinator,
    duties: Collection[Duty],
    regions: Collection[str] = (),
    *,
    by: User,
) -> None:
    """Say what a coordinator may do, and for the companies of which regions; none is all.

    Raises NotAllowed, and Conflict for the last administrator.
    """
    _hold(coordinator, by)
    if Duty.ADMINISTER not in duties:
        _must_leave_an_administrator(coordinator)
    before = [*coordinator.duties, *coordinator.regions]
    coordinator.duties = [duty.value for duty in Duty if duty in duties]
    coordinator.regions = sorted(regions)
    now = [*coordinator.duties, *coordinator.regions]
    audit.record("duties changed", coordinator.user, by=by, was=before, now=now)


def let_go(coordinator: Coordinator, *, by: User, reason: str) -> None:
    """Let somebody coordinate no longer; what they did stays, their sign-ins end.

    Raises NotAllowed, Invalid without a reason, and Conflict for the last administrator.
    """
    _hold(coordinator, by)
    _must_leave_an_administrator(coordinator)
    user = coordinator.user
    audit.record("coordinator let go", user, by=by, reason=_given(reason))
    session.delete(coordinator)
    session.flush()
    end_all(user)


def change_account(
    coordinator: Coordinator, action: AccountAction, *, by: User, reason: str
) -> None:
    """Close a coordinator's account, open it, sign them out everywhere, or reset their factors.

    Raises NotAllowed, Invalid without a reason, and Conflict for one's own account and that of the
    last administrator.
    """
    _hold(coordinator, by)
    if why_not := rules.why_not_change_account(own=coordinator.user_id == by.id):
        raise Conflict(why_not)
    if action is AccountAction.SUSPEND:
        _must_leave_an_administrator(coordinator)
    _ACTIONS[action](coordinator.user, by=by, reason=_given(reason))


_ACTIONS = {
    AccountAction.SUSPEND: suspend_account,
    AccountAction.REOPEN: reopen_account,
    AccountAction.SIGN_OUT: end_every_sign_in,
    AccountAction.RESET_FACTORS: reset_factors,
}


def _given(reason: str) -> str:
    if not reason.strip():
        raise Invalid(Text("Please give a reason."), field="reason")
    return reason.strip()


def _hold(coordinator: Coordinator, by: User) -> None:
    lock(coordinator.host)
    session.refresh(coordinator)
    must_administer(coordinator.host_id, by)


def _must_leave_an_administrator(leaving: Coordinator) -> None:
    others = [
        each
        for each in queries.coordinators_of(leaving.host)
        if each.id != leaving.id and each.may(Duty.ADMINISTER) and each.user.is_active
    ]
    if why_not := rules.why_not_lose(leaving.duties, len(others)):
        raise Conflict(why_not)
