"""Who reads a page about a company: that decides what they are asked to do next."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from flask_login import current_user

from portal.technologies import queries
from portal.web.access import this_company, who
from portal.web.regard_forms import RegardForm


class Reader(StrEnum):
    """The reader, seen from the company that a page is about."""

    STRANGER = "STRANGER"
    NOT_YET = "NOT_YET"  # acts for a company that is not approved
    OWN = "OWN"
    PARTNER = "PARTNER"  # acts for a company of the other side
    SAME_SIDE = "SAME_SIDE"
    STAFF = "STAFF"  # signed in, but for no company


def reader_company() -> Any:
    """The company that the reader acts for, in whatever state; None for everybody else."""
    if not current_user.is_authenticated:
        return None
    return this_company() if who().company else None


def private(own: Any, company: Any, profile: Any = None) -> dict[str, Any]:
    """What the reader's company keeps for itself about a company or its profile, and the form for
    it; nothing for whoever acts for no approved company, or for this very one."""
    if own is None or not own.is_approved or own.id == company.id:
        return {"regard": None, "regard_form": None}
    regard = queries.regard_of(own, company, profile)
    form = RegardForm(formdata=None, note=regard.note if regard else "")
    return {"regard": regard, "regard_form": form}


def reader_of(company: Any, own: Any) -> Reader:
    """What the reader, who acts for the company `own` if for any, is to this company."""
    if not current_user.is_authenticated:
        return Reader.STRANGER
    if own is None:
        return Reader.STAFF
    if own.id == company.id:
        return Reader.OWN
    if not own.is_approved:
        return Reader.NOT_YET
    return Reader.SAME_SIDE if own.side is company.side else Reader.PARTNER
