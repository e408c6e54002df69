"""What is kept for a company right now, from waiting lists: the first to lapse first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for

from portal.bookings import queries
from portal.consultations import queries as consultations
from portal.kernel import clock
from portal.kernel.languages import Text
from portal.web.forms import ActionForm


@dataclass(frozen=True)
class Kept:
    """Something that waits for the company's yes or no."""

    words: Text
    start: datetime | None
    end: datetime | None
    until: datetime
    url: str
    accept_url: str


@dataclass(frozen=True)
class Lines:
    """Whom a company waits for in a session, and who waits for it."""

    own: list[Any]
    others: list[Any]


def lines_in(consultation: Any, company: Any) -> Lines:
    """The lines of a session that a company has to do with."""
    return Lines(
        own=queries.waits_of(company, consultation),
        others=queries.waits_for(company, consultation),
    )


def kept_for(company: Any) -> list[Kept]:
    """Everything that is offered to this company now."""
    return sorted([*_places(company), *_times(company)], key=lambda kept: kept.until)


def _places(company: Any) -> list[Kept]:
    return [
        Kept(
            words=Text(
                "A place in “%(session)s” is kept for you",
                session=offer.participation.consultation.title,
            ),
            start=None,
            end=None,
            until=offer.expires_at,
            url=url_for(
                "company.consultation", public_id=offer.participation.consultation.public_id
            ),
            accept_url=url_for(
                "company.answer_place",
                public_id=offer.participation.consultation.public_id,
                answer="accept",
            ),
        )
        for offer in consultations.place_offers_to(company)
    ]


def _times(company: Any) -> list[Kept]:
    return [
        Kept(
            words=Text(
                "A time with %(company)s is kept for you", company=offer.waiting.wanted.name
            ),
            start=offer.slot.starts_at,
            end=offer.slot.ends_at,
            until=offer.expires_at,
            url=url_for("company.offer", public_id=offer.public_id),
            accept_url=url_for("company.accept_offer", public_id=offer.public_id),
        )
        for offer in queries.live_offers_to(company)
    ]


def place_in_line(participation: Any) -> dict[str, Any]:
    """Where the company stands on the waiting list for a place, and what is kept for it."""
    on_list = consultations.on_list(participation) if participation else None
    offer = on_list.offer if on_list else None
    left = on_list is not None and on_list.had_turn and offer is None
    return {
        "on_list": on_list,
        "kept_place": offer if offer and offer.expires_at > clock.now() else None,
        "place_is_left": left and not _places_of(participation).are_full,
        "place_form": ActionForm(formdata=None),
    }


def _places_of(participation: Any) -> Any:
    return consultations.places_for(participation.consultation, participation.company)
