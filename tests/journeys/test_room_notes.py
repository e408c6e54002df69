"""The notes of a room in real browsers: what anybody typed is saved, or stays to be read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page

from portal.infra.db import writing
from portal.rooms import services
from tests.journeys.meeting import enter

pytestmark = pytest.mark.journey


@pytest.fixture
def two(meeting, browser) -> list[Page]:
    """The pages of the Korean and the Chinese in the room."""
    return [
        meeting.enter(browser, user)
        for user in (meeting.pair.korean_user, meeting.pair.chinese_user)
    ]


NOTES, STATE = "[data-notes]", "[data-notes-state]"


def reads(page: Page, text: str) -> None:
    """Wait until the notes of this page are these."""
    page.wait_for_function(
        "(text) => document.querySelector('[data-notes]').value === text", arg=text
    )


def saved(page: Page, text: str) -> None:
    page.fill(NOTES, text)
    page.wait_for_selector(f"{STATE} >> text=/^Saved$/")


def test_who_leaves_takes_no_notes_along_that_were_just_typed(meeting, two):
    korean, chinese = two
    saved(korean, "Price")
    reads(chinese, "Price")
    chinese.fill(NOTES, "Price: 3 million")
    chinese.click("[data-leave]")
    reads(korean, "Price: 3 million")
    chinese.wait_for_selector("[data-after]:not([hidden])")
    assert chinese.is_hidden("[data-unsaved]")


def test_who_closes_the_page_leaves_behind_what_was_just_typed_and_is_gone(meeting, two):
    korean, chinese = two
    saved(korean, "Price")
    reads(chinese, "Price")
    chinese.fill(NOTES, "Price\n样品")
    chinese.goto("about:blank")
    reads(korean, "Price\n样品")
    korean.wait_for_selector("[data-alone]:not([hidden])")


def test_what_comes_too_late_to_be_saved_stays_to_be_read(meeting, two):
    korean = two[0]
    saved(korean, "Price")
    meeting.begin(-timedelta(hours=2))  # the room has closed
    korean.fill(NOTES, "Price: 3 million")
    korean.wait_for_selector("[data-unsaved]:not([hidden])")
    assert "could not be saved" in korean.inner_text("[data-unsaved-why]")
    assert korean.input_value("[data-unsaved-text]") == "Price: 3 million"
    assert "meeting is over" in korean.inner_text("[data-trouble]")


def test_who_enters_the_room_elsewhere_still_reads_here_what_was_not_saved(meeting, browser, two):
    chinese = two[1]
    chinese.context.set_offline(True)
    chinese.fill(NOTES, "Price: 3 million")
    chinese.wait_for_selector(f"{STATE} >> text=Not saved yet")
    meeting.enter(browser, meeting.pair.chinese_user)
    chinese.context.set_offline(False)
    chinese.wait_for_selector("[data-unsaved]:not([hidden])")
    assert chinese.input_value("[data-unsaved-text]") == "Price: 3 million"
    assert "in another window" in chinese.inner_text("[data-trouble]")


def write(meeting, text: str, base: str) -> None:
    with writing():
        services.write_notes(meeting.booking.now, text, base=base)


def test_notes_find_their_way_when_the_network_is_back_and_others_wrote_meanwhile(meeting, two):
    korean, chinese = two
    saved(korean, "Q1:\nQ2:")
    reads(chinese, "Q1:\nQ2:")
    chinese.context.set_offline(True)
    chinese.fill(NOTES, "Q1:\nQ2:\nyes")
    chinese.wait_for_selector(f"{STATE} >> text=Not saved yet")
    saved(korean, "Q1:\nyes\nQ2:")
    chinese.context.set_offline(False)
    reads(chinese, "Q1:\nyes\nQ2:\nyes")
    reads(korean, "Q1:\nyes\nQ2:\nyes")


def test_who_goes_on_typing_while_notes_are_saved_keeps_all_and_doubles_nothing(meeting, two):
    korean = two[0]
    saved(korean, "1\n2")

    held = []

    def hold(route):
        held.append(route)

    korean.route("**/notes", hold, times=1)
    with korean.expect_request("**/notes"):
        korean.fill(NOTES, "1 one\n2")
    write(meeting, "0\n1\n2", "1\n2")
    korean.fill(NOTES, "1 one\n1 and a half\n2")
    held[0].continue_()
    reads(korean, "0\n1 one\n1 and a half\n2")
    reads(two[1], "0\n1 one\n1 and a half\n2")


def test_notes_that_are_refused_say_why_and_wait_until_they_are_changed(meeting, two):
    korean, chinese = two
    sent = []
    korean.on("request", lambda each: sent.append(each) if each.url.endswith("/notes") else None)
    korean.context.set_offline(True)
    korean.fill(NOTES, "k" * 6_000)
    saved(chinese, "c" * 6_000)
    korean.context.set_offline(False)
    korean.wait_for_selector(f"{STATE} >> text=Not saved: At most 10000 characters")
    sent.clear()
    for _ in range(4):  # much longer than it takes to save
        with korean.expect_response("**/ask"):
            pass
    assert sent == []
    assert korean.input_value(NOTES) == "k" * 6_000

    korean.fill(NOTES, "short")
    korean.wait_for_selector(f"{STATE} >> text=/^Saved$/")
    reads(chinese, "c" * 6_000 + "\nshort")


def test_who_leaves_with_notes_that_were_refused_still_reads_them_and_why(meeting, two):
    korean = two[0]
    korean.evaluate("() => document.querySelector('[data-notes]').removeAttribute('maxlength')")
    korean.fill(NOTES, "k" * 10_001)
    korean.wait_for_selector(f"{STATE} >> text=Not saved:")
    korean.click("[data-leave]")
    korean.wait_for_selector("[data-unsaved]:not([hidden])")
    assert "At most 10000 characters" in korean.inner_text("[data-unsaved-why]")
    assert len(korean.input_value("[data-unsaved-text]")) == 10_001

    enter(korean)
    saved(korean, "short")
