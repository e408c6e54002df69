"""Says in words why a wish has no meeting, what would help, and what is worth having more of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.kernel.languages import Text, Wording
from portal.timetabling.names import pair_of
from portal.timetabling.problem.model import Id
from portal.timetabling.reasons import Cause, Obstacle, Reason
from portal.timetabling.remedies import Remedy
from portal.timetabling.worth import Scarce, Worth

# Reasons that hold in whatever slot come first; then those of single slots.
_EVERYWHERE = (Cause.FORBIDDEN, Cause.NOBODY_SPEAKS, Cause.AT_LIMIT)
_SOMEWHERE = (
    Cause.AWAY,
    Cause.MEETS_ANOTHER,
    Cause.NEEDS_REST,
    Cause.NO_ROOM,
    Cause.NO_INTERPRETER,
)


@dataclass(frozen=True)
class Names:
    """What companies, interpreters and slots are called: by id, slots by their number."""

    companies: Mapping[int, Wording]
    starts: Sequence[datetime]
    helpers: Mapping[int, Wording]

    def company(self, id: Id | None) -> Wording:
        return self.companies.get(int(id or 0), Wording(en="?"))

    def pair(self, request: Id) -> tuple[Wording, Wording]:
        korean, chinese = pair_of(request)
        return self.company(korean), self.company(chinese)


def reason_words(reason: Reason, names: Names) -> list[Text]:
    """Why a pair has no meeting: what holds everywhere, then what holds in how many slots."""
    everywhere: dict[tuple[Cause, Id | None], None] = {}
    counted: Counter[tuple[Cause, Id | None]] = Counter()
    for slot in reason.slots:
        for obstacle in slot:
            key = obstacle.cause, obstacle.who
            if obstacle.cause in _EVERYWHERE:
                everywhere[key] = None
            else:
                counted[key] += 1
    if any(cause is Cause.FORBIDDEN for cause, _ in everywhere):
        return [Text("One of the two would rather not meet the other.")]
    found = [_holds_everywhere(cause, who, names) for cause, who in everywhere]
    order = sorted(counted, key=lambda key: (-counted[key], _SOMEWHERE.index(key[0])))
    number = len(reason.slots)
    return found + [
        _holds_in(cause, who, counted[cause, who], number, names) for cause, who in order
    ]


def _holds_everywhere(cause: Cause, who: Id | None, names: Names) -> Text:
    if cause is Cause.NOBODY_SPEAKS:
        return Text("No interpreter speaks the languages of both.")
    return Text("%(company)s has as many meetings as it may have.", company=names.company(who))


def _holds_in(cause: Cause, who: Id | None, count: int, number: int, names: Names) -> Text:
    company = names.company(who)
    match cause:
        case Cause.AWAY:
            return Text(
                "%(company)s cannot come in %(count)d of %(all)d time slots.",
                company=company,
                count=count,
                all=number,
            )
        case Cause.MEETS_ANOTHER:
            return Text(
                "%(company)s meets others in %(count)d of %(all)d time slots.",
                company=company,
                count=count,
                all=number,
            )
        case Cause.NEEDS_REST:
            return Text(
                "%(company)s needs its rest in %(count)d of %(all)d time slots.",
                company=company,
                count=count,
                all=number,
            )
        case Cause.NO_ROOM:
            return Text(
                "All rooms are taken in %(count)d of %(all)d time slots.", count=count, all=number
            )
        case _:
            return Text(
                "No interpreter is free in %(count)d of %(all)d time slots.",
                count=count,
                all=number,
            )


def obstacle_words(obstacle: Obstacle, names: Names) -> Text:
    """Why a meeting cannot be in one slot."""
    company = names.company(obstacle.who)
    match obstacle.cause:
        case Cause.MEETS_ANOTHER:
            one, other = names.pair(obstacle.meeting or "0-0")
            return Text(
                "%(company)s meets %(other)s then",
                company=company,
                other=other if one == company else one,
            )
        case Cause.AWAY:
            return Text("%(company)s cannot come then", company=company)
        case Cause.AT_LIMIT:
            return Text("%(company)s has as many meetings as it may have", company=company)
        case Cause.NEEDS_REST:
            return Text("%(company)s would have no rest", company=company)
        case Cause.NO_ROOM:
            return Text("All rooms are taken")
        case Cause.NO_INTERPRETER:
            return Text("No interpreter is free")
        case Cause.NOBODY_SPEAKS:
            return Text("No interpreter speaks the languages of both")
        case Cause.FORBIDDEN:
            return Text("One of the two would rather not meet the other")


def remedy_words(remedy: Remedy | None, names: Names) -> list[Text]:
    """The smallest change that would place a pair, one sentence for each part of it."""
    if remedy is None or any(each.cause is Cause.FORBIDDEN for each in remedy.changes):
        return []
    found: dict[tuple[str, str], Text] = {}
    for change in remedy.changes:
        text = _change_words(change, names)
        found[text.msgid, repr(text.values)] = text
    return list(found.values())


def _change_words(change: Obstacle, names: Names) -> Text:
    start, company = names.starts[change.slot], names.company(change.who)
    match change.cause:
        case Cause.NO_ROOM:
            return Text("One more room at %(start)s.", start=start)
        case Cause.AWAY:
            return Text("%(company)s makes %(start)s free.", company=company, start=start)
        case Cause.AT_LIMIT:
            return Text("%(company)s takes one more meeting.", company=company)
        case Cause.NEEDS_REST:
            return Text(
                "%(company)s does without its rest around %(start)s.", company=company, start=start
            )
        case Cause.MEETS_ANOTHER:
            one, other = names.pair(change.meeting or "0-0")
            return Text(
                "The meeting of %(one)s and %(other)s at %(start)s gives way.",
                one=one,
                other=other,
                start=start,
            )
        case _:
            return Text("One more interpreter at %(start)s.", start=start)


def gain_words(gain: Worth, names: Names) -> Text:
    """What there could be one more of."""
    start = names.starts[gain.slot] if gain.slot is not None else None
    match gain.what:
        case Scarce.ROOM:
            return Text("One more room at %(start)s", start=start)
        case Scarce.INTERPRETER:
            return Text("One more interpreter at %(start)s", start=start)
        case Scarce.LONGER_DUTY:
            who = names.helpers.get(int(gain.who or 0), Wording(en="?"))
            return Text("%(name)s interprets one more meeting", name=who)
        case Scarce.LIMIT:
            return Text("%(company)s takes one more meeting", company=names.company(gain.who))
        case Scarce.FREE_SLOT:
            company = names.company(gain.who)
            return Text("%(company)s is free at %(start)s", company=company, start=start)
        case Scarce.LONGER_DAY:
            return Text("One more slot after that of %(start)s", start=start)
