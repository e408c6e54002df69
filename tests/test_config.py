"""Settings come from the environment; a production that would be unsafe does not start."""

from pathlib import Path

import pytest

import config
from config import BadSettings, load

SECRET = "a" * 20 + "0123456789" * 2
PRODUCTION = {
    "PORTAL_ENV": "production",
    "SECRET_KEY": SECRET,
    "BASE_URL": "https://portal.example/",
    "DATABASE_URL": "postgresql://portal:secret@db.example/portal",
    "MAIL_URL": "smtps://portal:secret@mail.example",
}


def test_a_complete_production_starts():
    settings = load(PRODUCTION)
    assert settings.is_production
    assert settings.is_https
    assert settings.address == "https://portal.example"
    assert settings.database_url == "postgresql+psycopg://portal:secret@db.example/portal"
    assert settings.rate_limits


@pytest.mark.parametrize(
    ("change", "about"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "changeme"}, "SECRET_KEY"),
        ({"SECRET_KEY": "x" * 31}, "SECRET_KEY"),
        ({"BASE_URL": ""}, "BASE_URL"),
        ({"BASE_URL": "http://portal.example"}, "BASE_URL"),
        ({"RATE_LIMITS": "off"}, "RATE_LIMITS"),
        ({"PORTAL_ENV": "staging"}, "PORTAL_ENV"),
        ({"PORT": "eighty"}, "PORT"),
        ({"PORT": "-1"}, "PORT"),
        ({"PORT": "８０８０"}, "PORT"),
        ({"TRUSTED_PROXIES": "yes"}, "TRUSTED_PROXIES"),
        ({"IDLE_HOURS": "0"}, "IDLE_HOURS"),
        ({"COORDINATOR_SIGN_IN_HOURS": "9999"}, "COORDINATOR_SIGN_IN_HOURS"),
        ({"MAIL_URL": "mail.example:25"}, "MAIL_URL"),
        ({"JITSI_URL": "http://meet.example"}, "JITSI_URL"),
        ({"JITSI_URL": "https://meet.example"}, "JITSI_APP_ID"),
        ({"JITSI_URL": "https://meet.example", "JITSI_APP_ID": "portal"}, "JITSI_SECRET"),
        ({"MAIL_URL": "https://mail.example"}, "MAIL_URL"),
    ],
)
def test_an_unsafe_or_odd_setting_is_refused_with_its_name(change, about):
    with pytest.raises(BadSettings, match=about):
        load({**PRODUCTION, **change})


def test_development_needs_no_settings_at_all(tmp_path, monkeypatch):
    monkeypatch.setattr(config, "INSTANCE", tmp_path / "instance")
    settings = load({})
    assert not settings.is_production
    assert settings.address == "http://127.0.0.1:8000"
    assert settings.database_url.startswith("sqlite:///")
    assert settings.mail_url == "console://"
    assert settings.files == tmp_path / "instance" / "files"


def test_the_secret_of_a_development_portal_is_made_once_and_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(config, "INSTANCE", tmp_path / "instance")
    first, second = load({}), load({})
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= config.SHORTEST_SECRET
    kept = tmp_path / "instance" / "secret_key"
    assert kept.stat().st_mode & 0o077 == 0
    assert [path.name for path in (tmp_path / "instance").iterdir()] == ["secret_key"]


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_the_usual_spellings_of_a_postgresql_address_are_understood(scheme):
    settings = load({**PRODUCTION, "DATABASE_URL": f"{scheme}://u:p@h/d"})
    assert settings.database_url == "postgresql+psycopg://u:p@h/d"


def test_settings_can_be_set():
    settings = load({**PRODUCTION, "PORT": "8123", "FILES_DIR": "/srv/files", "WEB_PROCESSES": "4"})
    assert (settings.port, settings.web_processes) == (8123, 4)
    assert settings.files == Path("/srv/files")


def test_secrets_are_not_shown_when_settings_are_printed():
    shown = repr(load(PRODUCTION))
    assert SECRET not in shown
    assert "portal:secret" not in shown
