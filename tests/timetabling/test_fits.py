"""How well two companies match decides between wishes that are otherwise alike."""

from __future__ import annotations

import pytest

from portal.consultations.states import BookingMode
from portal.infra import db
from portal.infra.db import session
from portal.kernel.clocks import Side
from portal.matching.queries import fits_of
from portal.technologies.states import ProfileKind
from portal.timetabling import jobs, services
from portal.timetabling.models import Timetable, Wish
from portal.timetabling.queries import planned_in
from portal.timetabling.services import Order
from portal.timetabling.states import Rank
from tests.bookings.pair import Pair
from tests.matching.test_proposing import BOILER, BURNER, SLUDGE, published
from tests.statements import counted
from tests.web.coordinator.test_wishes import wish


@pytest.fixture
def pair(database, monday) -> Pair:
    """One slot and one room, for which two Korean companies and a Chinese one are wanted."""
    return Pair(mode=BookingMode.TIMETABLE, slots=1, rooms=1)


def built(pair: Pair) -> Timetable:
    with db.writing():
        made = services.order_timetable(pair.consultation, Order(seconds=1), by=pair.coordinator)
    jobs.build(made.id)
    session.rollback()
    return session.get_one(Timetable, made.id)


@pytest.mark.any_engine
@pytest.mark.parametrize("better", [0, 1])
def test_of_two_equal_wishes_for_one_slot_the_better_match_is_placed(pair, better):
    koreans = [pair.korean_one, pair.another_korean()]
    for korean in koreans:
        wish(pair, korean, pair.chinese_one, Rank.MUST)
    need = published(Side.CN, ProfileKind.NEED, BOILER, "CMB-01", company=pair.chinese_one.company)
    for number, korean in enumerate(koreans):
        title, field = (BURNER, "CMB-01") if number == better else (SLUDGE, "WAT-04")
        published(Side.KR, ProfileKind.OFFER, title, field, company=korean.company)

    (planned,) = planned_in(built(pair))

    assert planned.pair == (koreans[better].company.id, need.company_id)
    fits = {each.korean_company_id: each.fit for each in session.query(Wish)}
    assert fits[koreans[better].company.id] > fits[koreans[1 - better].company.id]


def test_pairs_without_need_and_offer_do_not_match_and_the_number_of_pairs_costs_no_statement(
    pair, database
):
    one, other = pair.korean_one.company, pair.chinese_one.company
    assert fits_of([(one.id, other.id)]) == {(one.id, other.id): 0}
    published(Side.CN, ProfileKind.NEED, BOILER, "CMB-01", company=other)
    published(Side.KR, ProfileKind.OFFER, BURNER, "CMB-01", company=one)
    more = [pair.another_korean().company for _ in range(3)]
    for each in more:
        published(Side.KR, ProfileKind.OFFER, BURNER, "CMB-01", company=each)
    with counted(database) as few:
        assert fits_of([(one.id, other.id)])[one.id, other.id] >= 60
    with counted(database) as many:
        found = fits_of([(each.id, other.id) for each in [one, *more]])
    assert len(found) == 4
    assert len(many) == len(few)
