"""Wishes in the database: said, ordered, taken back, noted on behalf, and reminded of."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from portal import worker
from portal.bookings.queries import PartnerFilter
from portal.companies.models import Company
from portal.companies.states import CompanyState
from portal.consultations.models import ConsultationSession
from portal.consultations.states import BookingMode, ParticipationState
from portal.infra import audit, db
from portal.infra.db import session
from portal.infra.jobs import Job
from portal.infra.outbox import OutboxMessage
from portal.kernel.clocks import Side
from portal.kernel.errors import Conflict, Invalid, NotAllowed
from portal.timetabling import queries, services
from portal.timetabling.models import Wish
from portal.timetabling.queries import Answer, Kind, PairFilter, WisherFilter
from portal.timetabling.rules import Choice
from portal.timetabling.services import About, ChangedMeanwhile
from portal.timetabling.states import Rank
from tests import make
from tests.bookings.pair import One, Pair
from tests.bookings.test_rivals import at_once

MUST, WOULD, NO = Rank.MUST, Rank.WOULD, Rank.NO


@pytest.fixture
def pair(database, monday) -> Pair:
    return Pair(mode=BookingMode.TIMETABLE)


def say(pair: Pair, who: One, ranks: dict[One, Rank | None], **more) -> services.Saved:
    """Rank others as somebody who sees what stands there now."""
    with db.writing():
        company = who.company
        given = queries.ranks_given(pair.consultation, company, [o.company for o in ranks])
        choices = {
            other.company: Choice(rank, was=given.get(other.company.id))
            for other, rank in ranks.items()
        }
        return services.save_wishes(
            pair.consultation, company, choices, by=more.pop("by", who.user), **more
        )


def put(pair: Pair, who: One, places: dict[One, int], **more) -> services.Saved:
    with db.writing():
        return services.save_wishes(
            pair.consultation,
            who.company,
            {},
            {other.company: place for other, place in places.items()},
            by=who.user,
            **more,
        )


def wishes(pair: Pair, who: One) -> list[tuple[int, Rank, int | None]]:
    return [
        (wish.wanted_id, wish.rank, wish.position)
        for wish in queries.wishes_of(pair.consultation, who.company)
    ]


def history(pair: Pair, who: One) -> list[audit.AuditEntry]:
    return list(audit.history(make.participation_of(who.company, pair.consultation)))


def test_wishes_have_an_order_within_must_and_within_would(pair):
    us, (a, b, c, d) = pair.korean_one, [pair.another_chinese() for _ in range(4)]

    say(pair, us, {a: MUST, b: WOULD})
    say(pair, us, {c: MUST, d: NO})
    put(pair, us, {c: 1})

    assert wishes(pair, us) == [
        (c.company.id, MUST, 1),
        (a.company.id, MUST, 2),
        (b.company.id, WOULD, 1),
        (d.company.id, NO, None),
    ]
    say(pair, us, {c: WOULD, a: None})
    assert wishes(pair, us) == [
        (b.company.id, WOULD, 1),
        (c.company.id, WOULD, 2),
        (d.company.id, NO, None),
    ]


def test_the_same_form_sent_again_changes_nothing(pair):
    us, them = pair.korean_one, pair.chinese_one
    choices = {them.company: Choice(MUST, was=None)}
    for _ in range(2):
        with db.writing():
            services.save_wishes(pair.consultation, us.company, choices, by=us.user)

    assert wishes(pair, us) == [(them.company.id, MUST, 1)]
    assert [entry.verb for entry in history(pair, us)] == ["wishes changed"]


def test_two_colleagues_do_not_overwrite_each_other_unseen(pair):
    us, a, b = pair.korean_one, pair.chinese_one, pair.another_chinese()
    say(pair, us, {a: MUST})

    late = {a.company: Choice(WOULD, was=None), b.company: Choice(MUST, was=None)}
    with pytest.raises(ChangedMeanwhile) as refused, db.writing():
        services.save_wishes(pair.consultation, us.company, late, by=us.user)
    assert refused.value.now == {a.company.id: MUST}
    assert wishes(pair, us) == [(a.company.id, MUST, 1)]

    only_seen = {a.company: Choice(None, was=None), b.company: Choice(MUST, was=None)}
    with db.writing():
        services.save_wishes(pair.consultation, us.company, only_seen, by=us.user)
    assert [rank for _id, rank, _place in wishes(pair, us)] == [MUST, MUST]


def test_who_puts_in_order_what_has_changed_meanwhile_is_told(pair):
    us, a, b = pair.korean_one, pair.chinese_one, pair.another_chinese()
    say(pair, us, {a: MUST, b: MUST})
    seen = queries.ranking_of(pair.consultation, us.company).stamp

    assert not put(pair, us, {b: 1}, seen=seen).order_was_old
    assert put(pair, us, {b: 2}, seen=seen).order_was_old


def test_what_one_wants_to_talk_about_is_kept_with_the_wish(pair):
    us, them = pair.korean_one, pair.chinese_one
    profile = make.profile(them.company)
    about = About(session.get_one(type(profile), profile.id), " A trial in Baoshan ")
    for _ in range(2):
        with db.writing():
            services.save_wish(pair.consultation, us.company, them.company, MUST, about, by=us.user)
    wish = queries.wish_for(pair.consultation, us.company, them.company)
    assert (wish.reason, wish.profile_id) == ("A trial in Baoshan", profile.id)
    seen = wish.updated_at

    with pytest.raises(ChangedMeanwhile), db.writing():
        services.save_wish(pair.consultation, us.company, them.company, MUST, About(), by=us.user)
    with db.writing():
        services.save_wish(
            pair.consultation, us.company, them.company, NO, About(), by=us.user, seen=seen
        )
    assert wishes(pair, us) == [(them.company.id, NO, None)]


def test_a_technology_of_a_third_company_is_refused(pair):
    other = make.profile(make.company())
    with pytest.raises(Invalid), db.writing():
        services.save_wish(
            pair.consultation,
            pair.korean,
            pair.chinese,
            MUST,
            About(session.get_one(type(other), other.id)),
            by=pair.korean_user,
        )


# ---- who may, and when


def test_only_who_takes_part_on_the_other_side_can_be_wished_for(pair):
    us = pair.korean_one
    waiting = pair.another(Side.CN, ParticipationState.WAITING)
    own_side = pair.another_korean()
    for other in (waiting, own_side):
        with pytest.raises(Conflict):
            say(pair, us, {other: MUST})
    with pytest.raises(Conflict):
        say(pair, waiting, {us: MUST})
    assert wishes(pair, us) == []


def test_nobody_says_what_another_company_wishes(pair):
    with pytest.raises(NotAllowed):
        say(pair, pair.korean_one, {pair.chinese_one: MUST}, by=pair.chinese_user)
    with pytest.raises(NotAllowed):
        say(pair, pair.korean_one, {pair.chinese_one: MUST}, by=make.coordinator(), because="x")


def test_after_the_deadline_only_coordinators_note_wishes_and_say_why(pair, monday):
    us, them = pair.korean_one, pair.chinese_one
    monday(timedelta(days=5, hours=12))
    with pytest.raises(Conflict, match="deadline for wishes"):
        say(pair, us, {them: MUST})
    with pytest.raises(Invalid):
        say(pair, us, {them: MUST}, by=pair.coordinator)

    say(pair, us, {them: MUST}, by=pair.coordinator, because="They called.")

    (entry,) = history(pair, us)
    assert (entry.verb, entry.reason) == ("wishes changed", "They called.")
    assert entry.on_behalf_of == us.company.public_id
    assert entry.details["changes"] == {them.company.public_id: [None, "MUST"]}
    assert queries.wish_for(pair.consultation, us.company, them.company).on_behalf


def test_a_partner_that_steps_back_and_returns_is_wished_for_as_before(pair):
    us, (a, b, c) = pair.korean_one, [pair.another_chinese() for _ in range(3)]
    say(pair, us, {a: MUST, b: MUST, c: MUST})
    with db.writing():
        make.participation_of(a.company, pair.consultation).state = ParticipationState.WITHDRAWN

    assert [id for id, _rank, _place in wishes(pair, us)] == [b.company.id, c.company.id]
    put(pair, us, {c: 1})
    with db.writing():
        make.participation_of(a.company, pair.consultation).state = ParticipationState.ACCEPTED
    assert [(id, place) for id, _rank, place in wishes(pair, us)] == [
        (c.company.id, 1),
        (b.company.id, 2),
        (a.company.id, 3),
    ]


def test_partners_are_picked_out_by_what_one_has_said_of_them(pair):
    us, (a, b) = pair.korean_one, [pair.another_chinese() for _ in range(2)]
    say(pair, us, {a: MUST, b: NO})

    def found(answer: Answer | None) -> set[int]:
        chunk = queries.partners_to_rank(pair.consultation, us.company, PartnerFilter(), answer)
        return {company.id for company in chunk.items}

    assert found(Answer.MUST) == {a.company.id}
    assert found(Answer.NO) == {b.company.id}
    assert found(Answer.NONE) == {pair.chinese.id}
    assert len(found(None)) == 3


# ---- what coordinators read


def test_pairs_stand_in_the_order_in_which_they_should_be_placed(pair):
    k1, k2, c1 = pair.korean_one, pair.another_korean(), pair.chinese_one
    c2 = pair.another_chinese()
    say(pair, k1, {c1: WOULD, c2: MUST})
    say(pair, k2, {c1: MUST, c2: MUST})
    say(pair, c1, {k1: WOULD, k2: NO})
    say(pair, c2, {k1: MUST})
    pair.meet()

    pairs = queries.page_of_pairs(pair.consultation, PairFilter(), 1).items

    assert [(each.korean.id, each.chinese.id) for each in pairs] == [
        (k1.company.id, c2.company.id),
        (k1.company.id, c1.company.id),
        (k2.company.id, c2.company.id),
        (k2.company.id, c1.company.id),
    ]
    assert [each.is_mutual for each in pairs] == [True, True, False, False]
    assert pairs[1].booking is not None
    assert pairs[3].unwilling == [c1.company]

    def number(**wanted) -> int:
        return queries.page_of_pairs(pair.consultation, PairFilter(**wanted), 1).total

    assert number(kind=Kind.MUTUAL) == 2
    assert number(kind=Kind.ONE_SIDED) == 1
    assert number(kind=Kind.REFUSED) == 1
    assert number(placed=False) == 3
    assert number(must=True) == 2
    totals = queries.totals_of([pair.consultation.id])[pair.consultation.id]
    assert (totals.pairs, totals.mutual, totals.mutual_unplaced, totals.must_unplaced) == (
        4,
        2,
        1,
        2,
    )


def test_pairs_with_somebody_who_no_longer_takes_part_are_not_counted(pair):
    say(pair, pair.korean_one, {pair.chinese_one: MUST})
    with db.writing():
        pair.chinese.state = CompanyState.SUSPENDED
    assert queries.page_of_pairs(pair.consultation, PairFilter(), 1).total == 0
    assert queries.totals_of([pair.consultation.id]) == {}


def test_who_has_ranked_nobody_stands_first(pair):
    us, them = pair.korean_one, pair.chinese_one
    silent = pair.another_korean()
    say(pair, us, {them: MUST})
    say(pair, them, {us: NO})

    found = queries.page_of_wishers(pair.consultation, WisherFilter(), 1).items

    assert {each.company.id for each in found[:2]} == {silent.company.id, them.company.id}
    last = found[2]
    assert (last.given.must, last.received.no, last.contacts) == (1, 1, (us.user,))
    assert queries.number_of_silent([pair.consultation.id]) == {pair.consultation.id: 2}


# ---- reminders


def reminded() -> list[str]:
    with db.writing():
        addresses = list(session.scalars(sa.select(OutboxMessage.address)))
        session.execute(sa.delete(OutboxMessage))
    return addresses


def test_who_has_ranked_nobody_is_reminded_before_the_deadline(pair, monday):
    say(pair, pair.korean_one, {pair.chinese_one: MUST})
    with db.writing():
        services.plan_reminder(pair.consultation)
    (job,) = session.scalars(sa.select(Job))
    assert job.due_at == pair.consultation.asking_ends_at - timedelta(days=2)

    monday(job.due_at - pair.consultation.opened_at)
    for _ in range(2):
        with db.writing():
            worker.HANDLERS[job.kind](**job.ids)

    assert reminded() == [pair.chinese_user.email]


def test_a_reminder_planned_for_an_earlier_deadline_waits(pair, monday):
    monday(timedelta(days=3))
    with db.writing():
        consultation = session.get_one(ConsultationSession, pair.consultation.id)
        consultation.asking_ends_at += timedelta(days=3)
        assert services.remind_in_time(consultation) == 0
    assert reminded() == []


def test_a_coordinator_reminds_one_company_or_all_but_nobody_twice_in_a_row(pair, monday):
    with db.writing():
        assert services.remind(pair.consultation, pair.korean, by=pair.coordinator) == 1
    with db.writing():
        assert services.remind(pair.consultation, by=pair.coordinator) == 1
    assert sorted(reminded()) == sorted([pair.korean_user.email, pair.chinese_user.email])
    with db.writing():
        assert services.remind(pair.consultation, by=pair.coordinator) == 0
    with pytest.raises(NotAllowed), db.writing():
        services.remind(pair.consultation, by=pair.korean_user)
    monday(timedelta(days=5, hours=12))
    with pytest.raises(Conflict), db.writing():
        services.remind(pair.consultation, by=pair.coordinator)


def test_colleagues_who_save_at_the_same_moment_lose_nothing(pair):
    us = pair.korean_one
    others = [pair.another_chinese().company.id for _ in range(6)]

    def say_one(id: int) -> None:
        other = session.get_one(Company, id)
        choice = {other: Choice(MUST, was=None)}
        services.save_wishes(pair.consultation, us.company, choice, by=us.user)

    got = at_once([partial(say_one, id) for id in others])

    assert got == [None] * len(others)
    found = wishes(pair, us)
    assert {id for id, _rank, _place in found} == set(others)
    assert [place for _id, _rank, place in found] == list(range(1, len(others) + 1))


def test_positions_in_the_database_are_dense_after_everything(pair):
    us = pair.korean_one
    others = [pair.another_chinese() for _ in range(5)]
    say(pair, us, dict.fromkeys(others, MUST))
    put(pair, us, {others[4]: 2, others[0]: 4})
    say(pair, us, {others[2]: None, others[1]: WOULD})
    rows = session.execute(
        sa.select(Wish.rank, Wish.position).order_by(Wish.rank, Wish.position)
    ).all()
    assert [tuple(row) for row in rows] == [(MUST, 1), (MUST, 2), (MUST, 3), (WOULD, 1)]


# ---- the session's terms


def test_nobody_wants_to_meet_whom_the_terms_keep_them_from_but_may_rather_not(database, monday):
    pair = Pair(mode=BookingMode.TIMETABLE, asking_side=Side.CN)
    us, them = pair.korean_one, pair.chinese_one

    with pytest.raises(Conflict, match="Chinese companies that ask"):
        say(pair, us, {them: WOULD})
    say(pair, us, {them: NO})
    say(pair, them, {us: MUST})
    other = pair.another_chinese().company
    with pytest.raises(Conflict, match="Chinese companies that ask"), db.writing():
        services.save_wish(pair.consultation, us.company, other, MUST, About(), by=us.user)

    assert wishes(pair, them) == [(us.company.id, MUST, 1)]
    say(pair, us, {them: MUST}, by=pair.coordinator, because="They asked for it by telephone")
    assert wishes(pair, us) == [(them.company.id, MUST, 1)]


def test_a_wish_from_before_the_terms_stays_until_it_is_changed(pair):
    us, them = pair.korean_one, pair.chinese_one
    say(pair, us, {them: WOULD})
    with db.writing():
        pair.consultation.asking_side = Side.CN

    say(pair, us, {pair.another_chinese(): NO})
    assert (them.company.id, WOULD, 1) in wishes(pair, us)
    say(pair, us, {them: NO})
    with pytest.raises(Conflict, match="Chinese companies that ask"):
        say(pair, us, {them: WOULD})
