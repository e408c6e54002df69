"""The migrations and the models say the same, on both engines, up and down."""

import pytest
import sqlalchemy as sa

from portal import registry
from portal.infra import engines, schema


def test_the_migrated_schema_is_the_models_schema(engine):
    assert schema.differences(engine, registry.metadata) == []


def test_migrations_go_down_and_up_again(workplace):
    engine = engines.make_engine(f"sqlite:///{workplace / 'down-and-up.sqlite3'}")
    schema.upgrade(engine)
    schema.downgrade(engine)
    assert set(sa.inspect(engine).get_table_names()) <= {"alembic_version"}
    schema.upgrade(engine)
    assert schema.differences(engine, registry.metadata) == []


@pytest.mark.parametrize("name", ["seat_no_overlap", "slot_is_gone"])
def test_what_the_comparison_cannot_see_is_there(engine, name):
    if engine.dialect.name == "postgresql":
        found = (
            "SELECT (SELECT count(*) FROM pg_constraint WHERE conname = :name AND contype = 'x')"
            " + (SELECT count(*) FROM pg_trigger WHERE tgname = :name)"
        )
        expected = 1
    else:
        found = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE :name"
        name, expected = f"{name}%", 2
    with engine.connect() as connection:
        assert connection.scalar(sa.text(found), {"name": name}) == expected
