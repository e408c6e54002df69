"""The wishes that a timetable leaves without a meeting, and why."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from portal.accounts.models import Person
from portal.companies.models import Company
from portal.consultations import queries as consultations
from portal.consultations.models import ConsultationSession
from portal.infra import paging
from portal.infra.paging import Chunk
from portal.kernel.languages import Text, Wording
from portal.timetabling.models import Timetable
from portal.timetabling.names import pair_of
from portal.timetabling.posing import Posed, pose
from portal.timetabling.problem import Request
from portal.timetabling.queries.situation import situation_of
from portal.timetabling.queries.timetables import names_by_id, planned_in
from portal.timetabling.reasons import Timetabled
from portal.timetabling.remedies import remedy
from portal.timetabling.situation import Keep, Planned
from portal.timetabling.telling import Names, gain_words, reason_words, remedy_words
from portal.timetabling.verify import measures
from portal.timetabling.worth import OF_COMPANIES, Scarce, Worth

PAGE_SIZE = 20


@dataclass(frozen=True)
class Unplaced:
    """A pair that has no meeting: how much it is worth, why not, and what would help."""

    korean: Company
    chinese: Company
    mutual: bool
    must: bool
    why: Sequence[Text]
    remedy: Sequence[Text]


@dataclass(frozen=True)
class Gain:
    """What there could be one more of, and how many meetings that would bring at most."""

    what: Text
    meetings: float


@dataclass(frozen=True)
class Findings:
    """What a timetable leaves open: a page of pairs, and who has nothing at all."""

    unplaced: Chunk[Unplaced]
    unserved: Sequence[Company]
    smallest_share: float
    gains: Sequence[Gain]


def findings_of(timetable: Timetable, page: int = 1) -> Findings:
    """What a timetable leaves open; the most valuable pairs first."""
    consultation = timetable.consultation
    planned = planned_in(timetable)
    posed = pose(situation_of(consultation, planned), Keep.NOTHING)
    held = Timetabled(posed.problem, posed.meetings(planned))
    open_ones = sorted(
        (each for each in held.unplaced() if not posed.problem.is_forbidden(each)),
        key=lambda request: (-request.weight, str(request.id)),
    )
    chunk = paging.part(open_ones, page, PAGE_SIZE)
    reasons = {each.id: (held.reason(each), remedy(held, each)) for each in chunk.items}
    nobody = unserved(posed, planned)
    gains = [_worth(row, posed) for row in timetable.gains.get("rows", [])]
    ids = {id for each in chunk.items for id in (int(each.a), int(each.b))} | set(nobody)
    for reason, cure in reasons.values():
        around = [*reason.outweighed_by, *(cure.gives_up if cure else ())]
        ids |= {id for request in around for id in pair_of(request)}
    ids |= {int(each.who) for each in gains if each.who and each.what in OF_COMPANIES}
    companies = names_by_id(ids)
    names = names_of(consultation, posed, companies)
    return Findings(
        unplaced=chunk.of(
            [
                _unplaced(each, companies, reason_words(reason, names), remedy_words(cure, names))
                for each in chunk.items
                for reason, cure in [reasons[each.id]]
            ]
        ),
        unserved=sorted((companies[id] for id in nobody), key=lambda company: company.public_id),
        smallest_share=measures(posed.problem, held.meetings).smallest_share,
        gains=[Gain(gain_words(each, names), each.meetings) for each in gains],
    )


def names_of(
    consultation: ConsultationSession, posed: Posed, companies: dict[int, Company]
) -> Names:
    """What these companies, the slots and the interpreters of a session are called."""
    return Names(
        {id: company.name for id, company in companies.items()},
        [time.span.starts_at for time in posed.situation.times],
        {each.id: called(each.person) for each in consultations.interpreters_of(consultation)},
    )


def called(person: Person) -> Wording:
    """A person's name: in their own script, else in Latin letters."""
    return Wording.of({"en": person.name_latin, person.side.language.value: person.name})


def _unplaced(
    request: Request, companies: dict[int, Company], why: list[Text], cure: list[Text]
) -> Unplaced:
    return Unplaced(
        companies[int(request.a)],
        companies[int(request.b)],
        request.mutual,
        request.priority > 1,
        why,
        cure,
    )


def unserved(posed: Posed, planned: Collection[Planned]) -> list[int]:
    """Who wants or is wanted, and has no meeting, in this plan or outside it."""
    served = {id for each in planned for id in each.pair}
    served |= {id for pair in posed.situation.settled for id in pair}
    wanted = {
        int(id)
        for request in posed.problem.requests
        if not posed.problem.is_forbidden(request)
        for id in (request.a, request.b)
    }
    return sorted(wanted - served)


def _worth(row: dict[str, object], posed: Posed) -> Worth:
    slot = row["slot"]
    return Worth(
        Scarce[str(row["what"])],
        0.0,
        float(str(row["meetings"])),
        slot=posed.number.get(int(str(slot))) if slot is not None else None,
        who=None if row["who"] is None else int(str(row["who"])),
    )
