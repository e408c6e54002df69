"""Who may change what the coordinators of a host do, and who must go on administering."""

from __future__ import annotations

from collections.abc import Collection

from portal.accounts.states import Duty
from portal.kernel.languages import Text


def why_not_administer(*, own_host: int | None, duties: Collection[str], host: int) -> Text | None:
    """The reason why somebody cannot change the coordinators of a host, or None.

    `own_host` is the id of the host that they work for, None where they work for none.
    """
    if own_host != host or Duty.ADMINISTER.value not in duties:
        return Text("Only an administrator of the same host changes its coordinators.")
    return None


def why_not_change_account(*, own: bool) -> Text | None:
    """The reason why an administrator cannot close or reset an account, or None.

    `own` says that it is theirs.
    """
    if own:
        return Text("This is your own account. Please change it under “How you sign in”.")
    return None


def why_not_lose(duties: Collection[str], other_administrators: int) -> Text | None:
    """The reason why somebody must go on administering: nobody else of the host could.

    `other_administrators` are those whose accounts are open.
    """
    if Duty.ADMINISTER.value in duties and not other_administrators:
        return Text("A host needs an administrator. Please make somebody else one first.")
    return None
