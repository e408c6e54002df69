"""The ladder of disclosure: who may read which part of a profile, and open which of its files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from portal.kernel.languages import Text

LONGEST_AGREEMENT_NOTE = 500


class Rung(StrEnum):
    """To whom something is open; each rung is open to fewer than the one before it."""

    PUBLIC = "PUBLIC"
    MEETING = "MEETING"
    NDA = "NDA"

    @property
    def words(self) -> Text:
        return {
            Rung.PUBLIC: Text("Everybody"),
            Rung.MEETING: Text("Companies that have a meeting with us"),
            Rung.NDA: Text("Those with a meeting and a confidentiality agreement"),
        }[self]

    @property
    def height(self) -> int:
        """How high it stands, from 0."""
        return list(Rung).index(self)


class Section(StrEnum):
    """The parts of a profile that a company may keep to some; title and summary are public."""

    DESCRIPTION = "DESCRIPTION"
    ADVANTAGES = "ADVANTAGES"
    FIGURES = "FIGURES"
    PROTECTION = "PROTECTION"
    REFERENCES = "REFERENCES"
    CERTIFICATES = "CERTIFICATES"

    @property
    def words(self) -> Text:
        return {
            Section.DESCRIPTION: Text("Description"),
            Section.ADVANTAGES: Text("Advantages"),
            Section.FIGURES: Text("Figures"),
            Section.PROTECTION: Text("Protection"),
            Section.REFERENCES: Text("References"),
            Section.CERTIFICATES: Text("Certificates"),
        }[self]


@dataclass(frozen=True)
class Bond:
    """What binds a reader to the company that a profile is of.

    `meets` is a booking CONFIRMED or MET that the two companies share, or that the reader
    interprets; `agreed` an agreement on confidentiality, with the reader or with the company that
    the reader interprets for; `decides` says that this coordinator reviews the company's profiles.
    """

    owns: bool = False
    decides: bool = False
    meets: bool = False
    agreed: bool = False


@dataclass(frozen=True)
class Reach:
    """How far up somebody may read the words of a profile and open its files."""

    words: Rung = Rung.PUBLIC
    files: Rung = Rung.PUBLIC
    owns: bool = False

    def reads(self, rung: Rung) -> bool:
        """Whether words on this rung are open to them."""
        return rung.height <= self.words.height

    def opens(self, rung: Rung) -> bool:
        """Whether files on this rung are open to them."""
        return rung.height <= self.files.height


NOBODY_IN_PARTICULAR = Reach()


def reach_of(bond: Bond) -> Reach:
    """How far a reader's bond reaches.

    Whoever reviews a profile reads all its words, for these are what is published, and the files
    that a meeting opens; a file under an agreement is the business of those who agreed. An
    agreement without a meeting opens nothing.
    """
    if bond.owns:
        return Reach(Rung.NDA, Rung.NDA, owns=True)
    met = Rung.PUBLIC if not bond.meets else Rung.NDA if bond.agreed else Rung.MEETING
    if bond.decides:
        return Reach(Rung.NDA, max(met, Rung.MEETING, key=lambda rung: rung.height))
    return Reach(met, met)


def rung_of(chosen: Mapping[str, Any], section: Section) -> Rung:
    """The rung that a company chose for a section; public unless it said otherwise."""
    return Rung(chosen.get(section.value, Rung.PUBLIC.value))


def why_not_open(rung: Rung, reach: Reach) -> Text | None:
    """The reason why a file stays closed to a reader, or None."""
    if reach.opens(rung):
        return None
    if rung is Rung.MEETING:
        return Text("This file is for companies that have a meeting with its owner.")
    return Text(
        "This file is for companies that have a meeting and a confidentiality agreement "
        "with its owner."
    )
