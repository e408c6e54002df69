"""How fast a page with 50 slots is, for anybody and signed in, beside a bare hello."""

from __future__ import annotations

from benchmarks.load import rate_of, request_for
from benchmarks.machine import Share, watched
from benchmarks.place import portal_on, server_of
from benchmarks.report import Line
from portal.kernel.clocks import Side
from tests import make
from tests.races.crowd import crowd

SLOTS = 50
SECONDS = 4.0
WARM_UP_SECONDS = 1.0
READERS = 12


def run() -> list[Line]:
    """Measure; prints every line as it comes."""
    with portal_on("sqlite") as place:
        at = make.consultation(slots=SLOTS)
        partner = crowd(at, Side.CN, 1)[0].company.public_id
        browsers = place.browsers(place.server, [each.user for each in crowd(at, Side.KR, READERS)])
        page = f"/consultations/{at.public_id}"
        form = f"/company/consultations/{at.public_id}/partners/{partner}/book"
        with server_of("benchmarks.hello:app", place) as hello:
            ceiling, _ = _measured(hello.port, [request_for("/")])
        anonymous, alone = _measured(place.server.port, [request_for(page)])
        signed_in, together = _measured(
            place.server.port, [request_for(form, cookie=each.cookie) for each in browsers]
        )
    return [
        _line("page with 50 slots, anonymous", anonymous, ceiling, 0.12, 0.40, alone),
        _line("page with 50 slots, signed in", signed_in, ceiling, 0.09, 0.15, together),
    ]


def _line(name: str, rate: float, ceiling: float, least: float, aim: float, share: Share) -> Line:
    work = 1000 * share.work / (rate * share.seconds)
    return Line(name, rate, "hello", ceiling, least, aim, share, work)


def _measured(port: int, requests: list[bytes]) -> tuple[float, Share]:
    rate_of(port, requests, WARM_UP_SECONDS)
    with watched() as share:
        rate = rate_of(port, requests, SECONDS)
    if rate.bad:
        raise RuntimeError(f"{rate.bad} bad answers")
    return rate.per_second, share
