"""Who acts for a company: who manages its people, and how one is invited and joins."""

from __future__ import annotations

from datetime import timedelta

from portal.companies.states import CLOSED_TO_COLLEAGUES, CompanyState, Standing
from portal.kernel.languages import Text

INVITATION_LASTS = timedelta(days=14)
COLLEAGUE_INVITATION_LASTS = timedelta(days=7)
MOST_INVITED_AT_ONCE = 20


def why_not_manage(standing: Standing | None) -> Text | None:
    """The reason why somebody cannot change who acts for a company, or None for its owners."""
    if standing is Standing.OWNER:
        return None
    return Text("Only an account owner of your company can change who acts for it.")


def why_not_lose(standing: Standing, other_owners: int) -> Text | None:
    """The reason why somebody must stay an owner: nobody else could manage the company's people.

    `other_owners` are those whose accounts are open.
    """
    if standing is Standing.OWNER and not other_owners:
        return Text("A company needs an account owner. Please make somebody else an owner first.")
    return None


def why_not_invite(open_invitations: int) -> Text | None:
    """The reason why a company cannot invite one more colleague now, or None."""
    if open_invitations >= MOST_INVITED_AT_ONCE:
        return Text(
            "At most %(most)d invitations can be open at once. Please withdraw one first.",
            most=MOST_INVITED_AT_ONCE,
        )
    return None


def why_not_join(state: CompanyState) -> Text | None:
    """The reason why nobody can join the people of a company in this state, or None."""
    if state in CLOSED_TO_COLLEAGUES:
        return Text("Nobody can join this company at the moment.")
    return None
