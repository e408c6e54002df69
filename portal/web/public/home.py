"""The home page: what the portal is for, how many are here already, and what is on next."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from portal.companies import queries as companies
from portal.consultations import queries as consultations
from portal.kernel.languages import Run, Wording
from portal.technologies import queries as technologies
from portal.web import shared
from portal.web.pages import page, words
from portal.web.public.desk import desk
from portal.web.public.sessions import announced

CITIES_SHOWN = 3
SESSIONS_SHOWN = 4


@dataclass(frozen=True)
class Place:
    """A region on the panorama; `cities` are examples, `companies` the approved ones."""

    tone: str
    seal: Wording
    name: Run
    cities: list[Run]
    companies: int
    url: str


def _places() -> list[Place]:
    """The regions that sessions are for; the cities are those where most companies are."""
    regions = companies.cooperating_regions()
    cities = companies.cities(*(region.code for region in regions))
    numbers = companies.approved_by_place()
    busiest = sorted(cities, key=lambda city: -numbers.get((city.region_code, city.code), 0))
    return [
        Place(
            tone=region.tone,
            seal=region.seal,
            name=words(region.short_name),
            cities=[words(city.short_name) for city in busiest if city.region_code == region.code][
                :CITIES_SHOWN
            ],
            companies=sum(count for (code, _), count in numbers.items() if code == region.code),
            url=url_for("public.technologies", place=region.code),
        )
        for region in regions
    ]


@desk.get("/")
@shared.with_strangers
def home() -> tuple[str, int]:
    """The first page of the portal."""
    return page(
        "public/home.html",
        profile_count=technologies.published_count(),
        regions=_places(),
        sessions=announced(consultations.current_consultations(limit=SESSIONS_SHOWN)),
    )
