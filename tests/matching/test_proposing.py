"""Whom to meet, from the database: found, explained, and never against anybody's no thanks."""

import pytest

from portal.bookings.states import BookingState
from portal.companies.models import Company
from portal.infra import db
from portal.infra.db import session
from portal.kernel.clocks import Side
from portal.kernel.languages import Wording
from portal.matching import queries
from portal.technologies import services
from portal.technologies.rules import Description, Figure, Proof
from portal.technologies.services import regards
from portal.technologies.states import CoreTechnology, ProfileKind, Stage
from tests import make
from tests.reports.meetings import booked, joined
from tests.statements import counted

pytestmark = pytest.mark.usefixtures("database", "monday")

BURNER = Wording(ko="초저녹스 버너", en="Ultra-low NOx burner")
BOILER = Wording(zh="燃气锅炉低氮改造")
SLUDGE = Wording(ko="슬러지 건조기")


def published(side: Side, kind: ProfileKind, title: Wording, field: str, **more):
    """A profile with its company, as a company publishes it."""
    company = more.pop("company", None) or make.company(side)
    owner = make.representative(company)
    described = Description(
        kind=kind,
        title=title,
        summary=title,
        field_codes=(field,),
        stage=Stage.IN_OPERATION,
        region_codes=more.pop("regions", ("310000",)) if side is Side.KR else (),
    )
    with db.writing():
        profile = services.draft(company, described, by=owner)
        if side is Side.KR and kind is ProfileKind.OFFER:
            services.prove(profile, Proof(core_technology=CoreTechnology.NONE), by=owner)
        if "outlet" in more:
            figure = Figure("nox", "mg/m3", outlet=more["outlet"])
            services.say_in_figures(profile, [figure], by=owner)
    make.publish(profile, owner)
    return session.merge(profile)


@pytest.fixture
def need():
    return published(Side.CN, ProfileKind.NEED, BOILER, "CMB-01", outlet=30)


@pytest.fixture
def offer():
    return published(Side.KR, ProfileKind.OFFER, BURNER, "CMB-01", outlet=18)


def ids(found) -> list[int]:
    return [each.theirs.id for each in found]


def test_a_need_finds_its_offer_and_the_offer_its_need(need, offer):
    published(Side.KR, ProfileKind.OFFER, SLUDGE, "WAT-04")
    published(Side.KR, ProfileKind.NEED, BURNER, "CMB-01")
    assert ids(queries.proposals_for(need)) == [offer.id]
    assert ids(queries.proposals_for(offer)) == [need.id]
    (proposal,) = queries.partners_for(need.company)
    assert proposal.theirs.company_id == offer.company_id
    assert proposal.score >= 60
    assert "Reaches the value that is needed" in [
        part.words.msgid for part in proposal.match.parts if part.words
    ]


def test_what_does_not_reach_the_value_or_does_not_want_the_region_is_not_proposed(need):
    published(Side.KR, ProfileKind.OFFER, BURNER, "CMB-01", outlet=50)
    published(Side.KR, ProfileKind.OFFER, BURNER, "CMB-01", outlet=20, regions=("370000",))
    assert queries.proposals_for(need) == []


def test_no_thanks_of_either_side_keeps_a_pair_apart_for_both(need, offer):
    decliner = make.representative(offer.company)
    with db.writing():
        regards.regard(offer.company, need.company, by=decliner, declined=True)
    assert queries.proposals_for(need) == []
    assert queries.proposals_for(offer) == []
    companies = [need.company_id, offer.company_id]
    assert queries.pairs_among(companies, 5) == []


def test_who_met_already_is_not_proposed_again(need, offer):
    at = make.consultation()
    with db.writing():
        booking = session.merge(booked(at, offer.company, need.company))
        booking.state = BookingState.MET
    assert queries.partners_for(need.company) == []
    assert ids(queries.partners_for(need.company, meet_again=True)) == [offer.id]


def test_a_withdrawn_profile_and_a_suspended_company_are_not_proposed(need, offer):
    with db.writing():
        services.withdraw(offer, by=make.representative(offer.company))
    assert queries.proposals_for(need) == []


def test_in_a_session_only_participants_count_and_pairs_without_a_meeting(need, offer):
    at = make.consultation(regions=("310000",))
    joined(need.company, at)
    assert queries.partners_in(at, need.company) == []
    (guest,) = queries.worth_inviting(at)
    assert guest.company.id == offer.company_id
    joined(offer.company, at)
    assert queries.worth_inviting(at) == []
    assert ids(queries.partners_in(at, need.company)) == [offer.id]
    (pair,) = queries.pairs_in(at, 5)
    assert pair.company_of(Side.KR).id == offer.company_id
    booked(at, offer.company, need.company)
    assert queries.pairs_in(at, 5) == []


def test_more_profiles_ask_the_database_no_more(need, offer, engine):
    def asked() -> tuple[int, int]:
        db.session.remove()
        company = session.get_one(Company, owner)
        with counted(engine) as statements:
            found = queries.partners_for(company)
        return len(statements), len(found)

    owner = need.company_id
    few, _one = asked()
    for _ in range(3):
        published(Side.KR, ProfileKind.OFFER, BURNER, "CMB-01", outlet=20)
        more = session.get_one(Company, owner)
        published(Side.CN, ProfileKind.NEED, BOILER, "CMB-02", company=more)
    assert asked() == (few, 4)


def test_a_reader_sees_how_a_profile_goes_with_their_own_and_strangers_do_not(
    need, offer, visit, visitor
):
    owner, decliner = make.representative(need.company), make.representative(offer.company)
    companies = offer.company_id, need.company_id
    address = f"/technologies/{offer.public_id}"
    shown = visit(owner).get(address).main
    assert "How it goes with yours" in shown
    assert "Reaches the value that is needed" in shown
    assert "How it goes with yours" not in visitor.get(address).main
    with db.writing():
        theirs, mine = (session.get_one(Company, id) for id in companies)
        regards.regard(theirs, mine, by=session.merge(decliner), declined=True)
    assert visit(owner).get(address).main == shown
