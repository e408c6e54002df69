from __future__ import annotations

import pytest

from portal.bookings import services
from portal.consultations.rules import Link
from portal.consultations.states import LinkKind
from portal.infra import db
from portal.kernel import clock
from portal.rooms.providers import Entrant, doorway, entrance, set_up
from portal.rooms.providers.jitsi import TOKEN_LASTS, Jitsi, signed
from portal.rooms.states import Role
from tests.bookings.pair import Pair
from tests.rooms.jitsi_server import APP, SECRET, SERVER, admitted

PROVIDERS = set_up(Jitsi(f"{SERVER}/", APP, SECRET))
KIM = Entrant("k1m", "김철수 KIM Cheolsu", Role.KOREAN)


@pytest.fixture
def pair(database, monday) -> Pair:
    return Pair()


@pytest.fixture
def booking(pair):
    return on_jitsi(pair.meet(), pair)


def on_jitsi(booking, pair: Pair):
    with db.writing():
        services.set_link(booking, Link(LinkKind.JITSI), by=pair.coordinator)
    return booking


def admitted_now(booking, who: Entrant = KIM):
    return admitted(entrance(booking, who, PROVIDERS), at=clock.now().timestamp())


def test_a_token_is_signed_as_everybody_signs_it():
    """The example of jwt.io, which any library can read."""
    claims = {"sub": "1234567890", "name": "John Doe", "iat": 1516239022}
    assert signed(claims, "your-256-bit-secret") == (
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"
        ".eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ"
        ".SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c"
    )


def test_a_token_names_one_person_and_one_room(booking):
    claims = admitted_now(booking)

    assert claims["room"] == booking.public_id
    assert claims["context"]["user"]["id"] == "k1m"
    assert claims["context"]["user"]["name"] == "김철수 KIM Cheolsu"


@pytest.mark.parametrize("role", Role)
def test_only_a_coordinator_is_a_moderator(booking, role):
    user = admitted_now(booking, Entrant("x", "X", role))["context"]["user"]

    moderates = role is Role.COORDINATOR
    assert user["moderator"] == ("true" if moderates else "false")
    assert user["affiliation"] == ("owner" if moderates else "member")


@pytest.mark.parametrize("role", list(Role))
def test_nobody_records_a_meeting_on_the_server(booking, role):
    features = admitted_now(booking, Entrant("k1m", "Kim", role))["context"]["features"]
    assert features == {"recording": "false", "livestreaming": "false"}


def test_a_token_is_good_for_minutes(booking, monday):
    address = entrance(booking, KIM, PROVIDERS)
    monday(TOKEN_LASTS)

    with pytest.raises(AssertionError):
        admitted(address, at=clock.now().timestamp())
    assert admitted_now(booking)


def test_a_token_opens_no_other_meetings_room(booking, pair, monday):
    address = entrance(booking, KIM, PROVIDERS)
    other = address.replace(f"/{booking.public_id}?", "/another?")

    with pytest.raises(AssertionError):
        admitted(other, at=clock.now().timestamp())


def test_the_address_that_everybody_sees_holds_no_token(booking):
    way = doorway(booking, PROVIDERS)

    assert str(way.label) == "Jitsi"
    assert way.url == booking.room_path
    assert not way.is_own


def test_without_a_server_the_meeting_is_in_the_portals_room(booking):
    assert doorway(booking, set_up(None)).is_own
    assert entrance(booking, KIM, set_up(None)) is None
