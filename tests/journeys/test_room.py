"""The video room in real browsers: two companies and an interpreter see each other, and meet again.

The cameras and microphones are Chromium's own inventions; the ways between the pages are real.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page

from portal.infra.db import session, writing
from portal.rooms import queries, services
from portal.rooms.states import Role, SignalKind
from tests import make
from tests.journeys.meeting import AGAIN_WITHIN, all_see_moving_pictures, enter, frames, sees

pytestmark = pytest.mark.journey


@pytest.fixture
def three(meeting, browser) -> list[Page]:
    """The pages of the Korean, the Chinese and the interpreter, who see each other."""
    korean = meeting.enter(browser, meeting.pair.korean_user)
    assert "You are in the room" in korean.inner_text("[data-alone]")
    people = meeting.pair.chinese_user, meeting.interpreter.now.user
    pages = [korean, *(meeting.enter(browser, user) for user in people)]
    for page in pages:
        sees(page, 2)
    return pages


def test_two_companies_and_an_interpreter_meet_and_write(meeting, three):
    korean, chinese, _ = three
    roles = korean.eval_on_selector_all(
        "[data-tiles] figure", "all => all.map(e => e.dataset.role)"
    )
    assert sorted(roles) == ["CHINESE", "INTERPRETER"]

    chinese.fill("[name=text]", "<b>你好</b> https://example.com/a")
    chinese.press("[name=text]", "Enter")
    korean.wait_for_selector("[data-messages] a[href='https://example.com/a']")
    assert "<b>你好</b>" in korean.inner_text("[data-messages]")

    korean.click("[data-leave]")
    korean.wait_for_selector("[data-after]:not([hidden])")
    sees(chinese, 1)
    session.rollback()
    stays = queries.attendance_of(meeting.booking.now)
    assert {each.role.value for each in stays} == {"KOREAN", "CHINESE", "INTERPRETER"}
    assert [each.left_at is None for each in stays if each.role.value == "KOREAN"] == [False]


def test_who_loads_the_page_again_is_back_in_the_room(three):
    chinese = three[1]
    chinese.click("[data-mic]")
    chinese.reload()
    chinese.wait_for_selector("[data-stage]:not([hidden])")
    all_see_moving_pictures(three)
    assert chinese.get_attribute("[data-mic]", "aria-pressed") == "false"

    chinese.click("[data-leave]")
    chinese.reload()
    chinese.wait_for_selector("[data-enter]:not([disabled])")
    assert chinese.is_hidden("[data-stage]")


def test_a_connection_that_is_closed_under_the_page_is_begun_anew(three):
    chinese = three[1]
    chinese.evaluate("() => window.ways.forEach((way) => way.close())")
    all_see_moving_pictures(three)


def test_a_signal_without_sense_keeps_no_later_one_from_being_heard(meeting, three):
    korean = three[0]
    there = {each.role: each for each in queries.there(meeting.booking.now)}
    with writing():
        for body in ("{", "null", '{"attempt": 1}', '{"attempt": 1, "said": {"type": "nothing"}}'):
            services.tell(there[Role.CHINESE], there[Role.KOREAN].key, SignalKind.DESCRIPTION, body)
    korean.evaluate("() => window.ways.forEach((way) => way.close())")
    all_see_moving_pictures(three)


def test_who_listens_only_gets_no_pictures_by_a_new_way_either(three):
    chinese = three[1]
    chinese.click("[data-sound]")
    chinese.evaluate("() => window.ways.forEach((way) => way.close())")
    chinese.wait_for_function(
        """() => {
            const tiles = [...document.querySelectorAll("[data-tiles] figure")];
            return window.ways.length > 2 && tiles.every((each) =>
                each.dataset.state === "connected" && each.classList.contains("dark"));
        }""",
        timeout=AGAIN_WITHIN,
    )
    directions = chinese.evaluate(
        """() => window.ways.filter((way) => way.connectionState === "connected")
            .flatMap((way) => way.getTransceivers())
            .filter((line) => line.receiver.track.kind === "video")
            .map((line) => line.currentDirection)"""
    )
    assert set(directions) == {"inactive"}


def test_a_portal_that_restarts_interrupts_nobody_and_is_found_again(meeting, three):
    korean, chinese, _ = three
    meeting.server.stop()
    korean.wait_for_function("() => document.querySelector('[data-note]').textContent !== ''")
    before = frames(korean)
    meeting.server.start()
    korean.wait_for_function("() => document.querySelector('[data-note]').textContent === ''")
    all_see_moving_pictures(three)
    assert frames(korean) > before
    chinese.fill("[name=text]", "Are you still there?")
    chinese.press("[name=text]", "Enter")
    korean.wait_for_selector("[data-messages] >> text=Are you still there?")


def test_who_opens_the_room_elsewhere_is_there_once(meeting, browser, three):
    korean, chinese, interpreter = three
    other = meeting.enter(browser, meeting.pair.chinese_user)
    chinese.wait_for_selector("[data-trouble]:not([hidden])")
    assert "in another window" in chinese.inner_text("[data-trouble]")
    all_see_moving_pictures([korean, other, interpreter])


# As where no way leads from one network to the other, and no relay helps.
NO_WAY = """
    window.RTCPeerConnection = class extends RTCPeerConnection {
        constructor(settings) { super({ ...settings, iceTransportPolicy: "relay" }); }
    };
"""


def test_people_to_whom_no_way_leads_are_told_and_seen_on_the_board(meeting, browser):
    pages = [
        meeting.page(browser, user, script=NO_WAY)
        for user in (meeting.pair.korean_user, meeting.pair.chinese_user)
    ]
    for page in pages:
        enter(page)
    for page in pages:
        page.wait_for_selector("[data-unreached]:not([hidden])", timeout=40_000)
        assert "No way to" in page.inner_text("[data-unreached]")
    board = meeting.page(
        browser,
        meeting.pair.coordinator,
        path=f"/coordinator/consultations/{meeting.pair.consultation.public_id}/day",
    )
    board.wait_for_selector("#board >> text=not connected to the others")
    assert "no way leads from one to the other" in board.inner_text("#board")


def test_from_the_fifth_on_pictures_get_smaller_and_the_sound_keeps_its_share(
    meeting, browser, three
):
    others = make.colleague(meeting.pair.korean), meeting.pair.coordinator
    pages = [*three, *(meeting.enter(browser, user) for user in others)]
    for page in pages:
        page.wait_for_function(
            """() => {
                const videos = [...document.querySelectorAll("[data-tiles] video")];
                return videos.length === 4
                    && videos.every((each) => each.videoHeight > 2 && each.videoHeight <= 360);
            }""",
            timeout=60_000,
        )
        page.wait_for_function(
            """() => {
                const there = window.ways.filter((way) => way.connectionState === "connected");
                const senders = there.flatMap((way) => way.getSenders());
                const share = (sender) => sender.getParameters().encodings[0].priority;
                return there.length === 4 && senders.every((sender) =>
                    share(sender) === (sender.track.kind === "audio" ? "high" : "low"));
            }""",
            timeout=AGAIN_WITHIN,
        )


def test_strangers_are_refused_and_early_birds_told_when_to_come(meeting, browser):
    stranger = meeting.page(browser, meeting.pair.another_korean().user)
    assert stranger.query_selector("[data-enter]") is None
    assert "no page here for you" in stranger.title()
    meeting.begin(timedelta(hours=2))
    early = meeting.page(browser, meeting.pair.korean_user)
    assert "a quarter of an hour before the meeting" in early.inner_text("main")
    assert early.query_selector("[data-enter]") is None


def test_people_write_notes_together_go_on_longer_and_call_a_coordinator(meeting, three):
    korean, chinese, _ = three
    korean.fill("[data-notes]", "Samples in May")
    chinese.wait_for_function(
        "() => document.querySelector('[data-notes]').value === 'Samples in May'"
    )
    chinese.fill("[data-notes]", "Samples in May\n样品")
    korean.wait_for_function("() => document.querySelector('[data-notes]').value.includes('样品')")

    left = "() => Number(document.querySelector('[data-left]').textContent.match(/\\d+/)[0])"
    meeting.begin(-timedelta(minutes=20))  # five minutes are left
    korean.wait_for_selector("[data-longer]:not([hidden])")
    korean.click("[data-extend='10']")
    chinese.wait_for_function(f"() => ({left})() > 10")

    chinese.click("[data-call]")
    korean.wait_for_selector("[data-call-state]:not([hidden])")
    assert "called a coordinator" in korean.inner_text("[data-call-state]")
    assert chinese.get_attribute("[data-call]", "aria-pressed") == "true"
    chinese.click("[data-call]")
    korean.wait_for_selector("[data-call-state]", state="hidden")
