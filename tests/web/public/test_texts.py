"""Help, privacy, terms and accessibility: complete in three languages, and true."""

import pytest
from bs4 import BeautifulSoup

from portal.accounts import rules
from portal.infra import db
from portal.kernel.clocks import Side
from portal.kernel.languages import Wording
from tests import make

TEXTS = ("/help", "/privacy", "/terms", "/accessibility")


def headings(page: BeautifulSoup) -> list[str]:
    return [heading.name for heading in page.select("main h1, main h2, main h3")]


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_says_the_same_in_each_language(visit, database, text):
    english, korean, chinese = (visit(lang=lang).get(text).page for lang in ("en", "ko", "zh"))
    assert headings(english) == headings(korean) == headings(chinese)
    for page in (korean, chinese):
        assert len(page.select("main li")) == len(english.select("main li"))
        assert len(page.select("main p")) == len(english.select("main p"))
        links = [link["href"] for link in page.select("main .prose a")]
        assert links == [link["href"] for link in english.select("main .prose a")]
    assert korean.html["lang"] == "ko"
    assert any("가" <= letter <= "힣" for letter in korean.h1.get_text())
    assert any("一" <= letter <= "鿿" for letter in chinese.h1.get_text())


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("lang", ["en", "ko", "zh"])
def test_every_link_of_a_text_leads_somewhere(visit, database, text, lang):
    reader = visit(lang=lang)
    page = reader.get(text).page
    for link in page.select("main a"):
        assert reader.get(link["href"]).status == 200


@pytest.mark.parametrize("text", TEXTS)
def test_who_runs_the_portal_comes_from_its_hosts(visitor, database, text):
    assert "No host organisation has been entered" in visitor.get(text).main
    host = make.host(Side.CN, "Shandong Environment Office")
    with db.writing():
        host.name = Wording(en="Shandong Environment Office", zh="山东环境办公室")
        host.website = "https://shandong.example/"
    answer = visitor.get(text)
    assert "Shandong Environment Office" in answer.main
    assert answer.page.find("a", href="https://shandong.example/").get_text() == "shandong.example"


def test_an_address_of_a_host_that_a_browser_would_run_is_no_link(visitor, database):
    host = make.host()
    with db.writing():
        host.website = "javascript:alert(1)"
    assert "javascript:" not in visitor.get("/help").body.decode()


def test_no_telephone_number_is_made_up(visitor, database):
    for text in TEXTS:
        assert visitor.get(text).page.select('a[href^="tel:"], a[href^="mailto:"]') == []


def test_help_tells_how_long_links_live(visitor, database):
    words = visitor.get("/help").main
    assert rules.CONFIRMATION_LASTS.days == 3
    assert "good for three days" in words
    assert rules.RESET_LASTS.total_seconds() == 3600
    assert "good for one hour" in words


def test_the_footer_leads_to_all_of_them(visitor, database):
    footer = visitor.get("/").page.select_one("footer")
    assert [link["href"] for link in footer.select("a")] == [
        "/help",
        "/privacy",
        "/terms",
        "/accessibility",
    ]


def test_the_cookies_are_those_that_the_notice_names(visit, database):
    owner = make.representative()
    browser = visit(owner)
    browser.get("/?lang=ko")
    set_by_us = {cookie.key for cookie in browser.client._cookies.values()}
    assert set_by_us == {"portal", "lang", "known"}
