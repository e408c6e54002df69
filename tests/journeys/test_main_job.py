"""The main job, from an empty portal to a meeting: in Korean on one side, in Chinese on the other.

Once on SQLite with JavaScript, where one company asks and the other accepts, and axe-core looks
at the pages; and once on PostgreSQL without JavaScript, where a free time is booked at once.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import icalendar
import openpyxl
import pytest
from playwright.sync_api import Browser

from portal.kernel.clock import BEIJING, SEOUL
from tests.journeys.running import Portal
from tests.journeys.walker import Walker

pytestmark = pytest.mark.journey

PASSWORD = "맑은 하늘 蓝天白云 2026"
CALL = "https://voov.example/dm/blue-sky"


@dataclass(frozen=True)
class Company:
    """What a company and its representative type."""

    side: str
    email: str
    own: str
    name: str
    name_own: str
    person: str
    person_latin: str
    post: str
    phone: str
    speaks: str
    number: str
    wrong_number: str
    address: str
    about: str


KOREAN = Company(
    side="KR",
    email="haneul@malgeunsol.example",
    own="ko",
    name="Malgeunsol Catalyst Co., Ltd.",
    name_own="맑은솔촉매 주식회사",
    person="김하늘",
    person_latin="KIM Ha-neul",
    post="해외사업팀장",
    phone="032-100-0091",
    speaks="ko",
    number="961-81-00010",
    wrong_number="961-81-00011",
    address="인천광역시 서구 맑은솔로 1",
    about="소결 배가스용 저온 탈질 촉매를 만듭니다.",
)
CHINESE = Company(
    side="CN",
    email="qing@lanting.example",
    own="zh",
    name="Shanghai Lanting Environmental Co., Ltd.",
    name_own="上海岚庭环保科技有限公司",
    person="王立群",
    person_latin="WANG Liqun",
    post="国际部经理",
    phone="021 9000 0092",
    speaks="zh",
    number="91310113MAFKYFCA39",
    wrong_number="91310113MAFKYFCA38",
    address="上海市宝山区岚庭路1号",
    about="为钢铁企业做超低排放改造。",
)

KOREAN_COORDINATOR = (
    *("--name", "민경하", "--name-latin", "MIN Kyung-ha", "--side", "KR"),
    *("--host", "Clean Air Centre", "--language", "en"),
)
CHINESE_COORDINATOR = (
    *("--name", "程予安", "--name-latin", "CHENG Yu'an", "--side", "CN"),
    *("--host", "Exchange Office", "--language", "zh"),
)


@pytest.mark.parametrize(
    ("engine_name", "mode", "script"),
    [("sqlite", "REQUEST", True), ("postgresql", "OPEN", False)],
    ids=["asked on SQLite", "booked without script on PostgreSQL"],
)
def test_a_korean_and_a_chinese_company_get_a_meeting(
    browser: Browser,
    portal_on: Callable[[str], Portal],
    tmp_path: Path,
    request: pytest.FixtureRequest,
    engine_name: str,
    mode: str,
    script: bool,
):
    if request.config.getoption("--engine") not in (None, engine_name):
        pytest.skip("another engine was asked for")
    story = Story(portal_on(engine_name), browser, tmp_path, script=script)
    story.coordinators_are_added()
    story.companies_register_and_are_approved()
    story.they_publish_their_technologies()
    story.a_session_is_opened_and_both_take_part(mode)
    if mode == "OPEN":
        story.the_korean_company_books_a_free_time()
    else:
        story.the_korean_company_asks_and_the_chinese_one_accepts()
    story.both_see_the_meeting()
    story.the_coordinator_exports_the_attendees()
    story.nothing_went_wrong()


class Story:
    """Four people, each with a browser in their language."""

    def __init__(self, portal: Portal, browser: Browser, directory: Path, *, script: bool) -> None:
        self.portal = portal
        self.directory = directory

        def walker(locale: str) -> Walker:
            return Walker(browser, portal.address, locale, script=script)

        self.korean, self.chinese = walker("ko-KR"), walker("zh-CN")
        self.coordinator, self.chinese_coordinator = walker("en-GB"), walker("zh-CN")

    # ---- 3, the beginning: coordinators

    def coordinators_are_added(self) -> None:
        for walker, email, asked in (
            (self.coordinator, "min@centre.example", KOREAN_COORDINATOR),
            (self.chinese_coordinator, "cheng@exchange.example", CHINESE_COORDINATOR),
        ):
            self.portal.command("coordinator", "add", email, *asked)
            walker.open(self.portal.postbox.link(email, "/reset/"))
            walker.fill(password=PASSWORD).press()
            self.sign_in(walker, email)
            assert walker.path == "/coordinator/"
            walker.is_accessible()

    def sign_in(self, walker: Walker, email: str) -> None:
        walker.open("/sign-in").is_accessible()
        walker.fill(email=email, password=PASSWORD).press()

    # ---- 1, 2, 3: registration by region, confirmation, approval

    def companies_register_and_are_approved(self) -> None:
        for walker, company, coordinator in (
            (self.korean, KOREAN, self.coordinator),
            (self.chinese, CHINESE, self.chinese_coordinator),
        ):
            self.person_registers(walker, company)
            self.company_applies(walker, company)
            # Nobody sees it before approval.
            stranger = self.coordinator.context.request.get("/technologies/")
            assert company.name_own not in stranger.text()
            self.company_is_approved(coordinator, company)
            self.portal.postbox.mail(company.email, "/company/")
            walker.open("/company/").is_accessible()

    def person_registers(self, walker: Walker, company: Company) -> None:
        walker.open("/").is_accessible()
        walker.follow('main a[href="/register"]').is_accessible()
        walker.press("main form [type=submit]")
        assert len(walker.complaints) > 5
        walker.choose("side", company.side)
        walker.fill(
            name=company.person,
            name_latin=company.person_latin,
            post=company.post,
            phone=company.phone,
            email=company.email,
            password=PASSWORD,
        )
        walker.choose("languages", company.speaks)
        walker.tick("terms", "privacy", "transfer_abroad", "attendee_list")
        walker.press()
        assert walker.path == "/check-mail"
        walker.open(self.portal.postbox.link(company.email, "/confirm/")).press()
        self.sign_in(walker, company.email)
        assert walker.path == "/company/application"

    def company_applies(self, walker: Walker, company: Company) -> None:
        # Registration can be left and taken up again.
        walker.is_accessible()
        walker.fill(**{f"name_{company.own}": company.name_own})
        walker.press('main [name="save"]')
        walker.open("/").open("/company/application")
        name = walker.page.locator(f'[name="name_{company.own}"]')
        assert name.input_value() == company.name_own

        walker.fill(
            name_en=company.name,
            registration_number=company.wrong_number,
            address=company.address,
            **{f"about_{company.own}": company.about},
        )
        if company.side == "KR":
            walker.choose("region", "KR-28").choose("wants", "310000", "370000")
        else:
            walker.choose("region", "310000").choose("city", "310113")
        walker.choose("size", "TO_49")
        walker.press('main [name="send"]')
        assert walker.complaints
        kept = walker.page.locator('[name="registration_number"]')
        assert kept.input_value() == company.wrong_number
        walker.is_accessible()
        walker.fill(registration_number=company.number).press('main [name="send"]')
        walker.sees(company.name_own)

    def company_is_approved(self, coordinator: Walker, company: Company) -> None:
        coordinator.open("/coordinator/companies/").is_accessible()
        shown = company.name if coordinator is self.coordinator else company.name_own
        coordinator.page.get_by_role("link", name=shown).first.click()
        coordinator.sees(company.number).is_accessible()
        coordinator.press('form[action$="/approve"] [type=submit]')

    # ---- 4: technology profiles and the public catalogue

    def they_publish_their_technologies(self) -> None:
        self.publish(
            self.korean,
            "TECHNOLOGY_OFFER",
            title_ko="180 ℃ 저온 탈질 촉매",
            summary_ko="NOx를 280에서 35 mg/m³로 낮춥니다.",
            title_zh="180 ℃低温脱硝催化剂",
            summary_zh="NOx由280降至35 mg/m³。",
        )
        self.publish(
            self.chinese,
            "TECHNOLOGY_NEED",
            title_zh="寻求烧结烟气低温脱硝",
            summary_zh="烟温160～190 ℃，NOx要求低于50 mg/m³。",
        )
        reader = self.chinese.open("/technologies/?kind=OFFER")
        reader.sees("180 ℃低温脱硝催化剂", KOREAN.name_own).is_accessible()
        assert "寻求烧结烟气低温脱硝" not in reader.main
        reader.follow('main a:has-text("180 ℃低温脱硝催化剂")').sees("35 mg/m³").is_accessible()

    def publish(self, walker: Walker, kind: str, **words: str) -> None:
        walker.open("/company/profiles/new").choose("kind", kind)
        for name, value in words.items():
            field = walker.page.locator(f'main [name="{name}"]')
            walker._unfold(field)
            field.fill(value)
        walker.choose("fields", "AIR-05", "AIR-06").choose("stage", "IN_OPERATION")
        if walker is self.korean:
            walker.choose("regions", "310000")
        walker.is_accessible()
        walker.press("main form [type=submit]")
        if walker is self.korean:
            self.declares_no_core_technology(walker)
        walker.press('form[action$="/submit"] [type=submit]').is_accessible()
        self.is_reviewed_and_published(walker)

    def declares_no_core_technology(self, walker: Walker) -> None:
        own = walker.path
        walker.open(f"{own}/proof").is_accessible()
        walker.fill(reference1_customer="제철소 소결공장", reference1_year="2023")
        walker.choose("core_technology", "NONE").press("main form .buttons [type=submit]")
        walker.open(f"{own}/figures")
        walker.choose("figure1_what", "nox").choose("figure1_unit", "mg/m3")
        walker.fill(figure1_inlet="280", figure1_outlet="35")
        walker.press("main form .buttons [type=submit]")

    def is_reviewed_and_published(self, walker: Walker) -> None:
        reviewer = self.coordinator if walker is self.korean else self.chinese_coordinator
        reviewer.open("/coordinator/profiles/").is_accessible()
        reviewer.follow("main li h3 a").is_accessible()
        reviewer.press('form[action$="/approve"] [type=submit]')

    # ---- 5, 6: the session, and who takes part

    def a_session_is_opened_and_both_take_part(self, mode: str) -> None:
        coordinator = self.coordinator
        coordinator.open("/coordinator/consultations/new").is_accessible()
        coordinator.fill(
            title_en="Shanghai: cleaner sinter plants",
            title_ko="상하이 소결 배가스 상담회",
            title_zh="上海烧结烟气治理洽谈会",
            rooms="2",
            link_url=CALL,
            link_number="418 220 637",
            link_password="2468",
        )
        coordinator.choose("regions", "310000").choose("mode", mode)
        coordinator.choose("link_kind", "VOOV").press()
        coordinator.sees("Seoul", "Beijing").is_accessible()
        coordinator.press('main [name="step"][value="save"]')
        self.consultation = coordinator.path.rsplit("/", 1)[1]
        coordinator.press('form[action$="/open"] [type=submit]').is_accessible()
        for walker, company, title in (
            (self.korean, KOREAN, "상하이 소결 배가스 상담회"),
            (self.chinese, CHINESE, "上海烧结烟气治理洽谈会"),
        ):
            self.takes_part(walker, company, title)
        self.coordinator.open(f"/coordinator/consultations/{self.consultation}/participants")
        coordinator.is_accessible()
        coordinator.sees(KOREAN.name, CHINESE.name)
        for _application in (KOREAN, CHINESE):
            coordinator.press('form[action$="/accept"] [type=submit]')
            coordinator.open(f"/coordinator/consultations/{self.consultation}/participants")
        for company in (KOREAN, CHINESE):
            self.portal.postbox.link(company.email, f"/company/consultations/{self.consultation}")

    def takes_part(self, walker: Walker, company: Company, title: str) -> None:
        walker.open("/consultations/").sees(title).is_accessible()
        walker.open("/company/consultations/").sees(title).is_accessible()
        here = f"/company/consultations/{self.consultation}"
        walker.follow(f'main a[href="{here}/join"]').press()
        walker.follow(f'main a[href="{here}/people/add"]').is_accessible()
        known = walker.page.locator('form[action$="/people/known"]')
        known.locator("input[type=radio]").first.check()
        known.locator("input[type=checkbox]").check()
        walker.press('form[action$="/people/known"] [type=submit]')
        walker.sees(company.person)
        walker.follow(f'main a[href="{here}/slots"]').is_accessible()
        walker.page.locator('main [name="slot"]').first.check()
        walker.press()

    # ---- 7: asked for, accepted, booked

    def the_korean_company_asks_and_the_chinese_one_accepts(self) -> None:
        korean, chinese = self.korean, self.chinese
        korean.open(f"/company/consultations/{self.consultation}/partners").is_accessible()
        korean.follow('main a[href$="/ask"]').is_accessible()
        self.choose_profile(korean, "寻求烧结烟气低温脱硝")
        korean.press()
        assert korean.complaints
        korean.fill(reason="바오산 소결기에 맞는 촉매를 제안드리고 싶습니다.").press()
        korean.sees("寻求烧结烟气低温脱硝")

        chinese.open(self.portal.postbox.link(CHINESE.email, "/company/requests/"))
        chinese.sees("바오산 소결기에 맞는 촉매를 제안드리고 싶습니다.").is_accessible()
        slots = chinese.page.locator('main [name="slot"]:enabled')
        # Both have said that the first time does not suit them.
        assert slots.count() >= 2
        slots.nth(1).check()
        chinese.press('main form:has([name="slot"]) [type=submit]')
        self.meeting = chinese.path
        assert "/company/meetings/" in self.meeting

    def the_korean_company_books_a_free_time(self) -> None:
        korean = self.korean
        korean.open(f"/company/consultations/{self.consultation}/partners")
        korean.follow('main a[href$="/book"]')
        self.choose_profile(korean, "寻求烧结烟气低温脱硝")
        korean.fill(reason="바오산 소결기에 맞는 촉매를 제안드리고 싶습니다.")
        korean.page.locator('main [name="slot"]:enabled').nth(1).check()
        korean.press('main form:has([name="slot"]) [type=submit]')
        self.meeting = korean.path
        assert "/company/meetings/" in self.meeting
        self.portal.postbox.link(CHINESE.email, self.meeting)

    def choose_profile(self, walker: Walker, title: str) -> None:
        walker.page.locator(f'label:has([name="profile"]):has-text("{title}") input').check()

    def both_see_the_meeting(self) -> None:
        entries = []
        for walker, company in ((self.korean, KOREAN), (self.chinese, CHINESE)):
            walker.open("/company/").is_accessible()
            walker.open("/company/meetings/").is_accessible()
            walker.follow(f'main a[href="{self.meeting}"]').is_accessible()
            partner = CHINESE if company is KOREAN else KOREAN
            walker.sees(partner.name_own, partner.person_latin, "418 220 637", "2468")
            assert walker.page.locator(f'main a[href="{CALL}"]').first.is_visible()
            entry = self.calendar_entry(walker)
            entries.append(entry)
            # Both clocks, each with its city in the reader's language.
            cities = ("서울", "베이징") if company is KOREAN else ("首尔", "北京")
            for zone, city in zip((SEOUL, BEIJING), cities, strict=True):
                walker.sees(city, f"{entry['DTSTART'].dt.astimezone(zone):%H:%M}")
        assert entries[0]["UID"] == entries[1]["UID"]
        assert entries[0]["DTSTART"].dt == entries[1]["DTSTART"].dt
        self.starts_at = entries[0]["DTSTART"].dt

    def calendar_entry(self, walker: Walker) -> icalendar.Event:
        link = walker.page.locator('main a[href$=".ics"]').first.get_attribute("href")
        assert link
        answer = walker.fetch(link)
        assert answer.headers["content-type"].startswith("text/calendar")
        calendar = icalendar.Calendar.from_ical(answer.body())
        (event,) = calendar.walk("VEVENT")
        return event

    # ---- 8: all meetings, and the attendee list

    def the_coordinator_exports_the_attendees(self) -> None:
        coordinator = self.coordinator
        coordinator.open(f"/coordinator/consultations/{self.consultation}/bookings")
        coordinator.sees(KOREAN.name, CHINESE.name).is_accessible()
        coordinator.open(f"/coordinator/consultations/{self.consultation}/attendees")
        coordinator.is_accessible()
        self.sheet_is_right(self.exported("xlsx"))
        self.csv_is_right(self.exported("csv"))

    def exported(self, kind: str) -> Path:
        self.coordinator.choose("format", kind)
        path = self.directory / f"attendees.{kind}"
        self.coordinator.download("main form [type=submit]").save_as(path)
        return path

    def sheet_is_right(self, path: Path) -> None:
        sheet = openpyxl.load_workbook(path).active
        assert sheet is not None
        self.rows_are_right([[str(cell or "") for cell in row] for row in sheet.values])

    def csv_is_right(self, path: Path) -> None:
        text = path.read_bytes().decode("utf-8-sig")
        self.rows_are_right(list(csv.reader(io.StringIO(text))))

    def rows_are_right(self, rows: list[list[str]]) -> None:
        for company in (KOREAN, CHINESE):
            (row,) = [row for row in rows if company.person in row]
            assert company.person_latin in row
            assert company.post in row
            assert any(company.name in cell or company.name_own in cell for cell in row)

    def nothing_went_wrong(self) -> None:
        for walker in (self.korean, self.chinese, self.coordinator, self.chinese_coordinator):
            walker.has_nothing_to_complain_of()
        assert self.portal.failures() == []
