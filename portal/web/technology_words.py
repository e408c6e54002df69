"""How pages write the figures of a technology: numbers, units, and what is treated."""

from __future__ import annotations

from babel.numbers import format_decimal
from flask import Flask

from portal.kernel.languages import Wording
from portal.technologies.queries.disclosure import disclosed
from portal.technologies.rules import SUBSTANCES, shown_unit
from portal.web.languages import current_language


def number(value: float | None) -> str:
    """A number as readers of the page's language write it, to six decimals at most."""
    if value is None:
        return ""
    text: str = format_decimal(value, format="#,##0.######", locale=current_language().locale)
    return text


def unit(code: str | None) -> str:
    """A unit as people print it."""
    return shown_unit(code or "")


def substance(code: str) -> Wording:
    """What is treated, by its code."""
    return SUBSTANCES[code].name


def init(app: Flask) -> None:
    app.jinja_env.filters.update(
        number=number, unit=unit, substance=substance, as_published=disclosed
    )
