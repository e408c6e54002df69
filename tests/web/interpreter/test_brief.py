"""An interpreter reads before a meeting what it is about, with the terms in three languages."""

import pytest

from portal.kernel.clocks import Side
from portal.kernel.languages import Wording
from tests import make
from tests.reports.meetings import booked, joined

pytestmark = pytest.mark.any_engine


@pytest.fixture
def meeting(monday):
    at = make.consultation()
    korean, chinese = make.company(Side.KR), make.company(Side.CN)
    joined(korean, at)
    joined(chinese, at)
    make.profile(korean, title=Wording(ko="초저녹스 버너"))
    interpreter = make.interpreter(sessions=(at,))
    return booked(at, korean, chinese, interpreter_id=interpreter.id).public_id, interpreter


def test_the_brief_has_both_companies_and_the_terms_of_their_profiles(visit, meeting):
    public_id, interpreter = meeting
    desk = visit(interpreter.user)
    page = desk.get(f"/interpreter/meetings/{public_id}/brief")
    assert "초저녹스 버너" in page.main
    assert "低氮燃烧" in page.main
    assert "low-NOx burner" in page.main
    assert f"/interpreter/meetings/{public_id}/brief" in str(desk.get("/interpreter/").page)


def test_nobody_elses_meeting_has_a_brief_for_me(visit, meeting):
    public_id, _interpreter = meeting
    other = visit(make.interpreter().user)
    assert other.get(f"/interpreter/meetings/{public_id}/brief").status == 404
    assert other.get("/interpreter/meetings/none/brief").status == 404


def test_the_term_list_is_there_for_everybody(visitor):
    page = visitor.get("/technologies/terms?lang=zh")
    assert page.status == 200
    for term in (
        "여과집진(백필터)",
        "袋式除尘",
        "regenerative thermal oxidiser",
        "휘발성유기화합물",
    ):
        assert term in page.main
