"""Who runs a session, who may take part, and until when a company changes what it prepared."""

import pytest

from portal.consultations import rules
from portal.consultations.states import PARTICIPATION_MOVES, ParticipationState, Phase
from portal.kernel.clocks import Side

OWN, PARTNER, OTHER = 1, 2, 3


@pytest.mark.parametrize(
    ("host", "may_schedule", "runs"),
    [
        (OWN, True, True),
        (PARTNER, True, True),
        (OWN, False, False),
        (OTHER, True, False),
        (None, True, False),
    ],
)
def test_a_session_is_run_by_the_schedulers_of_its_hosts(host, may_schedule, runs):
    why_not = rules.why_not_run(session_hosts={OWN, PARTNER}, host=host, may_schedule=may_schedule)
    assert (why_not is None) is runs


@pytest.mark.parametrize(
    ("side", "approved", "region", "may"),
    [
        (Side.CN, True, "310000", True),
        (Side.CN, True, "370000", False),
        (Side.CN, False, "310000", False),
        (Side.KR, True, "KR-11", True),
        (Side.KR, False, "KR-11", False),
    ],
)
def test_chinese_companies_come_from_its_regions_and_korean_ones_from_anywhere(
    side, approved, region, may
):
    why_not = rules.why_not_take_part(
        side=side, approved=approved, region=region, session_regions={"310000"}
    )
    assert (why_not is None) is may


@pytest.mark.parametrize("phase", list(Phase))
def test_companies_join_only_while_joining_is_open(phase):
    assert (rules.why_not_ask_to_join(phase, None) is None) is (phase is Phase.JOINING)


@pytest.mark.parametrize(
    ("state", "may"),
    [
        (ParticipationState.INVITED, True),
        (ParticipationState.WITHDRAWN, True),
        (ParticipationState.ASKED, False),
        (ParticipationState.WAITING, False),
        (ParticipationState.ACCEPTED, False),
        (ParticipationState.DECLINED, False),
    ],
)
def test_one_asks_once_and_a_refusal_is_not_asked_away(state, may):
    assert (rules.why_not_ask_to_join(Phase.JOINING, state) is None) is may


@pytest.mark.parametrize("state", list(ParticipationState))
@pytest.mark.parametrize("to", list(ParticipationState))
def test_only_the_moves_of_the_table_are_made(state, to):
    assert (rules.why_not_move(state, to) is None) is (to in PARTICIPATION_MOVES[state])


@pytest.mark.parametrize("phase", list(Phase))
def test_lists_are_final_when_booking_has_ended_but_coordinators_mend_them_until_the_end(phase):
    accepted = ParticipationState.ACCEPTED
    own = rules.why_not_prepare(phase, accepted, on_behalf=False)
    behalf = rules.why_not_prepare(phase, accepted, on_behalf=True)
    assert (own is None) is (phase in {Phase.JOINING, Phase.ASKING, Phase.BOOKING})
    assert (behalf is None) is (phase is not Phase.CLOSED)


@pytest.mark.parametrize(
    "state",
    [ParticipationState.INVITED, ParticipationState.DECLINED, ParticipationState.WITHDRAWN],
)
def test_who_does_not_take_part_prepares_nothing(state):
    assert rules.why_not_prepare(Phase.JOINING, state, on_behalf=True) is not None


def why_not_withdraw(phase=Phase.JOINING, state=ParticipationState.ACCEPTED, **more):
    more = {"on_behalf": False} | more
    return rules.why_not_withdraw(phase, state, **more)


def test_a_company_steps_back_until_joining_ends():
    assert why_not_withdraw() is None
    assert why_not_withdraw(Phase.ASKING) is not None
    assert why_not_withdraw(Phase.ASKING, on_behalf=True) is None
    assert why_not_withdraw(Phase.CLOSED, on_behalf=True) is not None
    assert why_not_withdraw(state=ParticipationState.DECLINED) is not None
