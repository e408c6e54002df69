"""Forms around meeting requests: asking, choosing a time, saying no."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField, TextAreaField

from portal.bookings import rules
from portal.web.forms import (
    AtMost,
    Chosen,
    MayBeEmpty,
    Needed,
    OnceForm,
    PortalForm,
    one_line,
    plain_text,
)
from portal.web.pages import words
from portal.web.slot_picker import SlotsField

NO_PROFILE = "none"


class AboutForm(PortalForm):
    """What a meeting is to be about: a published technology of either side, and in own words."""

    profile = RadioField(_l("Which technology is it about?"), [Chosen()], default=NO_PROFILE)
    reason = TextAreaField(
        _l("What would you like to talk about?"),
        [Needed(), plain_text, AtMost(rules.LONGEST_SUBJECT)],
    )

    def offer(self, profiles: Iterable[Any], chosen: str | None) -> None:
        """Fill in the technologies to choose from; `chosen` is the one that led here."""
        self.profiles = {profile.public_id: profile for profile in profiles}
        self.profile.choices = [
            *((key, words(profile.title).text) for key, profile in self.profiles.items()),
            (NO_PROFILE, _l("None of these")),
        ]
        if not self.is_submitted() and chosen in self.profiles:
            self.profile.data = chosen

    @property
    def profile_chosen(self) -> Any:
        """The technology, or None."""
        return self.profiles.get(str(self.profile.data))


class AskForm(OnceForm, AboutForm):
    """The same with times that suit the asker, if they like to propose some."""

    slots = SlotsField(_l("Which times would suit you?"), needed=False)


class ProposeForm(OnceForm):
    """Other times, in answer to a request or to a proposal."""

    slots = SlotsField(_l("Which times suit you?"), needed=True)
    words = TextAreaField(
        _l("Do you want to add anything? The other company reads it."),
        [MayBeEmpty(), plain_text, AtMost(rules.LONGEST_REASON)],
    )


class BookForm(OnceForm, AboutForm):
    """The same with a time, where one books at once."""

    slot = StringField(_l("Time"), [Needed(_l("Please choose a time that suits both.")), one_line])


class AcceptForm(OnceForm):
    """The time at which a request is accepted."""

    slot = StringField(_l("Time"), [Needed(_l("Please choose a time that suits both.")), one_line])


class DeclineForm(OnceForm):
    """Saying no, perhaps with the reason."""

    reason = TextAreaField(
        _l("Why? (optional; the other company reads it)"),
        [MayBeEmpty(), plain_text, AtMost(rules.LONGEST_REASON)],
    )


class WithdrawForm(DeclineForm):
    """Taking a request back, perhaps with the reason."""


class CancelForm(OnceForm):
    """Calling a meeting off."""

    reason = TextAreaField(
        _l("Why? (everybody in the meeting reads it)"),
        [Needed(), plain_text, AtMost(rules.LONGEST_REASON)],
    )


class MoveForm(OnceForm):
    """Another time for a meeting, and why."""

    slot = StringField(_l("Time"), [Needed(_l("Please choose a time that suits both.")), one_line])
    reason = TextAreaField(
        _l("Why? (everybody in the meeting reads it)"),
        [Needed(), plain_text, AtMost(rules.LONGEST_REASON)],
    )
