"""The B2B scheduling problem of the literature, solved to proven optimality by MaxSAT.

Bofill, Coll, Garcia, Giráldez-Cru, Pesant, Suy, Villaret: "Constraint Solving Approaches to the
Business-to-Business Meeting Scheduling Problem", JAIR 74 (2022) 263-301. All meetings are placed;
a break is a group of free slots between two meetings of a participant; the fewest breaks are
sought, with no participant having more than two breaks more than another. The portal's own
problem is another one (it chooses which meetings to hold), so the portal does not need this.
"""

from __future__ import annotations

import multiprocessing
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path

from pysat.card import CardEnc, EncType
from pysat.examples.rc2 import RC2
from pysat.formula import WCNF, IDPool

FAIRNESS = 2
# Optimum, and seconds to its proof by the paper's MaxSAT on a Xeon of 3.1 GHz.
PUBLISHED = {
    "forum-13": (0, 2.5),
    "forum-13crafc": (1, 2.3),
    "forum-14": (2, 5.1),
    "forumt-14": (5, 0.5),
    "forumt-14crafe": (5, 0.6),
    "tic-12": (0, 0.1),
    "tic-13": (0, 0.4),
    "tic-13crafc": (4, 5.8),
    "ticf-13crafb": (3, 22.3),
    "ticf-14crafa": (0, 7.6),
}


@dataclass(frozen=True)
class Fair:
    """An instance; participants, meetings and slots count from 0."""

    participants: int
    slots: int
    tables: int
    meetings: tuple[tuple[int, int], ...]
    allowed: tuple[tuple[int, ...], ...]  # slots of each meeting
    before: tuple[tuple[int, int], ...]  # the first ends before the second begins

    def of(self, participant: int) -> list[int]:
        return [m for m, pair in enumerate(self.meetings) if participant in pair]


def read(path: Path) -> Fair:
    """The instance in a `.dzn` file of the paper's authors."""
    text = path.read_text()

    def number(name: str) -> int:
        return int(_found(rf"{name}\s*=\s*(\d+)", text))

    def sets(name: str) -> list[set[int]]:
        inside = _found(rf"{name}\s*=\s*\[(.*?)\]\s*;", text)
        return [
            {int(n) for n in re.findall(r"\d+", one)} for one in re.findall("{([^}]*)}", inside)
        ]

    rows = re.findall(
        r"(\d+)\s*,\s*(\d+)\s*,\s*(\d+)", _found(r"requested\s*=\s*\[(.*?)\]\s*;", text)
    )
    meetings = [(int(a) - 1, int(b) - 1, int(part)) for a, b, part in rows]
    slots, morning = number("nTotalSlots"), number("nMorningSlots")
    parts = {1: range(morning), 2: range(morning, slots), 3: range(slots)}
    forbidden = sets("forbidden")
    fixed = [int(n) for n in re.findall(r"\d+", _found(r"fixed\s*=\s*\[(.*?)\]\s*;", text))]
    allowed = []
    for (a, b, part), slot in zip(meetings, fixed, strict=True):
        free = [t for t in parts[part] if t + 1 not in forbidden[a] | forbidden[b]]
        allowed.append(tuple(t for t in free if slot in (0, t + 1)))
    return Fair(
        participants=number("nBusiness"),
        slots=slots,
        tables=number("nTables"),
        meetings=tuple((a, b) for a, b, _ in meetings),
        allowed=tuple(allowed),
        before=tuple(
            (earlier - 1, later)
            for later, those in enumerate(sets("precedences"))
            for earlier in those
            if earlier
        ),
    )


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text, re.DOTALL)
    if match is None:
        raise ValueError(f"{pattern} is not in the file")
    return match[1]


class Encoding:
    """The paper's MaxSAT model with its implied constraints; `counting` is how numbers of true
    literals are encoded."""

    def __init__(self, fair: Fair, counting: int) -> None:
        self.fair, self.counting = fair, counting
        self.names, self.formula = IDPool(), WCNF()
        self.breaks: list[list[int]] = []
        for m in range(len(fair.meetings)):
            self._some([self.at(m, t) for t in fair.allowed[m]], 1, 1)
        for p in range(fair.participants):
            self._participant(p)
        for t in range(fair.slots):
            here = [self.at(m, t) for m in range(len(fair.meetings)) if t in fair.allowed[m]]
            self._some(here, None, fair.tables)
            busy = [int(self.names.id(("busy", p, t))) for p in range(fair.participants)]
            self._some(busy, None, 2 * fair.tables)  # implied
        for earlier, later in fair.before:
            for t in fair.allowed[later]:
                sooner = [self.at(earlier, u) for u in fair.allowed[earlier] if u < t]
                self.formula.append([-self.at(later, t), *sooner])
        self._fairness()

    def at(self, meeting: int, slot: int) -> int:
        return int(self.names.id(("at", meeting, slot)))

    def _some(self, literals: list[int], least: int | None, most: int | None) -> None:
        """At least and at most so many of these are true."""
        if most is not None and most < len(literals):
            kind = EncType.pairwise if most == 1 and len(literals) <= 6 else self.counting
            clauses = CardEnc.atmost(literals, most, vpool=self.names, encoding=kind)
            self.formula.extend(clauses.clauses)
        if least == 1:
            self.formula.append(literals)
        elif least:
            clauses = CardEnc.atleast(  # codespell:ignore atleast
                literals, least, vpool=self.names, encoding=self.counting
            )
            self.formula.extend(clauses.clauses)

    def _participant(self, p: int) -> None:
        fair, mine = self.fair, self.fair.of(p)
        busy = []
        for t in range(fair.slots):
            here = [self.at(m, t) for m in mine if t in fair.allowed[m]]
            busy.append(int(self.names.id(("busy", p, t))))
            self.formula.append([-busy[t], *here])
            self.formula.extend([[-meeting, busy[t]] for meeting in here])
            self._some(here, None, 1)
        self._some(busy, len(mine), len(mine))  # implied
        self.breaks.append([])
        if len(mine) > 1:
            self._breaks(p, busy)

    def _breaks(self, p: int, busy: list[int]) -> None:
        """A break ends where a free slot, after some meeting, is followed by a meeting."""
        met = busy[0]
        for t, (free, then) in enumerate(pairwise(busy)):
            if t == 0:
                continue
            before = met
            end = int(self.names.id(("break", p, t)))
            self.formula.append([-before, free, -then, end])
            self.formula.extend([[-end, before], [-end, -free], [-end, then]])
            self.formula.append([-end], weight=1)
            self.breaks[p].append(end)
            met = int(self.names.id(("met", p, t)))
            self.formula.extend([[-before, met], [-free, met], [-met, before, free]])

    def _fairness(self) -> None:
        """If anybody has k + 3 breaks, everybody has k + 1."""
        counts = [self._at_least(p, ends) for p, ends in enumerate(self.breaks)]
        for k in range(max(len(count) for count in counts) - FAIRNESS):
            everybody = int(self.names.id(("everybody", k)))
            for count in counts:
                if k + FAIRNESS < len(count):
                    self.formula.append([-count[k + FAIRNESS], everybody])
                self.formula.append([-everybody, *count[k : k + 1]])

    def _at_least(self, p: int, ends: list[int]) -> list[int]:
        """Literals that are true exactly if at least 1, 2, … of `ends` are (Sinz 2005)."""
        most = (len(ends) + 1) // 2
        row: list[int] = []
        for n, end in enumerate(ends):
            size = min(n + 1, most)
            now = [int(self.names.id(("count", p, n, k))) for k in range(size)]
            for k, more in enumerate(now):
                same = row[k] if k < len(row) else None
                less = row[k - 1] if k else None
                if same is not None:
                    self.formula.append([-same, more])
                self.formula.append([-end, more] if less is None else [-end, -less, more])
                known = [] if same is None else [same]
                self.formula.append([-more, end, *known])
                if less is not None:
                    self.formula.append([-more, less, *known])
            row = now
        return row

    def read_off(self, model: list[int]) -> list[int]:
        """The slot of each meeting."""
        true = {literal for literal in model if literal > 0}
        return [
            next(t for t in slots if self.at(m, t) in true)
            for m, slots in enumerate(self.fair.allowed)
        ]


def breaks_of(fair: Fair, slots: list[int]) -> list[int]:
    """The breaks of each participant, after a check that every rule holds."""
    assert all(slot in fair.allowed[m] for m, slot in enumerate(slots))
    assert all(slots.count(t) <= fair.tables for t in range(fair.slots))
    assert all(slots[first] < slots[second] for first, second in fair.before)
    found = []
    for p in range(fair.participants):
        mine = sorted(slots[m] for m in fair.of(p))
        assert len(set(mine)) == len(mine)
        found.append(sum(later > sooner + 1 for sooner, later in pairwise(mine)))
    assert max(found) - min(found) <= FAIRNESS
    return found


COUNTINGS = (EncType.seqcounter, EncType.cardnetwrk)
"""Neither is best for all instances: each core tries one."""
LONGEST = 60.0
"""Seconds for the proof of one instance."""


def prove(fair: Fair) -> tuple[int, list[int]] | None:
    """The fewest breaks and the slots of the meetings, by whichever counting is done first; None
    where neither is within a minute."""
    with multiprocessing.Pool(len(COUNTINGS)) as pool:
        try:
            return pool.imap_unordered(partial(prove_by, fair), COUNTINGS).next(LONGEST)
        except multiprocessing.TimeoutError:
            return None


def prove_by(fair: Fair, counting: int) -> tuple[int, list[int]]:
    """The same by one counting, by core-guided search (RC2)."""
    encoding = Encoding(fair, counting)
    with RC2(encoding.formula, solver="g4", adapt=True, exhaust=False, minz=True) as engine:
        model = engine.compute()
        assert model is not None
        return int(engine.cost), encoding.read_off(model)


def results(folder: Path) -> Iterator[tuple[str, int | None, float]]:
    """Name, proven optimum (None: not proven in time) and seconds of each instance in a folder."""
    for path in sorted(folder.glob("*.original.dzn")):
        since = time.perf_counter()
        fair = read(path)
        found = prove(fair)
        assert found is None or sum(breaks_of(fair, found[1])) == found[0]
        optimum = None if found is None else found[0]
        yield path.name.removesuffix(".original.dzn"), optimum, time.perf_counter() - since


def print_table(folder: Path) -> None:
    """Print one row an instance of the folder."""
    print("| instance | fewest breaks | published | seconds | paper |")
    print("|---|--:|--:|--:|--:|")
    for name, optimum, seconds in results(folder):
        published, theirs = PUBLISHED[name]
        fewest = "not proven" if optimum is None else optimum
        print(f"| {name} | {fewest} | {published} | {seconds:.1f} | {theirs} |", flush=True)
