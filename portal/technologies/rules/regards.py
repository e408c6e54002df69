"""What a company may keep for itself about others, and what it must never be proposed."""

from __future__ import annotations

from portal.kernel.languages import Text

LONGEST_NOTE = 1000


def why_not_regard(*, own_id: int, other_id: int, acts_for_own: bool) -> Text | None:
    """The reason why somebody may not keep something about a company, or None."""
    if not acts_for_own:
        return Text("Only the company's own people see and change what it keeps for itself.")
    if own_id == other_id:
        return Text("This is your own company.")
    return None
