"""How much one company wants to meet another."""

from __future__ import annotations

from enum import StrEnum

from portal.kernel.languages import Text


class Rank(StrEnum):
    """What a wish says; who has no opinion makes none. NO is for coordinators' eyes alone."""

    MUST = "MUST"
    WOULD = "WOULD"
    NO = "NO"

    @property
    def words(self) -> Text:
        """What people call this rank."""
        return {
            Rank.MUST: Text("Must meet"),
            Rank.WOULD: Text("Would meet"),
            Rank.NO: Text("Rather not"),
        }[self]

    @property
    def sign(self) -> str:
        """The kind of the state component that shows it."""
        return {Rank.MUST: "ok", Rank.WOULD: "live", Rank.NO: "no"}[self]


# These have an order of preference; nobody orders whom they would rather not meet.
ORDERED = (Rank.MUST, Rank.WOULD)
