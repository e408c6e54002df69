"""How well the matcher finds, and how long the ten best of many profiles take, and how much memory.

The many are the profiles of the first labelled set, again and again under other companies. Each
number of them is asked in a process of its own, so that its peak memory says something.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from benchmarks import matching_quality
from benchmarks.machine import watched
from benchmarks.matching_quality import FIRST
from portal import registry
from portal.companies.models import Company, Party
from portal.companies.reference import load_regions
from portal.companies.states import CompanyState, PartyKind
from portal.infra import db, engines, rows, schema
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.clocks import Side
from portal.kernel.languages import Wording
from portal.matching import queries
from portal.technologies.models import TechnologyProfile, profile_field
from portal.technologies.models.listed import ProfileMark
from portal.technologies.reference import load_taxonomy
from portal.technologies.rules.concepts import concepts_in
from portal.technologies.states import ProfileKind, ProfileState, Stage

NUMBERS = (1_000, 10_000, 100_000)
PROFILES_EACH = 5
ASKED, TOP = 15, 10
ROWS_AT_ONCE = 5_000


def run() -> Iterator[str]:
    """Quality on both halves of the labelled sets, then time and memory of each number."""
    yield from matching_quality.run()
    for number in NUMBERS:
        with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
            url = f"sqlite:///{folder}/many.sqlite3"
            _fill(url, number)
            with watched() as share:
                done = subprocess.run(
                    [sys.executable, "-m", "benchmarks.matching", url],
                    check=True,
                    capture_output=True,
                    text=True,
                )
            told = json.loads(done.stdout)
        yield (
            f"the {TOP} best of {number:>7,} profiles: {told['median']:.0f} ms at the median,"
            f" {told['slowest']:.0f} ms at most; {told['more']:.0f} MB above an idle process"
            f" [{share}]"
        )


def _fill(url: str, number: int) -> None:
    engine = engines.make_engine(url)
    schema.upgrade(engine)
    db.connect(engine)
    with db.writing():
        load_regions()
        load_taxonomy()
        made: dict[Any, list[dict[str, Any]]] = {}
        for place in range(number):
            for table, row in _rows(place):
                made.setdefault(table, []).append(row)
        for table, several in made.items():
            for start in range(0, len(several), ROWS_AT_ONCE):
                session.execute(sa.insert(table), several[start : start + ROWS_AT_ONCE])
    session.remove()
    engine.dispose()


def _rows(place: int) -> Iterator[tuple[Any, dict[str, Any]]]:
    """The rows of one profile; those of a side come in runs that share a company."""
    said, kind, words = _set()[place % len(_set())]
    side, turn = Side(said["side"]), place // len(_set())
    company = (
        1 + 2 * (turn // PROFILES_EACH * len(_set()) + place % len(_set())) + (side is Side.CN)
    )
    id = place + 1
    if turn % PROFILES_EACH == 0:
        yield rows.table_of(Party), {"id": company, "kind": PartyKind.COMPANY}
        yield (
            rows.table_of(Company),
            {
                "id": company,
                "party_id": company,
                "public_id": f"c{company}",
                "side": side,
                "state": CompanyState.APPROVED,
                "name": Wording(en=f"Company {company}"),
                "name_key": str(company),
                "search_text": "",
                "region_code": "310000" if side is Side.CN else None,
                "about": Wording(),
                "field_hints": [],
                "created_at": clock.now(),
            },
        )
    yield (
        rows.table_of(TechnologyProfile),
        {
            "id": id,
            "public_id": f"p{id}",
            "company_id": company,
            "kind": kind,
            "state": ProfileState.PUBLISHED,
            "title": Wording.of({said["language"]: said["title"]}),
            "summary": Wording.of({said["language"]: said["summary"]}),
            "stage": Stage(said["stage"]),
            "readiness": said["trl"],
            "published_at": clock.now(),
        },
    )
    for code in said["fields"]:
        yield profile_field, {"profile_id": id, "field_code": code}
    for mark in sorted(words | set(said["fields"])):
        yield (
            rows.table_of(ProfileMark),
            {"mark": mark, "kind": kind, "side": side, "profile_id": id, "first": True},
        )


_known: list[tuple[dict[str, Any], ProfileKind, frozenset[str]]] = []


def _set() -> list[tuple[dict[str, Any], ProfileKind, frozenset[str]]]:
    """The profiles of the first labelled set, each with its kind and its concepts, read once."""
    if not _known:
        for name, kind in (("offers", ProfileKind.OFFER), ("needs", ProfileKind.NEED)):
            for said in FIRST.read(name):
                _known.append((said, kind, concepts_in(f"{said['title']}\n{said['summary']}")))
    return _known


def _ask(url: str) -> dict[str, float]:
    """The ten best for some needs: milliseconds, and megabytes above what an idle process has."""
    assert registry.metadata.tables
    db.connect(engines.make_engine(url))
    needs = session.scalars(
        sa.select(TechnologyProfile.id)
        .where(TechnologyProfile.kind == ProfileKind.NEED)
        .order_by(TechnologyProfile.id)
        .limit(ASKED)
    ).all()
    before, taken = _peak(), []
    for id in needs:
        session.remove()
        profile = session.get_one(TechnologyProfile, id)
        began = time.perf_counter()
        queries.proposals_for(profile, TOP)
        taken.append(1000 * (time.perf_counter() - began))
    return {
        "median": statistics.median(taken),
        "slowest": max(taken),
        "more": (_peak() - before) / 1024,
    }


def _peak() -> float:
    return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_ask(sys.argv[1])))
