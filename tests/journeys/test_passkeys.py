"""A coordinator's first days in a browser: a passkey, an app, and codes on paper.

Chromium brings a virtual device that makes and shows real keys; the portal does not know that it is
one. Passkeys need a name in the address, so it is opened as localhost.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pyotp
import pytest
from playwright.sync_api import Browser

from tests.journeys.running import Portal
from tests.journeys.walker import Walker

pytestmark = pytest.mark.journey

EMAIL = "lee@host.example"
PASSWORD = "맑은 하늘 蓝天白云 2026"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Device:
    """A virtual authenticator in somebody's browser."""

    def __init__(self, walker: Walker) -> None:
        self.browser = walker.context.new_cdp_session(walker.page)
        self.browser.send("WebAuthn.enable")
        added = self.browser.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
        self.id = added["authenticatorId"]

    def keys(self) -> list[dict]:
        found = self.browser.send("WebAuthn.getCredentials", {"authenticatorId": self.id})
        return list(found["credentials"])

    def knows_its_owner(self, yes: bool) -> None:
        """Whether the finger that is put on it is the right one."""
        self.browser.send(
            "WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": yes}
        )


def show_passkey(walker: Walker, leads_to: str) -> None:
    walker.page.locator("form[data-passkey] [type=submit]").click()
    walker.page.wait_for_url(lambda url: urlsplit(url).path == leads_to)


def test_from_the_first_password_to_a_desk_that_a_finger_opens(
    portal_on: Callable[[str], Portal], browser: Browser
) -> None:
    portal = portal_on("sqlite")
    portal.address = portal.address.replace("127.0.0.1", "localhost")
    portal.command("coordinator", "add", EMAIL, "--name=이영희", "--name-latin=LEE Young-hee")
    lee = Walker(browser, portal.address, "ko-KR", script=True)
    device = Device(lee)
    link = portal.postbox.link(EMAIL, "/reset/").replace("127.0.0.1", "localhost")
    lee.open(link).fill(password=PASSWORD).press()
    lee.fill(email=EMAIL, password=PASSWORD).press()
    assert lee.path == "/coordinator/"

    # A passkey, its recovery codes, and word of it by mail.
    lee.open("/account/security").is_accessible()
    lee.fill(**{"passkey-name": "사무실 노트북"})
    lee.press("form[data-passkey=make] [type=submit]")
    codes = lee.page.locator(".codes code").all_inner_texts()
    assert len(codes) == 10
    lee.is_accessible()
    (key,) = device.keys()
    assert (key["isResidentCredential"], key["rpId"]) == (True, "localhost")
    portal.postbox.mail(EMAIL, "사무실 노트북")

    # Signed out, and in again with a finger alone; the wrong finger opens nothing.
    lee.page.locator("details[data-menu] summary").click()
    lee.press("form[action='/sign-out'] [type=submit]")
    lee.open("/sign-in?next=/coordinator/companies/").is_accessible()
    device.knows_its_owner(False)
    lee.page.locator("form[data-passkey] [type=submit]").click()
    lee.page.locator("[data-trouble]").wait_for(state="visible")
    assert lee.path == "/sign-in"
    device.knows_its_owner(True)
    show_passkey(lee, "/coordinator/companies/")
    assert device.keys()[0]["signCount"] > key["signCount"]

    # An app as well; then the password asks for one of the two.
    lee.open("/account/security").press("form[action='/account/app/begin'] [type=submit]")
    lee.is_accessible()
    secret = lee.page.locator(".secret code").inner_text().replace(" ", "")
    lee.fill(**{"app-one_time_code": pyotp.TOTP(secret).now()}).press()
    assert lee.path == "/account/security"
    other = Walker(browser, portal.address, "ko-KR", script=False)
    other.open("/sign-in").fill(email=EMAIL, password=PASSWORD).press()
    assert other.path == "/sign-in/second-step"
    other.page.locator(".unfold > summary").click()
    other.fill(**{"recovery-recovery_code": codes[0].upper()})
    other.press("form[action$='/recovery'] [type=submit]")
    assert other.path == "/account/security"  # without script, by a code from paper

    # The lost device is signed out from the other one.
    lee.open("/account/security").is_accessible()
    lee.press("form[action$='/end'] [type=submit]")
    other.page.goto("/coordinator/")
    assert other.path == "/sign-in"
    lee.has_nothing_to_complain_of()
    assert portal.failures() == []
