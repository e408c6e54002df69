"""What axe-core says of pages beside the main job: lines, offers, wishes, people, the trail.

`make proof` looks at every page of the desks that can be opened, in all three languages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Response

from tests.house.access_table import routes_of
from tests.house.test_statements import Growing
from tests.journeys.desks import LOCALES, walkers_of
from tests.journeys.walker import Walker

pytestmark = [pytest.mark.journey, pytest.mark.any_engine]

NEW = (
    "/company/account",
    "/company/offers/<public_id>",
    "/company/waiting/<public_id>",
    "/company/consultations/<public_id>/wishes",
    "/company/consultations/<public_id>/wishes/order",
    "/company/consultations/<public_id>/wishes/<company_id>",
    "/company/meetings/<public_id>/people",
    "/coordinator/trail",
    "/coordinator/consultations/<public_id>/waiting",
    "/coordinator/consultations/<public_id>/wishes",
)
Open = Callable[[str, str], Walker]


@pytest.fixture
def world(database: Any) -> Growing:
    made = Growing()
    made.grow()
    return made


@pytest.fixture
def walkers(browser: Browser, world: Growing, database: Any, tmp_path: Path) -> Iterator[Open]:
    """Browsers of who works at a desk, in a language: `walkers("company", "ko")`."""
    who = {
        "company": lambda: world.pair.korean_user,
        "coordinator": lambda: world.pair.coordinator,
        "interpreter": lambda: world.interpreter_user,
    }
    with walkers_of(browser, database, tmp_path) as walker:
        yield lambda desk, language: walker(who[desk](), language)


def is_a_page(answer: Response) -> bool:
    """Scripts ask for data, which nobody reads."""
    return answer.headers["content-type"].startswith("text/html")


def barriers(world: Growing, app: Any, walkers: Open, desk: str, language: str, *only: str):
    """What is wrong with the pages of a desk, one sentence for each, and how many were opened."""
    walker = walkers(desk, language)
    wrong, opened = [], 0
    for route in routes_of(app, desk):
        rule = route.rule.rule
        if route.method != "GET" or "." in rule.rsplit("/", 1)[-1] or (only and rule not in only):
            continue
        answer = walker.page.goto(route.address(world.ids_for(rule)))
        assert answer is not None
        if answer.status != 200 or not is_a_page(answer):
            assert answer.status < 500, rule
            assert not only, (rule, answer.status)
            continue
        opened += 1
        try:
            walker.is_accessible()
        except AssertionError as error:
            wrong.append(f"{rule} ({language}): {error}")
    return wrong, opened


def test_pages_beside_the_main_job_have_no_barriers(world, app, walkers):
    found = [
        barriers(world, app, walkers, "company", "ko", *NEW),
        barriers(world, app, walkers, "coordinator", "zh", *NEW),
    ]

    assert sum(opened for _, opened in found) == len(NEW)
    assert [each for wrong, _ in found for each in wrong] == []


@pytest.mark.proof
@pytest.mark.parametrize("language", LOCALES)
def test_no_page_of_a_desk_has_barriers(world, app, walkers, language):
    for desk in ("company", "coordinator", "interpreter"):
        wrong, opened = barriers(world, app, walkers, desk, language)

        print(f"axe-core, {desk} in {language}: {opened} pages")
        assert wrong == []
        assert opened
