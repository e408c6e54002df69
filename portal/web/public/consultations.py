"""The consultation sessions that were announced, and the page of each."""

from __future__ import annotations

from portal.consultations import queries
from portal.kernel.clocks import Side
from portal.web import shared
from portal.web.pages import page
from portal.web.paging import Page, page_asked_for
from portal.web.public.desk import desk
from portal.web.public.readers import reader_company
from portal.web.public.sessions import announced


@desk.get("/consultations/", endpoint="consultations")
@shared.with_strangers
def sessions() -> tuple[str, int]:
    """What is coming up, and below it what has been."""
    past = Page(queries.past_consultations(page_asked_for()))
    return page(
        "public/consultations/list.html",
        coming=announced(queries.current_consultations()),
        past=past,
        been=announced(past.items),
    )


@desk.get("/consultations/<public_id>")
@shared.with_strangers
def consultation(public_id: str) -> tuple[str, int]:
    """When and for whom a session is, how far it is, and how to take part."""
    found = queries.opened_consultation(public_id)
    own = reader_company()
    return page(
        "public/consultations/session.html",
        shown=announced([found])[0],
        consultation=found,
        own=own,
        may_join=own is not None and (own.side is Side.KR or own.region_code in found.region_codes),
        place=queries.participation_of(own, found) if own is not None else None,
    )
