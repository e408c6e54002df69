"""On the half of the labelled set that nobody looked at, the matcher beats what platforms do."""

import pytest

from benchmarks import matching_quality as measured

pytestmark = pytest.mark.any_engine


@pytest.mark.parametrize("half", ["building", "held_out"])
def test_the_matcher_finds_much_more_than_tags_or_plain_words(half):
    needs, offers = measured.labelled()
    mine = [need for need in needs if need.half == half]
    ours = measured.quality(mine, measured.ours(offers))
    for baseline in (measured.by_tags, measured.by_words):
        other = measured.quality(mine, baseline(offers))
        assert ours.recall >= other.recall + measured.RECALL_ABOVE
        assert ours.rank >= other.rank * measured.RANK_TIMES
