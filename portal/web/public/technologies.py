"""The catalogue of technologies, and the page of each published profile."""

from __future__ import annotations

from typing import Any

from portal.kernel.errors import Missing
from portal.matching import queries as matching
from portal.technologies import queries
from portal.technologies.queries import finding
from portal.technologies.queries.disclosure import disclosed
from portal.technologies.rules.listing import Facet
from portal.web import limits, shared
from portal.web.limits import limiter
from portal.web.matches import match_of
from portal.web.pages import page
from portal.web.paging import Page, page_asked_for
from portal.web.public.catalogue import Shelf
from portal.web.public.desk import desk
from portal.web.public.files import files_shown
from portal.web.public.readers import private, reader_company, reader_of
from portal.web.public.sessions import sessions_with

OTHERS_SHOWN = 4


@desk.get("/technologies/", endpoint="technologies")
@limiter.limit(limits.PUBLIC_LISTS)
@shared.with_strangers
def catalogue() -> tuple[str, int]:
    """What companies offer and need, by words and filters, the best match first."""
    shelf = Shelf(queries.taxonomy(), queries.places())
    found = finding.find(shelf.question, page_asked_for())
    own = reader_company()
    ids = [profile.id for profile in found.chunk.items]
    return page(
        "public/technologies/catalogue.html",
        regards=queries.regarded(own, ids) if own else {},
        question=shelf.question,
        shelf=shelf,
        facets={facet.name: shelf.choices(facet, found.counts) for facet in Facet},
        branches=shelf.branches(found.counts),
        found=Page(found.chunk),
        matches={
            profile.id: match_of(profile, shelf.question.terms) for profile in found.chunk.items
        },
    )


def _others(profile: Any) -> list[Any]:
    """A few more of the same company; its own page has them all."""
    newest = queries.profiles_page(profile.company, 1, OTHERS_SHOWN + 1).items
    return [other for other in newest if other.id != profile.id][:OTHERS_SHOWN]


def _fit(profile: Any, own: Any) -> Any:
    """The best of the reader's own profiles that goes with this one; None where there is none."""
    if own is None or not profile.is_published or own.side is profile.company.side:
        return None
    return matching.fit_of(profile, own)


@desk.get("/technologies/terms")
@shared.with_strangers
def technology_terms() -> tuple[str, int]:
    """The words of the trade in three languages, for whoever translates or interprets."""
    return page(
        "public/technologies/terms.html",
        lists=queries.term_lists(),
        fields=queries.fields_and_substances(),
    )


@desk.get("/technologies/<public_id>")
@shared.with_strangers
def technology(public_id: str) -> tuple[str, int]:
    """One profile, and what its reader can do about it."""
    own = reader_company()
    profile = queries.profile_of(public_id, own)
    if profile is None:
        raise Missing
    shown = files_shown(profile)
    return page(
        "public/technologies/profile.html",
        profile=disclosed(profile, shown["reach"]),
        **shown,
        company=profile.company,
        reader=reader_of(profile.company, own),
        sessions=sessions_with(profile.company, own),
        others=_others(profile),
        fit=_fit(profile, own),
        **private(own, profile.company, profile),
    )
