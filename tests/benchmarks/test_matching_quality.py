"""On needs that nobody looked at while it was made, the matcher beats what platforms do."""

import pytest

from benchmarks import matching_quality as measured

pytestmark = pytest.mark.any_engine

BASELINES = {
    "tag overlap": measured.by_tags,
    "plain text": measured.by_words,
    "all choices": measured.by_choices,
}


@pytest.mark.parametrize("half", ["building", "held_out"])
@pytest.mark.parametrize(
    "labelled_set", [measured.FIRST, measured.SECOND], ids=lambda each: each.name
)
def test_the_matcher_finds_much_more_than_the_baselines(labelled_set, half):
    needs, offers = measured.labelled(labelled_set)
    mine = [need for need in needs if need.half == half]
    ours = measured.quality(mine, measured.ours(offers))
    for name in labelled_set.judged:
        other = measured.quality(mine, BASELINES[name](offers))
        assert ours.recall >= other.recall + measured.RECALL_ABOVE
        assert ours.rank >= other.rank * measured.RANK_TIMES
