"""A meeting's own link: what is wrong with it."""

from __future__ import annotations

from portal.consultations.states import LinkKind
from portal.kernel.languages import Text

LONGEST_LINK = 500
LONGEST_LINK_WORD = 60


def what_is_wrong_with_link(
    kind: LinkKind, url: str | None, number: str | None
) -> tuple[str, Text] | None:
    """The form's field that is wrong in a meeting's own link, and why; None when it is right."""
    if kind is LinkKind.PHONE and not number:
        return "number", Text("Please write the number to call.")
    if kind is not LinkKind.PHONE and not url:
        return "url", Text("Please write the address of the call.")
    if url and not url.startswith(("https://", "http://")):
        return "url", Text("Please write an address that begins with https://.")
    return None
