"""How a profile is reviewed, how long it is valid, and when it can be renewed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from portal.companies.rules import Lack
from portal.kernel.languages import Text
from portal.technologies.states import ProfileState

VALID_FOR = timedelta(days=365)
REMINDED_BEFORE = timedelta(days=30)
RENEWED_FROM = timedelta(days=60)  # before the end: earlier there is nothing to renew
LONGEST_COMMENT = 500

# What a coordinator can comment on, in the order of the page.
PARTS: dict[str, Text] = {
    "kind": Text("Kind"),
    "title": Text("Title"),
    "summary": Text("Summary"),
    "description": Text("Description"),
    "advantages": Text("Advantages"),
    "fields": Text("Fields"),
    "sector": Text("Sector"),
    "stage": Text("Stage"),
    "figures": Text("Figures"),
    "rights": Text("Protection"),
    "references": Text("References"),
    "certificates": Text("Certificates"),
    "partnerships": Text("Partnership sought"),
    "regions": Text("Regions"),
}


def lacks_of_comments(comments: Mapping[str, str]) -> list[Lack]:
    """What is wrong with a review that sends a profile back: it must say what to change."""
    if not comments:
        return [Lack("title", Text("Please write at least one comment: what should change?"))]
    return [
        Lack(part, Text("At most %(max)d characters, please.", max=LONGEST_COMMENT))
        for part, comment in comments.items()
        if len(comment) > LONGEST_COMMENT
    ]


def why_not_renew(state: ProfileState, expires_at: datetime | None, now: datetime) -> Text | None:
    """The reason why a profile cannot be renewed now, or None."""
    if state not in (ProfileState.PUBLISHED, ProfileState.EXPIRED) or expires_at is None:
        return Text("Only a published profile can be renewed.")
    if expires_at - now > RENEWED_FROM:
        return Text(
            "It is valid for long enough. It can be renewed from %(day)s.",
            day=expires_at - RENEWED_FROM,
        )
    return None


def expires_now(state: ProfileState, expires_at: datetime | None, now: datetime) -> bool:
    """Whether the time of a published profile is over."""
    return state is ProfileState.PUBLISHED and expires_at is not None and expires_at <= now
