"""The texts that everybody may read: help, privacy, terms and accessibility, in three languages."""

from __future__ import annotations

from portal.accounts import queries as accounts
from portal.web.languages import current_language
from portal.web.pages import page
from portal.web.public.desk import desk


def _text(name: str) -> tuple[str, int]:
    """A long text has a template for each language, so that it reads as if written in it."""
    return page(f"public/texts/{name}.{current_language()}.html", hosts=accounts.hosts())


@desk.get("/help")
def help() -> tuple[str, int]:
    """How to register, how to meet, and whom to ask."""
    return _text("help")


@desk.get("/privacy")
def privacy() -> tuple[str, int]:
    """Which data are kept, what for, who sees them, and what one may ask for."""
    return _text("privacy")


@desk.get("/terms")
def terms() -> tuple[str, int]:
    """What the portal does, and what those who use it promise."""
    return _text("terms")


@desk.get("/accessibility")
def accessibility() -> tuple[str, int]:
    """What was done so that everybody can use the portal, and what is not good enough yet."""
    return _text("accessibility")
