"""What a change touches, as pages show it before it is confirmed; for every desk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Flask, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, TextAreaField

from portal.bookings import rules
from portal.bookings.queries import Choices, Touched
from portal.kernel.timespan import TimeSpan
from portal.web.forms import AtMost, MayBeEmpty, Needed, PortalForm, one_line, plain_text
from portal.web.pages import two_clocks

# What a select for a meeting's time is called, before the meeting's public id.
TIME = "time-"
CANCEL = "cancel"


class ConfirmForm(PortalForm):
    """Why something is changed that touches others; `shown` says what was shown of it."""

    reason = TextAreaField(
        _l("Why? (everybody concerned reads it)"),
        [Needed(), plain_text, AtMost(rules.LONGEST_REASON)],
    )
    shown = HiddenField(validators=[MayBeEmpty(), one_line, AtMost(32)])

    @property
    def was_shown(self) -> bool:
        """Whether it comes from the page that shows what is touched."""
        return self.is_submitted() and bool(self.shown.data)

    def may_go_on(self, look: Callable[[], Touched]) -> bool:
        """Whether all is right, and what is touched was shown; `look` says whether anything is."""
        return self.validate_on_submit() and (self.was_shown or not look())

    def is_to_be_shown(self, touched: Touched) -> bool:
        """Whether the page with what is touched comes next; a first form may have to be mended."""
        return bool(touched) and (self.was_shown or not self.errors)


class ChangeForm(ConfirmForm):
    """The same for a change of a session, where companies of a region that goes may stay."""

    keep_places = RadioField(
        _l("Companies of this region that take part already"),
        [MayBeEmpty()],
        choices=[
            ("keep", _l("They keep their places and meetings; nobody else of it can join.")),
            ("out", _l("They are taken out of the session, and their meetings are cancelled.")),
        ],
        default="keep",
    )

    def choices(self) -> Choices:
        """What was chosen instead of what was found."""
        times = {
            name.removeprefix(TIME): None if value == CANCEL else _moment(value)
            for name, value in request.form.items()
            if name.startswith(TIME) and (value == CANCEL or _moment(value))
        }
        return Choices(times, keep_places=self.keep_places.data != "out")


def time_words(span: TimeSpan) -> str:
    """A time on both clocks in plain words, for a choice: "Wed 16 September, 14:00 Seoul · …"."""
    own, other = two_clocks(span.starts_at)
    if own.day != other.day:
        return f"{own.date} {own.time} {own.city} · {other.date} {other.time} {other.city}"
    return f"{_('%(date)s,', date=own.date)} {own.time} {own.city} · {other.time} {other.city}"


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def init(app: Flask) -> None:
    app.jinja_env.globals.update(time_words=time_words)
