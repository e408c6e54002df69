"""The log of mails on the coordinator desk: queued, sent, refused, and why."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, g, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from portal.consultations import queries as consultations
from portal.infra import mail_words
from portal.letters import queries, services
from portal.letters.queries import MailFilter
from portal.letters.states import MailState
from portal.messages.lines import subject_of
from portal.web import limits
from portal.web.access import user
from portal.web.coordinator.desk import desk
from portal.web.forms import ActionForm
from portal.web.limits import limiter
from portal.web.pages import page
from portal.web.paging import Page, page_asked_for
from portal.web.transactions import write

Answer = Response | tuple[str, int]

TOPICS = {
    "bookings": _l("Meetings"),
    "requests": _l("Requests"),
    "consultations": _l("Sessions"),
    "messages": _l("Messages to groups"),
    "technologies": _l("Technology profiles"),
    "companies": _l("Companies"),
}


@desk.app_template_filter("mail_subject")
def mail_subject(message: Any) -> str:
    """What a mail was called, in its reader's language; empty where its words were wiped."""
    return subject_of(message, current_app.extensions["settings"].site_name)


@desk.app_template_filter("mail_words")
def words_of_mail(message: Any) -> Any:
    """What a mail says in its reader's language: its subject and its paragraphs."""
    settings = current_app.extensions["settings"]
    return mail_words.written(message, site=settings.site_name, address=settings.address)


@desk.get("/mails")
def mails() -> Answer:
    """Every mail about the host's sessions and its side's companies, the newest first."""
    sessions = consultations.consultations_run_by(g.coordinator)
    wanted = _filter(sessions)
    return page(
        "coordinator/letters/mails.html",
        found=Page(queries.mails_of(g.coordinator, wanted, page_asked_for())),
        wanted=wanted,
        searched=wanted != MailFilter(),
        states=MailState,
        topics=TOPICS,
        sessions=sessions,
        refused=queries.refused_lately(g.coordinator),
        state_of=queries.state_of,
        button=ActionForm(None),
    )


@desk.post("/mails/<message_id>/again")
@limiter.limit(limits.LETTERS, key_func=limits.account)
def mail_again(message_id: str) -> Answer:
    """Try a refused mail again, at the address that its reader has now."""
    found = queries.mail_of(g.coordinator, message_id)
    write(services.send_again, found, by=user())
    flash(_("The mail is tried again."), "ok")
    return redirect(url_for("coordinator.mails", q=found.address))


def _filter(sessions: Any) -> MailFilter:
    asked = request.args
    state, topic = asked.get("state", ""), asked.get("topic", "")
    return MailFilter(
        words=asked.get("q", "")[:100],
        state=MailState(state) if state in set(MailState) else None,
        topic=topic if topic in TOPICS else "",
        consultation=next(
            (each for each in sessions if each.public_id == asked.get("session")), None
        ),
    )
