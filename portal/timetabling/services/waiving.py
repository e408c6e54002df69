"""A coordinator lets meetings go on without the interpreter that they need, each by name."""

from __future__ import annotations

from collections.abc import Collection

from portal.accounts.models import User
from portal.bookings.services.acting import limited, must_run, reason_of
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
        for company, partner in (lacking[pair], lacking[pair][::-1]):
            audit.record(
                "interpreter waived",
                company,
                by=by,
                reason=why,
                consultation=consultation.public_id,
                partner=partner.public_id,
            )
    session.flush()
