"""The timetable's benchmark compares with timetables that keep the rules."""

from __future__ import annotations

import pytest

from benchmarks.timetable import one_after_the_other
from portal.timetabling.verify import violations
from tests.timetabling.conftest import session_by_chance

pytestmark = pytest.mark.any_engine


@pytest.mark.parametrize("by_weight", [False, True])
@pytest.mark.parametrize("seed", range(40))
def test_what_self_service_would_hold_keeps_the_rules(seed, by_weight):
    problem = session_by_chance(seed, a_side=6, requests=20, days=(0, 0, 0, 1, 1, 1), locked=True)
    assert violations(problem, one_after_the_other(problem, by_weight)) == []
