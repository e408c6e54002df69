"""The database's schema: brought up to date, and compared with the models."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext

from portal.infra.search import is_an_engines_own

PYPROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"

# Any number will do, as long as only migrations of this portal use it.
MIGRATION_LOCK = 5_318_008


def upgrade(engine: sa.Engine) -> None:
    """Bring the schema up to date; several processes may try at once, one does the work."""
    _run(engine, lambda config: command.upgrade(config, "head"))


def downgrade(engine: sa.Engine, revision: str = "base") -> None:
    """Take the schema back to a revision."""
    _run(engine, lambda config: command.downgrade(config, revision))


def differences(engine: sa.Engine, metadata: sa.MetaData) -> list[Any]:
    """What stands in the models but not in the migrated schema, or the other way round."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=_COMPARED)
        return list(compare_metadata(context, metadata))


def _is_of_the_models(_object: Any, name: str | None, kind: str, *_more: Any) -> bool:
    return not is_an_engines_own(name, kind)


_COMPARED = {"compare_type": True, "include_object": _is_of_the_models}


def is_current(engine: sa.Engine) -> bool:
    """Whether any migration has run; a fresh database has no version table."""
    return sa.inspect(engine).has_table("alembic_version")


def _run(engine: sa.Engine, work: Any) -> None:
    config = Config(toml_file=PYPROJECT)
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(MIGRATION_LOCK)))
        config.attributes["connection"] = connection
        work(config)
        connection.commit()
