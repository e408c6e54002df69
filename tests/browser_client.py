"""A visitor without JavaScript: follows links, fills in forms as they stand on the page."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup, Tag
from flask import Flask

PASSWORD = "a password of the tests"


@dataclass
class Answer:
    """What came back: the status, where it was, and the page to look at."""

    status: int
    url: str
    body: bytes
    headers: Any

    @property
    def page(self) -> BeautifulSoup:
        return BeautifulSoup(self.body, "html.parser")

    @property
    def json(self) -> Any:
        """What an address that scripts ask says."""
        return json.loads(self.body)

    @property
    def text(self) -> str:
        """The words of the page, with single spaces."""
        return " ".join(self.page.get_text(" ").split())

    @property
    def main(self) -> str:
        """The words of the page's own part, without header and footer."""
        main = self.page.find("main")
        return " ".join((main or self.page).get_text(" ").split())

    def errors(self) -> list[str]:
        """The sentences beside the fields, and those of the whole form."""
        return [" ".join(tag.get_text(" ").split()) for tag in self.page.select(".em, .sumerr li")]


class Visitor:
    """One person with one browser."""

    def __init__(self, app: Flask, *, lang: str = "en") -> None:
        self.client = app.test_client()
        self.lang = lang
        self.client.set_cookie("lang", lang)

    def get(self, url: str, **kwargs: Any) -> Answer:
        """Open an address and follow redirects."""
        return self._answer(self.client.get(url, follow_redirects=True, **kwargs))

    def post(self, url: str, data: Any = None, **kwargs: Any) -> Answer:
        """Post to an address with a valid token, as a form of the portal would."""
        data = dict(data or {})
        data.setdefault("csrf_token", self._token())
        return self._answer(self.client.post(url, data=data, follow_redirects=True, **kwargs))

    def submit(
        self, answer: Answer, fields: dict[str, Any] | None = None, *, form: str = "main form"
    ) -> Answer:
        """Fill in the form that a CSS selector finds on a page, and send it.

        What the page has filled in already is sent with it, as a browser would.
        """
        found = answer.page.select_one(form)
        assert found is not None, f"no form {form!r} on {answer.url}"
        data = values_of(found)
        for name, value in (fields or {}).items():
            assert found.select_one(f'[name="{name}"]') is not None, f"no field {name!r} in {form}"
            if value is None:
                data.pop(name, None)
            else:
                data[name] = value
        action = found.get("action") or answer.url
        if str(found.get("method", "get")).lower() == "get":
            return self.get(action, query_string=data)
        return self._answer(self.client.post(action, data=data, follow_redirects=True))

    def sign_in(self, user: Any, password: str = PASSWORD) -> None:
        """Sign in; the desk that one is led to is not opened yet."""
        email = user.email  # read before a request closes the session that the user came from
        data = {"csrf_token": self._token(), "email": email, "password": password}
        answer = self.client.post("/sign-in", data=data)
        assert answer.status_code == 302, self._answer(answer).text

    def _token(self) -> str:
        page = self._answer(self.client.get("/sign-in"))
        field = page.page.select_one("input[name=csrf_token]")
        if field is None:
            field = self.get("/").page.select_one("input[name=csrf_token]")
        return str(field["value"]) if field else ""

    def _answer(self, response: Any) -> Answer:
        return Answer(response.status_code, response.request.path, response.data, response.headers)


def values_of(form: Tag) -> dict[str, Any]:
    """What a form has filled in, as a browser would send it."""
    values: dict[str, Any] = {}
    for field in form.select("input[name], select[name], textarea[name]"):
        name = str(field["name"])
        if field.name == "select":
            chosen = [str(o.get("value", "")) for o in field.select("option[selected]")]
            first = field.select_one("option")
            if field.has_attr("multiple"):
                values.setdefault(name, []).extend(chosen)
            elif chosen or first:
                _add(values, name, chosen[0] if chosen else str(first.get("value", "")))
        elif field.name == "textarea":
            values[name] = field.get_text()
        elif field.get("type") in ("checkbox", "radio"):
            if field.has_attr("checked"):
                values.setdefault(name, []).append(field.get("value", "on"))
        elif field.get("type") == "hidden":
            _add(values, name, str(field.get("value", "")))
        elif field.get("type") not in ("submit", "button", "file"):
            values[name] = field.get("value", "")
    return values


def _add(values: dict[str, Any], name: str, value: str) -> None:
    """One value more under a name; two controls that share it are sent both."""
    if name in values:
        earlier = values[name]
        values[name] = [*(earlier if isinstance(earlier, list) else [earlier]), value]
    else:
        values[name] = value
