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


class Matter(StrEnum):
    """What a profile is about; with its kind it makes one of the five of the Enterprise Europe
    Network's partnering profiles (een.ec.europa.eu, “partnering opportunities”)."""

    TECHNOLOGY = "TECHNOLOGY"
    BUSINESS = "BUSINESS"
    RESEARCH = "RESEARCH"


# A research partner is only ever looked for.
KINDS: dict[tuple[Matter, ProfileKind], Text] = {
    (Matter.TECHNOLOGY, ProfileKind.OFFER): Text("Technology offered"),
    (Matter.TECHNOLOGY, ProfileKind.NEED): Text("Technology needed"),
    (Matter.BUSINESS, ProfileKind.OFFER): Text("Business offered"),
    (Matter.BUSINESS, ProfileKind.NEED): Text("Business partner needed"),
    (Matter.RESEARCH, ProfileKind.NEED): Text("Research partner needed"),
}


class ProfileState(StrEnum):
    """Where a profile stands; others see it only while PUBLISHED."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    RETURNED = "RETURNED"
    PUBLISHED = "PUBLISHED"
    EXPIRED = "EXPIRED"
    WITHDRAWN = "WITHDRAWN"

    @property
    def words(self) -> Text:
        return {
            ProfileState.DRAFT: Text("Draft"),
            ProfileState.SUBMITTED: Text("Being reviewed"),
            ProfileState.RETURNED: Text("Sent back with comments"),
            ProfileState.PUBLISHED: Text("Published"),
            ProfileState.EXPIRED: Text("Expired"),
            ProfileState.WITHDRAWN: Text("Unpublished"),
        }[self]

    @property
    def sign(self) -> str:
        """The kind of the state component that shows it to its company."""
        return {
            ProfileState.DRAFT: "act",
            ProfileState.RETURNED: "act",
            ProfileState.EXPIRED: "act",
            ProfileState.PUBLISHED: "ok",
        }.get(self, "wait")


# A coordinator looks at a profile before it is first published, and may send it back at any time.
# Once reviewed it is the company's own to take out, to bring back and to renew.
MOVES: dict[ProfileState, frozenset[ProfileState]] = {
    ProfileState.DRAFT: frozenset({ProfileState.SUBMITTED}),
    ProfileState.SUBMITTED: frozenset(
        {ProfileState.PUBLISHED, ProfileState.RETURNED, ProfileState.DRAFT}
    ),
    ProfileState.RETURNED: frozenset({ProfileState.SUBMITTED}),
    ProfileState.PUBLISHED: frozenset(
        {ProfileState.WITHDRAWN, ProfileState.EXPIRED, ProfileState.RETURNED}
    ),
    ProfileState.EXPIRED: frozenset({ProfileState.PUBLISHED}),
    ProfileState.WITHDRAWN: frozenset({ProfileState.PUBLISHED}),
}


class TextState(StrEnum):
    """How the words of a profile in one language came about, and how far one can rely on them."""

    ORIGINAL = "ORIGINAL"
    TRANSLATED = "TRANSLATED"
    MACHINE = "MACHINE"
    CHECKED = "CHECKED"
    OUT_OF_DATE = "OUT_OF_DATE"

    @property
    def words(self) -> Text:
        return {
            TextState.ORIGINAL: Text("Original text"),
            TextState.TRANSLATED: Text("Translated by a person"),
            TextState.MACHINE: Text("Machine translation, not checked"),
            TextState.CHECKED: Text("Translation, checked"),
            TextState.OUT_OF_DATE: Text("Translation; the original has changed since"),
        }[self]


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
    EPC = "EPC"
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
            Partnership.EPC: Text("Turnkey construction (EPC)"),
            Partnership.JOINT_RESEARCH: Text("Joint research"),
            Partnership.INVESTMENT: Text("Investment"),
        }[self]
