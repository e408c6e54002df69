"""Wishes of the demonstration: whom companies want to meet where a coordinator places."""

from __future__ import annotations

from portal.demonstration.entries import WishesEntry
from portal.demonstration.plot import Plot
from portal.timetabling import services
from portal.timetabling.services import About
from portal.timetabling.states import Rank


class Wishing:
    """What one company says of the others, one after the other."""

    def __init__(self, plot: Plot, entry: WishesEntry) -> None:
        self.plot = plot
        self.entry = entry

    def unfold(self) -> None:
        """Write it into the script."""
        self.plot.script.at(self.plot.script.ago(-self.entry.said_on), self._say)

    def _say(self) -> None:
        entry = self.entry
        for rank, partners in zip(Rank, (entry.must, entry.would, entry.no), strict=True):
            for partner in partners:
                self._say_of(partner, rank)

    def _say_of(self, partner: str, rank: Rank) -> None:
        entry, cast = self.entry, self.plot.cast
        about = cast.profiles.get(entry.about.get(partner, ""))
        services.save_wish(
            self.plot.consultation,
            cast.companies[entry.by],
            cast.companies[partner],
            rank,
            About(about, entry.words.get(partner)),
            by=self.plot.runner if entry.because else cast.owners[entry.by],
            because=entry.because,
        )
