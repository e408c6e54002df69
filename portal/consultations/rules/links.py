"""A way to meet: the service, and what one needs to come in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Container, Mapping, Sequence
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

from portal.consultations.states import LinkKind
from portal.kernel.languages import Text

LONGEST_LINK = 500
LONGEST_LINK_WORD = 60
# Only these are made a link, whatever was written down.
WEB = ("https://", "http://")


@dataclass(frozen=True)
class Link:
    """Where a meeting takes place; services of the portal's own need nothing but their name."""

    kind: LinkKind
    url: str | None = None
    number: str | None = None
    password: str | None = None

    @classmethod
    def of(cls, facts: Mapping[str, str]) -> Link:
        """What `facts` said."""
        rest = (facts.get(name) for name in ("url", "number", "password"))
        return cls(LinkKind(facts["kind"]), *rest)

    @property
    def facts(self) -> dict[str, str]:
        """Everything that is known of it, as plain words."""
        return {name: str(value) for name, value in asdict(self).items() if value is not None}

    @property
    def web_url(self) -> str | None:
        """Its address, where that is one of the web."""
        return self.url if self.url and _is_on_the_web(self.url) else None


# What is written down beside the first way, should that one not work: so the form's fields begin.
FALL_BACKS = ("second", "third")
# What every meeting has, whatever else was set.
OWN_ROOM = Link(LinkKind.ROOM)


def in_turn(first: Link, then: Sequence[Link]) -> tuple[Link, ...]:
    """The ways to meet in the order in which they are tried: each once, the room among them.

    So many as can be written down; the room comes last where it has no other place.
    """
    ways = list(dict.fromkeys((first, *then)))[: 1 + len(FALL_BACKS)]
    if OWN_ROOM not in ways:
        ways[len(FALL_BACKS) :] = [OWN_ROOM]
    return tuple(ways)


def usable_now(ways: Sequence[Link], known: Container[LinkKind]) -> int:
    """The place of the way that counts now: the first, else the room where that service is not
    `known` to this portal any more."""
    return 0 if ways[0].kind in known else ways.index(OWN_ROOM)


def beginning_with(ways: Sequence[Link], place: int) -> tuple[Link, ...]:
    """The same ways in the same circle, but beginning with the one at this place."""
    return (*ways[place:], *ways[:place])


def mark_of(ways: Sequence[Link]) -> str:
    """A short word that differs where ways or their order do."""
    said = json.dumps([way.facts for way in ways]).encode()
    return hashlib.sha256(said).hexdigest()[:16]


def what_is_wrong_with_fall_backs(ways: Sequence[Link]) -> tuple[str, Text] | None:
    """The form's field that is wrong in the ways after the first, and why, or None."""
    for name, way in zip(FALL_BACKS, ways, strict=False):
        if wrong := what_is_wrong_with_link(way.kind, way.url, way.number):
            return f"{name}_{wrong[0]}", wrong[1]
    return None


def what_is_wrong_with_link(
    kind: LinkKind, url: str | None, number: str | None
) -> tuple[str, Text] | None:
    """The form's field that is wrong in a link, and why; None when it is right."""
    if kind.is_arranged:
        return None
    if kind is LinkKind.PHONE and not number:
        return "number", Text("Please write the number to call.")
    if kind is not LinkKind.PHONE and not url:
        return "url", Text("Please write the address of the call.")
    if url and not _is_on_the_web(url):
        return "url", Text("Please write an address that begins with https://.")
    return None


def _is_on_the_web(url: str) -> bool:
    """Whether it is an address to which a browser can be sent."""
    try:
        return url.startswith(WEB) and urlsplit(url).port != 0
    except ValueError:  # a host or a port that cannot be
        return False
