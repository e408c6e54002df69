"""Letters reach whom they should, once, in their language; refused mails are seen and mended."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from portal.accounts.notifications import reset_password
from portal.accounts.queries import coordinator_of
from portal.companies.states import CompanyState
from portal.consultations.states import ParticipationState
from portal.infra import db, outbox
from portal.infra.db import session
from portal.infra.outbox import OutboxMessage
from portal.infra.ways import Way, chosen
from portal.kernel.clocks import Side
from portal.kernel.errors import Conflict, NotAllowed
from portal.kernel.languages import Language, Wording
from portal.letters import queries, services
from portal.letters.models import Letter
from portal.letters.queries import MailFilter
from portal.letters.rules import KOREA, Audience, Words
from portal.letters.states import MailState, Readers
from tests import mails, make
from tests.bookings.pair import Pair
from tests.statements import counted

ACCEPTED = frozenset({ParticipationState.ACCEPTED.value})
WORDS = Words(
    Wording(en="News of {session}", zh="{session}通知"),
    Wording(en="{company}: {days}\n\nRegards, {coordinator}", zh="{company}：{days}"),
)


@pytest.fixture
def pair(database, monday) -> Pair:
    pair = Pair()
    with db.writing():
        pair.chinese_user.language = Language.ZH
        pair.korean_user.language = Language.KO
    return pair


def written(pair: Pair, audience: Audience | None = None, words: Words = WORDS) -> Letter:
    chosen_by = audience or Audience(states=ACCEPTED)
    with db.writing():
        return services.draft(words, chosen_by, pair.consultation, by=pair.coordinator)


def sent(pair: Pair, letter: Letter) -> int:
    with db.writing():
        return services.send(letter, by=pair.coordinator)


def addresses() -> set[str]:
    return {each.address for each in mails.waiting() if each.kind == "messages/letter"}


def test_everybody_gets_it_once_in_their_language_with_their_own_names(pair):
    letter = written(pair)
    assert sent(pair, letter) == 2
    korean, chinese = (
        next(each for each in mails.waiting(user.email) if each.kind == "messages/letter")
        for user in (pair.korean_user, pair.chinese_user)
    )
    text = mails.words(chinese)
    assert f"{pair.consultation.title.best(Language.ZH).text}通知" in text
    assert pair.chinese.name.best(Language.ZH).text in text
    assert "2026年9月14日" in text
    # Nothing was written in Korean, so English helps most.
    assert f"Regards, {pair.coordinator.person.name_for(Language.EN)}" in mails.words(korean)
    assert f"/company/consultations/{pair.consultation.public_id}" in mails.words(korean)


def test_it_is_sent_once_however_often_it_is_pressed(pair):
    letter = written(pair)
    sent(pair, letter)
    with pytest.raises(Conflict):
        sent(pair, letter)
    assert len([kind for kind in mails.kinds() if kind == "messages/letter"]) == 2
    with pytest.raises(Conflict), db.writing():
        services.rewrite(
            letter, WORDS, Audience(states=ACCEPTED), pair.consultation, by=pair.coordinator
        )


def test_a_group_is_narrowed_by_state_and_place(pair):
    waiting = pair.another(Side.CN, ParticipationState.WAITING)
    assert sent(pair, written(pair, Audience(states=ACCEPTED, places=frozenset({KOREA})))) == 1
    assert addresses() == {pair.korean_user.email}
    only_waiting = Audience(states=frozenset({ParticipationState.WAITING.value}))
    assert sent(pair, written(pair, only_waiting)) == 1
    assert addresses() == {pair.korean_user.email, waiting.user.email}


def test_interpreters_of_the_session_are_a_group_of_their_own(pair):
    there, elsewhere = make.interpreter(), make.interpreter()
    with db.writing():
        there.consultations.append(pair.consultation)
    words = Words(Wording(en="News"), Wording(en="Please be there early."))
    assert sent(pair, written(pair, Audience(Readers.INTERPRETERS), words)) == 1
    assert addresses() == {there.user.email}
    assert elsewhere.user.email not in addresses()


def test_without_a_session_it_reaches_companies_of_ones_own_side_and_regions(database):
    shandong = make.representative(make.company(Side.CN, region_code="370000"))
    make.representative(make.company(Side.CN, region_code="310000"))
    make.representative(side=Side.KR)
    by = make.coordinator(Side.CN, regions=["370000"])
    words = Words(Wording(zh="通知"), Wording(zh="{company}，您好。"))
    audience = Audience(states=frozenset({CompanyState.APPROVED.value}))
    with db.writing():
        letter = services.draft(words, audience, None, by=by)
        assert services.send(letter, by=by) == 1
    assert addresses() == {shandong.email}


def test_a_letter_to_nobody_is_refused(pair):
    nobody = Audience(states=frozenset({ParticipationState.DECLINED.value}))
    with pytest.raises(Conflict):
        sent(pair, written(pair, nobody))


def test_a_test_goes_to_its_writer_alone_as_the_reader_would_get_it(pair):
    letter = written(pair)
    desk = coordinator_of(pair.coordinator)
    reader = queries.readers_of(letter.audience, pair.consultation, desk)[0]
    with db.writing():
        services.send_test(letter, reader, by=pair.coordinator)
    assert addresses() == {pair.coordinator.email}
    (mail,) = mails.waiting(pair.coordinator.email)
    assert reader.company.name.best(mail.language).text in mails.words(mail)
    assert letter.sent_at is None


def test_only_those_who_run_the_session_write_to_it(pair):
    for user in (make.coordinator(of=make.host()), pair.korean_user, make.user()):
        with pytest.raises(NotAllowed), db.writing():
            services.draft(WORDS, Audience(states=ACCEPTED), pair.consultation, by=user)


def test_readers_preferences_are_respected(pair):
    with db.writing():
        pair.korean_user.message_ways = [chosen("messages", Way.PORTAL)]
    letter = written(pair)
    sent(pair, letter)
    assert queries.counts_of(letter) == {MailState.SHOWN: 1, MailState.WAITING: 1}


def test_hostile_words_stay_words(pair):
    words = Words(Wording(en="<b>{person}"), Wording(en='<script>alert("1")</script>\n{company}'))
    sent(pair, written(pair, words=words))
    page = mails.html(next(each for each in mails.waiting() if each.kind == "messages/letter"))
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_the_log_tells_what_became_of_each_mail_and_whose_business_it_is(pair):
    sent(pair, written(pair))
    desk = coordinator_of(pair.coordinator)
    first, second = mails.waiting()
    with db.writing():
        outbox.sent(first.id)
        outbox.failed(second.id, "550 no such user", for_good=True)
    found = {each.address: queries.state_of(each) for each in mails_of(desk)}
    assert found == {first.address: MailState.SENT, second.address: MailState.REFUSED}
    for state in MailState:
        asked = mails_of(desk, state=state)
        assert all(queries.state_of(each) is state for each in asked)
    assert [each.id for each in mails_of(desk, state=MailState.REFUSED)] == [second.id]
    assert queries.refused_lately(desk) == 1
    stranger = coordinator_of(make.coordinator(of=make.host()))
    assert mails_of(stranger, consultation=pair.consultation) == []


def test_what_signs_somebody_in_stands_in_nobodys_log(pair):
    with db.writing():
        reset_password(pair.korean_user, "s3cret")
    for side in Side:
        desk = coordinator_of(make.coordinator(side))
        assert [each.kind for each in mails_of(desk)] == []


def test_a_refused_mail_is_sent_again_to_the_address_that_was_mended(pair):
    sent(pair, written(pair))
    desk = coordinator_of(pair.coordinator)
    mail = mails.waiting(pair.korean_user.email)[0]
    with db.writing():
        outbox.failed(mail.id, "550 no such user", for_good=True)
    assert [each.id for each in queries.refused_of(pair.korean)] == [mail.id]
    with db.writing():
        pair.korean_user.email = "mended@company.example"
    with db.writing():
        services.send_again(queries.mail_of(desk, mail.message_id), by=pair.coordinator)
    with db.writing():
        claimed = {each.id: each.address for each in outbox.claim()}
    assert claimed[mail.id] == "mended@company.example"
    with pytest.raises(Conflict), db.writing():
        services.send_again(queries.mail_of(desk, mail.message_id), by=pair.coordinator)
    with db.writing():
        outbox.sent(mail.id)
    assert queries.refused_of(pair.korean) == []


def mails_of(desk, **wanted) -> list[OutboxMessage]:
    session.rollback()
    return list(queries.mails_of(desk, MailFilter(**wanted), 1).items)


def test_the_log_asks_as_much_for_forty_mails_as_for_two(pair, engine):
    sent(pair, written(pair))
    desk = coordinator_of(pair.coordinator)
    with counted(engine) as few:
        mails_of(desk)
    with db.writing():
        for _ in range(20):
            services.send_test(
                session.scalars(sa.select(Letter)).first(), None, by=pair.coordinator
            )
    with counted(engine) as many:
        mails_of(desk)
    assert len(few) == len(many)
