"""What is acknowledged survives a power cut: killing a process does not test that, so we look."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from portal.infra import engines
from portal.infra.engines import reader_of


@pytest.fixture(params=[False, True], ids=["writing", "reading"])
def connection(request, engine):
    """A connection as the portal has them, to write and to read."""
    with (reader_of(engine) if request.param else engine).connect() as connection:
        yield connection


def test_a_commit_returns_when_the_disk_has_it(connection, engine):
    ask = connection.exec_driver_sql
    if engine.dialect.name == "sqlite":
        assert ask("PRAGMA journal_mode").scalar() == "wal"
        assert ask("PRAGMA synchronous").scalar() == 2  # FULL
        assert ask("PRAGMA foreign_keys").scalar() == 1
        return
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        assert ask(f"SHOW {setting}").scalar() == "on", setting


def test_the_portal_asks_for_durable_commits_where_the_server_would_not(engine):
    if engine.dialect.name == "sqlite":
        pytest.skip("SQLite has no such setting outside the connection")
    careless = engine.url.update_query_dict({"options": "-c synchronous_commit=off"})
    with engines.make_engine(
        careless.render_as_string(hide_password=False)
    ).connect() as connection:
        assert connection.execute(sa.text("SHOW synchronous_commit")).scalar() == "on"


@pytest.mark.parametrize("which", [lambda engine: engine, reader_of], ids=["writing", "reading"])
def test_a_connection_that_the_server_closed_meanwhile_is_replaced(postgresql_url, which):
    engine = engines.make_engine(postgresql_url)
    idle, other = which(engine), engines.make_engine(postgresql_url)

    def own_name() -> int:
        with idle.connect() as connection:
            return connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()

    before = own_name()
    assert own_name() == before
    with other.connect() as connection:
        connection.exec_driver_sql("SELECT pg_terminate_backend(%s, 5000)", (before,))

    assert own_name() != before
    idle.dispose()
    engine.dispose()
    other.dispose()
