"""The living page of components, and what every component owes to its readers."""

from collections import Counter
from dataclasses import replace

import pytest

from portal.app import create_app
from tests.browser_client import Visitor

PAGE = "/developers/components"


@pytest.mark.parametrize("lang", ["en", "ko", "zh"])
def test_every_component_is_shown_in_every_language(visit, lang: str):
    answer = visit(lang=lang).get(PAGE)
    assert answer.status == 200
    assert answer.page.select(".fold, .sheet, .clocks, .tbl, .pager, .filt, .stepper")


def test_the_page_is_not_there_in_production(database, settings):
    live = replace(settings, environment="production", base_url="https://portal.example")
    visitor = Visitor(create_app(live, database))
    assert visitor.client.get(PAGE, base_url="https://portal.example").status_code == 404


def test_ids_are_used_once_and_references_lead_somewhere(visitor):
    page = visitor.get(f"{PAGE}?errors=1").page
    ids = Counter(tag["id"] for tag in page.select("[id]"))
    assert [name for name, times in ids.items() if times > 1] == []
    named = [name for tag in page.select("[for]") for name in [tag["for"]]]
    described = [
        name
        for kind in ("aria-describedby", "aria-labelledby")
        for tag in page.select(f"[{kind}]")
        for name in tag[kind].split()
    ]
    linked = [tag["href"][1:] for tag in page.select(".sumerr a")]
    assert linked
    assert [name for name in named + described + linked if name not in ids] == []


def test_a_wrong_field_says_so_beside_it_and_in_the_summary(visitor):
    page = visitor.get(f"{PAGE}?errors=1").page
    reason = page.select_one("textarea[name=reason]")
    assert reason["aria-invalid"] == "true"
    assert "reason-error" in reason["aria-describedby"].split()
    assert page.find(id="reason-error").get_text(strip=True) == "Please fill this in."
    assert "Reason: Please fill this in." in [a.get_text() for a in page.select(".sumerr a")]
    assert page.title.get_text().startswith("Error:")


def test_what_was_typed_is_kept(visitor):
    page = visitor.get(f"{PAGE}?errors=1").page
    assert page.select_one("input[name=outlet]")["value"] == "280"
    assert page.select_one("input[name=place][checked]")["value"] == "VENUE"


def test_a_time_on_two_days_names_both(visitor):
    words = " ".join(visitor.get(PAGE).main.split())
    assert "00:30 Seoul" in words
    assert "23:30 Beijing" in words
    clock = next(c for c in visitor.get(PAGE).page.select(".clk") if "00:30 Seoul" in c.get_text())
    own, other = (part.get_text() for part in clock.find_all("span", recursive=False))
    assert own.split("00:30")[0].strip()
    assert own.split("00:30")[0] != other.split("23:30")[0]


def test_a_name_in_another_script_carries_its_language(visit):
    page = visit(lang="ko").get(PAGE).page
    assert {tag["lang"] for tag in page.select(".also [lang]")} == {"zh-CN"}


def test_only_rows_that_suit_both_can_be_chosen(visitor):
    rows = visitor.get(PAGE).page.select(".sheet .slot")
    for row in rows:
        free = len(row.select(".p.free")) == 2
        assert bool(row.select("input[type=radio]")) is free
