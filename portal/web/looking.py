"""Looking through a company's eyes: a coordinator sees what a company sees, and changes nothing.

What is looked at stands in the signed cookie; whether it still may be is asked at every page.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Flask, g, request, session
from flask_login import current_user

from portal.companies import queries as companies
from portal.companies import rules
from portal.kernel import clock

_LOOKING = "looking"


def begin(company: Any) -> None:
    """From now on the company desk shows this company, for a while."""
    until = clock.now() + rules.LOOKING_LASTS
    session[_LOOKING] = {"company": company.public_id, "until": until.isoformat()}


def end() -> str | None:
    """The company desk is closed to this coordinator again; says which company was looked at."""
    known = session.pop(_LOOKING, None)
    return known["company"] if known else None


def looked_at() -> Any:
    """The company through whose eyes this page is read, as a plain object; None for all others."""
    if request.blueprint != "company" or _LOOKING not in session:
        return None
    if "looked_at" not in g:
        g.looked_at = _still_looked_at(session[_LOOKING])
    return g.looked_at


def _still_looked_at(known: dict[str, str]) -> Any:
    if not current_user.is_authenticated or clock.now() >= datetime.fromisoformat(known["until"]):
        return None
    return companies.company_looked_at(known["company"], current_user)


def init(app: Flask) -> None:
    app.jinja_env.globals["looked_at"] = looked_at
