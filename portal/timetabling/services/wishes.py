"""Wishes: said, changed, put in order, taken back; by a company or by a coordinator for it.

Whoever saves says what they saw. What others changed meanwhile is kept, and nobody overwrites it
without having seen it; the same form sent twice changes nothing the second time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from portal.accounts.models import User
from portal.bookings.services.acting import acting_for, limited
from portal.companies.models import Company
from portal.consultations.models import ConsultationSession
from portal.kernel.errors import Conflict, Invalid
from portal.kernel.languages import Text
from portal.timetabling import rules
from portal.timetabling.rules import Choice, Ranking
from portal.timetabling.services.sheet import About, Sheet
from portal.timetabling.states import Rank


class ChangedMeanwhile(Conflict):
    """Somebody else has ranked these companies otherwise; `now` is what they said, by company."""

    def __init__(self, now: Mapping[int, Rank | None]) -> None:
        super().__init__(rules.CHANGED_MEANWHILE)
        self.now = now


@dataclass(frozen=True)
class Saved:
    """How many ranks changed, whether the order did, and whether an old order was put right."""

    changed: int = 0
    moved: bool = False
    order_was_old: bool = False
    ranking: Ranking = field(default_factory=Ranking)


def save_wishes(
    consultation: ConsultationSession,
    company: Company,
    choices: Mapping[Company, Choice],
    places: Mapping[Company, int] | None = None,
    *,
    by: User,
    because: str | None = None,
    seen: str | None = None,
) -> Saved:
    """Rank partners, and put some at other places of their ranks, counted from 1.

    `seen` is the stamp of the order that somebody had before their eyes. Raises ChangedMeanwhile
    for ranks that somebody else changed since; then nothing is saved. Raises NotAllowed, Invalid,
    Conflict.
    """
    sheet = Sheet(consultation, company, acting_for(company, consultation, by, because))
    chosen = {partner.id: choice for partner, choice in choices.items()}
    if changed := rules.contradicted(sheet.before, chosen):
        raise ChangedMeanwhile(changed)
    sheet.must_be_able_to_meet(
        {
            partner: choice.rank
            for partner, choice in choices.items()
            if choice.is_a_change and choice.rank
        }
    )
    ranked = rules.merged(sheet.before, chosen).behind(sheet.absent)
    wanted = ranked.put({partner.id: place for partner, place in (places or {}).items()})
    sheet.write(wanted)
    return Saved(
        changed=len(sheet.changes),
        moved=wanted != ranked,
        order_was_old=bool(places) and seen is not None and seen != sheet.shown.stamp,
        ranking=wanted,
    )


def save_wish(
    consultation: ConsultationSession,
    company: Company,
    partner: Company,
    rank: Rank | None,
    about: About,
    *,
    by: User,
    because: str | None = None,
    seen: datetime | None = None,
) -> None:
    """Say how much a company wants to meet one partner, and what about.

    `seen` is when the wish was last changed, as far as somebody knew. Raises ChangedMeanwhile
    when it was changed since; NotAllowed, Invalid, Conflict.
    """
    acting = acting_for(company, consultation, by, because)
    reason = limited((about.reason or "").strip(), "reason", rules.LONGEST_REASON) or None
    if about.profile is not None and about.profile.company_id not in (company.id, partner.id):
        raise Invalid(Text("This technology belongs to neither of the two."), field="profile")
    sheet = Sheet(consultation, company, acting)
    wish = sheet.wishes.get(partner.id)
    was = (wish.rank, wish.profile_id, wish.reason) if wish else (None, None, None)
    if was == ((rank, about.profile_id, reason) if rank else (None, None, None)):
        return
    if (wish.updated_at if wish else None) != seen:
        raise ChangedMeanwhile({partner.id: wish.rank if wish else None})
    if rank is not None:
        sheet.must_be_able_to_meet({partner: rank})
    sheet.write(
        sheet.before.choose(partner.id, rank).behind(sheet.absent),
        {partner.id: About(about.profile, reason)},
    )
