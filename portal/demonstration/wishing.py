"""Wishes of the demonstration: whom companies want to meet where a coordinator places."""

from __future__ import annotations

from portal.demonstration.entries import WishesEntry
from portal.demonstration.plot import Plot
from portal.timetabling import queries, services
from portal.timetabling.rules import Choice
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
        """All in one, and then the words about some of them."""
        entry, cast = self.entry, self.plot.cast
        chosen = {
            cast.companies[partner]: Choice(rank, was=None)
            for rank, partners in zip(Rank, (entry.must, entry.would, entry.no), strict=True)
            for partner in partners
        }
        services.save_wishes(
            self.plot.consultation,
            cast.companies[entry.by],
            chosen,
            by=self.plot.runner if entry.because else cast.owners[entry.by],
            because=entry.because,
        )
        for partner in {**entry.about, **entry.words}:
            self._say_about(partner, chosen[cast.companies[partner]])

    def _say_about(self, partner: str, choice: Choice) -> None:
        entry, cast = self.entry, self.plot.cast
        company, other = cast.companies[entry.by], cast.companies[partner]
        wish = queries.wish_for(self.plot.consultation, company, other)
        assert wish is not None
        services.save_wish(
            self.plot.consultation,
            company,
            other,
            choice.rank,
            About(cast.profiles.get(entry.about.get(partner, "")), entry.words.get(partner)),
            by=self.plot.runner if entry.because else cast.owners[entry.by],
            because=entry.because,
            seen=wish.updated_at,
        )
