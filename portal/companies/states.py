"""The life of a company on the portal, and the words that describe one."""

from __future__ import annotations

from enum import StrEnum


class CompanyState(StrEnum):
    """Where a company stands; others see it only while APPROVED."""

    INVITED = "INVITED"
    DRAFT = "DRAFT"
    APPLIED = "APPLIED"
    RETURNED = "RETURNED"
    APPROVED = "APPROVED"
    DECLINED = "DECLINED"
    SUSPENDED = "SUSPENDED"


# From where to where; who may move it is asked in rules.
MOVES: dict[CompanyState, frozenset[CompanyState]] = {
    CompanyState.INVITED: frozenset({CompanyState.DRAFT}),
    CompanyState.DRAFT: frozenset({CompanyState.APPLIED}),
    CompanyState.APPLIED: frozenset(
        {CompanyState.APPROVED, CompanyState.RETURNED, CompanyState.DECLINED}
    ),
    CompanyState.RETURNED: frozenset({CompanyState.APPLIED}),
    CompanyState.APPROVED: frozenset({CompanyState.SUSPENDED}),
    CompanyState.DECLINED: frozenset({CompanyState.RETURNED}),
    CompanyState.SUSPENDED: frozenset({CompanyState.APPROVED}),
}


class Standing(StrEnum):
    """What a representative may do for the company: owners also manage its people."""

    OWNER = "OWNER"
    MEMBER = "MEMBER"


class CompanySize(StrEnum):
    """Employees, in the bands that both countries' statistics share."""

    TO_9 = "TO_9"
    TO_49 = "TO_49"
    TO_299 = "TO_299"
    TO_999 = "TO_999"
    FROM_1000 = "FROM_1000"


class PartyKind(StrEnum):
    """Who or what can be busy."""

    COMPANY = "COMPANY"
    INTERPRETER = "INTERPRETER"
    ROOM = "ROOM"
