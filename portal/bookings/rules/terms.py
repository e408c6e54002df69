"""What a session's terms say against a request or a meeting: who turns to whom, and how often.

Companies are bound by them. Coordinators are told the same sentences, and may go beyond.
"""

from __future__ import annotations

from collections.abc import Iterable

from portal.bookings.rules.pairs import Participant
from portal.consultations.rules import Terms
from portal.kernel.clocks import Side
from portal.kernel.languages import Text
from portal.technologies.states import ProfileKind


def why_not_turn_to(terms: Terms, asker: Participant, asked: Participant) -> Text | None:
    """The reason why this company does not ask or book that one in this session, or None."""
    if terms.asking_side is not None and asker.side is not terms.asking_side:
        return (
            Text("In this session it is the Korean companies that ask and book.")
            if terms.asking_side is Side.KR
            else Text("In this session it is the Chinese companies that ask and book.")
        )
    chinese = asker if asker.side is Side.CN else asked
    if terms.asking_regions and chinese.region not in terms.asking_regions:
        return Text(
            "In this session the coordinator places the meetings of companies from the region of "
            "%(company)s.",
            company=chinese.name,
        )
    return _why_not_about(terms, asker, asked)


def _why_not_about(terms: Terms, asker: Participant, asked: Participant) -> Text | None:
    if terms.asking_kind is ProfileKind.OFFER:
        if not asker.offers:
            return Text(
                "In this session companies with an offer turn to companies with a need. "
                "%(company)s has published no offer.",
                company=asker.name,
            )
        if not asked.needs:
            return Text(
                "In this session companies with an offer turn to companies with a need. "
                "%(company)s has published no need.",
                company=asked.name,
            )
    if terms.asking_kind is ProfileKind.NEED:
        if not asker.needs:
            return Text(
                "In this session companies with a need turn to companies with an offer. "
                "%(company)s has published no need.",
                company=asker.name,
            )
        if not asked.offers:
            return Text(
                "In this session companies with a need turn to companies with an offer. "
                "%(company)s has published no offer.",
                company=asked.name,
            )
    if terms.same_group and not _shared_groups(terms, asker, asked):
        return Text(
            "In this session one offers what the other needs. %(one)s and %(other)s have published "
            "no offer and need in the same group of technology.",
            one=asker.name,
            other=asked.name,
        )
    return None


def _shared_groups(terms: Terms, asker: Participant, asked: Participant) -> frozenset[str]:
    offered = asker.offers & asked.needs
    needed = asker.needs & asked.offers
    if terms.asking_kind is None:
        return offered | needed
    return offered if terms.asking_kind is ProfileKind.OFFER else needed


def why_not_ask_more(terms: Terms, asker: Participant) -> Text | None:
    """The reason why a company has to wait for answers before it asks again, or None."""
    most = terms.most_open_requests
    if most is None or asker.open_requests < most:
        return None
    return Text(
        "%(company)s has %(count)d of %(most)d requests open. As soon as one is answered or "
        "withdrawn, it can ask again.",
        company=asker.name,
        count=asker.open_requests,
        most=most,
    )


def most_meetings(terms: Terms, company: Participant) -> int | None:
    """How many meetings a company has in the session at most: the lower of two limits."""
    limits = [limit for limit in (terms.most_meetings, company.most_meetings) if limit is not None]
    return min(limits, default=None)


def are_counted(terms: Terms, companies: Iterable[Participant]) -> bool:
    """Whether it matters how many requests and meetings these companies have in the session."""
    return terms.most_open_requests is not None or any(
        most_meetings(terms, each) is not None for each in companies
    )


def why_not_meet_more(terms: Terms, company: Participant) -> Text | None:
    """The reason why a company takes no further meeting in the session, or None."""
    most = most_meetings(terms, company)
    if most is None or company.meetings < most:
        return None
    return Text(
        "%(company)s has %(count)d of %(most)d meetings in this session and takes no more.",
        company=company.name,
        count=company.meetings,
        most=most,
    )


def why_not_more(
    terms: Terms, asker: Participant, asked: Participant, *, asking: bool
) -> Text | None:
    """The reason why these two have enough requests or meetings, or None."""
    return (
        (why_not_ask_more(terms, asker) if asking else None)
        or why_not_meet_more(terms, asker)
        or why_not_meet_more(terms, asked)
    )


def what_terms_say(
    terms: Terms, asker: Participant, asked: Participant, *, asking: bool
) -> list[Text]:
    """Everything that the terms say against it: for coordinators, who may go beyond."""
    found = (why_not_turn_to(terms, asker, asked), why_not_more(terms, asker, asked, asking=asking))
    return [text for text in found if text is not None]
