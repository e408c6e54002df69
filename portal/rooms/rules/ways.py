"""Which of a pair's ways to meet suits it, from what checks of both sides' devices found: pure."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from portal.consultations.rules import Link, usable_now
from portal.consultations.states import LinkKind
from portal.kernel.languages import Text
from portal.rooms.rules.checks import Found, why_not_take_part
from portal.rooms.states import Role


@dataclass(frozen=True)
class Proposal:
    """The way that suits a pair: its place among theirs, and the sentences that say why.

    `is_another` where it is not the one that counts now; `is_pressing` where they cannot meet in
    that one.
    """

    place: int
    way: Link
    reasons: tuple[Text, ...]
    is_another: bool = False
    is_pressing: bool = False


def proposed(
    ways: Sequence[Link],
    korean: Found | None,
    chinese: Found | None,
    usable: Container[LinkKind] = frozenset(LinkKind),
    *,
    are_apart: bool = False,
) -> Proposal:
    """What suits a pair: the portal's room where both reach it, else the next of their ways.

    None stands for a side that has not checked its devices lately; then nothing changes. A service
    that is not `usable` is never proposed. `are_apart` says that they are in the room now, and no
    way leads from one to the other.
    """
    now = usable_now(ways, usable)
    sides = {Role.KOREAN: korean, Role.CHINESE: chinese}
    room = next(place for place, way in enumerate(ways) if way.kind is LinkKind.ROOM)
    if hindered := (_APART,) if are_apart else _hindered(sides):
        others = [at for at, way in enumerate(ways) if at != room and way.kind in usable]
        reasons = hindered if others else (*hindered, _NO_OTHER)
        place = others[0] if others else room
        return Proposal(place, ways[place], reasons, place != now, is_pressing=room == now)
    if unknown := tuple(_said(role, _UNKNOWN) for role, found in sides.items() if found is None):
        return Proposal(now, ways[now], unknown)
    relayed = any(found and not found.direct for found in sides.values())
    return Proposal(room, ways[room], (_BY_RELAY if relayed else _DIRECTLY,), room != now)


_APART = Text("They are in the room, and no way leads from one to the other.")
_DIRECTLY = Text("Both sides reach the video room directly.")
_BY_RELAY = Text("Both sides reach the video room, at least one of them by a relay.")
_UNKNOWN = Text("has not checked its devices yet.")
_NO_OTHER = Text("No other way is written down yet.")


def _hindered(sides: Mapping[Role, Found | None]) -> tuple[Text, ...]:
    """Who cannot take part in the portal's room, and why."""
    return tuple(
        _said(role, why)
        for role, found in sides.items()
        if found and (why := why_not_take_part(found))
    )


def _said(role: Role, what: Text) -> Text:
    return Text("%(side)s: %(what)s", side=role.words, what=what)
