"""Clients that book as fast as they can while the machinery is killed under them."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from portal.accounts.models import User
from portal.companies.models import Company
from portal.consultations.models import ConsultationSession
from portal.kernel.clocks import Side
from portal.kernel.identifiers import public_id
from tests import make
from tests.races.crowd import crowd
from tests.races.rivals import Rival

SLOTS = 90
CLIENTS = 6
ACKNOWLEDGED = 302
NO_ANSWER = {0, 503}


class World:
    """A session in which every client has enough companies and slots for itself."""

    def __init__(self) -> None:
        self.at: ConsultationSession = make.consultation(slots=SLOTS)
        self.slots = [slot.public_id for slot in make.slots_of(self.at)]
        bookers = crowd(self.at, Side.KR, CLIENTS)
        partners = crowd(self.at, Side.CN, SLOTS)
        self.users: list[User] = [each.user for each in bookers]
        self.partners: list[Company] = [each.company for each in partners]
        base = f"/company/consultations/{self.at.public_id}/partners"
        self.paths = [f"{base}/{partner.public_id}/book" for partner in self.partners]


@dataclass
class Wish:
    """One form: where it is sent, what is in it, and what came back (an address, once known)."""

    path: str
    fields: dict[str, str]
    answer: str | None = None
    tries: int = 0


@dataclass
class Bookers:
    """All clients. They stop at the first form without an answer and keep it for later."""

    world: World
    rivals: list[Rival]
    made: list[Wish] = field(default_factory=list)
    unknown: list[Wish] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.next = [0] * len(self.rivals)
        self.heard = threading.Condition()
        self.enough = 0

    def book_until(self, acknowledged: int, then: object) -> None:
        """Book; call `then` at once when so many more are acknowledged; wait until all stopped."""
        self.enough = len(self.made) + acknowledged
        threads = [
            threading.Thread(target=self._client, args=(number,), daemon=True)
            for number in range(len(self.rivals))
        ]
        for thread in threads:
            thread.start()
        with self.heard:
            assert self.heard.wait_for(lambda: len(self.made) >= self.enough, 60), self.odd
        then()  # type: ignore[operator]
        for thread in threads:
            thread.join(60)

    def _client(self, number: int) -> None:
        while self.next[number] < SLOTS:
            turn = self.next[number]
            self.next[number] += 1
            wish = Wish(
                self.world.paths[(number + turn) % SLOTS],
                {
                    "slot": self.world.slots[turn],
                    "profile": "none",
                    "reason": "Bag filters",
                    "form_key": public_id(),
                },
            )
            if not self.send(number, wish):
                return

    def send(self, number: int, wish: Wish) -> bool:
        """Send a form; says whether an answer came."""
        wish.tries += 1
        answer = self.rivals[number].post(wish.path, **wish.fields)
        with self.heard:
            if answer.status == ACKNOWLEDGED:
                wish.answer = answer.location
                self.made.append(wish)
                self.heard.notify_all()
                return True
            self.unknown.append(wish)
            if answer.status not in NO_ANSWER:
                self.odd.append(f"{answer.status}: {answer.sentences[:3]}")
            return False

    def send_again(self) -> int:
        """Send every form without an answer once more, with its key; says how many there were."""
        waiting, self.unknown = self.unknown, []
        for rival in self.rivals:
            rival.connect()  # the old connection may have been closed in the meantime
        for wish in waiting:
            self.send(self._client_of(wish), wish)
        return len(waiting)

    def _client_of(self, wish: Wish) -> int:
        """The client whose form it was: the one that books this partner in this slot."""
        turn = self.world.slots.index(wish.fields["slot"])
        return (self.world.paths.index(wish.path) - turn) % SLOTS
