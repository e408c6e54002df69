"""Runs the migrations on the connection that `portal.infra.schema` hands over."""

from alembic import context

from portal.registry import metadata


def _is_ours(_object, name, type_, _reflected, _compare_to):
    return not (type_ == "table" and name == "alembic_version")


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    compare_type=True,
    include_object=_is_ours,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
