"""A partner host agrees to a timetable before it is published: to exactly that one."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from portal.accounts.models import User
from portal.accounts.states import Duty
from portal.bookings.services import NotAsShown
from portal.infra import audit, db
from portal.infra.db import session
from portal.kernel.clocks import Side
from portal.kernel.errors import Conflict, Invalid, NotAllowed
from portal.kernel.languages import Language
from portal.timetabling import agreeing, queries, services
from portal.timetabling.agreeing import Stand, Step
from portal.timetabling.models import Timetable
from portal.timetabling.situation import Planned
from portal.timetabling.states import Agreed
from tests import mails, make
from tests.bookings.pair import Kept
from tests.bookings.test_rivals import at_once
from tests.timetabling.test_publishing import Session, as_booked

OURS, ANOTHER = 7, 8


class Together(Session):
    """A session that two hosts run, whose partner must agree; somebody of it, and a draft."""

    def __init__(self, **facts) -> None:
        partner = Kept(make.host(Side.CN))
        super().__init__(partner_host_id=partner.id, partner_agrees=True, **facts)
        self._partner = Kept(make.coordinator(Side.CN, of=partner.now))

    @property
    def partner(self) -> User:
        return self._partner.now

    def shown(self, draft: Timetable) -> str:
        return queries.publication_of(draft).fingerprint

    def stand(self, draft: Timetable) -> Stand:
        session.rollback()
        return queries.agreement_on(draft, queries.publication_of(draft)).stand

    def ask(self, draft: Timetable, **more) -> None:
        given = {"by": self.coordinator, "shown": self.shown(draft)} | more
        with db.writing():
            services.ask_to_agree(draft, **given)

    def answer(self, draft: Timetable, answer: Agreed, words: str = "", **more) -> None:
        given = {"by": self.partner, "shown": self.shown(draft)} | more
        with db.writing():
            services.answer_for_partner(draft, answer, words, **given)

    def move(self, draft: Timetable, was: Planned, slot: int) -> None:
        """Move a meeting of a draft on the board."""
        with db.writing():
            services.put(draft, was.pair, self.slots[slot].id, was=was.slot, by=self.coordinator)


@pytest.fixture
def here(database, monday) -> Together:
    return Together()


# ---- the rules


def steps(*said: tuple[Agreed, str], host: int = OURS) -> list[Step]:
    return [Step(each, host, fingerprint) for each, fingerprint in said]


def test_what_counts_is_the_last_word_about_exactly_what_would_be_published():
    def stand(*said: tuple[Agreed, str], needed: int | None = OURS) -> Stand:
        return agreeing.stand_of(steps(*said), fingerprint="now", host=needed)

    asked, agreed, declined = Agreed.ASKED, Agreed.AGREED, Agreed.DECLINED
    assert stand(needed=None) is Stand.NOT_NEEDED
    assert stand() is Stand.NOT_ASKED
    assert stand((asked, "now")) is Stand.ASKED
    assert stand((asked, "now"), (agreed, "now")) is Stand.AGREED
    assert stand((agreed, "now"), (declined, "now")) is Stand.DECLINED
    assert stand((asked, "before"), (agreed, "before")) is Stand.CHANGED
    # Changed and changed back: they agreed to exactly this.
    assert stand((agreed, "now"), (asked, "between"), (declined, "between")) is Stand.AGREED
    # Another host was the partner then.
    others = steps((agreed, "now"), host=ANOTHER)
    assert agreeing.stand_of(others, fingerprint="now", host=OURS) is Stand.NOT_ASKED


def test_only_agreement_or_no_need_of_it_lets_publish():
    lets = {stand for stand in Stand if agreeing.why_not_publish(stand) is None}
    assert lets == {Stand.NOT_NEEDED, Stand.AGREED}
    assert lets == {stand for stand in Stand if stand.lets_publish}


def test_whom_it_makes_sense_to_ask():
    def may_ask(stand: Stand, possible: bool = True, anybody: bool = True) -> bool:
        return agreeing.why_not_ask(stand, possible=possible, anybody=anybody) is None

    assert {stand for stand in Stand if may_ask(stand)} == {
        stand for stand in Stand if stand.can_be_asked
    }
    assert not may_ask(Stand.NOT_ASKED, possible=False)
    assert not may_ask(Stand.NOT_ASKED, anybody=False)


def test_nothing_is_agreed_to_that_cannot_be_published_but_it_can_be_declined():
    def why_not(answer: Agreed, stand: Stand = Stand.ASKED, possible: bool = False):
        return agreeing.why_not_answer(stand, answer, possible=possible)

    assert why_not(Agreed.AGREED) is not None
    assert why_not(Agreed.DECLINED) is None
    assert why_not(Agreed.DECLINED, Stand.AGREED) is None  # they think again
    assert why_not(Agreed.AGREED, Stand.AGREED, possible=True) is not None
    assert why_not(Agreed.AGREED, Stand.NOT_ASKED, possible=True) is None


def test_who_answers_works_for_the_partner_and_runs_sessions():
    def may(needed: int | None, host: int | None, *duties: str) -> bool:
        return agreeing.may_answer(needed=needed, host=host, duties=duties, duty="S")

    assert may(OURS, OURS, "S")
    assert not may(OURS, OURS, "A")
    assert not may(OURS, ANOTHER, "S")
    assert not may(None, None, "S")


# ---- what is agreed to


def test_the_fingerprint_covers_every_meeting_its_time_room_and_interpreter(here):
    plan = here.plan(0, 0, 0), here.plan(1, 1, 1)
    one, other = plan
    published = here.draft(*plan)
    here.ask(published)
    here.answer(published, Agreed.AGREED)
    here.publish(published)

    free = make.rooms_of(here.consultation)[1].id
    nothing_known = here.draft(one)
    with db.writing():
        nothing_known.known = {}  # so the other is not called off either: it is not spoken of
    fingerprints = {
        name: here.shown(here.draft(*planned))
        for name, planned in {
            "all as it stands": plan,
            "another time": (one, replace(other, slot=here.slots[2].id)),
            "another room": (one, replace(other, room=free)),
            "no room": (one, replace(other, room=None)),
            "no interpreter": (one, replace(other, interpreter=None)),
            "one fewer": (one,),
            "one more": (*plan, here.plan(0, 1, 3)),
            "another pair": (one, here.plan(1, 0, 1)),
        }.items()
    }
    fingerprints["one not spoken of"] = here.shown(nothing_known)
    assert len(set(fingerprints.values())) == len(fingerprints)


def test_the_fingerprint_covers_on_whose_word_a_pair_goes_without_an_interpreter(here):
    draft = here.draft(here.plan(0, 0, 0, 1))
    here.waive(draft, "Both speak English")
    before = here.shown(draft)
    with db.writing():
        services.take_waiver_back(
            draft, (here.k[0].company.id, here.c[0].company.id), by=here.coordinator
        )
    here.waive(draft, "They bring somebody")
    assert here.shown(draft) != before


# ---- asked, agreed, published


def test_nothing_is_published_before_the_partner_has_agreed_to_exactly_that(here):
    plan = here.plan(0, 0, 0), here.plan(1, 1, 1)
    draft = here.draft(*plan)
    with pytest.raises(Conflict, match="has not been asked yet"):
        here.publish(draft)
    here.ask(draft)
    with pytest.raises(Conflict, match="has not answered yet"):
        here.publish(draft)
    here.answer(draft, Agreed.DECLINED, "Room 2 is being painted")
    with pytest.raises(Conflict, match="has declined"):
        here.publish(draft)
    assert here.standing() == Counter()

    here.answer(draft, Agreed.AGREED, "It is dry again")
    here.publish(draft)

    assert here.standing() == as_booked(*plan)
    logged = [str(each) for each in queries.log_of(session.get_one(Timetable, draft.id))]
    assert any("agreed" in line and "It is dry again" in line for line in logged)
    verbs = [entry.verb for entry in audit.history(here.consultation)]
    assert verbs == [
        "timetable agreement asked",
        "timetable declined",
        "timetable agreed",
        "timetable published",
    ]


def test_whatever_is_changed_later_needs_a_new_agreement_and_changed_back_none(here):
    first = here.plan(0, 0, 0)
    draft = here.draft(first)
    here.ask(draft)
    here.answer(draft, Agreed.AGREED)
    assert here.stand(draft) is Stand.AGREED

    here.move(draft, first, 1)
    assert here.stand(draft) is Stand.CHANGED
    with pytest.raises(Conflict, match="Something has changed"):
        here.publish(draft)

    here.move(draft, here.plan(0, 0, 1), 0)
    assert here.stand(draft) is Stand.AGREED
    here.publish(draft)
    assert here.standing() == as_booked(first)


def test_nobody_agrees_to_what_they_have_not_seen(here):
    first = here.plan(0, 0, 0)
    draft = here.draft(first)
    seen = here.shown(draft)
    here.ask(draft)
    here.move(draft, first, 1)
    with pytest.raises(NotAsShown):
        here.answer(draft, Agreed.AGREED, shown=seen)
    with pytest.raises(NotAsShown):
        here.ask(draft, shown=seen)


def test_only_the_partners_coordinators_answer_and_only_those_who_run_sessions(here):
    draft = here.draft(here.plan(0, 0, 0))
    host = here.consultation.partner_host
    clerk = make.coordinator(Side.CN, of=host, duties=[Duty.APPROVE.value])
    for somebody in (here.coordinator, clerk, make.coordinator(Side.CN)):
        with pytest.raises(NotAllowed):
            here.answer(draft, Agreed.AGREED, by=somebody)
    with pytest.raises(NotAllowed):
        here.ask(draft, by=make.coordinator())
    assert here.stand(draft) is Stand.NOT_ASKED


def test_who_declines_says_why_and_nobody_is_asked_for_what_cannot_be(here):
    lacks = here.draft(here.plan(0, 0, 0, 1))
    with pytest.raises(Invalid) as refused:
        here.answer(lacks, Agreed.DECLINED, " ")
    assert refused.value.field == "words"
    with pytest.raises(Conflict, match="in the way"):
        here.ask(lacks)
    with pytest.raises(Conflict, match="in the way"):
        here.answer(lacks, Agreed.AGREED)


def test_a_session_without_a_partner_that_must_agree_asks_nobody(database, monday):
    here = Session()
    draft = here.draft(here.plan(0, 0, 0))
    shown = queries.publication_of(draft).fingerprint
    with pytest.raises(Conflict, match="Nobody else has to agree"), db.writing():
        services.ask_to_agree(draft, by=here.coordinator, shown=shown)
    here.publish(draft)
    assert len(here.standing()) == 1


# ---- who is told


def test_the_partners_coordinators_are_asked_by_mail_and_the_others_told_what_they_said(here):
    colleague = make.coordinator(Side.CN, of=here.consultation.partner_host)
    make.coordinator(Side.CN, of=here.consultation.partner_host, duties=[Duty.APPROVE.value])
    asked = {here.partner.email, colleague.email}
    draft = here.draft(here.plan(0, 0, 0), here.plan(1, 1, 1))
    here.ask(draft)

    told = [each for each in mails.waiting() if each.kind == "timetabling/agreement_asked"]
    assert {each.address for each in told} == asked
    assert all(each.user_id and each.needs_answer for each in told)  # the bell shows it, too
    at = f"/timetable/{draft.public_id}/agreement"
    for language in Language:
        assert at in mails.words(told[0], language)
    assert "2 meetings" in mails.words(told[0], Language.EN)

    here.answer(draft, Agreed.DECLINED, "Too early for Jinan")
    here.answer(draft, Agreed.AGREED)
    assert mails.kinds(here.coordinator.email) == [
        "timetabling/agreement_declined",
        "timetabling/agreement_given",
    ]
    declined, given = mails.waiting(here.coordinator.email)
    for language in Language:
        assert "Too early for Jinan" in mails.words(declined, language)
        assert "Jinan" not in mails.words(given, language)


# ---- at the same moment


def test_agreed_to_and_changed_at_the_same_moment_the_change_is_never_published(here):
    """Whoever comes second is told; what is agreed to is what was shown, or nothing."""
    first = here.plan(0, 0, 0)
    made = here.draft(first)
    here.ask(made)
    shown, draft = here.shown(made), Kept(made)
    partner, ours = Kept(here.partner), Kept(here.coordinator)
    to = here.slots[1].id

    def agree() -> None:
        services.answer_for_partner(
            _again(draft), Agreed.AGREED, "", by=_again(partner), shown=shown
        )

    def move() -> None:
        services.put(_again(draft), first.pair, to, was=first.slot, by=_again(ours))

    got = at_once([agree, move])

    assert isinstance(got[0], NotAsShown | None)
    assert got[1] is None
    assert here.stand(draft.now) is Stand.CHANGED
    with pytest.raises(Conflict, match="Something has changed"):
        here.publish(draft.now)
    assert here.standing() == Counter()


def _again(kept: Kept):
    return session.get_one(kept.kind, kept.id)
