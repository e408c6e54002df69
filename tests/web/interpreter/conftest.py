"""A session and an interpreter of its, as tests of their desk need them."""

from __future__ import annotations

import pytest

from tests import make
from tests.bookings.pair import Kept, Pair


@pytest.fixture
def pair(database, monday) -> Pair:
    return Pair()


@pytest.fixture
def who(pair):
    return Kept(make.interpreter(of=pair.host, sessions=(pair.consultation,)))
