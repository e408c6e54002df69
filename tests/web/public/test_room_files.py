"""Files that companies hand to each other in a meeting: who reads which names, who opens what."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.bookings.states import BookingState
from portal.infra import audit, db
from portal.infra.db import session
from portal.kernel import clock
from portal.technologies.models import Confidentiality, FileOpening, ProfileFile
from portal.technologies.rules.disclosure import Rung
from portal.technologies.states import ProfileState
from tests import make
from tests.infra.uploads import corpus
from tests.statements import counted
from tests.web.public.test_disclosure import FILES, WHO, Ladder
from tests.web.public.test_joining import Guest, link_from

pytestmark = pytest.mark.any_engine

CANCELLED = BookingState.CANCELLED


class Meeting(Ladder):
    """The ladder's owner with a file on each rung, and the meeting in which it hands them over."""

    @property
    def page(self) -> str:
        return f"/rooms/{self.booking.public_id}/files"

    def at(self, rung: Rung, what: str) -> str:
        return f"{self.page}/{self.files[rung]}/{what}"

    def file(self, rung: Rung) -> ProfileFile:
        return session.query(ProfileFile).filter_by(public_id=self.files[rung]).one()

    def parts(self) -> None:
        """The owner takes the agreement back."""
        with db.writing():
            session.query(Confidentiality).delete()

    def change(self, file_on: Rung, **facts: object) -> None:
        with db.writing():
            for name, value in facts.items():
                setattr(self.file(file_on), name, value)


@pytest.fixture
def meeting(app) -> Meeting:
    return Meeting()


def names_in(answer) -> set[Rung]:
    """Which files' names somebody reads among what was handed over."""
    return {rung for rung in Rung if FILES[rung] in answer.page.select_one("#files").text}


def opens(browser, meeting, rung) -> bool:
    return browser.post(meeting.at(rung, "open")).body.startswith(b"%PDF-")


def test_one_click_opens_a_file_to_the_partner_and_the_history_says_so(meeting, visit):
    owner, partner = visit(meeting.pair.korean_user), visit(meeting.pair.chinese_user)
    assert names_in(partner.get(meeting.page)) == set()
    assert partner.post(meeting.at(Rung.NDA, "open")).status == 404

    meeting.agrees()
    listed = owner.get(meeting.page)
    assert names_in(listed) == set(Rung)
    owner.submit(listed, form=f'form[action$="{meeting.files[Rung.NDA]}/hand-over"]')
    assert names_in(partner.get(meeting.page)) == {Rung.NDA}
    assert opens(partner, meeting, Rung.NDA)

    session.rollback()
    (opening,) = session.query(FileOpening)
    assert (opening.file_name, opening.reader_id) == (FILES[Rung.NDA], meeting.pair.chinese.id)
    last = audit.history(meeting.booking.now)[-1]
    assert (last.verb, last.details["file"]) == ("file handed over", FILES[Rung.NDA])
    here = f"/company/meetings/{meeting.booking.public_id}"
    assert "1 file was handed over to you." in partner.get(here).main
    assert "handed over to you." not in owner.get(here).main
    for browser in (owner, partner):
        history = browser.get(here).main
        assert "File handed over" in history
        assert FILES[Rung.NDA] in history


def test_a_file_under_an_agreement_is_handed_over_and_open_as_long_as_there_is_one(meeting, visit):
    owner, partner = visit(meeting.pair.korean_user), visit(meeting.pair.chinese_user)
    listed = owner.get(meeting.page)
    assert listed.page.select_one(f'form[action$="{meeting.files[Rung.NDA]}/hand-over"]') is None
    assert "Agree on confidentiality first" in listed.main
    refused = owner.post(meeting.at(Rung.NDA, "hand-over"))
    assert refused.status == 409
    assert "once you have agreed on confidentiality" in refused.text
    assert names_in(partner.get(meeting.page)) == set()

    meeting.agrees()
    owner.post(meeting.at(Rung.NDA, "hand-over"))
    assert opens(partner, meeting, Rung.NDA)
    meeting.parts()
    assert partner.post(meeting.at(Rung.NDA, "open")).status == 403
    assert "Closed to you" in partner.get(meeting.page).main
    assert "there is no agreement any more" in owner.get(meeting.page).main


def test_what_is_handed_over_opens_nothing_else(meeting, visit):
    visit(meeting.pair.korean_user).post(meeting.at(Rung.MEETING, "hand-over"))
    partner = visit(meeting.pair.chinese_user)
    assert partner.post(meeting.at(Rung.NDA, "open")).status == 404
    assert partner.post(meeting.address(Rung.NDA, "/open")).status == 403


@pytest.mark.parametrize("role", sorted(set(WHO) - {"partner", "owner"}))
def test_nobody_but_the_partner_opens_more_than_the_ladder_says(meeting, visit, role):
    meeting.agrees()
    visit(meeting.pair.korean_user).post(meeting.at(Rung.NDA, "hand-over"))
    other = visit(WHO[role](meeting))
    answer = other.get(meeting.page)
    if role == "interpreter":
        assert names_in(answer) == {Rung.NDA}
        assert opens(other, meeting, Rung.NDA)
        meeting.parts()
        assert "Closed to you" in other.get(meeting.page).main
        assert other.post(meeting.at(Rung.NDA, "open")).status == 403
    else:
        assert answer.page.select_one("#files") is None
        assert not opens(other, meeting, Rung.NDA)
    other.post(meeting.at(Rung.MEETING, "hand-over"))
    other.post(meeting.at(Rung.NDA, "take-back"))
    assert names_in(visit(meeting.pair.chinese_user).get(meeting.page)) == {Rung.NDA}


def test_the_coordinator_of_the_session_reads_names_alone(meeting, visit):
    visit(meeting.pair.korean_user).post(meeting.at(Rung.MEETING, "hand-over"))
    coordinator = visit(meeting.pair.coordinator)
    assert names_in(coordinator.get(meeting.page)) == {Rung.MEETING}
    assert coordinator.post(meeting.at(Rung.NDA, "hand-over")).status == 404
    assert coordinator.post(meeting.at(Rung.MEETING, "take-back")).status == 404


def test_nobody_hands_over_or_takes_back_what_is_the_others(meeting, visit):
    partner = visit(meeting.pair.chinese_user)
    assert partner.post(meeting.at(Rung.NDA, "hand-over")).status == 404
    meeting.agrees()
    owner = visit(meeting.pair.korean_user)
    owner.post(meeting.at(Rung.NDA, "hand-over"))
    assert partner.post(meeting.at(Rung.NDA, "take-back")).status == 404
    assert names_in(partner.get(meeting.page)) == {Rung.NDA}


def test_only_files_of_published_technologies_are_handed_over(meeting, visit):
    draft = make.profile(meeting.pair.korean, state=ProfileState.DRAFT)
    secret = make.file(draft, corpus.pdf("secret"), name="secret.pdf").public_id
    owner = visit(meeting.pair.korean_user)
    assert "secret.pdf" not in owner.get(meeting.page).main
    assert owner.post(f"{meeting.page}/{secret}/hand-over").status == 404


def closed_by_taking_back(meeting, owner):
    owner.submit(owner.get(meeting.page), form='form[action$="/take-back"]')


def closed_by_replacing(meeting, _owner):
    meeting.change(Rung.MEETING, sha256="f" * 64)


def closed_by_raising(meeting, _owner):
    meeting.change(Rung.MEETING, rung=Rung.NDA)


def closed_by_withdrawing(meeting, _owner):
    with db.writing():
        meeting.file(Rung.MEETING).profile.state = ProfileState.WITHDRAWN


def closed_by_cancelling(meeting, _owner):
    meeting.stands(CANCELLED)


@pytest.mark.parametrize(
    "close",
    [
        closed_by_taking_back,
        closed_by_replacing,
        closed_by_raising,
        closed_by_withdrawing,
        closed_by_cancelling,
    ],
)
def test_what_the_owner_closes_stays_closed_whatever_was_handed_over(meeting, visit, close):
    owner, partner = visit(meeting.pair.korean_user), visit(meeting.pair.chinese_user)
    owner.post(meeting.at(Rung.MEETING, "hand-over"))
    assert opens(partner, meeting, Rung.MEETING)
    close(meeting, owner)
    assert partner.post(meeting.at(Rung.MEETING, "open")).status in (403, 404)
    assert "/open" not in str(partner.get(meeting.page).page.select_one("#files"))


def test_a_file_that_was_replaced_is_handed_over_anew(meeting, visit):
    owner, partner = visit(meeting.pair.korean_user), visit(meeting.pair.chinese_user)
    owner.post(meeting.at(Rung.MEETING, "hand-over"))
    meeting.change(Rung.MEETING, sha256="f" * 64)
    page = owner.get(meeting.page)
    assert "hand it over anew" in page.main
    owner.submit(page, form=f'form[action$="{meeting.files[Rung.MEETING]}/hand-over"]')
    assert opens(partner, meeting, Rung.MEETING)
    handed = [each.verb for each in audit.history(meeting.booking.now)].count("file handed over")
    owner.post(meeting.at(Rung.MEETING, "hand-over"))
    session.rollback()
    again = [each.verb for each in audit.history(meeting.booking.now)].count("file handed over")
    assert (handed, again) == (2, 2)


def test_where_the_meeting_is_called_off_nothing_is_handed_over(meeting, visit):
    meeting.stands(CANCELLED)
    owner = visit(meeting.pair.korean_user)
    assert "this one does not" in owner.get(meeting.page).main
    assert owner.post(meeting.at(Rung.MEETING, "hand-over")).status == 409


def test_an_owner_who_lost_its_approval_or_changed_company_hands_nothing_over(meeting, visit):
    stranger = visit(meeting.colleague.now)
    assert stranger.post(meeting.at(Rung.MEETING, "hand-over")).status == 404
    assert visit(meeting.pair.another_korean().user).get(meeting.page).status == 404


def test_the_page_asks_no_more_when_there_is_more(meeting, visit, engine):
    owner, partner = visit(meeting.pair.korean_user), visit(meeting.pair.chinese_user)
    meeting.agrees()
    owner.post(meeting.at(Rung.PUBLIC, "hand-over"))
    costs = []
    for _ in range(2):
        for browser in (owner, partner):
            with counted(engine) as sent:
                browser.get(meeting.page)
            costs.append(len(sent))
        for rung in Rung:
            owner.post(meeting.at(rung, "hand-over"))
    assert costs[:2] == costs[2:]


def test_the_room_is_told_and_who_came_by_a_link_reads_names_alone(meeting, visit, monday):
    monday(meeting.booking.now.slot.starts_at - clock.now())
    owner = visit(meeting.pair.korean_user)
    address = f"/company/meetings/{meeting.booking.public_id}/links"
    guest = Guest(visit(), link_from(owner, address))
    guest.press()
    assert guest.enter()["files"] == 0
    owner.post(meeting.at(Rung.PUBLIC, "hand-over"))
    assert guest.send("ask").get_json()["files"] == 1
    owner.post(meeting.at(Rung.PUBLIC, "take-back"))
    owner.post(meeting.at(Rung.MEETING, "hand-over"))
    assert guest.send("ask").get_json()["files"] == 3

    listed = guest.browser.get(f"{guest.room}/files")
    assert names_in(listed) == {Rung.MEETING}
    assert listed.page.select("#files form") == []
    assert not opens(guest.browser, meeting, Rung.MEETING)
    assert visit().get(f"{guest.room}/files").status == 404
    monday(timedelta(hours=3))
    assert guest.browser.get(f"{guest.room}/files").status == 403
