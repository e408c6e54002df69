"""What everybody may know of an approved company."""

from __future__ import annotations

from portal.bookings.queries.disclosure import share_a_meeting
from portal.companies import queries as companies
from portal.companies.queries.contacts import contacts_of
from portal.kernel.errors import Missing
from portal.technologies import queries as technologies
from portal.web import shared
from portal.web.pages import page
from portal.web.paging import Page, page_asked_for
from portal.web.public.desk import desk
from portal.web.public.readers import private, reader_company, reader_of
from portal.web.public.sessions import sessions_with


@desk.get("/companies/<public_id>")
@shared.with_strangers
def company(public_id: str) -> tuple[str, int]:
    """Names, place, what it does, offers and needs; people only to those who meet it."""
    found = companies.approved_company(public_id)
    if found is None:
        raise Missing
    own = reader_company()
    meets = own is not None and own.is_approved and share_a_meeting(own, found)
    return page(
        "public/companies/company.html",
        company=found,
        contacts=contacts_of(found) if meets else [],
        profiles=Page(technologies.profiles_page(found, page_asked_for())),
        reader=reader_of(found, own),
        sessions=sessions_with(found, own),
        **private(own, found),
    )
