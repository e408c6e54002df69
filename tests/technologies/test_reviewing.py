"""A profile's way to its readers: reviewed, sent back, published, expired, renewed."""

from datetime import timedelta

import pytest

from portal.accounts import queries as accounts
from portal.accounts.states import Duty
from portal.infra import audit, db
from portal.infra.db import session
from portal.infra.jobs import Job
from portal.infra.outbox import OutboxMessage
from portal.kernel import clock
from portal.kernel.clocks import Side
from portal.kernel.errors import Conflict, Invalid, NotAllowed
from portal.kernel.languages import Wording
from portal.technologies import jobs, queries, rules, services
from portal.technologies.rules import Description, Proof
from portal.technologies.states import CoreTechnology, ProfileKind, ProfileState, Stage
from tests import make

pytestmark = pytest.mark.usefixtures("database", "monday")

OFFER = Description(
    kind=ProfileKind.OFFER,
    title=Wording(en="Low-temperature SCR", zh="低温脱硝"),
    summary=Wording(en="Works at 180 °C without reheating."),
    field_codes=("AIR-05",),
    stage=Stage.DEMONSTRATED,
)


@pytest.fixture
def owner():
    return make.representative(side=Side.CN)


@pytest.fixture
def reviewer():
    return make.coordinator(Side.CN)


@pytest.fixture
def submitted(owner):
    with db.writing():
        profile = services.draft(make.company_of(owner), OFFER, by=owner)
        services.submit(profile, by=owner)
    return profile


def told() -> list[str]:
    return [message.kind for message in session.query(OutboxMessage).order_by(OutboxMessage.id)]


def due(kind: str) -> list[Job]:
    now = clock.now()
    return [job for job in session.query(Job).filter_by(kind=kind) if job.due_at <= now]


def test_a_coordinator_publishes_what_a_company_sent_and_both_are_told(submitted, reviewer):
    assert queries.profile_of(submitted.public_id) is None
    with db.writing():
        services.approve(submitted, by=reviewer)
    assert queries.profile_of(submitted.public_id) == submitted
    assert submitted.expires_at == clock.now() + rules.VALID_FOR
    assert told() == ["technologies/published"]


def test_the_coordinators_who_decide_on_a_company_hear_of_its_profile(owner, reviewer):
    make.coordinator(Side.CN, duties=[Duty.EXPORT])
    make.coordinator(Side.KR)
    with db.writing():
        profile = services.draft(make.company_of(owner), OFFER, by=owner)
        services.submit(profile, by=owner)
    (message,) = session.query(OutboxMessage)
    assert (message.kind, message.address) == ("technologies/submitted", reviewer.email)
    assert queries.waiting_count(desk_of(reviewer)) == 1


def desk_of(user):
    return accounts.coordinator_of(user)


def test_what_is_sent_back_carries_comments_until_it_is_published(submitted, owner, reviewer):
    with pytest.raises(Invalid), db.writing():
        services.send_back(submitted, {"title": "  "}, by=reviewer)
    with db.writing():
        services.send_back(submitted, {"figures": "Which oxygen?", "title": ""}, by=reviewer)
    assert submitted.state is ProfileState.RETURNED
    assert submitted.comments == {"figures": "Which oxygen?"}
    assert audit.history(submitted)[-1].details["comments"] == {"figures": "Which oxygen?"}
    with db.writing():
        services.change(submitted, OFFER, by=owner)
        services.submit(submitted, by=owner)
        services.approve(submitted, by=reviewer)
    assert submitted.comments == {}
    assert told() == ["technologies/sent_back", "technologies/submitted", "technologies/published"]


def test_nothing_is_changed_under_a_reviewers_eyes(submitted, owner):
    with pytest.raises(Conflict), db.writing():
        services.change(submitted, OFFER, by=owner)
    with pytest.raises(Conflict), db.writing():
        services.say_in_figures(submitted, [], by=owner)
    with pytest.raises(Conflict), db.writing():
        services.prove(submitted, Proof(), by=owner)
    with db.writing():
        services.take_back(submitted, by=owner)
        services.change(submitted, OFFER, by=owner)
    assert submitted.state is ProfileState.DRAFT


def test_who_does_not_decide_on_the_company_reviews_nothing(submitted):
    strangers = (
        make.coordinator(Side.KR),
        make.coordinator(Side.CN, duties=[Duty.SCHEDULE]),
        make.coordinator(Side.CN, regions=["120000"]),
        make.representative(side=Side.CN),
    )
    for stranger in strangers:
        with pytest.raises(NotAllowed), db.writing():
            services.approve(submitted, by=stranger)
        with pytest.raises(NotAllowed), db.writing():
            services.send_back(submitted, {"title": "No."}, by=stranger)
    assert submitted.state is ProfileState.SUBMITTED


def test_a_change_of_a_published_profile_comes_back_to_the_reviewer(
    submitted, owner, reviewer, monday
):
    with db.writing():
        services.approve(submitted, by=reviewer)
    coordinator = desk_of(reviewer)
    assert queries.profiles_to_review(coordinator, 1).items == []
    monday(timedelta(days=1))
    with db.writing():
        services.change(submitted, OFFER, by=owner)
    assert submitted.state is ProfileState.PUBLISHED
    assert queries.profiles_to_review(coordinator, 1).items == [submitted]
    monday(timedelta(days=2))
    with db.writing():
        services.approve(submitted, by=reviewer)
    assert queries.profiles_to_review(coordinator, 1).items == []


def test_a_year_later_it_leaves_the_catalogue_and_one_click_brings_it_back(
    submitted, owner, reviewer, monday
):
    with db.writing():
        services.approve(submitted, by=reviewer)
    monday(timedelta(days=335, minutes=1))
    (job,) = due(services.REMIND)
    with db.writing():
        jobs.remind(**job.ids)
    assert told()[-1] == "technologies/ends_soon"
    monday(timedelta(days=365, minutes=1))
    (job,) = due(services.EXPIRE)
    with db.writing():
        jobs.expire(**job.ids)
    assert queries.profile_of(submitted.public_id) is None
    assert told()[-1] == "technologies/expired"
    with db.writing():
        services.renew(submitted, by=owner)
    assert queries.profile_of(submitted.public_id) == submitted
    assert submitted.expires_at == clock.now() + rules.VALID_FOR


def test_who_renewed_in_time_hears_nothing_of_the_old_end(submitted, owner, reviewer, monday):
    with db.writing():
        services.approve(submitted, by=reviewer)
    with pytest.raises(Conflict, match="valid for long enough"), db.writing():
        services.renew(submitted, by=owner)
    monday(timedelta(days=310))
    with db.writing():
        services.renew(submitted, by=owner)
    monday(timedelta(days=56))
    with db.writing():
        jobs.remind(submitted.id)
        jobs.expire(submitted.id)
    assert submitted.state is ProfileState.PUBLISHED
    assert told() == ["technologies/published"]


def test_a_korean_offer_declares_core_technology_before_it_is_seen():
    owner = make.representative(side=Side.KR)
    korean = Description(**{**OFFER.__dict__, "region_codes": ("310000",)})
    with db.writing():
        profile = services.draft(make.company_of(owner), korean, by=owner)
    with pytest.raises(Invalid) as refused, db.writing():
        services.submit(profile, by=owner)
    assert refused.value.field == "core_technology"
    with db.writing():
        services.prove(profile, Proof(core_technology=CoreTechnology.ASKED), by=owner)
        services.submit(profile, by=owner)
    with pytest.raises(Conflict), db.writing():
        services.submit(profile, by=owner)
