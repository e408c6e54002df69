"""The life of a company on the portal, and the words that describe one."""

from __future__ import annotations

from enum import StrEnum

from portal.kernel.languages import Text


class CompanyState(StrEnum):
    """Where a company stands; others see it only while APPROVED."""

    INVITED = "INVITED"
    DRAFT = "DRAFT"
    APPLIED = "APPLIED"
    RETURNED = "RETURNED"
    APPROVED = "APPROVED"
    DECLINED = "DECLINED"
    SUSPENDED = "SUSPENDED"

    @property
    def words(self) -> Text:
        """What people call this state."""
        return {
            CompanyState.INVITED: Text("Not taken up yet"),
            CompanyState.DRAFT: Text("Being filled in"),
            CompanyState.APPLIED: Text("Waiting for approval"),
            CompanyState.RETURNED: Text("Changes asked for"),
            CompanyState.APPROVED: Text("Approved"),
            CompanyState.DECLINED: Text("Declined"),
            CompanyState.SUSPENDED: Text("Suspended"),
        }[self]


# From where to where; who may move it is asked in rules. Straight to APPROVED, past APPLIED, is
# the way of a coordinator who acts on a company's behalf.
MOVES: dict[CompanyState, frozenset[CompanyState]] = {
    CompanyState.INVITED: frozenset({CompanyState.DRAFT, CompanyState.APPROVED}),
    CompanyState.DRAFT: frozenset({CompanyState.APPLIED, CompanyState.APPROVED}),
    CompanyState.APPLIED: frozenset(
        {CompanyState.APPROVED, CompanyState.RETURNED, CompanyState.DECLINED}
    ),
    CompanyState.RETURNED: frozenset({CompanyState.APPLIED, CompanyState.APPROVED}),
    CompanyState.APPROVED: frozenset({CompanyState.SUSPENDED}),
    CompanyState.DECLINED: frozenset({CompanyState.RETURNED}),
    CompanyState.SUSPENDED: frozenset({CompanyState.APPROVED}),
}

# The company itself may change everything it says while nobody has decided on it.
OPEN_TO_THE_COMPANY = frozenset({CompanyState.DRAFT, CompanyState.RETURNED})

# The other side's coordinators know of these; applications are the own side's business alone.
KNOWN_TO_THE_OTHER_SIDE = frozenset(
    {CompanyState.INVITED, CompanyState.APPROVED, CompanyState.SUSPENDED}
)


# Nobody joins the people of such a company.
CLOSED_TO_COLLEAGUES = frozenset(
    {CompanyState.INVITED, CompanyState.DECLINED, CompanyState.SUSPENDED}
)


class Standing(StrEnum):
    """What a representative may do for the company: owners also manage its people."""

    OWNER = "OWNER"
    MEMBER = "MEMBER"

    @property
    def words(self) -> Text:
        if self is Standing.OWNER:
            return Text("Account owner")
        return Text("Representative")


class CompanySize(StrEnum):
    """Employees, in the bands that both countries' statistics share."""

    TO_9 = "TO_9"
    TO_49 = "TO_49"
    TO_299 = "TO_299"
    TO_999 = "TO_999"
    FROM_1000 = "FROM_1000"

    @property
    def words(self) -> Text:
        return {
            CompanySize.TO_9: Text("Up to 9 employees"),
            CompanySize.TO_49: Text("10 to 49 employees"),
            CompanySize.TO_299: Text("50 to 299 employees"),
            CompanySize.TO_999: Text("300 to 999 employees"),
            CompanySize.FROM_1000: Text("1,000 employees or more"),
        }[self]


class PartyKind(StrEnum):
    """Who or what can be busy."""

    COMPANY = "COMPANY"
    INTERPRETER = "INTERPRETER"
    ROOM = "ROOM"
