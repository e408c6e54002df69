"""The command `portal`, run against the database of the test."""

import pytest
from click.testing import CliRunner

from portal.cli import main
from portal.infra import db


@pytest.fixture
def portal(database, tmp_path):
    """Run a command as an operator would: `portal("companies", "import", path)`."""
    address = database.url.render_as_string(hide_password=False)
    env = {
        "PORTAL_ENV": "development",
        "DATABASE_URL": address,
        "SECRET_KEY": "a secret of the tests that is long enough",
        "FILES_DIR": str(tmp_path / "files of the portal"),
    }

    def run(*arguments, **more):
        result = CliRunner().invoke(
            main, [str(argument) for argument in arguments], env={**env, **more.pop("env", {})}
        )
        db.connect(database)
        return result

    return run
