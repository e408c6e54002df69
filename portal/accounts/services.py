"""Changes to people and accounts: sign-ins, links in mails, passwords, consents, coordinators."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import sqlalchemy as sa

from portal.accounts import notifications, queries
from portal.accounts.models import Consent, Coordinator, Host, MailLink, Person, SignIn, User
from portal.accounts.rules import CONFIRMATION_LASTS, RESET_LASTS, SIGN_IN_LASTS
from portal.accounts.states import CONSENT_TEXT_VERSION, ConsentPurpose, LinkPurpose
from portal.infra import audit, db
from portal.infra.db import session
from portal.kernel import clock, identifiers
from portal.kernel.clocks import Side
from portal.kernel.errors import Conflict, Invalid
from portal.kernel.languages import Language, Text, Wording

ADDRESS_TAKEN = Text("There is an account with this e-mail address already.")
LINK_IS_STALE = Text("This link was used already or is too old. Please ask for a new one.")


def add_person(
    *,
    name: str,
    name_latin: str,
    side: Side,
    post: str | None = None,
    phone: str | None = None,
    email: str | None = None,
    languages: Iterable[str] = (),
) -> Person:
    """Note a person down, with or without an account."""
    person = Person(
        name=name,
        name_latin=name_latin,
        side=side,
        post=post,
        phone=phone,
        email=email,
        languages=sorted(set(languages)),
    )
    session.add(person)
    session.flush()
    return person


def open_account(
    person: Person, *, email: str, password_hash: str | None, language: Language
) -> User:
    """Give a person an account; the address is still to be confirmed.

    Raises Conflict when the address has an account.
    """
    user = User(
        person=person, email=email.strip().lower(), password_hash=password_hash, language=language
    )
    with db.refusing({"uq_user_account_email": ADDRESS_TAKEN}):
        session.add(user)
    return user


def record_consents(
    person: Person, purposes: Iterable[ConsentPurpose], *, language: Language
) -> None:
    """Keep one row for each purpose that the person agreed to, with the text they read."""
    for purpose in purposes:
        session.add(
            Consent(
                person=person,
                purpose=purpose,
                text_version=CONSENT_TEXT_VERSION,
                language=language,
            )
        )


def send_confirmation(user: User) -> None:
    """Send the link by which an address is confirmed."""
    secret = _new_link(user, LinkPurpose.CONFIRM_ADDRESS, CONFIRMATION_LASTS)
    notifications.confirm_address(user, secret)


def confirm_address(secret: str) -> User:
    """Use a confirmation link. Raises Invalid when it is stale."""
    user = _use_link(secret, LinkPurpose.CONFIRM_ADDRESS)
    user.email_confirmed_at = user.email_confirmed_at or clock.now()
    return user


def ask_for_reset(email: str) -> None:
    """Send a link to set a new password; an unknown address gets nothing, and nobody learns it."""
    user = queries.user_of_address(email)
    if user is not None and user.is_active:
        secret = _new_link(user, LinkPurpose.RESET_PASSWORD, RESET_LASTS)
        notifications.reset_password(user, secret)


def reset_password(secret: str, *, password_hash: str) -> User:
    """Set a new password by a reset link; whoever was signed in is signed out.

    Raises Invalid when the link is stale.
    """
    user = _use_link(secret, LinkPurpose.RESET_PASSWORD)
    user.email_confirmed_at = user.email_confirmed_at or clock.now()
    _set_password(user, password_hash)
    return user


def change_password(user: User, *, password_hash: str) -> None:
    """Set a new password; every other sign-in ends."""
    _set_password(user, password_hash, keep=user.sign_in_secret)


def sign_in(user: User, *, device: str) -> str:
    """Start a sign-in and return its secret, which only the cookie keeps."""
    secret = identifiers.secret()
    session.add(
        SignIn(
            user_id=user.id,
            digest=identifiers.digest(secret),
            device=device[:200],
            expires_at=clock.now() + SIGN_IN_LASTS,
        )
    )
    return secret


def sign_out(secret: str) -> None:
    """End a sign-in for good; its cookie opens nothing any more."""
    session.execute(
        sa.update(SignIn)
        .where(SignIn.digest == identifiers.digest(secret), SignIn.ended_at.is_(None))
        .values(ended_at=clock.now())
    )


def choose_language(user: User, language: Language) -> None:
    """The language in which the portal writes to this user."""
    user.language = language


def add_host(
    *,
    side: Side,
    name: Wording,
    about: Wording | None = None,
    website: str | None = None,
    region_code: str | None = None,
    import_key: str | None = None,
) -> Host:
    """Note down a public body that runs sessions."""
    host = Host(
        side=side,
        name=name,
        about=about or Wording(),
        website=website,
        region_code=region_code,
        import_key=import_key,
    )
    session.add(host)
    session.flush()
    return host


def add_coordinator(person: Person, host: Host, *, email: str, language: Language) -> Coordinator:
    """Make a person a coordinator; they set their password by the link that is sent.

    Raises Conflict when the address has an account.
    """
    user = open_account(person, email=email, password_hash=None, language=language)
    coordinator = Coordinator(user_id=user.id, host_id=host.id)
    session.add(coordinator)
    session.flush()
    audit.record("coordinator added", user, by=None, host=host.public_id)
    secret = _new_link(user, LinkPurpose.RESET_PASSWORD, CONFIRMATION_LASTS)
    notifications.coordinator_added(user, secret)
    return coordinator


def _set_password(user: User, password_hash: str, *, keep: str = "") -> None:
    user.password_hash = password_hash
    session.execute(
        sa.update(SignIn)
        .where(
            SignIn.user_id == user.id,
            SignIn.ended_at.is_(None),
            SignIn.digest != identifiers.digest(keep),
        )
        .values(ended_at=clock.now())
    )
    audit.record("password changed", user, by=user)


def _new_link(user: User, purpose: LinkPurpose, lasts: timedelta) -> str:
    secret = identifiers.secret()
    session.add(
        MailLink(
            user_id=user.id,
            purpose=purpose,
            digest=identifiers.digest(secret),
            expires_at=clock.now() + lasts,
        )
    )
    return secret


def _use_link(secret: str, purpose: LinkPurpose) -> User:
    """Spend a link: of two clicks at once only one finds it unused."""
    spent = session.execute(
        sa.update(MailLink)
        .where(
            MailLink.digest == identifiers.digest(secret),
            MailLink.purpose == purpose,
            MailLink.used_at.is_(None),
            MailLink.expires_at > clock.now(),
        )
        .values(used_at=clock.now())
        .returning(MailLink.user_id)
    ).scalar_one_or_none()
    if spent is None:
        raise Invalid(LINK_IS_STALE)
    user = session.get_one(User, spent)
    if not user.is_active:
        raise Conflict(Text("This account is closed. Please write to the coordinator."))
    return user
