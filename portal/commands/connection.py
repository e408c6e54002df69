"""Connects a command to the settings and the database."""

from __future__ import annotations

import click
import sqlalchemy as sa

import config
from portal import registry
from portal.infra import db, engines, uploads


def connect() -> tuple[config.Settings, sa.Engine]:
    """Read the settings and connect to their database; ends with a sentence when they are bad."""
    try:
        settings = config.load()
    except config.BadSettings as error:
        raise click.ClickException(str(error)) from None
    assert registry.metadata.tables
    if settings.database_url.startswith("sqlite:///"):
        config.INSTANCE.mkdir(exist_ok=True)
    engine = engines.make_engine(settings.database_url)
    db.connect(engine)
    uploads.keep_in(settings.files)
    return settings, engine
