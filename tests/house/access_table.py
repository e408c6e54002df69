"""The table of who gets where: every route, asked by every role, for own and foreign things.

`make audit` writes it to ACCESS.md; the tests compare that document with what the portal answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

from flask import Flask

import config
from tests.house.routes import NOBODYS_ID
from tests.house.world import World

DOCUMENT = config.ROOT / "ACCESS.md"
DESKS = ("public", "company", "coordinator", "interpreter")

OPENS, NOTHING, SIGN_IN, REFUSED, WAITS = "opens", "–", "sign in", "refused", "applies first"
FAILS = "fails"  # in no row of the document

# Who asks. The first have nothing to do with the things asked for, or may only read; the others
# may change them.
OUTSIDERS = {
    "stranger": lambda _: None,
    "applicant": lambda world: world.applicant,
    "another company": lambda world: world.neighbour,
    "another host": lambda world: world.foreign_coordinator,
    "another interpreter": lambda world: world.foreign_interpreter,
    "reads only": lambda world: world.reader,
}
INSIDERS = {
    "company": lambda world: world.pair.korean_user,
    "its colleague": lambda world: world.colleague,
    "its partner": lambda world: world.pair.chinese_user,
    "coordinator": lambda world: world.pair.coordinator,
    "partner host": lambda world: world.partner_coordinator,
    "interpreter": lambda world: world.interpreter_user,
}
ROLES: dict[str, Callable[[World], Any]] = {**OUTSIDERS, **INSIDERS}


@dataclass(frozen=True)
class Row:
    """One route with what each role is answered."""

    method: str
    rule: str
    about: str
    answers: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.method} {self.rule}"

    def line(self) -> str:
        return "| " + " | ".join((self.method, f"`{self.rule}`", self.about, *self.answers)) + " |"


@dataclass(frozen=True)
class Route:
    """One route of the URL map, to be filled in with the things of a world."""

    method: str
    rule: Any

    def address(self, ids: dict[str, str]) -> str:
        topic = self._topics[0] if self._topics else ""
        values = {}
        for name, converter in self.rule._converters.items():
            known = ids.get(topic if name == "public_id" else name)
            allowed = sorted(getattr(converter, "items", None) or [])
            values[name] = allowed[0] if allowed else known or NOBODYS_ID
        built = self.rule.build(values)
        assert built is not None, self.rule
        return str(built[1])

    @property
    def about(self) -> str:
        """The kind of object: the last of which the address names one."""
        return self._topics[-1].replace("-", " ") if self._topics else "no object"

    @property
    def _topics(self) -> list[str]:
        """The words in the address that stand before a name of one thing."""
        parts = self.rule.rule.strip("/").split("/")
        return [
            before
            for before, part in pairwise(parts)
            if part.startswith("<") and not before.startswith("<")
        ]


def routes_of(app: Flask, desk: str) -> list[Route]:
    found = [
        Route(method, rule)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.split(".")[0] == desk
        for method in sorted((rule.methods or set()) & {"GET", "POST"})
    ]
    # Whoever has signed out is a stranger from then on, so that is asked last.
    return sorted(
        found, key=lambda route: (route.rule.rule == "/sign-out", route.rule.rule, route.method)
    )


def rows_of(app: Flask, visit: Callable, desk: str, *, only: int | None = None) -> Iterator[Row]:
    """Ask every route of a desk as every role.

    A GET changes nothing, and what outsiders post must not either, so they share one world. What
    insiders post may change it: each of these gets a world of its own.
    """
    world = World()
    browsers = {name: Asker(visit(who(world))) for name, who in ROLES.items()}
    for route in routes_of(app, desk)[:only]:
        answers = []
        for name, who in ROLES.items():
            if route.method == "POST" and name in INSIDERS and works_at(name, desk):
                own = World()
                answers.append(Asker(visit(who(own))).ask(route, own))
            else:
                answers.append(browsers[name].ask(route, world))
        yield Row(route.method, route.rule.rule, route.about, tuple(answers))


def works_at(role: str, desk: str) -> bool:
    """Whether a guarded desk is this role's own."""
    of_company = dict.fromkeys(("its partner", "its colleague"), "company")
    return (of_company | {"partner host": "coordinator"}).get(role, role) == desk


class Asker:
    """Somebody's browser, with the token of its forms."""

    def __init__(self, browser: Any) -> None:
        self.client = browser.client
        self.token = browser._token()

    def ask(self, route: Route, world: World) -> str:
        """What this person is answered at a route, for the things of a world."""
        address = route.address(world.ids_for(route.rule.rule))
        if route.method == "GET":
            answer = self.client.get(address)
        else:
            answer = self.client.post(address, data={"csrf_token": self.token})
        leads_to = urlsplit(answer.location or "").path
        if (
            leads_to == "/company/application"
            and address.startswith("/company/")
            and (address != leads_to)
        ):
            return WAITS
        if leads_to == "/sign-in" and address != "/sign-in":
            return SIGN_IN
        if answer.status_code >= 500:
            return FAILS
        return {403: REFUSED, 404: NOTHING}.get(answer.status_code, OPENS)


def documented(desk: str) -> list[str]:
    """The rows of a desk, as the document has them."""
    return [line for line in _parts().get(desk, []) if line.startswith(("| GET", "| POST"))]


def write(desk: str, rows: Iterable[Row]) -> None:
    """Put the rows of a desk into the document; the other desks stay as they are."""
    head = ("method", "address", "about", *ROLES)
    parts = _parts()
    parts[desk] = [
        "| " + " | ".join(head) + " |",
        "|---" * len(head) + "|",
        *(row.line() for row in rows),
    ]
    text = [PREFACE]
    for name in DESKS:
        text += [f"\n## The {name} desk\n", *parts.get(name, [])]
    DOCUMENT.write_text("\n".join(text) + "\n")


def _parts() -> dict[str, list[str]]:
    """The lines of the document by desk."""
    if not DOCUMENT.exists():
        return {}
    sections = DOCUMENT.read_text().split("\n## The ")[1:]
    return {
        section.split(" ", 1)[0]: [line for line in section.splitlines() if line.startswith("|")]
        for section in sections
    }


PREFACE = f"""# Who gets where

Every address of the portal, asked by every role; `make audit` writes this table anew from the URL
map and from what the portal answers, and a test fails while the two differ.

The things asked for (a session, a meeting, a company …) belong to one Korean company and its
Chinese partner, to the host whose coordinator runs their session, and to the interpreter of their
meeting. The *company* is asked for by an owner of its account, *its colleague* is none. *Another
company* takes part in the same session, *another host* runs other sessions, and
*another interpreter* works for that host; an *applicant* is not approved yet. The *coordinator*
has every duty, whoever *reads only* works for the same host and has none; the *partner host* is the
other side's public body for the same session.

- **{OPENS}**: there is a page or an action, which its own rules may still refuse with a sentence;
- **{NOTHING}**: not found, as if it did not exist;
- **{SIGN_IN}**: sent to sign in;
- **{REFUSED}**: told that it is not among one's duties;
- **{WAITS}**: sent to the application, until the company is approved."""
