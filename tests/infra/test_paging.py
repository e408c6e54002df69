"""Long lists come in parts, at the same cost however long they are."""

import pytest
import sqlalchemy as sa

from portal.accounts.models import Person
from portal.infra.paging import chunk
from tests import make


@pytest.fixture
def seven_people(database):
    return [make.person(post=str(number)) for number in range(7)]


def posts(number: int, size: int = 3) -> list[str]:
    return [p.post for p in chunk(sa.select(Person).order_by(Person.id), number, size).items]


def test_each_page_holds_its_part_and_the_last_one_the_rest(seven_people):
    assert [posts(number) for number in (1, 2, 3)] == [["0", "1", "2"], ["3", "4", "5"], ["6"]]


def test_a_page_that_does_not_exist_is_the_nearest_one(seven_people):
    assert posts(0) == posts(1)
    assert posts(99) == posts(3)


def test_a_chunk_says_where_it_stands(seven_people):
    found = chunk(sa.select(Person).order_by(Person.id), 2, 3)
    assert (found.number, found.pages, found.total) == (2, 3, 7)


def test_an_empty_list_has_one_empty_page(database):
    found = chunk(sa.select(Person), 1)
    assert (list(found.items), found.number, found.pages, found.total) == ([], 1, 1, 0)
