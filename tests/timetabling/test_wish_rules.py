"""A company's order of wishes, whatever is done to it; and when wishes can be made."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.consultations.states import BookingMode, Phase
from portal.timetabling import rules
from portal.timetabling.rules import Choice, Ranking
from portal.timetabling.states import ORDERED, Rank

COMPANIES = st.integers(1, 12)
RANKS = st.sampled_from([None, *Rank])
NOON = datetime(2026, 9, 7, 12, tzinfo=UTC)


@st.composite
def rankings(draw) -> Ranking:
    """Any order that choosing can lead to."""
    ranking = Ranking()
    for company, rank in draw(st.lists(st.tuples(COMPANIES, RANKS), max_size=24)):
        ranking = ranking.choose(company, rank)
    return ranking


def everybody(ranking: Ranking) -> list[int]:
    return [company for company, _rank, _place in ranking]


@given(rankings())
def test_everybody_stands_in_one_rank_and_places_have_no_gaps(ranking):
    assert len(everybody(ranking)) == len(set(everybody(ranking)))
    for rank in ORDERED:
        places = [place for _company, each, place in ranking if each is rank]
        assert places == list(range(1, len(places) + 1))
    assert all(place is None for _company, rank, place in ranking if rank is Rank.NO)


@given(rankings(), COMPANIES, RANKS)
def test_choosing_twice_is_choosing_once_and_leaves_the_others_in_their_order(
    ranking, company, rank
):
    chosen = ranking.choose(company, rank)
    assert chosen.rank_of(company) is rank
    assert chosen.choose(company, rank) == chosen
    others = [each for each in everybody(ranking) if each != company]
    assert [each for each in everybody(chosen) if each != company] == others


@given(rankings(), st.dictionaries(COMPANIES, st.integers(-3, 20), max_size=5))
def test_putting_moves_within_ranks_only_and_the_same_form_changes_nothing_again(ranking, places):
    put = ranking.put(places)
    for rank in Rank:
        assert set(put.of(rank)) == set(ranking.of(rank))
        still = [company for company in ranking.of(rank) if company not in places]
        assert [company for company in put.of(rank) if company not in places] == still
    assert put.put(places) == put


@given(rankings(), st.randoms())
def test_a_whole_new_order_is_taken_as_it_is(ranking, random):
    wanted = list(ranking.must)
    random.shuffle(wanted)
    places = {company: place for place, company in enumerate(wanted, start=1)}
    moved = {
        company: place for company, place in places.items() if ranking.place_of(company) != place
    }
    assert ranking.put(places).must == tuple(wanted)
    assert ranking.put(moved).must == tuple(wanted)


def test_a_place_beyond_the_end_is_the_end():
    assert Ranking(must=(1, 2, 3)).put({1: 99}).must == (2, 3, 1)
    assert Ranking(must=(1, 2, 3)).put({3: 1}).must == (3, 1, 2)
    assert Ranking(must=(1, 2, 3)).put({3: 1, 2: 1}).must == (2, 3, 1)


def test_who_no_longer_takes_part_stands_behind_the_others():
    ranking = Ranking(must=(1, 2, 3), would=(4, 5)).behind(frozenset({1, 4}))
    assert ranking == Ranking(must=(2, 3, 1), would=(5, 4))


# ---- two people of one company at once


def test_what_somebody_only_saw_stays_as_others_left_it():
    now = Ranking(must=(1,), would=(2,))
    choices = {1: Choice(None, was=None), 3: Choice(Rank.NO, was=None)}
    assert rules.contradicted(now, choices) == {}
    assert rules.merged(now, choices) == Ranking(must=(1,), would=(2,), no=(3,))


def test_another_rank_given_meanwhile_is_not_overwritten_unseen():
    now = Ranking(must=(1,))
    assert rules.contradicted(now, {1: Choice(Rank.WOULD, was=None)}) == {1: Rank.MUST}
    assert rules.contradicted(now, {2: Choice(Rank.WOULD, was=Rank.MUST)}) == {2: None}


def test_who_chose_the_same_or_sends_it_again_contradicts_nobody():
    now = Ranking(must=(1,))
    assert rules.contradicted(now, {1: Choice(Rank.MUST, was=None)}) == {}


@given(rankings(), st.dictionaries(COMPANIES, st.builds(Choice, RANKS, RANKS), max_size=6))
def test_after_saving_the_same_form_is_no_change(ranking, choices):
    if rules.contradicted(ranking, choices):
        return
    saved = rules.merged(ranking, choices)
    assert rules.contradicted(saved, choices) == {}
    assert rules.merged(saved, choices) == saved


# ---- when


@pytest.mark.parametrize("mode", [BookingMode.OPEN, BookingMode.REQUEST])
def test_wishes_are_for_sessions_whose_coordinator_builds_the_timetable(mode):
    assert rules.why_not_wish(Phase.JOINING, mode)
    assert rules.why_not_wish(Phase.JOINING, mode, on_behalf=True)


def test_companies_wish_until_the_deadline_and_coordinators_note_wishes_after_it():
    def open_in(on_behalf: bool) -> set[Phase]:
        return {
            phase
            for phase in Phase
            if rules.why_not_wish(phase, BookingMode.TIMETABLE, on_behalf=on_behalf) is None
        }

    assert open_in(False) == {Phase.JOINING, Phase.ASKING}
    assert open_in(True) == set(Phase) - {Phase.DRAFT, Phase.CLOSED}


def test_nobody_ranks_more_than_can_be_looked_through():
    full = Ranking(must=tuple(range(rules.MOST_RANKED)))
    assert rules.why_not_so_many(full.choose(-1, Rank.NO), full) is None
    assert rules.why_not_so_many(full.choose(-1, Rank.WOULD), full)
    assert rules.why_not_so_many(full.choose(0, None), full) is None


def test_nobody_is_reminded_twice_in_a_row():
    def why_not(hours: int | None):
        before = None if hours is None else NOON - timedelta(hours=hours)
        return rules.why_not_remind(Phase.ASKING, BookingMode.TIMETABLE, before, NOON)

    assert why_not(None) is None
    assert why_not(1)
    assert why_not(21) is None
    assert rules.why_not_remind(Phase.BOOKING, BookingMode.TIMETABLE, None, NOON)
