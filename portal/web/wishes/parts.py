"""Which part of the list of partners is looked at: what was sought, and which page of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request

from portal.bookings.queries import PartnerFilter
from portal.technologies.states import ProfileKind
from portal.timetabling.queries import Answer

LONGEST_SEARCH = 100
FIND = "find"


@dataclass(frozen=True)
class Part:
    """The part of the list that is looked at: what was sought, and which page of it."""

    wanted: PartnerFilter
    answer: Answer | None
    number: int

    @property
    def is_all(self) -> bool:
        return not (self.wanted.words or self.wanted.group or self.wanted.kind or self.answer)

    def address(self, number: int | None = None) -> dict[str, Any]:
        """What stands in its address."""
        values = {
            "q": self.wanted.words,
            "group": self.wanted.group,
            "kind": self.wanted.kind,
            "answer": self.answer,
            "page": number or self.number,
        }
        return {name: value for name, value in values.items() if value and value != 1}


def part_asked_for() -> Part:
    """What the address or the form asks for; anything odd asks for nothing."""
    values = request.form if request.method == "POST" else request.args
    kind, answer = values.get("kind", ""), values.get("answer", "")
    return Part(
        wanted=PartnerFilter(
            words=values.get("q", "")[:LONGEST_SEARCH].replace("\0", ""),
            group=(values.get("group") or "").replace("\0", "") or None,
            kind=ProfileKind(kind) if kind in set(ProfileKind) else None,
        ),
        answer=Answer(answer) if answer in set(Answer) else None,
        number=whole_number(values.get("page", "")) or 1,
    )


def part_to_go_to(part: Part) -> dict[str, Any]:
    """The address of the part that a button of the form leads to."""
    go = request.form.get("go", "")
    if go == FIND:
        return part.address(1)
    return part.address(whole_number(go) or part.number)


def whole_number(text: str) -> int | None:
    """A small whole number; None for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and 0 < len(text) < 7 else None
