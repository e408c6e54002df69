"""What a company must say of itself, which numbers are right, and who may decide on it."""

from portal.companies.rules.deciding import (
    LONGEST_REASON,
    LOOKING_LASTS,
    needs_reason,
    sees_to,
    why_not_decide,
    why_not_look,
    why_not_move,
)
from portal.companies.rules.details import (
    LONGEST_ABOUT,
    LONGEST_ADDRESS,
    LONGEST_NAME,
    LONGEST_NUMBER,
    LONGEST_WEBSITE,
    Details,
    Lack,
    lacks_for_application,
    lacks_for_approval,
)
from portal.companies.rules.names import (
    folded,
    initial_of,
    name_key,
)
from portal.companies.rules.numbers import (
    normalised_number,
    why_number_is_wrong,
)
from portal.companies.rules.people import (
    COLLEAGUE_INVITATION_LASTS,
    INVITATION_LASTS,
    MOST_INVITED_AT_ONCE,
    why_not_invite,
    why_not_join,
    why_not_lose,
    why_not_manage,
)

__all__ = [
    "COLLEAGUE_INVITATION_LASTS",
    "INVITATION_LASTS",
    "LONGEST_ABOUT",
    "LONGEST_ADDRESS",
    "LONGEST_NAME",
    "LONGEST_NUMBER",
    "LONGEST_REASON",
    "LONGEST_WEBSITE",
    "LOOKING_LASTS",
    "MOST_INVITED_AT_ONCE",
    "Details",
    "Lack",
    "folded",
    "initial_of",
    "lacks_for_application",
    "lacks_for_approval",
    "name_key",
    "needs_reason",
    "normalised_number",
    "sees_to",
    "why_not_decide",
    "why_not_invite",
    "why_not_join",
    "why_not_look",
    "why_not_lose",
    "why_not_manage",
    "why_not_move",
    "why_number_is_wrong",
]
