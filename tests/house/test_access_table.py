"""Who gets where stands in ACCESS.md, and the portal keeps to it."""

from __future__ import annotations

import pytest

from tests.house import access_table
from tests.house.access_table import (
    DESKS,
    NOTHING,
    OPENS,
    OUTSIDERS,
    ROLES,
    SIGN_IN,
    Row,
    documented,
    works_at,
)

pytestmark = pytest.mark.any_engine


OF_ONE_COMPANY = ("meetings", "requests", "profiles", "waiting", "offers")


def differences(rows: list[Row], expected: list[str]) -> list[str]:
    found = [row.line() for row in rows]
    return [line for line in found if line not in expected] + [
        line for line in expected if line not in found
    ]


@pytest.mark.parametrize("desk", DESKS)
def test_everybody_gets_where_the_table_says_and_nowhere_else(app, visit, desk, pytestconfig):
    rows = list(access_table.rows_of(app, visit, desk))
    if pytestconfig.getoption("rewrite_access_table"):
        access_table.write(desk, rows)
    assert differences(rows, documented(desk)) == []
    if desk != "public":
        assert [row.name for row in rows if strays(row, desk)] == []


def strays(row: Row, desk: str) -> bool:
    """Whether a row of a guarded desk lets somebody in who cannot belong there."""
    answers = dict(zip(ROLES, row.answers, strict=True))
    if answers.pop("stranger") != SIGN_IN:
        return True
    elsewhere = [answer for role, answer in answers.items() if not belongs(role, desk)]
    return any(answer != NOTHING for answer in elsewhere)


def belongs(role: str, desk: str) -> bool:
    """Whether a role has anything to do with a desk; what it sees there is another question."""
    desks = {
        "applicant": "company",
        "another company": "company",
        "another host": "coordinator",
        "reads only": "coordinator",
        "another interpreter": "interpreter",
    }
    return works_at(role, desk) or desks.get(role) == desk


@pytest.mark.parametrize("desk", [desk for desk in DESKS if desk != "public"])
def test_control_a_desk_without_its_guard_is_noticed(app, visit, desk):
    app.before_request_funcs[desk].remove(app.blueprints[desk].guard)
    rows = list(access_table.rows_of(app, visit, desk, only=6))
    assert any(strays(row, desk) for row in rows)
    assert not {row.line() for row in rows} <= set(documented(desk))


def test_what_is_one_companys_opens_for_no_other(app):
    """By the document alone: a table that was written anew with a hole in it is noticed here."""
    for desk in DESKS:
        for line in documented(desk):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            address, answers = cells[1], dict(zip(ROLES, cells[3:], strict=True))
            if desk == "coordinator" and "<" in address and "/companies/<" not in address:
                assert answers["another host"] != OPENS, address
            if desk == "company" and any(f"/{part}/<" in address for part in OF_ONE_COMPANY):
                assert answers["another company"] != OPENS, address
            assert set(OUTSIDERS) <= set(answers)
