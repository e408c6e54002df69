"""Who may say whom they want to meet and when, and what a company's order of wishes is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from portal.bookings.rules import ASKING_IS_OPEN, COORDINATORS_MAY_PLACE
from portal.consultations.states import BookingMode, Phase
from portal.kernel.languages import Text
from portal.timetabling.states import ORDERED, Rank

LONGEST_REASON = 500
# Must and would together: more than anybody can meet, and as many as fit on one page.
MOST_RANKED = 100
# Companies that have ranked nobody are reminded so long before the deadline.
REMINDED_BEFORE = timedelta(days=2)
# Nobody is reminded twice within this time, whoever does it.
REMINDED_AGAIN_AFTER = timedelta(hours=20)


# ---- who and when


def why_not_wish(phase: Phase, mode: BookingMode, *, on_behalf: bool = False) -> Text | None:
    """The reason why no wish can be made or changed in a session now, or None.

    A coordinator may note wishes on a company's behalf as long as there is anything to place.
    """
    if mode is not BookingMode.TIMETABLE:
        return Text("In this session companies arrange their meetings themselves.")
    if phase is Phase.DRAFT:
        return Text("This session is not open yet.")
    if phase is Phase.CLOSED:
        return Text("This session is over.")
    if phase not in (COORDINATORS_MAY_PLACE if on_behalf else ASKING_IS_OPEN):
        return WISHING_IS_OVER
    return None


def why_not_so_many(ranking: Ranking, before: Ranking) -> Text | None:
    """The reason why a company cannot rank so many others, or None."""
    if ranking.ranked > max(MOST_RANKED, before.ranked):
        return Text("At most %(max)d companies can be ranked.", max=MOST_RANKED)
    return None


def why_not_remind(
    phase: Phase, mode: BookingMode, reminded_at: datetime | None, now: datetime
) -> Text | None:
    """The reason why a company is not reminded of its wishes now, or None."""
    if why_not := why_not_wish(phase, mode):
        return why_not
    if reminded_at is not None and now - reminded_at < REMINDED_AGAIN_AFTER:
        return Text("This company was reminded a short while ago.")
    return None


def reminder_is_due_at(deadline: datetime) -> datetime:
    """When those who have ranked nobody are reminded."""
    return deadline - REMINDED_BEFORE


def why_not_build(
    phase: Phase, mode: BookingMode, *, wished: bool = True, building: bool = False
) -> Text | None:
    """The reason why no timetable can be built for a session now, or None.

    `wished` says whether anybody wants to meet, `building` whether one is being built already.
    """
    if mode is not BookingMode.TIMETABLE:
        return Text("In this session companies arrange their meetings themselves.")
    if phase is Phase.DRAFT:
        return Text("This session is not open yet.")
    if phase not in COORDINATORS_MAY_PLACE:
        return Text("No meeting can be placed in this session any more.")
    if building:
        return Text("A proposal is being built. Please wait for it, or stop it.")
    if not wished:
        return Text("Nobody has said yet whom they want to meet.")
    return None


# ---- a company's order of wishes


@dataclass(frozen=True)
class Choice:
    """The rank that somebody chose for a company, and the one they saw there when they did."""

    rank: Rank | None
    was: Rank | None

    @property
    def is_a_change(self) -> bool:
        return self.rank is not self.was


@dataclass(frozen=True)
class Ranking:
    """Whom a company must and would meet, each in order of preference, and whom rather not.

    Companies are named by their ids; each stands in one of the three at most.
    """

    must: tuple[int, ...] = ()
    would: tuple[int, ...] = ()
    no: tuple[int, ...] = ()

    def __iter__(self) -> Iterator[tuple[int, Rank, int | None]]:
        """Everybody with rank and place, counted from 1; nobody has a place under NO."""
        for rank in Rank:
            for place, company in enumerate(self.of(rank), start=1):
                yield company, rank, place if rank in ORDERED else None

    @property
    def ranked(self) -> int:
        return len(self.must) + len(self.would)

    @property
    def stamp(self) -> str:
        """A short word for this order, by which a page notices that somebody changed it."""
        return sha256(repr((self.must, self.would)).encode()).hexdigest()[:12]

    def of(self, rank: Rank) -> tuple[int, ...]:
        return {Rank.MUST: self.must, Rank.WOULD: self.would, Rank.NO: self.no}[rank]

    def rank_of(self, company: int) -> Rank | None:
        return next((rank for rank in Rank if company in self.of(rank)), None)

    def place_of(self, company: int) -> int | None:
        """Its place within its rank, counted from 1."""
        return next((place for each, _rank, place in self if each == company), None)

    def choose(self, company: int, rank: Rank | None) -> Ranking:
        """With a company in another rank, at its end; where it stands in it already, it stays."""
        if self.rank_of(company) is rank:
            return self
        lists = {each: [one for one in self.of(each) if one != company] for each in Rank}
        if rank is not None:
            lists[rank].append(company)
        return _ranking(lists)

    def put(self, places: Mapping[int, int]) -> Ranking:
        """With companies at these places of their ranks; the others keep their order around them.

        A place beyond the end is the end. Who has no place in this ranking gets none.
        """
        lists = {each: list(self.of(each)) for each in Rank}
        for rank in ORDERED:
            standing = self.of(rank)
            moved = sorted(
                (company for company in standing if company in places),
                key=lambda company: (places[company], standing.index(company)),
            )
            lists[rank] = [company for company in standing if company not in places]
            last = -1
            for company in moved:
                last = min(max(places[company] - 1, last + 1), len(lists[rank]))
                lists[rank].insert(last, company)
        return _ranking(lists)

    def behind(self, absent: frozenset[int]) -> Ranking:
        """With these companies after all others of their ranks, whose places then count alone."""
        return _ranking(
            {rank: sorted(self.of(rank), key=lambda company: company in absent) for rank in Rank}
        )


def contradicted(ranking: Ranking, choices: Mapping[int, Choice]) -> dict[int, Rank | None]:
    """Choices for companies that somebody else has ranked otherwise meanwhile: what they say now.

    Who chose what stands there already contradicts nobody.
    """
    return {
        company: now
        for company, choice in choices.items()
        if choice.is_a_change
        and (now := ranking.rank_of(company)) is not choice.was
        and now is not choice.rank
    }


def merged(ranking: Ranking, choices: Mapping[int, Choice]) -> Ranking:
    """The ranking with what was changed; what somebody only saw stays as others left it."""
    for company, choice in choices.items():
        if choice.is_a_change:
            ranking = ranking.choose(company, choice.rank)
    return ranking


def ranking(wishes: Iterable[tuple[int, Rank]]) -> Ranking:
    """Companies with their ranks, in the order in which they stand."""
    lists: dict[Rank, list[int]] = {rank: [] for rank in Rank}
    for company, rank in wishes:
        lists[rank].append(company)
    return _ranking(lists)


def _ranking(lists: Mapping[Rank, list[int]]) -> Ranking:
    return Ranking(*(tuple(lists[rank]) for rank in Rank))


# ---- sentences

NO_SUCH_SLOT = Text("There is no such time slot in this session any more.")
WISHING_IS_OVER = Text(
    "The deadline for wishes has passed. The coordinator can still note one on your behalf."
)
CHANGED_MEANWHILE = Text(
    "Somebody else has changed this meanwhile. Please look at it, and save again if yours counts."
)
NO_LONGER_THERE = Text(
    "A company that you ranked no longer takes part in this session. Please save the others again."
)
