"""What a session's rules say against something that a coordinator is about to do for companies."""

from __future__ import annotations

from typing import Any

from portal.bookings import queries, rules
from portal.kernel.languages import Text
from portal.web.languages import say


def beyond_by_meeting(consultation: Any, korean: Any, chinese: Any) -> list[str]:
    """Which limits a meeting of these two would exceed, in whatever slot."""
    both = queries.participants_in(consultation, (korean, chinese))
    said = (
        rules.why_not_meet_more(consultation.terms, both[company.id])
        for company in (korean, chinese)
    )
    return [say(text) for text in said if text is not None]


def beyond_by_asking(consultation: Any, korean: Any, chinese: Any) -> list[str]:
    """Which rules it would go beyond if one of them asked the other; who, where it matters."""
    both = queries.participants_in(consultation, (korean, chinese))
    said: dict[Text, list[Any]] = {}
    for asker, asked in ((korean, chinese), (chinese, korean)):
        for text in rules.what_terms_say(
            consultation.terms, both[asker.id], both[asked.id], asking=True
        ):
            said.setdefault(text, []).append(asker)
    return [
        say(text)
        if len(askers) > 1
        else say(Text("If %(company)s asks: %(rule)s", company=askers[0].name, rule=text))
        for text, askers in said.items()
    ]
