from __future__ import annotations

import pytest

from portal.bookings import services
from portal.companies.states import CompanyState
from portal.consultations.states import BookingMode, ParticipationState
from portal.infra import db
from portal.kernel.clocks import Side
from portal.kernel.languages import Wording
from portal.technologies.states import ProfileKind, ProfileState
from tests import make
from tests.bookings.pair import Pair
from tests.statements import counted


@pytest.fixture
def pair(database, monday) -> Pair:
    return Pair(mode=BookingMode.REQUEST)


def partners(pair: Pair, more: str = "") -> str:
    return f"/company/consultations/{pair.consultation.public_id}/partners{more}"


def test_the_companies_of_the_other_side_that_take_part_are_listed(pair, visit):
    suspended = make.company(Side.CN, state=CompanyState.SUSPENDED)
    make.participation(suspended, pair.consultation)
    others = [
        pair.another_korean().company,
        pair.another(Side.CN, ParticipationState.WAITING).company,
        suspended,
    ]
    names = [company.name.en for company in others]

    page = visit(pair.korean_user).get(partners(pair))

    assert "1 company to meet in this session" in page.main
    assert pair.chinese.name.en in page.main
    for name in names:
        assert f"{name} " not in page.main


def test_partners_are_found_by_name_and_by_what_they_publish(pair, visit):
    maker = pair.another_chinese().company
    name = maker.name.en
    make.profile(maker, title=Wording(en="Zeolite rotor"))
    make.profile(
        maker,
        title=Wording(en="Secret plan"),
        state=ProfileState.DRAFT,
    )
    korean = visit(pair.korean_user)

    found = korean.get(partners(pair, "?q=ZEOLITE"))
    assert name in found.main
    assert f"{pair.chinese.name.en} " not in found.main
    for words in ("여과집진 zeolite", "Shanghai", "ㅅㅎ"):  # field, place, initial consonants
        assert name in korean.get(partners(pair, f"?q={words}")).main
    assert "No company fits" in korean.get(partners(pair, "?q=secret")).main
    assert "Secret plan" not in korean.get(partners(pair)).main


def test_partners_are_filtered_by_kind_and_field(pair, visit):
    needing = pair.another_chinese().company
    name = needing.name.en
    make.profile(needing, ProfileKind.NEED)
    korean = visit(pair.korean_user)

    assert name in korean.get(partners(pair, "?kind=NEED&group=AIR")).main
    assert "No company fits" in korean.get(partners(pair, "?kind=OFFER")).main
    assert "No company fits" in korean.get(partners(pair, "?group=WATER")).main
    odd = korean.get(partners(pair, "?kind=ODD&page=zzz&group=%00"))
    assert odd.status in (200, 404)


def test_what_fits_ones_own_technology_is_said(pair, visit):
    make.profile(pair.korean, ProfileKind.OFFER)
    make.profile(pair.chinese, ProfileKind.NEED)

    page = visit(pair.korean_user).get(partners(pair))

    assert "Fits yours: Bag-filter" in page.main


def test_the_list_says_where_one_stands_with_each(pair, visit):
    korean = visit(pair.korean_user)
    pair.asked()
    asking = pair.another_chinese()
    with db.writing():
        services.ask(
            pair.consultation, asking.company, pair.korean, None, "We, too", by=asking.user
        )
    met = pair.another_chinese()
    with db.writing():
        services.book(
            pair.consultation,
            pair.korean,
            met.company,
            pair.slots[0],
            "Filters",
            by=pair.coordinator,
            because="By telephone",
        )

    page = korean.get(partners(pair))

    assert "Asked; no answer yet" in page.main
    assert "They asked you: answer" in page.main
    assert "To the meeting" in page.main
    assert "Ask for a meeting" not in page.main


def test_partners_of_sessions_that_one_may_not_see_are_not_found(pair, visit):
    other_region = make.representative(make.company(Side.CN, region_code="370000"))
    assert visit(other_region).get(partners(pair)).status == 404
    draft = make.consultation(opened=False)
    url = f"/company/consultations/{draft.public_id}/partners"
    assert visit(pair.korean_user).get(url).status == 404


def test_partners_cost_the_same_however_many_there_are(pair, visit, engine):
    korean = visit(pair.korean_user)
    make.profile(pair.korean)
    make.profile(pair.chinese, ProfileKind.NEED)

    def statements() -> int:
        with counted(engine) as sent:
            assert korean.get(partners(pair)).status == 200
        return len(sent)

    few = statements()
    for _ in range(6):
        make.profile(pair.another_chinese().company)

    assert statements() == few
