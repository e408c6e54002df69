"""A file is handed over in the room with one click, in real browsers: nobody leaves the room."""

from __future__ import annotations

import pytest

from portal.technologies.rules.disclosure import Rung
from tests import make
from tests.infra.uploads import corpus
from tests.journeys.meeting import sees

pytestmark = pytest.mark.journey


def test_the_partner_sees_a_handed_over_file_appear_and_downloads_it(meeting, browser):
    profile = make.profile(meeting.pair.korean)
    make.file(profile, corpus.pdf("1"), name="시험성적서.pdf", rung=Rung.MEETING)
    korean = meeting.enter(browser, meeting.pair.korean_user)
    chinese = meeting.enter(browser, meeting.pair.chinese_user)
    interpreter = meeting.enter(browser, meeting.interpreter.now.user)
    sees(korean, 2)

    korean.click("[data-files] summary")
    korean.click("#files form[action$='/hand-over'] button")
    korean.wait_for_selector("#files form[action$='/take-back']")
    for page in (chinese, interpreter):  # it opens by itself, and says so
        page.wait_for_selector("#files >> text=시험성적서.pdf")
        assert page.is_visible("[data-files-note]")
    with chinese.expect_download() as saved:
        chinese.click("#files form[action$='/open'] button")
    assert saved.value.suggested_filename == "시험성적서.pdf"

    korean.click("#files form[action$='/take-back'] button")
    chinese.wait_for_selector("#files form[action$='/open']", state="detached")
    for page in (korean, chinese, interpreter):
        assert page.is_visible("[data-stage]")
    sees(chinese, 2)
