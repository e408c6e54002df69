"""Settings, read once from the environment; the only place that knows the variables' names."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent
INSTANCE = ROOT / "instance"

WEAK_SECRETS = {"", "dev", "secret", "changeme", "change-me", "development"}
SHORTEST_SECRET = 32
LONGEST_SIGN_IN_HOURS = 90 * 24
LONGEST_PAPERS_DAYS = 90


class BadSettings(ValueError):
    """The environment asks for something that the portal refuses to run with."""


@dataclass(frozen=True)
class Settings:
    """What differs between two installations of the portal."""

    environment: str = "development"
    database_url: str = field(default="", repr=False)
    secret_key: str = field(default="", repr=False)
    port: int = 8000
    mail_url: str = field(default="console://", repr=False)
    mail_from: str = "portal@localhost"
    base_url: str = ""
    site_name: str = "Clearday"
    rate_limits: bool = True
    redis_url: str = field(default="", repr=False)
    trusted_proxies: int = 0
    web_processes: int = 2
    # How long a sign-in lives: unused, and at most. Coordinators see everybody's data: shorter.
    idle_hours: int = 7 * 24
    sign_in_hours: int = 30 * 24
    coordinator_idle_hours: int = 12
    coordinator_sign_in_hours: int = 7 * 24
    # Relays for video meetings, such as turn:relay.example:3478; none is asked by default.
    turn_url: str = ""
    turn_secret: str = field(default="", repr=False)
    # A Jitsi Meet server for meetings elsewhere, the name it knows this portal by, and the secret.
    jitsi_url: str = ""
    jitsi_app_id: str = ""
    jitsi_secret: str = field(default="", repr=False)
    # How long papers that were made for a coordinator can be fetched.
    papers_days: int = 7
    files: Path = INSTANCE / "files"
    # A virus scanner that is called with the name of each uploaded file; none by default.
    scan_command: str = ""

    @property
    def is_production(self) -> bool:
        return self.environment == "production"

    @property
    def address(self) -> str:
        """The address that people open, without a slash at the end."""
        return self.base_url.rstrip("/") or f"http://127.0.0.1:{self.port}"

    @property
    def trusted_hosts(self) -> list[str] | None:
        """The names that the portal answers to; in development any, to be opened from a phone."""
        if not self.is_production:
            return None
        return [urlsplit(self.address).hostname or "", "127.0.0.1", "localhost"]

    @property
    def is_https(self) -> bool:
        return self.address.startswith("https://")


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings.

    Raises BadSettings with a sentence that says what to change.
    """
    env = os.environ if environ is None else environ
    environment = env.get("PORTAL_ENV", "development")
    if environment not in ("development", "production"):
        raise BadSettings("PORTAL_ENV must be 'development' or 'production'.")
    settings = Settings(
        environment=environment,
        database_url=_driver_named(
            env.get("DATABASE_URL") or f"sqlite:///{INSTANCE / 'portal.sqlite3'}"
        ),
        secret_key=env.get("SECRET_KEY", "") or _development_secret(environment),
        port=_whole_number(env, "PORT", 8000),
        mail_url=env.get("MAIL_URL") or "console://",
        mail_from=env.get("MAIL_FROM") or "portal@localhost",
        base_url=env.get("BASE_URL", ""),
        site_name=env.get("SITE_NAME") or "Clearday",
        rate_limits=env.get("RATE_LIMITS", "on") != "off",
        redis_url=env.get("REDIS_URL", ""),
        trusted_proxies=_whole_number(env, "TRUSTED_PROXIES", 0),
        web_processes=_whole_number(env, "WEB_PROCESSES", 2),
        idle_hours=_whole_number(env, "IDLE_HOURS", 7 * 24),
        sign_in_hours=_whole_number(env, "SIGN_IN_HOURS", 30 * 24),
        coordinator_idle_hours=_whole_number(env, "COORDINATOR_IDLE_HOURS", 12),
        coordinator_sign_in_hours=_whole_number(env, "COORDINATOR_SIGN_IN_HOURS", 7 * 24),
        turn_url=env.get("TURN_URL", ""),
        turn_secret=env.get("TURN_SECRET", ""),
        jitsi_url=env.get("JITSI_URL", ""),
        jitsi_app_id=env.get("JITSI_APP_ID", ""),
        jitsi_secret=env.get("JITSI_SECRET", ""),
        papers_days=_whole_number(env, "PAPERS_DAYS", 7),
        files=Path(env.get("FILES_DIR") or INSTANCE / "files"),
        scan_command=env.get("SCAN_COMMAND", ""),
    )
    _refuse_unsafe(settings)
    return settings


def _refuse_unsafe(settings: Settings) -> None:
    if urlsplit(settings.mail_url).scheme not in ("console", "smtp", "smtps"):
        raise BadSettings("MAIL_URL must begin with console://, smtp:// or smtps://.")
    hours = {
        "IDLE_HOURS": settings.idle_hours,
        "SIGN_IN_HOURS": settings.sign_in_hours,
        "COORDINATOR_IDLE_HOURS": settings.coordinator_idle_hours,
        "COORDINATOR_SIGN_IN_HOURS": settings.coordinator_sign_in_hours,
    }
    for name, value in hours.items():
        if not 1 <= value <= LONGEST_SIGN_IN_HOURS:
            raise BadSettings(f"{name} must be from 1 to {LONGEST_SIGN_IN_HOURS}.")
    if settings.turn_url and not settings.turn_secret:
        raise BadSettings("TURN_URL needs TURN_SECRET, the secret that the relay shares.")
    if settings.jitsi_url:
        _refuse_unsafe_jitsi(settings)
    if not 1 <= settings.papers_days <= LONGEST_PAPERS_DAYS:
        raise BadSettings(f"PAPERS_DAYS must be from 1 to {LONGEST_PAPERS_DAYS}.")
    if not settings.is_production:
        return
    secret = settings.secret_key
    if secret in WEAK_SECRETS or len(secret) < SHORTEST_SECRET:
        raise BadSettings(f"SECRET_KEY must have at least {SHORTEST_SECRET} random characters.")
    if not settings.is_https:
        raise BadSettings("BASE_URL must be the portal's https:// address.")
    if not settings.rate_limits:
        raise BadSettings("RATE_LIMITS=off is for development only.")


def _refuse_unsafe_jitsi(settings: Settings) -> None:
    """People are led there with a token in the address, so nothing less than TLS will do."""
    where = urlsplit(settings.jitsi_url)
    if where.scheme != "https" or not where.hostname or where.query or where.fragment:
        raise BadSettings("JITSI_URL must be the https:// address of a Jitsi Meet server.")
    if not settings.jitsi_app_id:
        raise BadSettings("JITSI_URL needs JITSI_APP_ID, the name the server knows this portal by.")
    if len(settings.jitsi_secret) < SHORTEST_SECRET:
        raise BadSettings(
            f"JITSI_SECRET must have at least {SHORTEST_SECRET} random characters,"
            " the same as on the server."
        )


def _driver_named(url: str) -> str:
    """Accept the usual spellings of a PostgreSQL address and name our driver."""
    for plain in ("postgres://", "postgresql://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    return url


def _whole_number(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name, "").strip()
    if not text:
        return default
    if not text.isdecimal() or not text.isascii():
        raise BadSettings(f"{name} must be a whole number.")
    return int(text)


def _development_secret(environment: str) -> str:
    """A random secret kept beside the embedded database, so that restarts keep people signed in."""
    if environment == "production":
        return ""
    path = INSTANCE / "secret_key"
    if not path.exists():
        INSTANCE.mkdir(exist_ok=True)
        fresh = INSTANCE / f"secret_key.{secrets.token_hex(4)}"
        fresh.write_text(secrets.token_urlsafe(48))
        fresh.chmod(0o600)
        try:
            os.link(fresh, path)  # the first of several processes wins
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text().strip()
