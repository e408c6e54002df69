"""What the log says of requests: enough to find an attempt, and nobody's data."""

from __future__ import annotations

import json

import pytest

from portal.kernel.clocks import Side
from tests import make
from tests.bookings.pair import Pair
from tests.browser_client import Visitor

pytestmark = pytest.mark.any_engine


@pytest.fixture
def lines(capsys):
    """The lines that were written since it was asked last."""
    return lambda: [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def events(lines) -> list[str]:
    return [line["event"] for line in lines if line.get("security")]


def test_a_line_says_who_what_when_and_where(app, lines):
    someone = make.representative(side=Side.KR)
    email, public_id = someone.email, someone.public_id
    Visitor(app).sign_in(someone)
    said = lines()
    (signed_in,) = [line for line in said if line["event"] == "signed in"]
    assert signed_in["user"] == public_id
    assert signed_in["timestamp"].endswith("Z")
    answered = [line for line in said if line["event"] == "answered"][-1]
    assert signed_in["request"] == answered["request"]
    assert (answered["method"], answered["endpoint"]) == ("POST", "public.sign_in")
    assert email not in json.dumps(said)


def test_what_looks_like_an_attempt_is_noted(app, visit, lines):
    pair = Pair()
    meeting = pair.met()
    stranger = visit(pair.another_korean().user)
    lines()
    stranger.get(f"/company/meetings/{meeting.public_id}")
    assert events(lines()) == ["not found"]
    stranger.client.post(f"/company/meetings/{meeting.public_id}/cancel", data={})
    assert events(lines()) == ["form without its token"]
    Visitor(app).post("/sign-in", {"email": "nobody@company.example", "password": "a guess"})
    assert "guess was wrong" in events(lines())


def test_a_line_stays_one_line(app, lines):
    Visitor(app).client.get('/technologies/x%0d%0a{"event":"signed in"}', headers={"X-A": "b"})
    said = lines()
    assert [line["event"] for line in said] == ["answered"]
