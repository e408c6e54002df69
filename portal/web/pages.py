"""Rendering a page: with the right status, and with what every template may use."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from flask import Flask, current_app, request, url_for
from flask_login import current_user
from markupsafe import Markup, escape

from portal.accounts.queries import is_demonstration
from portal.companies.rules import initial_of
from portal.infra import wording
from portal.kernel import clock, clocks
from portal.kernel.languages import Language, Run, Text, Wording, written_in
from portal.messages import queries as messages
from portal.web import access
from portal.web.languages import current_language, language_choices, reader_side, say
from portal.web.templates import rendered


@dataclass(frozen=True)
class NavigationEntry:
    """One entry of a desk's navigation."""

    label: str
    url: str
    current: bool


# Endpoint and label of each desk's pages, in the order of the day's work.
NAVIGATION: dict[str, tuple[tuple[str, Text], ...]] = {
    "public": (
        ("public.home", Text("Home")),
        ("public.technologies", Text("Technologies")),
        ("public.consultations", Text("Sessions")),
    ),
    "company": (
        ("company.overview", Text("My desk")),
        ("company.consultations", Text("Sessions")),
        ("company.requests", Text("Requests")),
        ("company.meetings", Text("Meetings")),
        ("company.profiles", Text("My technologies")),
        ("public.technologies", Text("Find partners")),
        ("company.shortlist", Text("Shortlist")),
    ),
    # A company before approval: the rest of its desk would only lead back to the application.
    "applicant": (
        ("company.application", Text("Your application")),
        ("company.account", Text("Your company's account")),
        ("public.technologies", Text("Technologies")),
        ("public.consultations", Text("Sessions")),
    ),
    "coordinator": (
        ("coordinator.overview", Text("Overview")),
        ("coordinator.companies", Text("Companies")),
        ("coordinator.consultations", Text("Sessions")),
        ("coordinator.interpreters", Text("Interpreters")),
        ("coordinator.letters", Text("Messages")),
        ("coordinator.trail", Text("Trail")),
    ),
    "interpreter": (("interpreter.overview", Text("My meetings")),),
}


class Remembered:
    """The answer to a question that every page asks, and that hardly ever changes."""

    def __init__(self, question: Callable[[], bool], lasts: timedelta) -> None:
        self._question = question
        self._lasts = lasts
        self._answer = False
        self._asked_at = datetime.min.replace(tzinfo=UTC)

    def __call__(self) -> bool:
        now = clock.now()
        if not self._asked_at <= now < self._asked_at + self._lasts:
            self._answer, self._asked_at = self._question(), now
        return self._answer


def page(template: str, *, status: int = 200, **context: Any) -> tuple[str, int]:
    """Render a template; a form with errors gives its own status."""
    form = context.get("form")
    return rendered(template, **context), getattr(form, "status", 200) if form else status


def navigation() -> list[NavigationEntry]:
    """The navigation of the desk that the reader works at; the public one for everybody else."""
    here = request.path
    entries = _entries(_desk_of_reader(), current_language())
    _label, first = entries[0]  # the address of a desk's first page begins those of all others
    return [
        NavigationEntry(label, url, here == url if url == first else here.startswith(url))
        for label, url in entries
    ]


@cache
def _entries(desk: str, language: Language) -> list[tuple[str, str]]:
    """Labels and addresses of a desk's pages."""
    return [
        (wording.spoken(label, language), url_for(endpoint)) for endpoint, label in NAVIGATION[desk]
    ]


def _desk_of_reader() -> str:
    if not current_user.is_authenticated:
        return "public"
    desk = request.blueprint
    if desk not in NAVIGATION or desk == "public":
        desk = access.home_of_user().strip("/").split("/")[0] or "public"
    return "applicant" if desk == "company" and access.is_applicant() else desk


def two_clocks(moment: datetime) -> tuple[clocks.Reading, clocks.Reading]:
    """A moment on both clocks, the reader's own first."""
    return clocks.two_clocks(moment, current_language(), reader_side())


def date_words(day: date | datetime, *, year: bool = False) -> str:
    """A date in the reader's words; a moment is dated by the reader's own clock."""
    if isinstance(day, datetime):
        day = day.astimezone(reader_side().zone).date()
    return clocks.date_words(day, current_language(), year=year)


def lasting(length: timedelta) -> str:
    """A length of time in the reader's words: "90 minutes", "3일"."""
    return clocks.lasting_words(length, current_language())


def time_left(moment: datetime) -> str:
    """How long it is until a moment, as a countdown says it: "2 days left"."""
    left = moment - clock.now()
    for unit, least in (
        (timedelta(days=1), timedelta(days=2)),
        (timedelta(hours=1), timedelta(hours=1)),
        (timedelta(minutes=1), timedelta(minutes=1)),
    ):
        if left >= least:
            return say(Text("%(time)s left", time=left // unit * unit))
    return say(Text("less than a minute left") if left > timedelta(0) else Text("time is over"))


def words(text: Wording | None) -> Run:
    """What the reader reads best of a text in several languages."""
    return (text or Wording()).best(current_language())


def marked(run: Run | Wording | None) -> Markup:
    """A run of text in an element that says its language, unless it is the page's own."""
    if isinstance(run, Wording):
        run = words(run)
    if run is None:
        return Markup()
    text = escape(unicodedata.normalize("NFC", run.text))
    if run.language is current_language():
        return text
    return Markup(f'<span lang="{run.language.html}">{text}</span>')  # noqa: S704 - escaped above


def initial(company: Any) -> str:
    """The character that a company is marked with."""
    places = [place.short_name.zh for place in (company.region, company.city) if place]
    return initial_of(company.own_name.text, *places)


def as_written(text: str | None) -> Markup:
    """What somebody typed, marked with the language that its script speaks for."""
    return marked(Run(text or "", written_in(text or "")))


def unread_messages() -> int:
    """The number beside the bell."""
    return messages.unread(current_user.id)


def init(app: Flask) -> None:
    settings = app.extensions["settings"]
    app.jinja_env.filters.update(
        as_written=as_written,
        initial=initial,
        say=say,
        words=words,
        marked=marked,
        date_words=date_words,
        lasting=lasting,
        time_left=time_left,
    )
    app.jinja_env.globals.update(
        navigation=navigation,
        language_choices=language_choices,
        two_clocks=two_clocks,
        now=clock.now,
        is_demonstration=Remembered(is_demonstration, timedelta(minutes=1)),
        is_to_be_seen=access.is_to_be_seen,
        unread_messages=unread_messages,
        site_name=settings.site_name,
        Text=Text,
    )
    app.context_processor(_context)


def _context() -> dict[str, Any]:
    language = current_language()
    return {
        "language": language,
        "html_lang": language.html,
        "reader_side": reader_side(),
        "site_local_name": say(Text("Clearday"))
        if current_app.extensions["settings"].site_name == "Clearday"
        else "",
    }
