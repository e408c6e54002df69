"""How well the pairs of a session's wishes match, kept with the wishes.

Kept, so that all who weigh a meeting count alike: the solver, the board and every figure.
"""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from portal.consultations.models import ConsultationSession
from portal.infra.db import session
from portal.matching import queries as matching
from portal.timetabling.models import Wish
from portal.timetabling.situation import Pair
from portal.timetabling.states import Rank


def fits_now(consultation: ConsultationSession) -> dict[Pair, int]:
    """How well each pair that somebody wishes matches now, of 100; changes nothing."""
    rows = session.execute(
        sa.select(Wish.korean_company_id, Wish.chinese_company_id)
        .where(Wish.consultation_id == consultation.id, Wish.rank != Rank.NO)
        .distinct()
    )
    return matching.fits_of([(korean, chinese) for korean, chinese in rows])


def note_fits(consultation: ConsultationSession, fits: Mapping[Pair, int]) -> None:
    """Write down where that differs from what was known."""
    rows = session.execute(
        sa.select(Wish.id, Wish.korean_company_id, Wish.chinese_company_id, Wish.fit).where(
            Wish.consultation_id == consultation.id
        )
    )
    changed = [
        {"id": id, "fit": fits[korean, chinese]}
        for id, korean, chinese, known in rows
        if fits.get((korean, chinese), known) != known
    ]
    if changed:
        session.execute(sa.update(Wish), changed)
