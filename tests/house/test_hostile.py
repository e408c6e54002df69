"""Hostile words in every field of every form, in addresses, in headers: a sentence, no fault."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from bs4 import Tag

from portal.accounts.models import Person
from portal.companies.models import Company
from portal.infra import db
from portal.infra.db import session
from portal.infra.outbox import OutboxMessage
from tests import mails
from tests.browser_client import Visitor, values_of
from tests.hostile import HOSTILE, sent
from tests.house.access_table import routes_of
from tests.house.world import World

WHO = {
    "public": lambda world: None,
    "company": lambda world: world.pair.korean_user,
    "coordinator": lambda world: world.pair.coordinator,
    "interpreter": lambda world: world.interpreter_user,
}
TYPED = ("text", "search", "email", "url", "tel", "password", "number", "date", "time", None)
# What databases are of different minds about; all else is the same on both.
STORED_DIFFERENTLY = ("half a character", "a zero byte", "ten thousand characters")
RUNS = ("<script>alert(1)", "onerror=alert(1)>", 'href="javascript:')


def forms_of(browser: Visitor, app: Any, desk: str, world: World) -> Iterator[tuple[str, Tag]]:
    """Where every form of a desk leads, and the form; each once, wherever it stands."""
    seen = set()
    for route in routes_of(app, desk):
        if route.method != "GET":
            continue
        here = route.address(world.ids_for(route.rule.rule))
        if here.endswith((".ics", ".xlsx", ".csv")):
            continue
        answer = browser.client.get(here)
        if answer.status_code != 200 or not answer.content_type.startswith("text/html"):
            continue
        for form in Visitor._answer(browser, answer).page.select("form[method=post]"):
            action = form.get("action") or here
            names = (action, *sorted(each.get("name", "") for each in form.select("[name]")))
            if names not in seen and "sign-out" not in action:
                seen.add(names)
                yield action, form


def typed_in(form: Tag) -> list[str]:
    """The names of what somebody types or carries in a form."""
    fields = form.select("textarea[name], input[name], select[name]")
    return [
        field["name"]
        for field in fields
        if field["name"] not in ("csrf_token",)
        and (field.name != "input" or field.get("type") in (*TYPED, "hidden", "radio", "checkbox"))
    ]


@pytest.mark.parametrize("desk", WHO)
def test_hostile_words_in_every_field_of_a_desk_are_answered_and_not_run(app, visit, desk, engine):
    both = engine.dialect.name == "postgresql"
    corpus = {what: HOSTILE[what] for what in STORED_DIFFERENTLY} if both else HOSTILE
    world = World()
    browser = visit(WHO[desk](world))
    forms = list(forms_of(browser, app, desk, world))
    assert len(forms) >= {"public": 4, "company": 20, "coordinator": 30}.get(desk, 0)
    faults = []
    for action, form in forms:
        known, names = values_of(form), typed_in(form)
        for what, words in corpus.items():
            fields = known | dict.fromkeys(names, words) | {"csrf_token": browser._token()}
            answer = browser.client.post(
                action, data=sent(fields), content_type="application/x-www-form-urlencoded"
            )
            if answer.status_code >= 500:
                faults.append((action, what, answer.status_code))
            if any(runs in answer.text for runs in RUNS):
                faults.append((action, what, "runs"))
            if any("\n" in value or "\r" in value for _name, value in answer.headers):
                faults.append((action, what, "splits a header"))
    assert faults == []


@pytest.mark.parametrize("desk", WHO)
def test_hostile_words_in_addresses_are_answered(app, visit, desk):
    world = World()
    browser = visit(WHO[desk](world))
    faults = []
    for route in routes_of(app, desk):
        if route.method == "GET":
            here = route.address(world.ids_for(route.rule.rule))
            names = ("q", "page", "day", "show", "lang", "next", "state", "side", "kind", "region")
            for what in ("a script", "a zero byte"):
                query = sent(dict.fromkeys(names, HOSTILE[what])).decode()
                answer = browser.client.get(f"{here}?{query}")
                said = answer.get_data().decode("utf-8", "replace")  # papers are no text
                if answer.status_code >= 500 or any(runs in said for runs in RUNS):
                    faults.append((here, what, answer.status_code))
    assert faults == []


@pytest.mark.any_engine
@pytest.mark.parametrize("name", ["Accept-Language", "Referer", "Cookie", "User-Agent", "Origin"])
def test_hostile_headers_are_answered(visitor, database, name):
    for words in HOSTILE.values():
        value = words.replace("\r", " ").replace("\n", " ").replace("\x00", " ")
        plain = value.encode("utf-8", "surrogatepass").decode("latin-1")
        answer = visitor.client.get("/", headers={name: plain[:4000]})
        assert answer.status_code < 500, name


@pytest.mark.any_engine
@pytest.mark.parametrize(
    "host", ["evil.example\r\nX: y", "a b", "[::1", "x" * 5000, "évil.example"]
)
def test_a_hostile_host_is_answered(visitor, database, host):
    assert visitor.client.get("/", environ_overrides={"HTTP_HOST": host}).status_code < 500


@pytest.mark.parametrize(
    "what", [what for what in HOSTILE if "half" not in what and "zero" not in what]
)
def test_what_is_stored_all_the_same_is_shown_mailed_and_listed_without_harm(app, visit, what):
    """Names reach the database by other ways, too: an import, a command, a restored backup."""
    words = HOSTILE[what][:80]
    world = World()
    with db.writing():
        session.execute(sa.update(Person).values(name=words, name_latin=words, post=words))
        session.execute(sa.update(Company).values(address=words, website=words[:60]))
    desk = visit(world.pair.coordinator)
    at = world.pair.consultation.public_id
    for path in ("bookings", "participants", "attendees", "requests"):
        answer = desk.get(f"/coordinator/consultations/{at}/{path}")
        assert answer.status == 200
        assert not any(runs in answer.body.decode() for runs in RUNS)
    session.rollback()
    for message in session.scalars(sa.select(OutboxMessage)).all():
        message.name = words
        assert "\nBcc:" not in mails.words(message).split("\n\n")[0]
