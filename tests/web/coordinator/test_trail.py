"""The trail: every change by a coordinator is there to read and to search, and nobody edits it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import sqlalchemy as sa

import config
from portal.bookings import services
from portal.companies import services as companies
from portal.consultations.states import BookingMode
from portal.infra import db
from portal.infra.audit import AuditEntry
from portal.infra.db import session
from portal.kernel.clocks import Side
from portal.kernel.languages import Wording
from portal.web.coordinator.trail_words import KINDS, VERBS
from tests import make
from tests.bookings.pair import Pair
from tests.statements import counted

TRAIL = "/coordinator/trail"


@pytest.fixture
def pair(database, monday) -> Pair:
    return Pair(mode=BookingMode.OPEN)


@pytest.fixture
def desk(pair, visit):
    return visit(pair.coordinator)


def cancelled(pair: Pair, because: str = "Their factory is closed"):
    booking = pair.meet()
    with db.writing():
        services.cancel(session.merge(booking), because, by=pair.coordinator)
    return booking.public_id


def test_a_coordinators_change_stands_with_who_when_why_and_a_way_to_it(pair, desk):
    booking = cancelled(pair)
    page = desk.get(TRAIL)
    first = page.page.select_one("ol.history li").get_text(" ", strip=True)
    assert first.startswith("Meeting cancelled")
    assert "Their factory is closed" in first
    assert "PARK Ji-hoon" in first or "박지훈" in first
    assert re.search(r"15:00 Seoul.*14:00 Beijing|14:00 Beijing.*15:00 Seoul", first)
    way = page.page.select_one("ol.history li a")["href"]
    assert way.endswith(f"/bookings/{booking}")
    assert desk.get(way).status == 200


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        ("q=factory", True),
        ("q=FACTORY+closed", True),
        ("q=furnace", False),
        ("about=booking", True),
        ("about=company", False),
        ("since=2026-09-07&until=2026-09-07", True),
        ("since=2026-09-08", False),
        ("until=2026-09-06", False),
    ],
)
def test_it_is_searched_by_words_kind_and_day(pair, desk, asked, there):
    cancelled(pair)
    assert ("Meeting cancelled" in desk.get(f"{TRAIL}?{asked}").main) is there


def test_a_companys_name_finds_what_was_done_around_it(pair, desk):
    cancelled(pair)
    with db.writing():
        korean = session.merge(pair.korean)
        korean.name = Wording(en="Hanbit Filters")
        make.findable(korean)
    assert "Meeting cancelled" in desk.get(f"{TRAIL}?q=hanbit").main


@pytest.mark.parametrize(
    "odd",
    [
        "since=yesterday",
        "about=seat",
        "page=-3",
        "until=9999-12-31",
        "q=%25_",
        "q=" + "x" * 5000,
    ],
)
def test_an_odd_question_is_no_error(desk, odd):
    assert desk.get(f"{TRAIL}?{odd}").status == 200


def test_another_host_of_the_other_side_reads_nothing_of_it(pair, visit):
    cancelled(pair)
    side = pair.coordinator.side.other
    assert "Meeting cancelled" not in visit(make.coordinator(side)).get(TRAIL).main


def test_companies_of_the_own_side_are_there_whoever_acted(database, visit):
    company = make.representative(side=Side.KR)
    with db.writing():
        companies.invite_colleague(
            make.company_of(company), "lee@company.example", by=session.merge(company)
        )
    assert "Colleague invited" in visit(make.coordinator(Side.KR)).get(TRAIL).main
    assert "Colleague invited" not in visit(make.coordinator(Side.CN)).get(TRAIL).main


def test_it_asks_as_much_for_many_entries_as_for_few(pair, desk, engine):
    cancelled(pair)
    desk.get(TRAIL)
    with counted(engine) as few:
        desk.get(TRAIL)
    for slot in (1, 2, 3):
        other = pair.another_chinese()
        with db.writing():
            services.book(
                pair.consultation,
                pair.korean,
                other.company,
                pair.slots[slot],
                "Filters",
                by=pair.coordinator,
                because="They wrote to us",
            )
    with counted(engine) as many:
        assert "on behalf of" in desk.get(TRAIL).main
    assert len(many) <= len(few) + 1  # the names of those on whose behalf somebody acted


def test_it_is_read_a_page_at_a_time(pair, desk):
    with db.writing():
        for number in range(31):
            session.add(
                AuditEntry(
                    actor_id=pair.coordinator.id,
                    actor_name="PARK",
                    verb="session changed",
                    about_kind="consultation_session",
                    about_id=pair.consultation.public_id,
                    reason=f"No. {number}",
                )
            )
    assert "No. 30" in desk.get(TRAIL).main
    assert "No. 0" in desk.get(f"{TRAIL}?page=2").main


# ---- promises of the whole


def source() -> str:
    return "\n".join(path.read_text() for path in Path(config.ROOT, "portal").rglob("*.py"))


@pytest.mark.any_engine
def test_every_verb_of_the_trail_has_words(database):
    written = set(re.findall(r'(?:record|note|_move|_noted)\(\s*"([a-z][a-z -]+)"', source()))
    assert len(written) > 60
    assert written - set(VERBS) == set()


@pytest.mark.any_engine
def test_no_code_of_the_portal_changes_or_deletes_an_entry(database):
    code = source()
    for forbidden in (r"update\(AuditEntry", r"delete\(AuditEntry", r"UPDATE audit_entry"):
        assert re.search(forbidden, code) is None


def test_no_address_of_the_portal_takes_a_form_for_the_trail(app):
    rules = [rule for rule in app.url_map.iter_rules() if "trail" in rule.rule]
    assert [sorted(rule.methods - {"HEAD", "OPTIONS"}) for rule in rules] == [["GET"]]


def test_kinds_of_things_are_tables(engine):
    assert set(KINDS) <= set(sa.inspect(engine).get_table_names())
