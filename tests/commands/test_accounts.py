"""`portal account`: closing an account, opening it again, signing somebody out."""

from portal.accounts import queries as accounts
from portal.infra import audit
from portal.infra.db import session
from tests import make

EMAIL = "li@company.example"


def tried(portal, what, email=EMAIL, reason="She called."):
    return portal("account", what, email, "--reason", reason)


def is_in(visitor):
    return visitor.get("/account").url == "/account"


def verbs(someone):
    session.rollback()
    return [(entry.verb, entry.reason) for entry in audit.history(someone)]


def test_a_closed_account_is_out_at_once_and_stays_out_when_it_opens_again(portal, visit):
    someone = make.user(email=EMAIL)
    visitor = visit(someone)
    assert tried(portal, "suspend").exit_code == 0
    assert not is_in(visitor)
    assert tried(portal, "reopen").exit_code == 0
    assert not is_in(visitor)  # the cookie from before opens nothing
    assert is_in(visit(someone))
    assert verbs(someone) == [
        ("account suspended", "She called."),
        ("account reopened", "She called."),
    ]


def test_somebody_is_signed_out_everywhere(portal, visit):
    someone = make.user(email=EMAIL)
    visitors = [visit(someone), visit(someone)]
    result = tried(portal, "sign-out")
    assert "Signed out: 2." in result.output
    assert [is_in(visitor) for visitor in visitors] == [False, False]
    assert accounts.live_sign_ins(someone) == []


def test_nothing_is_done_twice_without_a_reason_or_to_nobody(portal, visit):
    make.user(email=EMAIL)
    assert "not closed" in tried(portal, "reopen").output
    tried(portal, "suspend")
    assert "closed already" in tried(portal, "suspend").output
    assert "say why" in tried(portal, "sign-out", reason=" ").output
    assert "no account" in tried(portal, "sign-out", email="no@company.example").output
