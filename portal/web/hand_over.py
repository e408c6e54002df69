"""Handing a meeting over, as the pages of every desk do it: three forms, one service each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask_babel import gettext as _

from portal.bookings import queries, rules, services
from portal.consultations import queries as consultations
from portal.kernel import clock
from portal.kernel.errors import Missing
from portal.web import transactions
from portal.web.access import user
from portal.web.forms import stripped
from portal.web.hand_over_forms import (
    KNOWN,
    NEW,
    WHO,
    KnownStandInForm,
    KnownStandInOnBehalfForm,
    NewStandInForm,
    NewStandInOnBehalfForm,
    WhoForm,
    WhoOnBehalfForm,
)
from portal.web.languages import current_language


@dataclass(frozen=True)
class HandOver:
    """One company's side of a meeting; `on_behalf` where a coordinator acts for it."""

    booking: Any
    company: Any
    on_behalf: bool = False

    @cached_property
    def participation(self) -> Any:
        """The company's place in the session. Raises Missing."""
        found = consultations.participation_of(self.company, self.booking.consultation)
        if found is None:
            raise Missing
        return found

    @cached_property
    def delegates(self) -> Any:
        return consultations.delegates_of(self.participation)

    @cached_property
    def attending(self) -> set[int]:
        """The ids of the delegates who attend so far."""
        return queries.attending(self.booking, self.company)

    @property
    def why_not(self) -> Any:
        """Why it cannot be said who attends, or None."""
        return rules.why_not_hand_over(
            self.booking.state,
            self.booking.slot.starts_at,
            clock.now(),
            on_behalf=self.on_behalf,
        )

    # ---- forms; those that were not sent are empty

    def who_form(self, *, sent: bool = False) -> WhoForm:
        kind = WhoOnBehalfForm if self.on_behalf else WhoForm
        form = kind(prefix=WHO) if sent else kind(formdata=None, prefix=WHO)
        form.offer(self.delegates, self.attending, sent=sent)
        return form

    def known_form(self, *, sent: bool = False) -> KnownStandInForm:
        kind = KnownStandInOnBehalfForm if self.on_behalf else KnownStandInForm
        form = kind(prefix=KNOWN) if sent else kind(formdata=None, prefix=KNOWN)
        named = {each.person_id for each in self.delegates}
        people = consultations.people_of(self.company)
        form.offer([each for each in people if each.id not in named], current_language())
        form.offer_places(self.delegates, self.attending)
        return form

    def new_form(self, *, sent: bool = False) -> NewStandInForm:
        kind = NewStandInOnBehalfForm if self.on_behalf else NewStandInForm
        form = kind(prefix=NEW) if sent else kind(formdata=None, prefix=NEW)
        form.side = self.company.side
        form.offer_places(self.delegates, self.attending)
        return form

    # ---- what they do

    def choose(self, form: WhoForm) -> str:
        """Let those attend whom the form names; says so. Raises what the service raises."""
        transactions.write(
            services.hand_over,
            self.booking,
            self.company,
            list(form.people.data or ()),
            **self._why(form),
        )
        return str(_("Saved. The other company and the interpreter get a mail."))

    def bring(self, form: Any, someone: Any) -> str:
        """Bring somebody who is not named for the session; says so."""
        stand_in = services.StandIn(someone, current_language(), form.place)
        transactions.write(services.bring, self.booking, self.company, stand_in, **self._why(form))
        return str(_("Saved. The other company and the interpreter get a mail."))

    def _why(self, form: Any) -> dict[str, Any]:
        reason = stripped(form.reason.data)
        said = {"because": reason} if self.on_behalf else {"reason": reason}
        return {**said, "by": user(), "form_key": form.key}

    def values(self, sent: Any = None) -> dict[str, Any]:
        """What the page shows; `sent` is the form that was sent and refused."""
        who = sent if isinstance(sent, WhoForm) else self.who_form()
        known = sent if isinstance(sent, KnownStandInForm) else self.known_form()
        new = sent if isinstance(sent, NewStandInForm) else self.new_form()
        return {
            "form": sent or who,
            "who_form": who,
            "known_form": known,
            "new_form": new,
            "booking": self.booking,
            "company": self.company,
            "why_not": self.why_not,
        }
