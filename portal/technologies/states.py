"""The life of a technology profile, and the words that describe a technology."""

from __future__ import annotations

from enum import StrEnum


class ProfileKind(StrEnum):
    """Whether a company brings the technology or looks for it."""

    OFFER = "OFFER"
    NEED = "NEED"


class ProfileState(StrEnum):
    """Where a profile stands; others see it only while PUBLISHED."""

    DRAFT = "DRAFT"
    PUBLISHED = "PUBLISHED"
    WITHDRAWN = "WITHDRAWN"


MOVES: dict[ProfileState, frozenset[ProfileState]] = {
    ProfileState.DRAFT: frozenset({ProfileState.PUBLISHED}),
    ProfileState.PUBLISHED: frozenset({ProfileState.WITHDRAWN}),
    ProfileState.WITHDRAWN: frozenset({ProfileState.PUBLISHED}),
}


class Stage(StrEnum):
    """How far a technology has come."""

    RESEARCH = "RESEARCH"
    PILOT = "PILOT"
    DEMONSTRATED = "DEMONSTRATED"
    IN_OPERATION = "IN_OPERATION"


class Partnership(StrEnum):
    """What kind of partner a company looks for."""

    SUPPLY = "SUPPLY"
    AGENCY = "AGENCY"
    LICENCE = "LICENCE"
    JOINT_VENTURE = "JOINT_VENTURE"
    PILOT_PROJECT = "PILOT_PROJECT"
    JOINT_RESEARCH = "JOINT_RESEARCH"
    INVESTMENT = "INVESTMENT"
