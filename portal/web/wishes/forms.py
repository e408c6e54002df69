"""Forms of wishes, for the company itself and for a coordinator who acts on its behalf."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, TextAreaField

from portal.timetabling import rules
from portal.timetabling.services import About
from portal.timetabling.states import Rank
from portal.web.attendance_forms import why
from portal.web.forms import AtMost, Chosen, MayBeEmpty, PortalForm, plain_text, stripped
from portal.web.languages import say
from portal.web.pages import words

NO_PROFILE = "none"
# Whoever has no opinion makes no wish.
NO_OPINION = "none"


class WishesForm(PortalForm):
    """Many wishes at once; the rows are read by name, one for each company."""


class WishesOnBehalfForm(WishesForm):
    """The same, by a coordinator."""

    because = why()


class WishForm(PortalForm):
    """How much a company wants to meet one other, and what about."""

    rank = RadioField(_l("How much do you want to meet them?"), [Chosen()], default=NO_OPINION)
    profile = RadioField(_l("Which technology is it about?"), [Chosen()], default=NO_PROFILE)
    reason = TextAreaField(
        _l("What would you like to talk about?"),
        [MayBeEmpty(), plain_text, AtMost(rules.LONGEST_REASON)],
    )
    seen = HiddenField()

    def offer(self, profiles: Iterable[Any], wish: Any, led_by: str | None = None) -> None:
        """Fill in the answers, the technologies of both, and what stands there now.

        `led_by` is the technology whose page led here.
        """
        self.profiles = {profile.public_id: profile for profile in profiles}
        self.rank.choices = [
            *((rank.value, say(rank.words)) for rank in Rank),
            (NO_OPINION, _l("No opinion")),
        ]
        self.profile.choices = [
            *((key, words(profile.title).text) for key, profile in self.profiles.items()),
            (NO_PROFILE, _l("None of these")),
        ]
        if self.is_submitted():
            return
        if led_by in self.profiles:
            self.profile.data = led_by
        if wish is None:
            return
        self.rank.data, self.reason.data = wish.rank.value, wish.reason
        self.seen.data = wish.updated_at.isoformat()
        if wish.profile is not None and wish.profile.public_id in self.profiles:
            self.profile.data = wish.profile.public_id

    @property
    def rank_chosen(self) -> Rank | None:
        """The rank; None for no opinion."""
        return None if self.rank.data == NO_OPINION else Rank(str(self.rank.data))

    @property
    def about(self) -> About:
        """What it is to be about."""
        return About(self.profiles.get(str(self.profile.data)), stripped(self.reason.data))

    @property
    def seen_at(self) -> datetime | None:
        """When the wish was last changed, as far as the sender knew; nonsense knew nothing."""
        try:
            moment = datetime.fromisoformat(str(self.seen.data or ""))
        except ValueError:
            return None
        return moment if moment.tzinfo else None

    def see(self, wish: Any) -> None:
        """Know the wish as it stands now, so that sending the form again counts."""
        self.seen.raw_data = None
        self.seen.data = wish.updated_at.isoformat() if wish else ""


class WishOnBehalfForm(WishForm):
    """The same, by a coordinator."""

    because = why()
