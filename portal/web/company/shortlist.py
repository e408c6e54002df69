"""What the company keeps for itself: its shortlist, its notes, and whom it wants proposed no more.

Only its own people come here: not those who look through its eyes, and never the other side.
"""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from portal.kernel.errors import Missing, NotAllowed
from portal.kernel.languages import Text
from portal.technologies import queries, services
from portal.technologies.queries import Part
from portal.web import transactions
from portal.web.access import this_company, user
from portal.web.company.desk import desk
from portal.web.looking import looked_at
from portal.web.pages import page
from portal.web.paging import Page, page_asked_for
from portal.web.regard_forms import RegardForm


@desk.get("/shortlist")
def shortlist() -> Any:
    """One part of it: what is on the shortlist, what has a note, or what was declined."""
    _for_own_people()
    asked = request.args.get("part", "")
    part = Part(asked) if asked in set(Part) else Part.LISTED
    company = this_company()
    return page(
        "company/shortlist/list.html",
        part=part,
        parts=list(Part),
        numbers=queries.regards_numbers(company),
        found=Page(queries.regards(company, part, page_asked_for())),
        button_form=RegardForm(formdata=None),
    )


@desk.post("/shortlist/technologies/<public_id>")
def regard_technology(public_id: str) -> Any:
    """Keep, decline or note something about one technology."""
    _for_own_people()
    profile = queries.profile_to_regard(this_company(), public_id)
    if profile is None:
        raise Missing
    return _regard(profile.company, profile, url_for("public.technology", public_id=public_id))


@desk.post("/shortlist/companies/<public_id>")
def regard_company(public_id: str) -> Any:
    """Keep, decline or note something about a company as a whole."""
    _for_own_people()
    company = queries.company_to_regard(this_company(), public_id)
    if company is None:
        raise Missing
    return _regard(company, None, url_for("public.company", public_id=public_id))


def _regard(other: Any, profile: Any, its_page: str) -> Any:
    form = RegardForm()
    if not form.validate_on_submit():
        return page("company/shortlist/note.html", form=form, other=other, profile=profile)
    transactions.write(services.regard, this_company(), other, profile, by=user(), **form.deed)
    flash(_SAID[str(form.do.data)](), "ok")
    if request.form.get("back") in set(Part):
        return redirect(url_for("company.shortlist", part=request.form["back"]))
    return redirect(f"{its_page}#private")


_SAID = {
    "keep": lambda: _("It is on your shortlist."),
    "leave": lambda: _("It is no longer on your shortlist."),
    "decline": lambda: _("It will not be proposed to you again. Nobody else learns of this."),
    "take-back": lambda: _("It may be proposed to you again."),
    "note": lambda: _("Your note is saved. Only your colleagues see it."),
}


def _for_own_people() -> None:
    if looked_at():
        raise NotAllowed(
            Text("Only the company's own people see and change what it keeps for itself.")
        )
