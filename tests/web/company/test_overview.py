from __future__ import annotations

import pytest

from portal.consultations.states import BookingMode, ParticipationState
from portal.kernel.clocks import Side
from tests import make
from tests.bookings.pair import Pair


@pytest.fixture
def pair(database, monday) -> Pair:
    return Pair(mode=BookingMode.REQUEST)


def test_a_new_company_is_led_to_its_first_step(database, monday, visit):
    someone = make.representative(side=Side.KR)

    desk = visit(someone).get("/company/")

    assert "Publish a technology that you offer or need" in desk.main
    assert "1 of 3 steps are done." in desk.main


def test_who_takes_part_is_led_to_the_partners(pair, visit):
    make.profile(pair.korean)
    make.delegate(make.participation_of(pair.korean, pair.consultation))

    desk = visit(pair.korean_user).get("/company/")

    assert "Find the partners you want to meet" in desk.main
    assert "4 of 4 steps are done." in desk.main


def test_who_waits_for_the_coordinator_reads_so(pair, visit):
    someone = pair.another(Side.KR, ParticipationState.ASKED)

    desk = visit(someone.user).get("/company/")

    assert "The coordinator looks at your application" in desk.main


def test_requests_come_before_steps(pair, visit):
    pair.asked("We look for bag filters")

    desk = visit(pair.chinese_user).get("/company/")

    assert "1 company would like to meet you" in desk.main
    assert "We look for bag filters" in desk.main
    assert "Answer until Thu 10 September, 14:00 Beijing · 15:00 Seoul" in desk.main


def test_who_is_not_approved_sees_the_application_instead(database, monday, visit):
    from portal.companies.states import CompanyState

    someone = make.representative(make.company(Side.CN, state=CompanyState.APPLIED))

    assert visit(someone).get("/company/").url == "/company/application"
