"""What a check of somebody's devices and network found, and what follows from it: pure."""

from __future__ import annotations

from dataclasses import dataclass

from portal.kernel.languages import Text
from portal.rooms.states import Recommendation

# Kilobits a second: so much a picture needs both ways, and so much sound alone.
FOR_PICTURES, FOR_SOUND = 600, 80
MOST_KBPS = 1_000_000


@dataclass(frozen=True)
class Found:
    """What one browser on one device could do; `relayed` is None where the portal has no relay.

    `speakers` is what the person said of the test tone, None without an answer. `kbps` is the
    slower of the two ways between the browser and the portal.
    """

    camera: bool
    microphone: bool
    speakers: bool | None
    direct: bool
    relayed: bool | None
    kbps: int


def why_not_take_part(found: Found) -> Text | None:
    """Why somebody cannot take part in the portal's room, or None; pictures are not needed."""
    if not (found.direct or found.relayed):
        return Text("does not reach the video room, neither directly nor by a relay.")
    if not found.microphone:
        return Text("has no microphone that works here.")
    if found.speakers is False:
        return Text("hears nothing here.")
    if found.kbps < FOR_SOUND:
        return Text("has too slow a line: %(kbps)d kbit/s.", kbps=found.kbps)
    return None


def recommended(found: Found) -> Recommendation:
    """What to do, from what was found."""
    if why_not_take_part(found):
        return Recommendation.LINK
    if not found.camera or found.kbps < FOR_PICTURES:
        return Recommendation.AUDIO
    return Recommendation.ROOM
