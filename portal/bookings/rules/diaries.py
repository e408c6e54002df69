"""A company's day: how close meetings come, and how many follow one another."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from portal.consultations.rules import Terms
from portal.kernel.languages import Text, Wording
from portal.kernel.timespan import TimeSpan


@dataclass(frozen=True)
class Diary:
    """What a company has in its calendar: around a meeting, or in a whole session.

    `meetings` counts those of the session; `spans` are all that keep it busy, wherever they are.
    """

    name: Wording
    meetings: int = 0
    spans: tuple[TimeSpan, ...] = ()


def why_not_then(
    terms: Terms, diary: Diary, span: TimeSpan, pause: timedelta = timedelta(0)
) -> Text | None:
    """The reason why a meeting at this time would strain a company more than the terms let.

    `pause` is that of the session's grid: meetings that lie so far apart follow one another.
    """
    if lacks_rest(terms, diary.spans, span):
        return Text(
            "%(company)s would have less than %(rest)s between two meetings. Please choose another "
            "time.",
            company=diary.name,
            rest=terms.rest,
        )
    if is_one_too_many(terms, diary.spans, span, pause):
        return Text(
            "%(company)s would have more than %(most)d meetings in a row. Please choose another "
            "time.",
            company=diary.name,
            most=terms.most_in_a_row,
        )
    return None


def lacks_rest(terms: Terms, spans: Collection[TimeSpan], span: TimeSpan) -> bool:
    """Whether a meeting would come closer to another one than the terms let."""
    rest = terms.rest
    return bool(rest) and any(
        each.starts_at < span.ends_at + rest and span.starts_at < each.ends_at + rest
        for each in spans
    )


def is_one_too_many(
    terms: Terms, spans: Collection[TimeSpan], span: TimeSpan, pause: timedelta = timedelta(0)
) -> bool:
    """Whether more meetings would follow one another than the terms let."""
    if terms.most_in_a_row is None:
        return False
    return in_a_row(spans, span, pause) > terms.most_in_a_row


def in_a_row(spans: Collection[TimeSpan], span: TimeSpan, pause: timedelta = timedelta(0)) -> int:
    """How many meetings would follow one another around this one, itself counted.

    Two follow one another when no further one of this length would fit between them.
    """
    ordered = sorted({*spans, span})
    first = last = ordered.index(span)
    longest = max(pause, span.length - timedelta.resolution)
    while first > 0 and _gap(ordered, first) <= longest:
        first -= 1
    while last + 1 < len(ordered) and _gap(ordered, last + 1) <= longest:
        last += 1
    return last - first + 1


def _gap(ordered: Sequence[TimeSpan], number: int) -> timedelta:
    return ordered[number].starts_at - ordered[number - 1].ends_at
