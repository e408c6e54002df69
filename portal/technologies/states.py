"""The life of a technology profile, and the words that describe a technology."""

from __future__ import annotations

from enum import StrEnum

from portal.kernel.languages import Text


class ProfileKind(StrEnum):
    """Whether a company brings the technology or looks for it."""

    OFFER = "OFFER"
    NEED = "NEED"

    @property
    def words(self) -> Text:
        return (
            Text("Technology offered") if self is ProfileKind.OFFER else Text("Technology needed")
        )


class ProfileState(StrEnum):
    """Where a profile stands; others see it only while PUBLISHED."""

    DRAFT = "DRAFT"
    PUBLISHED = "PUBLISHED"
    WITHDRAWN = "WITHDRAWN"

    @property
    def words(self) -> Text:
        return {
            ProfileState.DRAFT: Text("Draft"),
            ProfileState.PUBLISHED: Text("Published"),
            ProfileState.WITHDRAWN: Text("Unpublished"),
        }[self]

    @property
    def sign(self) -> str:
        """The kind of the state component that shows it to its company."""
        return {ProfileState.DRAFT: "act", ProfileState.PUBLISHED: "ok"}.get(self, "wait")


MOVES: dict[ProfileState, frozenset[ProfileState]] = {
    ProfileState.DRAFT: frozenset({ProfileState.PUBLISHED}),
    ProfileState.PUBLISHED: frozenset({ProfileState.WITHDRAWN}),
    ProfileState.WITHDRAWN: frozenset({ProfileState.PUBLISHED}),
}


class Stage(StrEnum):
    """How far a technology has come, or, for a need, how far it should have come."""

    RESEARCH = "RESEARCH"
    PILOT = "PILOT"
    DEMONSTRATED = "DEMONSTRATED"
    IN_OPERATION = "IN_OPERATION"

    @property
    def words(self) -> Text:
        return {
            Stage.RESEARCH: Text("Research"),
            Stage.PILOT: Text("Pilot plant"),
            Stage.DEMONSTRATED: Text("Demonstrated on site"),
            Stage.IN_OPERATION: Text("In operation"),
        }[self]

    @property
    def sign(self) -> str:
        """The kind of the state component that shows it."""
        return "ok" if self is Stage.IN_OPERATION else "live"

    @property
    def readiness(self) -> range:
        """The technology readiness levels that this stage can have."""
        return {
            Stage.RESEARCH: range(1, 6),
            Stage.PILOT: range(4, 8),
            Stage.DEMONSTRATED: range(6, 10),
            Stage.IN_OPERATION: range(8, 10),
        }[self]


class Partnership(StrEnum):
    """What kind of partner a company looks for."""

    SUPPLY = "SUPPLY"
    AGENCY = "AGENCY"
    LICENCE = "LICENCE"
    JOINT_VENTURE = "JOINT_VENTURE"
    PILOT_PROJECT = "PILOT_PROJECT"
    JOINT_RESEARCH = "JOINT_RESEARCH"
    INVESTMENT = "INVESTMENT"

    @property
    def words(self) -> Text:
        return {
            Partnership.SUPPLY: Text("Sale or purchase"),
            Partnership.AGENCY: Text("Agency"),
            Partnership.LICENCE: Text("Licence"),
            Partnership.JOINT_VENTURE: Text("Joint venture"),
            Partnership.PILOT_PROJECT: Text("Pilot project"),
            Partnership.JOINT_RESEARCH: Text("Joint research"),
            Partnership.INVESTMENT: Text("Investment"),
        }[self]
