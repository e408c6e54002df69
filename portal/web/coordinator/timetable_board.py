"""The board of a timetable, and what a coordinator does with its meetings by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, redirect, request
from flask_babel import gettext as _

from portal.consultations import queries as consultations
from portal.kernel.clocks import Side
from portal.kernel.errors import Conflict, Missing
from portal.timetabling import queries, services
from portal.timetabling.queries import View
from portal.timetabling.states import TimetableState
from portal.web import transactions
from portal.web.access import user
from portal.web.coordinator.desk import desk
from portal.web.coordinator.timetable import HERE, ONE, address, timetable_of
from portal.web.coordinator.timetable_forms import PutForm, StepForm
from portal.web.coordinator.wishes import timetable_session
from portal.web.forms import ActionForm
from portal.web.pages import page
from portal.web.paging import Page, page_asked_for

LONGEST_SEARCH = 100
PAIR = f"{ONE}/board/<korean_id>/<chinese_id>"


@desk.get(f"{ONE}/board")
def timetable_board(public_id: str, timetable_id: str) -> Any:
    """The board of one day: companies, rooms or interpreters by slots; or how far it is."""
    found, made = timetable_of(public_id, timetable_id)
    if not made.state.holds_meetings:
        return page(
            "coordinator/timetable/board_to_come.html",
            consultation=found,
            timetable=made,
            action_form=ActionForm(formdata=None),
        )
    asked, words = request.args.get("view", ""), request.args.get("q", "")[:LONGEST_SEARCH]
    view = View(asked) if asked in set(View) else View.KR
    only_wanting = request.args.get("wanting") == "1"
    board = queries.board_of(
        made,
        view,
        day=_day_asked_for(),
        words=words,
        page=page_asked_for(),
        only_wanting=only_wanting,
    )
    return page(
        "coordinator/timetable/board.html",
        consultation=found,
        timetable=made,
        view=view,
        views=list(View),
        words_asked=words,
        only_wanting=only_wanting,
        board=board,
        found=Page(board.rows),
        may_change=made.state is TimetableState.DRAFT,
        steps=queries.steps_of(made) if made.state is TimetableState.DRAFT else (),
        last=queries.last_step(made),
        next=queries.next_step(made),
        step_form=StepForm(made),
    )


@desk.post(f"{HERE}/by-hand")
def timetable_by_hand(public_id: str) -> Any:
    """A proposal of the meetings as they stand, to change by hand."""
    found = timetable_session(public_id)
    made = transactions.write(services.draft_of_standing, found, by=user())
    return redirect(address("timetable_board", found, made))


@desk.get(PAIR)
def pair_on_board(public_id: str, timetable_id: str, korean_id: str, chinese_id: str) -> Any:
    """One pair of a draft: where it is, where it may go, and why not elsewhere."""
    found, made = draft(public_id, timetable_id)
    pair = pair_in(found, made, korean_id, chinese_id)
    return _pair_page(found, made, pair, PutForm(pair))


@desk.post(PAIR)
def put_on_board(public_id: str, timetable_id: str, korean_id: str, chinese_id: str) -> Any:
    """Move a pair, place it, or have it change places with another."""
    found, made = draft(public_id, timetable_id)
    pair = pair_in(found, made, korean_id, chinese_id)
    form = PutForm(pair)
    if form.validate_on_submit():
        with form.showing_refusals():
            _put(found, made, pair, form)
            flash(_("Done. Nobody is told before you publish."), "ok")
            return redirect(_back(found, made, pair))
    return _pair_page(found, made, pair_in(found, made, korean_id, chinese_id), form)


@desk.post(f"{PAIR}/lock")
def lock_on_board(public_id: str, timetable_id: str, korean_id: str, chinese_id: str) -> Any:
    """Lock a meeting where it is, or unlock it."""
    found, made = draft(public_id, timetable_id)
    pair = pair_in(found, made, korean_id, chinese_id)
    if pair.now is None:
        raise Missing
    ids, was, locked = (pair.korean.id, pair.chinese.id), pair.now.slot, not pair.now.locked
    transactions.write(services.lock, made, ids, locked=locked, was=was, by=user())
    flash(_("The meeting is locked.") if locked else _("The meeting can be moved again."), "ok")
    return redirect(address("pair_on_board", found, made, **_names(pair)))


@desk.post(f"{PAIR}/out")
def take_off_board(public_id: str, timetable_id: str, korean_id: str, chinese_id: str) -> Any:
    """Leave a pair without a meeting in this draft."""
    found, made = draft(public_id, timetable_id)
    pair = pair_in(found, made, korean_id, chinese_id)
    if pair.now is None:
        raise Missing
    ids, was = (pair.korean.id, pair.chinese.id), pair.now.slot
    transactions.write(services.take_out, made, ids, was=was, by=user())
    flash(_("The meeting is taken out. Nobody is told before you publish."), "ok")
    return redirect(_back(found, made, pair))


@desk.get(f"{ONE}/board/fill/<company_id>/<slot_id>")
def fill_slot(public_id: str, timetable_id: str, company_id: str, slot_id: str) -> Any:
    """The best pairs for an empty slot of a company."""
    found, made = draft(public_id, timetable_id)
    company = queries.company_in(found, company_id)
    slots = consultations.slots_of(found)
    slot = next((each for each in slots if each.public_id == slot_id), None)
    if slot is None:
        raise Missing
    return page(
        "coordinator/timetable/fill.html",
        consultation=found,
        timetable=made,
        company=company,
        slot=slot,
        fillings=queries.fillings(made, company, slot),
        action_form=ActionForm(formdata=None),
    )


@desk.post(f"{ONE}/board/undo")
def undo_on_board(public_id: str, timetable_id: str) -> Any:
    """Take the last change back."""
    found, made = draft(public_id, timetable_id)
    transactions.write(services.undo, made, seen=StepForm(made).seen, by=user())
    return redirect(_board(found, made))


@desk.post(f"{ONE}/board/redo")
def redo_on_board(public_id: str, timetable_id: str) -> Any:
    """Do the last change again."""
    found, made = draft(public_id, timetable_id)
    transactions.write(services.redo, made, seen=StepForm(made).seen, by=user())
    return redirect(_board(found, made))


def _put(found: Any, made: Any, pair: Any, form: PutForm) -> None:
    ids = pair.korean.id, pair.chinese.id
    slots = {slot.public_id: slot for slot in consultations.slots_of(found)}
    was = slots[form.was.data].id if form.was.data in slots else None
    choice = next((each for each in pair.choices if each.slot.public_id == form.slot.data), None)
    if choice is None:
        raise Conflict(services.CHANGED_MEANWHILE)
    if choice.swap is not None and was is not None:
        other = choice.swap[0].id, choice.swap[1].id
        at = choice.slot.id
        transactions.write(services.swap, made, ids, other, was=was, at=at, by=user())
    else:
        transactions.write(services.put, made, ids, choice.slot.id, was=was, by=user())


def pair_in(found: Any, made: Any, korean_id: str, chinese_id: str) -> Any:
    """A pair in a draft with all that may be done with it. Raises Missing."""
    return queries.on_board(made, *pair_of_companies(found, korean_id, chinese_id))


def pair_of_companies(found: Any, korean_id: str, chinese_id: str) -> tuple[Any, Any]:
    """The Korean and the Chinese company of a pair in a session. Raises Missing."""
    korean, chinese = (queries.company_in(found, id) for id in (korean_id, chinese_id))
    if (korean.side, chinese.side) != (Side.KR, Side.CN):
        raise Missing
    return korean, chinese


def _pair_page(found: Any, made: Any, pair: Any, form: PutForm) -> Any:
    return page(
        "coordinator/timetable/pair.html",
        consultation=found,
        timetable=made,
        pair=pair,
        form=form,
        action_form=ActionForm(formdata=None),
        names=_names(pair),
    )


def draft(public_id: str, timetable_id: str) -> tuple[Any, Any]:
    """A session of this coordinator, and one of its drafts. Raises Missing for others."""
    found, made = timetable_of(public_id, timetable_id)
    if made.state is not TimetableState.DRAFT:
        raise Missing
    return found, made


def _names(pair: Any) -> dict[str, str]:
    return {"korean_id": pair.korean.public_id, "chinese_id": pair.chinese.public_id}


def _board(found: Any, made: Any) -> str:
    return address("timetable_board", found, made)


def _back(found: Any, made: Any, pair: Any) -> str:
    """The board with the row of the pair's Korean company."""
    return address("timetable_board", found, made, q=pair.korean.own_name.text)


def _day_asked_for() -> date | None:
    try:
        return date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return None
