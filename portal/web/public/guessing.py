"""Guesses at passwords and codes: who must wait, without locking the owner out.

Counted are guesses at one account from one address, and from all strangers together. A browser that
has signed in to the account before has a count of its own, so that strangers cannot shut it out.
A passkey or a link by mail is never made to wait.
"""

from __future__ import annotations

import hashlib
import hmac
from ipaddress import IPv6Address, ip_address

from flask import current_app, request

from portal.accounts import queries as accounts
from portal.accounts import rules, services
from portal.kernel.errors import TooSoon
from portal.kernel.languages import Text
from portal.web.logs import security
from portal.web.transactions import write

WAIT = Text(
    "That was wrong too often. Please try again in %(minutes)d min. Nobody waits who signs in with "
    "a passkey, in a browser that was signed in before, or after choosing a new password by a "
    "link in a mail."
)


class Guesses:
    """The guesses at one thing of one account: its password, or its second step."""

    def __init__(self, what: str, account: str, *, known: bool) -> None:
        self.what = what
        self.account = keyed(account)[:12]
        here = f"{what}|{account.strip().lower()}"
        if known:
            self.free = {keyed(f"{here}|known"): rules.FREE_FROM_KNOWN_BROWSERS}
        else:
            self.free = {
                keyed(f"{here}|{network()}"): rules.FREE_FROM_ONE_ADDRESS,
                keyed(f"{here}|strangers"): rules.FREE_FROM_STRANGERS,
            }

    def may_try(self) -> None:
        """Raises TooSoon for who has to wait; nothing is looked at then, so nothing is told."""
        wait = accounts.still_to_wait(self.free) if _is_limited() else None
        if wait:
            security("throttled", refused=True, what=self.what, account=self.account)
            minutes = max(1, round(wait.total_seconds() / 60))
            raise TooSoon(Text(WAIT.msgid, minutes=minutes), wait=wait)

    def wrong(self) -> None:
        """Count a wrong guess."""
        security("guess was wrong", refused=True, what=self.what, account=self.account)
        if _is_limited():
            write(services.count_guess, self.free)

    def right(self) -> None:
        """Forget the guesses from here; what strangers did elsewhere stays counted."""
        mine = next(iter(self.free))
        if _is_limited() and accounts.has_guessed(mine):
            write(services.forget_guesses, [mine])


def keyed(text: str) -> str:
    """What is kept of an address or a name: nobody without the portal's secret can look it up."""
    key = str(current_app.secret_key).encode("utf-8", "surrogatepass")
    return hmac.new(key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def network() -> str:
    """Where a request comes from; of IPv6 the half that one household has to itself."""
    address = ip_address(request.remote_addr or "0.0.0.0")  # noqa: S104 - nobody listens there
    if isinstance(address, IPv6Address):
        return address.exploded[:19]
    return str(address)


def _is_limited() -> bool:
    return bool(current_app.extensions["settings"].rate_limits)
