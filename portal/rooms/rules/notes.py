"""Notes that several people write at the same time: what each added stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

LONGEST_NOTES = 10_000

Lines = list[str]


def merged(base: str, mine: str, theirs: str) -> str:
    """What two made of the same notes, in one text.

    `base` is what I began with, `mine` what I made of it, `theirs` what others saved meanwhile.
    Line by line: whatever either of us wrote stands where they wrote it, and a line of `base` goes
    where either of us took it out. Where both wrote at the same place, theirs comes first, and what
    is the same in both stands there once, so that a text that is saved again is not doubled. A line
    that both changed stands there twice, as each of us would have it. So no line is ever lost that
    one of us wrote, be it as short as "-" or like another.
    """
    if theirs in (base, mine):
        return mine
    if base == mine:
        return theirs
    lines = _lines(base)
    my_change, their_change = _change(lines, _lines(mine)), _change(lines, _lines(theirs))
    kept = my_change.kept & their_change.kept
    whole: Lines = []
    for place in range(len(lines) + 1):
        whole += _together(their_change.added.get(place, []), my_change.added.get(place, []))
        if place in kept:
            whole.append(lines[place])
    return "\n".join(whole)


@dataclass
class _Change:
    """What became of lines: which of them, by number, are kept; what was added before which."""

    kept: set[int] = field(default_factory=set)
    added: dict[int, Lines] = field(default_factory=dict)


def _change(before: Lines, after: Lines) -> _Change:
    change = _Change()
    for what, start, end, first, last in _steps(before, after):
        if what == "equal":
            change.kept.update(range(start, end))
        elif first < last:
            change.added[start] = after[first:last]
    return change


def _together(theirs: Lines, mine: Lines) -> Lines:
    """The shortest that has all lines of both in their order, or nearly so."""
    whole: Lines = []
    for what, start, end, first, last in _steps(theirs, mine):
        whole += theirs[start:end]
        if what != "equal":
            whole += mine[first:last]
    return whole


def _steps(before: Lines, after: Lines) -> Sequence[tuple[str, int, int, int, int]]:
    # In two hundred lines and more, it looks for no place by lines that are all over them: they
    # would take it minutes in a text of nothing else, and this costs at worst a line twice.
    return SequenceMatcher(None, before, after, autojunk=True).get_opcodes()


def _lines(text: str) -> Lines:
    """The lines of a text; an empty one has none."""
    return text.split("\n") if text else []
