"""A request as one of its two companies sees it: whose turn it is, and what can be done."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from portal.bookings import queries, rules
from portal.kernel import clock
from portal.kernel.languages import Text
from portal.web.slot_sheet import Sheet, sheet_of


@dataclass(frozen=True)
class Turn:
    """A request as one of its two companies sees it: whose turn it is, and what can be done."""

    request: Any
    company: Any

    @property
    def partner(self) -> Any:
        return self.request.company_of(self.company.side.other)

    @property
    def waits(self) -> bool:
        """Whether it has no answer yet."""
        found = self.request
        return rules.why_not_answer(found.state, found.expires_at, clock.now()) is None

    @property
    def is_own(self) -> bool:
        """Whether this company has to answer."""
        return self.waits and bool(self.request.waits_for is self.company.side)

    @property
    def is_asked(self) -> bool:
        """Whether the request came from the partner."""
        return bool(self.request.asked.id == self.company.id)

    @property
    def in_order(self) -> tuple[Any, Any]:
        """Who has to answer, then who waits."""
        found = self.request
        return found.answering, found.company_of(found.waits_for.other)

    @cached_property
    def both(self) -> tuple[rules.Participant, rules.Participant]:
        """This company and its partner as they take part, with what they have so far."""
        pair = (self.company, self.partner)
        found = queries.participants_in(self.request.consultation, pair)
        return found[self.company.id], found[self.partner.id]

    @cached_property
    def why_not(self) -> Text | None:
        """Why the request cannot be accepted now: too late, or one of the two is full."""
        found = self.request
        too_late = rules.why_not_accept(
            found.consultation.phase, found.state, found.expires_at, clock.now()
        )
        if too_late or not self.is_own:
            return too_late
        return rules.why_not_more(found.consultation.terms, *self.both, asking=False)

    @cached_property
    def waiting(self) -> Any:
        """The place in the line of whoever would accept as soon as a time suits both."""
        return queries.waiting_of_request(self.request) if self.waits else None

    @property
    def may_wait(self) -> bool:
        """Whether this company could accept, but for a time that suits both."""
        return self.is_own and self.why_not is None and self.waiting is None and not self.free

    @cached_property
    def free(self) -> set[int]:
        """The ids of the times that suit both."""
        slots = queries.free_slots(self.request.consultation, self.company, self.partner)
        return {slot.id for slot in slots}

    @cached_property
    def proposal(self) -> Any:
        """The times that were proposed last."""
        return queries.proposal_of(self.request) if self.waits else None

    @cached_property
    def left(self) -> set[int]:
        """The ids of the times proposed that can still be had."""
        if self.proposal is None:
            return set()
        return {slot.id for slot in self.proposal.standing} & self.free

    @property
    def are_lost(self) -> bool:
        """Whether times were proposed, and none of them can be had any more."""
        return self.proposal is not None and not self.left

    @property
    def why_not_propose(self) -> Text | None:
        found = self.request
        return rules.why_not_propose(
            found.consultation.phase,
            found.state,
            found.expires_at,
            clock.now(),
            waits_for=found.waits_for,
            side=self.company.side,
            other=self.partner.name,
            own_are_lost=not self.is_own and self.are_lost,
        )

    def sheet(self, chosen: str | None) -> Sheet | None:
        """The times to accept by: those proposed, or all of both side by side."""
        if not self.is_own or self.why_not:
            return None
        return sheet_of(
            self.request.consultation,
            self.company,
            self.partner,
            chosen=chosen,
            only={slot.id for slot in self.proposal.standing} if self.proposal else None,
            endpoint="company.request",
        )
