"""Places in a session: limited by region and side, waited for, offered, given once each."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.bookings import services as bookings
from portal.bookings.queries import touched_by_closing
from portal.consultations import queries, services
from portal.consultations.jobs import HANDLERS
from portal.consultations.models import Participation, PlaceOffer, consultation_region
from portal.consultations.services import Place
from portal.consultations.states import OfferState, ParticipationState
from portal.infra import audit, db, jobs
from portal.infra.db import session
from portal.infra.outbox import OutboxMessage
from portal.kernel import clock
from portal.kernel.clocks import Side
from portal.kernel.errors import Conflict, NotAllowed
from tests import make
from tests.bookings.pair import One, Pair

TWO_HOURS = timedelta(minutes=120)
WHY = "They asked for it on the telephone"
SHANGHAI = "310000"


@pytest.fixture
def pair(database, monday) -> Pair:
    """A session whose one place for Shanghai is the Chinese company's; Korea has no limit."""
    pair = Pair(slots=2)
    limit(pair, 1)
    return pair


def limit(pair: Pair, places: int | None) -> None:
    with db.writing():
        session.execute(
            sa.update(consultation_region)
            .where(consultation_region.c.consultation_id == pair.consultation.id)
            .values(places=places)
        )


def newcomer(side: Side = Side.CN, **more) -> One:
    user = make.representative(make.company(side, **more))
    return One(make.company_of(user), user)


def ask(pair: Pair, one: One) -> Participation:
    with db.writing():
        return services.ask_to_join(one.company, pair.consultation, Place(), by=one.user)


def leaves(pair: Pair, company=None, user=None) -> None:
    with db.writing():
        bookings.leave_session(
            make.participation_of(company or pair.chinese, pair.consultation),
            by=user or pair.chinese_user,
        )


def offer() -> PlaceOffer:
    return session.scalars(
        sa.select(PlaceOffer).where(PlaceOffer.state == OfferState.OFFERED)
    ).one()


def the_worker_comes() -> None:
    with db.writing():
        for job in jobs.claim():
            HANDLERS[job.kind](**job.ids)
            jobs.done(job.id)


def kinds_of_mail(to: One) -> list[str]:
    return list(
        session.scalars(
            sa.select(OutboxMessage.kind)
            .where(OutboxMessage.address == to.user.email)
            .order_by(OutboxMessage.id)
        )
    )


def shanghai(pair: Pair) -> queries.Places:
    return next(each for each in queries.places_of(pair.consultation) if each.where == SHANGHAI)


def test_when_places_are_full_who_asks_waits_in_the_order_of_asking(pair):
    first, second, korean = newcomer(), newcomer(), newcomer(Side.KR)

    assert ask(pair, first).state is ParticipationState.WAITING
    assert ask(pair, second).state is ParticipationState.WAITING
    assert ask(pair, korean).state is ParticipationState.ASKED

    line = queries.waiting_list(pair.consultation)
    assert [(each.participation.company, each.position) for each in line] == [
        (first.company, 1),
        (second.company, 2),
    ]
    assert (shanghai(pair).taken, shanghai(pair).waiting, shanghai(pair).left) == (1, 2, 0)
    assert kinds_of_mail(first) == ["consultations/waiting"]


def test_who_is_accepted_when_places_are_full_waits_where_it_asked(pair):
    limit(pair, 2)
    early, quick = newcomer(), newcomer()
    application = ask(pair, early)
    assert application.state is ParticipationState.ASKED
    with db.writing():
        services.accept(ask_later(pair, quick), by=pair.coordinator)
    late = ask(pair, newcomer())
    assert late.state is ParticipationState.WAITING

    with db.writing():
        services.accept(application, by=pair.coordinator)

    assert application.state is ParticipationState.WAITING
    line = [each.participation.id for each in queries.waiting_list(pair.consultation)]
    assert line == [application.id, late.id]


def ask_later(pair: Pair, one: One) -> Participation:
    return services.ask_to_join(one.company, pair.consultation, Place(), by=one.user)


def test_an_invited_company_waits_too_and_another_region_has_places_of_its_own(database, monday):
    pair = Pair(regions=("310000", "440000"))
    with db.writing():
        session.execute(
            sa.update(consultation_region)
            .where(consultation_region.c.region_code == SHANGHAI)
            .values(places=1)
        )
    invited, elsewhere = newcomer(), newcomer(region_code="440000")
    with db.writing():
        both = [invited.company, elsewhere.company]
        services.invite(both, pair.consultation, by=pair.coordinator)

    assert ask(pair, invited).state is ParticipationState.WAITING
    assert ask(pair, elsewhere).state is ParticipationState.ACCEPTED


def test_the_korean_side_has_a_limit_of_its_own(pair):
    with db.writing():
        pair.consultation.korean_places = 1
    assert ask(pair, newcomer(Side.KR)).state is ParticipationState.WAITING


def test_a_place_that_falls_free_is_kept_for_the_next_who_accepts_it(pair):
    first, second = newcomer(), newcomer()
    waiting = ask(pair, first)
    ask(pair, second)

    leaves(pair)

    made = offer()
    assert made.participation.id == waiting.id
    assert made.expires_at == clock.now() + TWO_HOURS
    assert (shanghai(pair).offered, shanghai(pair).left) == (1, 0)
    assert kinds_of_mail(first)[-1] == "consultations/place_offered"
    assert ask(pair, newcomer()).state is ParticipationState.WAITING

    with db.writing():
        services.accept_place(made, by=first.user)
        services.accept_place(made, by=first.user)
    assert waiting.state is ParticipationState.ACCEPTED
    assert kinds_of_mail(first)[-1] == "consultations/accepted"
    assert shanghai(pair).taken == 1


def test_a_declined_place_goes_to_the_next_and_an_expired_one_too(pair, monday):
    first, second, third = newcomer(), newcomer(), newcomer()
    applications = [ask(pair, one) for one in (first, second, third)]
    leaves(pair)

    with db.writing():
        services.decline_place(offer(), by=first.user)
    assert applications[0].state is ParticipationState.WITHDRAWN
    assert offer().participation.id == applications[1].id

    monday(TWO_HOURS)
    the_worker_comes()
    assert offer().participation.id == applications[2].id
    assert kinds_of_mail(second)[-1] == "consultations/place_offer_expired"
    assert [each.participation.id for each in queries.waiting_list(pair.consultation)] == [
        applications[2].id,
        applications[1].id,
    ]

    monday(TWO_HOURS)
    the_worker_comes()
    assert shanghai(pair).left == 1
    with db.writing():
        services.take_left_place(applications[1], by=second.user)
    assert applications[1].state is ParticipationState.ACCEPTED
    with pytest.raises(Conflict, match="No place is free"), db.writing():
        services.take_left_place(applications[2], by=third.user)


def test_whom_the_coordinator_lets_wait_does_not_let_itself_in(pair):
    limit(pair, None)
    one = newcomer()
    waiting = ask(pair, one)
    with db.writing():
        services.put_on_waiting_list(waiting, by=pair.coordinator, reason="Not sure yet")

    with pytest.raises(Conflict, match="No place is free"), db.writing():
        services.take_left_place(waiting, by=one.user)


def test_an_expired_offer_is_not_in_the_way_when_the_worker_is_late(pair, monday):
    waiting = ask(pair, newcomer())
    leaves(pair)
    monday(TWO_HOURS)

    late = newcomer()
    assert ask(pair, late).state is ParticipationState.ASKED
    assert queries.standing_place_offer(waiting) is None


def test_a_place_that_is_added_is_offered_until_booking_ends(pair, monday):
    waiting = ask(pair, newcomer())
    monday(pair.consultation.joining_ends_at - clock.now())
    limit(pair, 2)
    with db.writing():
        services.offer_places(pair.consultation)
    assert offer().participation.id == waiting.id

    with db.writing():
        services.take_place_offer_back(offer(), by=pair.coordinator, reason=WHY)
    monday(pair.consultation.booking_ends_at - clock.now())
    other = make.participation(newcomer().company, pair.consultation, ParticipationState.WAITING)
    with db.writing():
        assert services.offer_places(pair.consultation) == []
        by_hand = services.offer_place_by_hand(other, by=pair.coordinator, reason=WHY)
    assert by_hand.participation.id == other.id


def test_who_waits_may_leave_at_any_time_and_what_was_kept_goes_on(pair, monday):
    first, second = newcomer(), newcomer()
    waiting, following = ask(pair, first), ask(pair, second)
    leaves(pair)
    monday(pair.consultation.joining_ends_at - clock.now() + timedelta(minutes=1))
    with db.writing():
        services.offer_places(pair.consultation)

    leaves(pair, first.company, first.user)

    assert waiting.state is ParticipationState.WITHDRAWN
    assert following.state is ParticipationState.WAITING


def test_a_coordinator_changes_the_order_and_acts_on_behalf_with_a_reason(pair):
    first, second = ask(pair, newcomer()), ask(pair, newcomer())
    with db.writing():
        services.move_on_list(second, 1, by=pair.coordinator, reason=WHY)
    assert audit.history(second)[-1].reason == WHY
    with pytest.raises(Conflict, match="All places are taken"), db.writing():
        services.offer_place_by_hand(first, by=pair.coordinator, reason=WHY)
    with pytest.raises(Conflict, match="All places are taken"), db.writing():
        services.accept(first, by=pair.coordinator)

    leaves(pair)
    assert offer().participation.id == second.id
    with db.writing():
        services.accept_place(offer(), by=pair.coordinator, reason=WHY)
    assert second.state is ParticipationState.ACCEPTED
    assert audit.history(second)[-1].on_behalf_of == second.company.public_id


def test_strangers_take_no_place(pair):
    ask(pair, newcomer())
    leaves(pair)
    for user in (make.representative(), make.coordinator(), pair.korean_user):
        with pytest.raises(NotAllowed), db.writing():
            services.accept_place(offer(), by=user, reason=WHY)
        with pytest.raises(NotAllowed), db.writing():
            services.decline_place(offer(), by=user, reason=WHY)


def test_who_waits_when_a_session_is_closed_is_told_and_nothing_is_kept(pair, monday):
    first, second = newcomer(), newcomer()
    waiting = [ask(pair, each) for each in (first, second)]
    leaves(pair)
    kept = offer()
    assert kept.participation_id == waiting[0].id

    touched = touched_by_closing(pair.consultation)
    assert [each.id for each in touched.outside] == [each.id for each in waiting]
    with db.writing():
        bookings.close_session(
            pair.consultation,
            by=pair.coordinator,
            reason="The hall is shut",
            shown=touched.fingerprint,
        )

    session.refresh(kept)
    assert kept.state is OfferState.WITHDRAWN
    assert (shanghai(pair).offered, shanghai(pair).taken) == (0, 0)
    for each in (first, second):
        assert kinds_of_mail(each)[-1] == "consultations/place_wait_ended"
    assert audit.history(kept.participation)[-1].verb == "place offer withdrawn"
    with pytest.raises(Conflict, match="over"), db.writing():
        services.accept_place(kept, by=first.user)
    monday(TWO_HOURS)
    the_worker_comes()
    assert len(kinds_of_mail(first)) == len(set(kinds_of_mail(first)))
