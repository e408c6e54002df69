"""A company's own timetable in a session, to print and as PDF."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from portal.consultations import queries as consultations
from portal.reports import papers
from portal.reports.papers.meetings import meetings_of
from portal.web import limits
from portal.web.access import this_company
from portal.web.company.desk import desk
from portal.web.downloads import download
from portal.web.languages import current_language, say
from portal.web.limits import limiter
from portal.web.pages import page

HERE = "/consultations/<public_id>/timetable"


@desk.get(HERE)
def timetable(public_id: str) -> Any:
    """All meetings of the company in a session, as a page that prints well."""
    company = this_company()
    found = consultations.consultation_shown_to(company, public_id)
    own = {company.id}
    return page(
        "company/meetings/timetable.html",
        consultation=found,
        company=company,
        meetings=[
            each
            for each in meetings_of(found)
            if own & {each.booking.korean_company_id, each.booking.chinese_company_id}
        ],
        speak=papers.Speaker(current_language()),
    )


@desk.get(f"{HERE}.pdf")
@limiter.limit(limits.EXPORTS, key_func=limits.account)
def timetable_paper(public_id: str) -> Any:
    """The same as PDF."""
    company = this_company()
    found = consultations.consultation_shown_to(company, public_id)
    body = papers.timetable_of(company, found, current_language())
    name = f"{found.code} {say(papers.MY_TIMETABLE)}"
    return download(
        BytesIO(body),
        content_type="application/pdf",
        name=f"{name}.pdf",
        plain_name=f"timetable-{found.code}.pdf",
    )
