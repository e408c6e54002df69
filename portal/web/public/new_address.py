"""A new e-mail address for one's account: asked for, and confirmed by a link sent to it."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.accounts import queries as accounts
from portal.accounts import services
from portal.accounts.states import LinkPurpose
from portal.infra import db
from portal.web import limits
from portal.web.access import user
from portal.web.evenly import evenly
from portal.web.forms import ActionForm, typed
from portal.web.limits import limiter
from portal.web.logs import security as log
from portal.web.pages import page
from portal.web.proving import lately_proved
from portal.web.public.desk import desk
from portal.web.public.sign_in_forms import AddressForm
from portal.web.transactions import write

Answer = Response | tuple[str, int]


@desk.route("/account/email", methods=["GET", "POST"])
@limiter.limit(limits.MAILS_ASKED_FOR, methods=["POST"])
@lately_proved
def ask_for_new_address() -> Answer:
    """Ask for a link at the new address; the answer is the same when it has an account already."""
    form = AddressForm()
    if form.validate_on_submit():
        someone, address = user(), typed(form.email)
        db.session.rollback()
        with evenly():
            write(services.ask_for_new_address, someone, address)
        log("new address asked for", of=someone)
        flash(
            _(
                "We have sent a link to %(email)s. Open it within an hour; until then you sign in "
                "as before.",
                email=address,
            ),
            "ok",
        )
        return redirect(url_for("public.security"))
    return page("public/account/email.html", form=form)


@desk.route("/new-address/<secret>", methods=["GET", "POST"])
@limiter.limit(limits.SIGN_IN_TRIES, methods=["POST"])
def take_new_address(secret: str) -> Answer:
    """A button, because mail scanners open links; pressing it changes the address."""
    link = accounts.link_of(secret, LinkPurpose.CHANGE_ADDRESS)
    if link is None:
        again = url_for("public.ask_for_new_address")
        return page("public/sign_in/stale.html", status=404, again=again)
    form = ActionForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            someone = write(services.take_new_address, secret)
            log("address changed", of=someone)
            flash(_("From now on you sign in with your new address."), "ok")
            following = "public.security" if current_user.is_authenticated else "public.sign_in"
            return redirect(url_for(following))
    return page("public/account/take_new_address.html", form=form, address=link.address)
