"""Who came to a meeting, as each side states it, and where the two statements differ."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from portal.kernel.clocks import Side
from portal.kernel.languages import Text


class Came(StrEnum):
    """Which sides of a meeting came."""

    BOTH = "BOTH"
    KOREAN = "KOREAN"
    CHINESE = "CHINESE"
    NEITHER = "NEITHER"

    @property
    def words(self) -> Text:
        return {
            Came.BOTH: Text("Both sides came"),
            Came.KOREAN: Text("Only the Korean side came"),
            Came.CHINESE: Text("Only the Chinese side came"),
            Came.NEITHER: Text("Neither side came"),
        }[self]

    def has(self, side: Side) -> bool:
        """Whether this side came."""
        return self in (Came.BOTH, Came.KOREAN if side is Side.KR else Came.CHINESE)


@dataclass(frozen=True)
class Stated:
    """What the two sides say of one meeting; None is silence."""

    korean: Came | None = None
    chinese: Came | None = None

    @property
    def is_contested(self) -> bool:
        """Whether the two say different things; who is silent contests nothing."""
        return None not in (self.korean, self.chinese) and self.korean is not self.chinese
