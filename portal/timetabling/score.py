"""What a meeting is worth: how much the two want it, and where it stands in their order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from portal.timetabling.states import Rank

# What one side's wish weighs, and what its first place adds; each place further down adds less.
WORTH = {Rank.MUST: 40, Rank.WOULD: 20}
FIRST_PLACE = {Rank.MUST: 10, Rank.WOULD: 5}
LESS_PER_PLACE = {Rank.MUST: 2, Rank.WOULD: 1}
# Both want it: worth more than what one side alone can say.
MUTUAL = 20
# A match of 100 of 100 adds so much.
BEST_MATCH = 8
# Whoever a coordinator places without a wish must not cost others their meetings.
WITHOUT_A_WISH = 1


@dataclass(frozen=True)
class Said:
    """What one company says of another: a rank, and the place within it, counted from 1."""

    rank: Rank
    position: int | None = None


def weight_of(said: Iterable[Said], match: int = 0) -> int:
    """What the meeting of a pair is worth: 20 for a lukewarm wish of one side, 128 at most.

    `said` are the wishes of the two, without those that refuse; `match` is how well they fit, of
    100. A must counts more than a would in whatever place, and what both want more than what one
    wants most of all.
    """
    wishes = list(said)
    if not wishes:
        return WITHOUT_A_WISH
    weight = sum(WORTH[wish.rank] + _for_place(wish) for wish in wishes)
    return weight + (MUTUAL if len(wishes) > 1 else 0) + match * BEST_MATCH // 100


def _for_place(wish: Said) -> int:
    place = wish.position or 1
    return max(0, FIRST_PLACE[wish.rank] - LESS_PER_PLACE[wish.rank] * (place - 1))
