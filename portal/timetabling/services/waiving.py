"""A coordinator lets meetings go on without the interpreter that they need, each by name, or takes
that back."""

from __future__ import annotations

from collections.abc import Collection

from portal.accounts.models import User
from portal.bookings.services.acting import limited, must_run, reason_of
from portal.companies.models import Company
from portal.consultations.models import ConsultationSession
from portal.infra import audit, db
from portal.infra.db import session
from portal.kernel.errors import Missing
from portal.timetabling import queries
from portal.timetabling.models import InterpreterWaiver, Timetable
from portal.timetabling.situation import Pair

LONGEST_WHY = 500


def waive_interpreters(
    timetable: Timetable, pairs: Collection[Pair], why: str, *, by: User
) -> None:
    """Let these pairs of a draft meet without an interpreter; it holds for the whole session.

    Who let them and why stands in the trail and in the log of the version. Raises NotAllowed,
    Invalid without a reason, Missing for a pair that lacks nobody.
    """
    consultation = timetable.consultation
    must_run(consultation, by)
    why = limited(reason_of(why, "why"), "why", LONGEST_WHY)
    db.lock(consultation)
    lacking = {
        (korean.id, chinese.id): (korean, chinese)
        for korean, chinese in queries.publication_of(timetable).lacking
    }
    if not pairs or not lacking.keys() >= set(pairs):
        raise Missing
    for pair in sorted(set(pairs)):
        session.add(
            InterpreterWaiver(
                consultation_id=consultation.id,
                korean_company_id=pair[0],
                chinese_company_id=pair[1],
                why=why,
                by=by,
            )
        )
        _record("interpreter waived", lacking[pair], consultation, by, why)
    session.flush()


def take_waiver_back(timetable: Timetable, pair: Pair, *, by: User) -> None:
    """Let a pair of a draft meet with an interpreter alone after all; published, it stays as it is.

    Raises NotAllowed, and Missing for a pair that nobody let.
    """
    consultation = timetable.consultation
    must_run(consultation, by)
    db.lock(consultation)
    waiver = queries.waivers_in(consultation).get(pair)
    if waiver is None:
        raise Missing
    both = session.get_one(Company, pair[0]), session.get_one(Company, pair[1])
    session.delete(waiver)
    _record("interpreter needed after all", both, consultation, by)
    session.flush()


def _record(
    verb: str,
    both: tuple[Company, Company],
    consultation: ConsultationSession,
    by: User,
    why: str | None = None,
) -> None:
    for company, partner in (both, both[::-1]):
        audit.record(
            verb,
            company,
            by=by,
            reason=why,
            consultation=consultation.public_id,
            partner=partner.public_id,
        )
