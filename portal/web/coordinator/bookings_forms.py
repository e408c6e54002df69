"""Forms around a session's meetings and requests, for its coordinators."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField

from portal.bookings import rules
from portal.consultations.rules import LONGEST_LINK, LONGEST_LINK_WORD, Link
from portal.consultations.states import LinkKind
from portal.web.coordinator.ways_forms import FALL_BACK_FIELDS, FallBacksForm
from portal.web.forms import (
    AtMost,
    Chosen,
    MayBeEmpty,
    Needed,
    OnceForm,
    PortalForm,
    one_line,
    plain_text,
    stripped,
    web_address,
)
from portal.web.languages import current_language, say
from portal.web.pages import words
from portal.web.slot_picker import SlotsField

NOT_NEEDED = "none"
WANTED = "wanted"


def _because() -> TextAreaField:
    return TextAreaField(
        _l("Why do you do this on the company's behalf?"),
        [Needed(), plain_text, AtMost(rules.LONGEST_REASON)],
    )


def _reason(words: Any) -> TextAreaField:
    """Why something is changed, for the history; the service says when it must be given."""
    return TextAreaField(words, [MayBeEmpty(), plain_text, AtMost(rules.LONGEST_REASON)])


def _slot() -> StringField:
    return StringField(_l("Time"), [Needed(_l("Please choose a time that suits both.")), one_line])


class PairForm(PortalForm):
    """The two companies of a meeting; sent by GET, so that the next page can be linked to."""

    class Meta:
        csrf = False

    korean = SelectField(_l("Korean company"), [Chosen()])
    chinese = SelectField(_l("Chinese company"), [Chosen()])

    def offer(self, korean: Iterable[Any], chinese: Iterable[Any]) -> None:
        """Fill in who takes part."""
        for field, companies in ((self.korean, korean), (self.chinese, chinese)):
            field.choices = [
                ("", _("Please choose")),
                *((each.public_id, words(each.name).text) for each in companies),
            ]


class PlaceForm(OnceForm):
    """A meeting that a coordinator places."""

    slot = _slot()
    subject = TextAreaField(
        _l("What is it about?"), [Needed(), plain_text, AtMost(rules.LONGEST_SUBJECT)]
    )
    because = _because()
    again = BooleanField(_l("They have met in this session; this is one meeting more"))


class AskForm(OnceForm):
    """A request that a coordinator makes for one of two companies."""

    asker = RadioField(_l("Who asks?"), [Chosen()])
    reason = TextAreaField(
        _l("What would they like to talk about?"),
        [Needed(), plain_text, AtMost(rules.LONGEST_SUBJECT)],
    )
    slots = SlotsField(_l("Which times would suit them?"), needed=False)
    because = _because()


class ProposeForm(OnceForm):
    """Times that a coordinator proposes for the company whose turn it is."""

    slots = SlotsField(_l("Which times suit them?"), needed=True)
    words = TextAreaField(
        _l("What should the other company read?"),
        [MayBeEmpty(), plain_text, AtMost(rules.LONGEST_REASON)],
    )
    because = _because()


class AcceptForm(OnceForm):
    """A request that a coordinator accepts for the company whose turn it is."""

    slot = _slot()
    because = _because()


class CloseRequestForm(OnceForm):
    """A request that a coordinator declines or withdraws for a company."""

    reason = TextAreaField(
        _l("What should the other company read? (optional)"),
        [MayBeEmpty(), plain_text, AtMost(rules.LONGEST_REASON)],
    )
    because = _because()


class ReasonForm(OnceForm):
    """Why a meeting is cancelled."""

    reason = TextAreaField(
        _l("Why? (everybody in the meeting reads it)"),
        [Needed(), plain_text, AtMost(rules.LONGEST_REASON)],
    )


class MoveForm(ReasonForm):
    """Where a meeting is moved to, and why."""

    slot = _slot()


class MarkForm(PortalForm):
    """Whether a meeting took place."""

    state = RadioField(_l("Did the meeting take place?"), [Chosen()])
    because = _reason(_l("Why not, or what should be noted?"))

    def offer(self) -> None:
        self.state.choices = [("MET", _("It took place")), ("MISSED", _("It did not take place"))]


class InterpreterForm(PortalForm):
    """Who interprets a meeting."""

    interpreter = SelectField(_l("Who interprets?"), [Chosen()])
    because = _reason(_l("Why?"))

    def offer(
        self, booking: Any, candidates: Iterable[Any], fields: Mapping[str, str], *, sent: bool
    ) -> None:
        """Fill in the session's interpreters, each with whether they are free then, or why not.

        `fields` are the names of what interpreters can be at home in, by their codes; `sent` says
        that somebody has chosen already.
        """
        self.interpreter.choices = [
            (NOT_NEEDED, _("Nobody is needed")),
            (WANTED, _("Wanted, not found yet")),
            *((each.interpreter.public_id, _named(each, fields)) for each in candidates),
        ]
        if not sent:
            seated = booking.interpreter
            empty = WANTED if booking.interpreter_wanted else NOT_NEEDED
            self.interpreter.data = seated.public_id if seated else empty


class LinkForm(FallBacksForm):
    """A meeting's own way in, and what is tried next; without a service the session's counts."""

    kind = SelectField(_l("Service of the call"), [MayBeEmpty()])
    url = StringField(_l("Address of the call"), [MayBeEmpty(), web_address, AtMost(LONGEST_LINK)])
    number = StringField(_l("Meeting number"), [MayBeEmpty(), one_line, AtMost(LONGEST_LINK_WORD)])
    password = StringField(
        _l("Password of the call"), [MayBeEmpty(), one_line, AtMost(LONGEST_LINK_WORD)]
    )
    because = _reason(_l("Why is the link replaced?"))
    last_fields = (*FALL_BACK_FIELDS, "because")

    def offer(self, known: Container[LinkKind]) -> None:
        """Fill in the services that the portal is set up for."""
        self.kind.choices = [
            ("", _("The session's own")),
            *((kind.value, say(kind.words)) for kind in LinkKind if kind in known),
        ]
        self.offer_fall_backs(kind for kind in LinkKind if kind in known)

    def link(self) -> Link | None:
        """What was typed; None for the session's own link."""
        if not self.kind.data:
            return None
        return Link(
            LinkKind(self.kind.data),
            stripped(self.url.data),
            stripped(self.number.data),
            stripped(self.password.data),
        )


def _named(candidate: Any, fields: Mapping[str, str]) -> str:
    name = str(candidate.interpreter.person.name_for(current_language()))
    state = say(candidate.why_not) if candidate.why_not else str(_("free"))
    known = [fields[code] for code in candidate.interpreter.groups if code in fields]
    named = str(_("%(name)s – %(state)s", name=name, state=state))
    return f"{named} · {', '.join(known)}" if known else named
