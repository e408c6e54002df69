"""One company's wishes in a session while they are changed; nobody else changes them meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from portal.bookings.queries import participants_in
from portal.bookings.rules import why_not_meet, why_not_turn_to
from portal.bookings.services.acting import Acting
from portal.companies.models import Company
from portal.consultations import queries as consultations
from portal.consultations.models import ConsultationSession, Participation
from portal.infra import audit, db
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.clocks import Side
from portal.kernel.errors import Conflict
from portal.kernel.languages import Text
from portal.technologies.models import TechnologyProfile
from portal.timetabling import queries, rules
from portal.timetabling.models import Wish
from portal.timetabling.rules import Ranking
from portal.timetabling.states import ORDERED, Rank

TWICE = Text("Somebody else saved this at the same moment. Please send it again.")


@dataclass(frozen=True)
class About:
    """What a company wants to talk about with a partner, if it says so."""

    profile: TechnologyProfile | None = None
    reason: str | None = None

    @property
    def profile_id(self) -> int | None:
        return self.profile.id if self.profile else None


class Sheet:
    """What a company wishes, by partner; `before` is its whole order.

    Partners that do not take part any more (`absent`) keep their rank, behind the others: should
    they come back, so does the wish. Raises Conflict when nothing can be wished now.
    """

    def __init__(self, consultation: ConsultationSession, company: Company, acting: Acting) -> None:
        self.consultation, self.company, self.acting = consultation, company, acting
        self.place = self._locked_place()
        if why_not := rules.why_not_wish(
            consultation.phase, consultation.booking_mode, on_behalf=acting.on_behalf
        ):
            raise Conflict(why_not)
        wishes = queries.every_wish_of(consultation, company)
        self.wishes = {wish.wanted_id: wish for wish in wishes}
        self.before = rules.ranking((wish.wanted_id, wish.rank) for wish in wishes)
        self.shown = queries.ranking_of(consultation, company)
        self.absent = frozenset(self.wishes) - {partner for partner, _rank, _place in self.shown}
        self.changes: dict[str, list[str | None]] = {}

    def _locked_place(self) -> Participation:
        place = consultations.participation_of(self.company, self.consultation)
        if place is None:
            raise Conflict(
                Text("%(company)s does not take part in this session.", company=self.company.name)
            )
        db.lock(place)
        return place

    def must_be_able_to_meet(self, ranks: Mapping[Company, Rank]) -> None:
        """Raises Conflict when the company cannot meet one of these in the session.

        Nor does it say whom it wants to meet against the session's terms; a coordinator may for it.
        """
        both = participants_in(self.consultation, [self.company, *ranks], counted=False)
        own = both[self.company.id]
        for partner, rank in ranks.items():
            why_not = why_not_meet(own, both[partner.id])
            if rank in ORDERED and not self.acting.on_behalf:
                terms = self.consultation.terms
                why_not = why_not or why_not_turn_to(terms, own, both[partner.id])
            if why_not:
                raise Conflict(why_not)

    def write(self, wanted: Ranking, about: Mapping[int, About] | None = None) -> None:
        """Save what differs, and note it in the trail of the company's place. Raises Conflict."""
        if why_not := rules.why_not_so_many(wanted, self.before):
            raise Conflict(why_not)
        about = about or {}
        with db.refusing({"uq_wish_pair_side": TWICE}):
            for partner, rank, position in wanted:
                self._put(partner, rank, position, about.get(partner))
            for partner in set(self.wishes) - {partner for partner, _rank, _place in wanted}:
                self._note(partner, self.wishes[partner].rank, None)
                session.delete(self.wishes[partner])
        moved = wanted.stamp != self.before.stamp
        if self.changes or moved:
            audit.record(
                "wishes changed",
                self.place,
                by=self.acting.user,
                reason=self.acting.because,
                on_behalf_of=self.acting.behalf_of,
                changes=self.changes,
                moved=moved,
            )

    def _put(self, partner: int, rank: Rank, position: int | None, about: About | None) -> None:
        wish = self.wishes.get(partner)
        was = None if wish is None else wish.rank
        if wish is None:
            wish = self._new(partner)
            session.add(wish)
        words = (wish.profile_id, wish.reason)
        if about is not None:
            words = (about.profile_id, about.reason)
        if was is not rank or words != (wish.profile_id, wish.reason):
            wish.written_by_id = self.acting.user.id
            wish.on_behalf = self.acting.on_behalf
            wish.updated_at = clock.now()
            self._note(partner, was, rank)
        wish.rank, wish.position = rank, position
        wish.profile_id, wish.reason = words

    def _new(self, partner: int) -> Wish:
        korean, chinese = self.company.id, partner
        if self.company.side is Side.CN:
            korean, chinese = chinese, korean
        return Wish(
            consultation_id=self.consultation.id,
            korean_company_id=korean,
            chinese_company_id=chinese,
            wished_by_side=self.company.side,
        )

    def _note(self, partner: int, was: Rank | None, now: Rank | None) -> None:
        company = session.get_one(Company, partner)
        self.changes[company.public_id] = [was, now]
