"""A profile is written in Korean, reviewed, translated, and read by a Chinese company."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser

from portal.demonstration.content import PASSWORD
from tests.journeys.running import Portal
from tests.journeys.walker import Walker

pytestmark = pytest.mark.journey

TITLE = "석회 소성로용 무촉매 탈질 노즐"
SUMMARY = "요소수를 980 ℃ 구간에 안개처럼 뿌려 NOx를 420에서 180 mg/m³로 낮춥니다."
DESCRIPTION = "노즐 24개를 두 층으로 두고 1초마다 유량을 나눕니다."
CHINESE_TITLE = "石灰窑无催化剂脱硝喷枪"
CHINESE_SUMMARY = "在980 ℃温区雾化喷入尿素溶液，NOx由420降至180 mg/m³。"
COMMENT = "어느 현장에서 잰 값인지 요약에 적어 주십시오."
SITE = " 하루 300톤 소성로에서 석 달 동안 잰 값입니다."


def test_a_profile_goes_from_korean_over_the_review_to_a_chinese_reader(
    browser: Browser,
    portal_on: Callable[[str], Portal],
    request: pytest.FixtureRequest,
):
    portal = portal_on(request.config.getoption("--engine") or "sqlite")
    portal.command("demo")
    writer, reviewer, reader = (
        signed_in(browser, portal, account, locale)
        for account, locale in (
            ("korea@demo.example", "ko-KR"),
            ("coordinator@demo.example", "en-GB"),
            ("shanghai@demo.example", "zh-CN"),
        )
    )

    profile = written_in_korean(writer)
    writer.press('form[action$="/submit"] [type=submit]').is_accessible()

    # The coordinator asks where the figure comes from; the company says so and hands it in again.
    found_for_review(reviewer)
    reviewer.page.locator("summary", has_text="Summary").click()
    reviewer.fill(summary=COMMENT).press('form[action$="/return"] [type=submit]')
    writer.open(f"/company/profiles/{profile}").sees(COMMENT).is_accessible()
    writer.open(f"/company/profiles/{profile}/edit").fill(summary_ko=SUMMARY + SITE).press()
    writer.press('form[action$="/submit"] [type=submit]')
    found_for_review(reviewer).sees(SITE.strip())
    reviewer.press('form[action$="/approve"] [type=submit]')

    # As long as there is no Chinese, the reader gets the Korean and is told so.
    reader.open(f"/technologies/{profile}").sees(TITLE)
    assert reader.page.locator(f'[lang="ko"]:has-text("{TITLE}")').first.is_visible()

    writer.open(f"/company/profiles/{profile}/edit")
    writer.page.locator("summary", has_text="중국어").click()
    writer.fill(title_zh=CHINESE_TITLE, summary_zh=CHINESE_SUMMARY).choose("written_zh", "CHECKED")
    writer.press()
    reader.open("/technologies/?q=石灰窑").sees(CHINESE_TITLE).is_accessible()
    reader.follow(f'main a:has-text("{CHINESE_TITLE}")').sees(CHINESE_SUMMARY, "译文（已核对）")
    reader.sees("420", "180", "mg/m³").is_accessible()
    assert TITLE not in reader.main

    # A change of the original makes the translation out of date, and the reader is told that, too.
    writer.open(f"/company/profiles/{profile}/edit")
    writer.fill(summary_ko=SUMMARY.replace("180", "160") + SITE).press()
    reader.open(f"/technologies/{profile}").sees(CHINESE_SUMMARY, "原文此后已修改")

    for walker in (writer, reviewer, reader):
        assert walker.wrong == []
    assert portal.failures() == []


def signed_in(browser: Browser, portal: Portal, account: str, locale: str) -> Walker:
    walker = Walker(browser, portal.address, locale, script=True)
    return walker.open("/sign-in").fill(email=account, password=PASSWORD).press()


def written_in_korean(writer: Walker) -> str:
    """A new profile of the Korean company with figures and what it declares; returns its id."""
    writer.open("/company/profiles/new").choose("kind", "TECHNOLOGY_OFFER")
    writer.fill(title_ko=TITLE, summary_ko=SUMMARY, description_ko=DESCRIPTION)
    writer.choose("fields", "AIR-05").choose("stage", "IN_OPERATION").choose("regions", "310000")
    writer.is_accessible().press()
    profile = writer.path.rsplit("/", 1)[1]
    writer.open(f"{writer.path}/figures")
    writer.choose("figure1_what", "nox").choose("figure1_unit", "mg/m3")
    # What leaves cannot be more than what enters: the rest of the form stays as it was typed.
    writer.fill(figure1_inlet="180", figure1_outlet="420").press("main form .buttons [type=submit]")
    assert writer.complaints
    writer.fill(figure1_inlet="420", figure1_outlet="180").press("main form .buttons [type=submit]")
    writer.open(f"/company/profiles/{profile}/proof").choose("core_technology", "NONE")
    writer.press("main form .buttons [type=submit]")
    return profile


def found_for_review(reviewer: Walker) -> Walker:
    reviewer.open("/coordinator/profiles/").sees(TITLE).is_accessible()
    return reviewer.follow(f'main h3 a:has-text("{TITLE}")').is_accessible()
