"""Messages to groups on the coordinator desk: written, looked at as readers get them, sent once."""

from __future__ import annotations

from collections import Counter
from typing import Any

from flask import flash, g, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from portal.companies import queries as companies
from portal.companies.states import CompanyState
from portal.consultations import queries as consultations
from portal.consultations.states import ParticipationState
from portal.kernel.clocks import Side
from portal.kernel.languages import Language
from portal.letters import queries, services
from portal.letters.rules import KOREA, PLACEHOLDERS
from portal.letters.states import MailState, Readers
from portal.web import limits
from portal.web.access import user
from portal.web.coordinator.desk import desk
from portal.web.coordinator.letters_forms import LetterForm, values_of
from portal.web.forms import ActionForm
from portal.web.limits import limiter
from portal.web.pages import page, words
from portal.web.paging import Page, page_asked_for
from portal.web.transactions import write

Answer = Response | tuple[str, int]
# So many readers can be chosen among to see the message as they get it.
MOST_LOOKED_AT = 200


@desk.get("/letters/")
def letters() -> Answer:
    """What was written to groups, drafts first."""
    return page(
        "coordinator/letters/list.html",
        found=Page(queries.letters_of(g.coordinator, page_asked_for())),
        sessions=consultations.consultations_run_by(g.coordinator),
        refused=queries.refused_lately(g.coordinator),
    )


@desk.route("/letters/new", methods=["GET", "POST"])
def new_letter() -> Answer:
    """Write to a group of a session, or of companies of one's side."""
    asked = request.args.get("session", "")
    about = consultations.consultation_run_by(g.coordinator, asked) if asked else None
    state = ParticipationState.ACCEPTED if about else CompanyState.APPROVED
    form = LetterForm(about, _places(about), readers=Readers.COMPANIES.value, states=[state.value])
    if form.validate_on_submit():
        with form.showing_refusals():
            letter = write(services.draft, form.words(), form.audience(), about, by=user())
            return redirect(url_for("coordinator.letter", public_id=letter.public_id))
    return _form_page(form, about)


@desk.route("/letters/<public_id>/edit", methods=["GET", "POST"])
def edit_letter(public_id: str) -> Answer:
    """Change a message that was not sent yet."""
    found = queries.letter_of(g.coordinator, public_id)
    about = found.consultation
    form = LetterForm(about, _places(about), **values_of(found))
    if form.validate_on_submit():
        with form.showing_refusals():
            write(services.rewrite, found, form.words(), form.audience(), about, by=user())
            return redirect(url_for("coordinator.letter", public_id=public_id))
    return _form_page(form, about, letter=found)


@desk.get("/letters/<public_id>")
def letter(public_id: str) -> Answer:
    """A draft as one of its readers gets it; or what became of a message that was sent."""
    found = queries.letter_of(g.coordinator, public_id)
    if found.sent_at is not None:
        wanted = queries.MailFilter(letter=found)
        return page(
            "coordinator/letters/sent.html",
            letter=found,
            states=MailState,
            counts=queries.counts_of(found),
            found=Page(queries.mails_of(g.coordinator, wanted, page_asked_for())),
            state_of=queries.state_of,
            button=ActionForm(None),
        )
    readers = queries.readers_of(found.audience, found.consultation, g.coordinator)
    reader = _reader_asked_for(readers)
    return page(
        "coordinator/letters/draft.html",
        letter=found,
        readers=readers[:MOST_LOOKED_AT],
        reader=reader,
        reached=len(readers),
        by_language=Counter(each.recipient.language for each in readers),
        shown=services.words_for(found, reader, user()) if reader else None,
        languages=(Language.KO, Language.ZH, Language.EN),
        button=ActionForm(None),
    )


@desk.post("/letters/<public_id>/test")
@limiter.limit(limits.LETTERS, key_func=limits.account)
def test_letter(public_id: str) -> Answer:
    """Send the message to oneself, as this reader would get it."""
    found = queries.letter_of(g.coordinator, public_id)
    readers = queries.readers_of(found.audience, found.consultation, g.coordinator)
    write(services.send_test, found, _reader_asked_for(readers), by=user())
    flash(_("A test is on its way to %(address)s.", address=user().email), "ok")
    return redirect(url_for("coordinator.letter", public_id=public_id, reader=_place_asked_for()))


@desk.post("/letters/<public_id>/send")
@limiter.limit(limits.LETTERS, key_func=limits.account)
def send_letter(public_id: str) -> Answer:
    """Send the message to everybody whom it reaches."""
    found = queries.letter_of(g.coordinator, public_id)
    reached = write(services.send, found, by=user())
    flash(ngettext("On its way to %(num)d person.", "On its way to %(num)d people.", reached), "ok")
    return redirect(url_for("coordinator.letter", public_id=public_id))


@desk.post("/letters/<public_id>/discard")
def discard_letter(public_id: str) -> Answer:
    """Throw a draft away."""
    write(services.discard, queries.letter_of(g.coordinator, public_id), by=user())
    flash(_("The draft is gone."), "ok")
    return redirect(url_for("coordinator.letters"))


def _form_page(form: LetterForm, about: Any, letter: Any = None) -> Answer:
    return page(
        "coordinator/letters/form.html",
        form=form,
        consultation=about,
        letter=letter,
        placeholders=PLACEHOLDERS,
    )


def _places(about: Any) -> list[tuple[str, str]]:
    """Where a message's readers can be chosen from: a session's regions, or those of one's side."""
    if about is not None:
        return [
            (KOREA, _("Korea")),
            *((each.code, words(each.name).text) for each in about.regions),
        ]
    if g.coordinator.host.side is Side.KR:
        return []
    own = g.coordinator.regions
    return [
        (each.code, words(each.name).text)
        for each in companies.cooperating_regions()
        if not own or each.code in own
    ]


def _place_asked_for() -> int:
    """Which reader's message is looked at, counted from 0; anything odd asks for the first."""
    text = request.args.get("reader", "0")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 0


def _reader_asked_for(readers: list[Any]) -> Any:
    number = _place_asked_for()
    return readers[number if number < len(readers) else 0] if readers else None
